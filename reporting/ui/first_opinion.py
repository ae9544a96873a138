"""The opinion that is answered, to be read beside the one being written."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reporting.core.comparison import Comparison, MeasurementPair, compare
from reporting.core.report import Line, Report, SectionName
from reporting.ui.section_editor import SectionEditor
from reporting.ui.writing import Writing


class FirstOpinion(QFrame):
    """Shows the signed words, never to be changed here; their links jump to the images as they do in any report."""

    def __init__(self, writing: Writing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._writing = writing
        self._first: Report | None = None
        self._who, self._measured = _label("section"), _label("quiet")
        inside = QWidget()
        inside.setObjectName("paper")
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(6, 4, 6, 8)
        self._page.setSpacing(2)
        self._headings: dict[SectionName, QLabel] = {}
        self._editors = {name: self._section(name) for name in SectionName}
        self._page.addWidget(self._measured)
        self._page.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addWidget(self._who)
        layout.addWidget(area, 1)

    def editor(self, name: SectionName) -> SectionEditor:
        """Return what shows a section."""
        return self._editors[name]

    def show_beside(self, first: Report, second: Report) -> None:
        """Show the first opinion, and how the measurements of both compare."""
        self._first = first
        comparison = compare(first, second)
        signature = first.signature
        assert signature is not None, "only a signed report is answered"
        self._who.setText(f"First opinion, {signature.reader.name}")
        self._who.setToolTip(f"{_reader(first)}, signed {signature.at:%Y-%m-%d %H:%M} UTC")
        for name, editor in self._editors.items():
            editor.show_anew(first.section(name).lines)
            for widget in (editor, self._headings[name]):
                widget.setVisible(not first.section(name).is_empty)
        self._measured.setText("\n".join(_notes(comparison)))
        self._measured.setVisible(bool(self._measured.text()))

    def show_selected(self, uid: str) -> None:
        """Highlight the lines about a drawing."""
        for editor in self._editors.values():
            editor.show_selected(uid)

    def _section(self, name: SectionName) -> SectionEditor:
        heading = _label("section")
        heading.setText(name.value)
        self._headings[name] = heading
        editor = SectionEditor()
        editor.setReadOnly(True)
        editor.setAccessibleName(f"First opinion: {name.value}")
        editor.line_clicked.connect(partial(self._jump))
        self._page.addWidget(heading)
        self._page.addWidget(editor)
        return editor

    def _jump(self, line: Line) -> None:
        self._writing.jump(line, self._first)


def _reader(report: Report) -> str:
    reader = report.signature.reader if report.signature else report.reader
    return ", ".join(part for part in (reader.name, reader.qualification) if part)


def _notes(comparison: Comparison) -> list[str]:
    pairs = [_pair(pair) for pair in comparison.measurements]
    notes = ["Measured by the first and by you:", *pairs] if pairs else []
    for added in comparison.first.addenda:
        notes.append(f"Addendum {added.number}, {added.signature.at:%Y-%m-%d %H:%M} UTC: {added.text}")
    if comparison.addenda_since:
        notes.append("Words were added to it after you began to answer it: read the last addendum.")
    return notes


def _pair(pair: MeasurementPair) -> str:
    known = pair.first or pair.second
    assert known is not None, "a pair has at least one of them"
    values = [
        one.value_text if one is not None and one.quantities else "–" for one in (pair.first, pair.second)
    ]
    change = ""
    if pair.change is not None:
        quantity = known.quantities[0]
        change = f"  ({pair.change:+.{quantity.decimals}f} {quantity.unit})"
    return f"  {known.text or known.tool}:  {values[0]}  |  {values[1]}{change}"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
