"""The reading at a glance, over the report: what, who, when, blinded, how far."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reporting.core.readings.wording import Glance
from viewer.core.store import Store

BLINDED_HELP = (
    "Until you sign, other opinions, their measurements, presentation states and key images are out of reach: "
    "nothing here says whether there are any"
)


class ReadingStrip(QFrame):
    """Shows a store; keeps nothing of its own. Hidden where there is no reading."""

    def __init__(self, glance: Store[Glance], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readingStrip")
        self._what, self._who, self._warning = _label("section"), _label("quiet"), _label("warning")
        self._blinding, self._progress = _label("badge"), _label("state")
        for badge in (self._blinding, self._progress):
            badge.setWordWrap(False)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._what, 1)
        top.addWidget(self._blinding)
        top.addWidget(self._progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 4)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._who)
        layout.addWidget(self._warning)
        self.setAccessibleName("Reading")
        glance.changed.connect(self._show)
        self._show(glance.value, Glance())

    @property
    def words(self) -> str:
        """All that it says."""
        labels = (self._what, self._blinding, self._progress, self._who, self._warning)
        return " | ".join(label.text() for label in labels if label.text())

    def _show(self, glance: Glance, _: Glance) -> None:
        self.setVisible(bool(glance.what))
        self._what.setText(glance.what)
        self._who.setText(" · ".join(part for part in (glance.who, glance.when) if part))
        self._progress.setText(glance.progress)
        self._progress.setProperty("state", glance.progress.lower())
        self._blinding.setText(glance.blinding)
        self._blinding.setVisible(bool(glance.blinding))
        self._blinding.setProperty("tone", "bad" if glance.blinding == "UNBLINDED" else "accent")
        self._blinding.setToolTip(BLINDED_HELP if glance.blinding == "BLINDED" else "")
        self._warning.setText(glance.warning)
        self._warning.setVisible(bool(glance.warning))
        for label in (self._progress, self._blinding):
            label.style().polish(label)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
