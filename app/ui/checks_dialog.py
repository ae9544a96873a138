"""What is looked for in the words while they are written: each check on or off, and whether signing waits for it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reporting.core.lint.doubt import Check

ABOUT = (
    "What you write is held against the images, the patient and itself. What does not go together is underlined and"
    " listed below the report; nothing is ever changed. Signing waits only for what is ticked in the last column."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids of checks that are turned off, and of those that signing waits for."""

    off: tuple[str, ...]
    blocking: tuple[str, ...]


class ChecksDialog(QDialog):
    """Lists every check; nothing changes before OK."""

    def __init__(self, checks: tuple[Check, ...], chosen: Chosen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Checks while writing")
        self._on: dict[str, QCheckBox] = {}
        self._blocking: dict[str, QCheckBox] = {}
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for column, title in enumerate(("Check", "What is doubted", "Signing waits")):
            grid.addWidget(_label(title, "field"), 0, column)
        for row, check in enumerate(checks, start=1):
            self._add(grid, row, check, chosen)
        grid.setRowStretch(len(checks) + 1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(_label(ABOUT, "quiet"))
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self.resize(940, 640)

    def chosen(self) -> Chosen:
        """Return what is chosen as the form has it."""
        off = tuple(known for known, box in self._on.items() if not box.isChecked())
        blocking = tuple(
            known for known, box in self._blocking.items() if box.isChecked() and known not in off
        )
        return Chosen(off, blocking)

    def box(self, check: str, *, blocking: bool = False) -> QCheckBox:
        """Return the box of a check: whether it is made, or whether signing waits for it."""
        return (self._blocking if blocking else self._on)[check]

    def _add(self, grid: QGridLayout, row: int, check: Check, chosen: Chosen) -> None:
        made, waits = QCheckBox(check.title), QCheckBox()
        made.setChecked(check.id not in chosen.off)
        made.setToolTip(check.explanation)
        waits.setToolTip("The report cannot be signed while this is doubted and not dismissed")
        waits.setAccessibleName(f"Signing waits for: {check.title}")
        waits.setChecked(check.id in chosen.blocking or check.asked_anyway)
        waits.setEnabled(not check.asked_anyway and made.isChecked())
        if not check.asked_anyway:
            made.toggled.connect(waits.setEnabled)
            self._blocking[check.id] = waits
        self._on[check.id] = made
        grid.addWidget(made, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_label(check.explanation, "quiet"), row, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(waits, row, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
