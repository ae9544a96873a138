"""One signed opinion to be read, its links clickable: one of the columns that stand side by side."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from reporting.core.report import Line, Report, SectionName
from reporting.ui.section_editor import SectionEditor

ORDER = (
    SectionName.FINDINGS,
    SectionName.IMPRESSION,
    *(name for name in SectionName if name not in (SectionName.FINDINGS, SectionName.IMPRESSION)),
)
"""What is compared comes first: there is little room beside images."""


class OpinionColumn(QFrame):
    """Shows the words of a report, never to be changed here."""

    line_clicked = Signal(object, object)
    """A Line the reader clicked, and the Report it is of."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._title = title
        self._shown: Report | None = None
        self._who = _label("section")
        inside = self._inside = QWidget()
        inside.setObjectName("paper")
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(6, 4, 6, 8)
        self._page.setSpacing(2)
        self._headings: dict[SectionName, QLabel] = {}
        self._editors = {name: self._section(name) for name in ORDER}
        self._added = _label("quiet")
        self._page.addWidget(self._added)
        self._page.addStretch()
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addWidget(self._who)
        layout.addWidget(self._area, 1)

    @property
    def text(self) -> str:
        """All that is shown."""
        parts = (self._who.text(), *(editor.toPlainText() for editor in self._editors.values()))
        return "\n".join(parts)

    def show_report(self, report: Report) -> None:
        """Show a report."""
        self._shown = report
        reader = report.signature.reader if report.signature else report.reader
        self._who.setText(f"{self._title}, {reader.name or 'unnamed reader'}")
        if report.signature is not None:
            self._who.setToolTip(f"Signed {report.signature.at:%Y-%m-%d %H:%M} UTC")
        for name, editor in self._editors.items():
            editor.show_anew(report.section(name).lines)
            for widget in (editor, self._headings[name]):
                widget.setVisible(not report.section(name).is_empty)
        self._added.setText("\n".join(f"Addendum {known.number}: {known.text}" for known in report.addenda))
        self._added.setVisible(bool(report.addenda))

    def show_row(self, name: SectionName, row: int) -> None:
        """Select a line, and scroll to it."""
        editor = self._editors[name]
        block = editor.document().findBlockByNumber(row)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            editor.setTextCursor(cursor)
            place = editor.mapTo(self._inside, editor.cursorRect().center())
            self._area.ensureVisible(place.x(), place.y(), 0, 40)

    def _section(self, name: SectionName) -> SectionEditor:
        heading = _label("section")
        heading.setText(name.value)
        self._headings[name] = heading
        editor = SectionEditor()
        editor.setReadOnly(True)
        editor.setAccessibleName(f"{self._title}: {name.value}")
        editor.line_clicked.connect(partial(self._tell))
        self._page.addWidget(heading)
        self._page.addWidget(editor)
        return editor

    def _tell(self, line: Line) -> None:
        if self._shown is not None:
            self.line_clicked.emit(line, self._shown)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
