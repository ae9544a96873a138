"""Reports that were recalled or retracted: out of the way, kept for good, with who withdrew them and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextEdit, QVBoxLayout, QWidget

from app.ui.people.pieces import label
from reporting.core.acts import Act
from reporting.core.readings.wording import local
from reporting.core.readings.words import words_of
from reporting.core.report import Report

NOTHING = "No report of this study was recalled or retracted."


class WithdrawnDialog(QDialog):
    """Shows withdrawn reports one under the other; nothing can be done to them."""

    def __init__(self, withdrawn: Sequence[tuple[Report, Act]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Withdrawn reports")
        self.resize(640, 480)
        layout = QVBoxLayout(self)
        layout.addWidget(
            label("These reports no longer count: do not use them." if withdrawn else NOTHING, "warning")
        )
        self.words = QTextEdit()
        self.words.setReadOnly(True)
        self.words.setAccessibleName("Withdrawn reports")
        self.words.setPlainText("\n\n\n".join(_told(report, act) for report, act in withdrawn))
        self.words.setVisible(bool(withdrawn))
        layout.addWidget(self.words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def _told(report: Report, act: Act) -> str:
    done = "RECALLED" if act.kind.name == "RECALL" else "RETRACTED"
    reason = act.content.get("reason", "")
    signature = report.signature
    signed = f"Signed by {signature.reader.name}, {local(signature.at)}" if signature else ""
    return f"{done} by {act.signature.reader.name}, {local(act.signature.at)}: {reason}\n{signed}\n\n{words_of(report)}"
