"""What the report still needs before it can be signed, and what the study lacks."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reporting.core.readiness import needs_attention
from reporting.core.report import Report
from reporting.ui.writing import Writing


class Attention(QFrame):
    """A short list, hidden while there is nothing to say."""

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._writing = writing
        self._needs = QLabel()
        self._needs.setTextFormat(Qt.TextFormat.PlainText)
        self._needs.setWordWrap(True)
        self._needs.setObjectName("quiet")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)
        self._layout.addWidget(self._needs)
        self._rows: list[QWidget] = []

    def show_report(self, report: Report) -> None:
        """Show what blocks signing, and a button for each reservation not accepted yet."""
        blocking = dict.fromkeys(
            _in_words(concern.text, concern.section.value if concern.section else "")
            for concern in needs_attention(report)
            if concern.blocks and not concern.text.startswith("not accepted: ")
        )
        self._needs.setText("Before signing: " + "; ".join(blocking))
        self._needs.setVisible(bool(blocking))
        for row in self._rows:
            self._layout.removeWidget(row)
            row.deleteLater()
        open_ones = [] if report.is_signed else [known for known in report.reservations if not known.accepted]
        self._rows = [self._row(known.text) for known in open_ones]
        self.setVisible(bool(blocking or self._rows))

    def _row(self, text: str) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        accept = QPushButton("Accept")
        accept.setToolTip("Report on the study although this is missing; the report will say so")
        accept.clicked.connect(partial(self._accept, text))
        layout.addWidget(label, 1)
        layout.addWidget(accept)
        self._layout.addWidget(row)
        return row

    def _accept(self, text: str) -> None:
        self._writing.accept(text)


def _in_words(text: str, section: str) -> str:
    return f"{text} ({section})" if section and section.lower() not in text else text
