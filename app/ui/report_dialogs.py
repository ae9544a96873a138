"""What is asked around a report: whether to sign, what to add, how to hand it on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from reporting.core.readiness import needs_attention
from reporting.core.report import Report
from reporting.export.formats import Format

HELP = {
    Format.PDF: "For people: identity on every page, key images, measurements",
    Format.SR: "For archives: the words, and the measurements where they lie",
    Format.ENCAPSULATED_PDF: "For archives that show documents",
    Format.FHIR: "For records and portals: sections, numbers, key images by reference, the PDF inside",
    Format.HL7: "For interface engines: sections as text, numbers with units",
    Format.HL7_PDF: "The same, with the pages inside",
    Format.HTML: "For browsers: one file with its pictures, no scripts",
    Format.TEXT: "For whatever reads nothing else",
    Format.JSON: "For programs and for Overread elsewhere: everything, with its digest",
}

MOST_REMARKS = 6
"""So many doubts are named before signing."""

Export = Callable[[Report, Report | None, Format, Path], None]


class ReportDialogs:
    """Asks with dialogs over a window.

    Parameters
    ----------
    export
        Writes a report, and the first opinion it answers, in a format to a file; tells the reader itself how it went.
    name_for
        Proposes a file name for a report and an ending, without the patient in it.
    """

    def __init__(
        self, parent: Callable[[], QWidget], export: Export, name_for: Callable[[Report, str], str]
    ) -> None:
        self._parent, self._export, self._name_for = parent, export, name_for
        self.remarks: Callable[[Report], Sequence[str]] = lambda _: ()
        """What is doubted about the words of a report, a line each."""

    def may_sign(self, report: Report) -> bool:
        """Ask for the last time: signed words stay as they are."""
        remarks = [concern.text for concern in needs_attention(report)]
        lines = [
            f"You sign as {report.reader.name}, {report.reader.qualification or 'without qualification'}.",
            "After signing nothing can be changed; later words become numbered addenda.",
        ]
        if remarks:
            lines.append("Still open: " + "; ".join(dict.fromkeys(remarks)) + ".")
        lines += doubted(self.remarks(report))
        return _ask(self._parent(), f"Sign the {report.role.value}?", lines, "Sign")

    def addendum(self, report: Report) -> str:
        """Ask for the words of an addendum."""
        dialog = QDialog(self._parent())
        dialog.setWindowTitle(f"Addendum {len(report.addenda) + 1}")
        dialog.resize(520, 300)
        words = QPlainTextEdit()
        words.setPlaceholderText("What is to be added. It is signed and stands above the report.")
        buttons = _buttons(dialog, "Sign addendum")
        layout = QVBoxLayout(dialog)
        layout.addWidget(words)
        layout.addWidget(buttons)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return words.toPlainText() if accepted else ""

    def export(self, report: Report, first: Report | None) -> None:
        """Ask for a format and a file, and write it."""
        chosen = self._format()
        if chosen is None:
            return
        proposed = str(Path.home() / self._name_for(report, chosen.suffix))
        path, _ = QFileDialog.getSaveFileName(
            self._parent(), f"Export as {chosen.title}", proposed, f"*{chosen.suffix}"
        )
        if path:
            self._export(report, first, chosen, Path(path))

    def may_lose_words(self) -> bool:
        """Ask before words that could not be kept are given up."""
        lines = [
            "Words of a report could not be saved: the disk does not take them.",
            "If the window is closed now they are lost. Make room, or copy them elsewhere first.",
        ]
        return _ask(self._parent(), "Close and lose words?", lines, "Close and lose them")

    def _format(self) -> Format | None:
        dialog = QDialog(self._parent())
        dialog.setWindowTitle("Export the report")
        layout = QVBoxLayout(dialog)
        group = QButtonGroup(dialog)
        formats = list(Format)
        for place, known in enumerate(formats):
            button = QRadioButton(known.title)
            button.setChecked(place == 0)
            group.addButton(button, place)
            layout.addWidget(button)
            explained = QLabel(HELP[known])
            explained.setObjectName("quiet")
            explained.setIndent(24)
            layout.addWidget(explained)
        layout.addWidget(_buttons(dialog, "Next…"))
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        return formats[group.checkedId()]


def doubted(remarks: Sequence[str]) -> list[str]:
    """Return lines of a dialog that name what is doubted; none where nothing is."""
    if not remarks:
        return []
    more = len(remarks) - MOST_REMARKS
    named = [f"  •  {known}" for known in remarks[:MOST_REMARKS]]
    named += [f"  …  and {more} more, listed below the report"] if more > 0 else []
    return ["\n".join(["Doubted in the words:", *named])]


def _ask(parent: QWidget, title: str, lines: list[str], verb: str) -> bool:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    layout = QVBoxLayout(dialog)
    for line in lines:
        label = QLabel(line)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        layout.addWidget(label)
    layout.addWidget(_buttons(dialog, verb))
    return dialog.exec() == QDialog.DialogCode.Accepted


def _buttons(dialog: QDialog, verb: str) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(verb)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
