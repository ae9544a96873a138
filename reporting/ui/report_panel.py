"""The reporting panel: who writes, in which role, from which template, section by section."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from reporting.core.report import Line, Report, Role, SectionName, State
from reporting.ui.attention import Attention
from reporting.ui.response_box import ResponseBox
from reporting.ui.section_editor import SectionEditor
from reporting.ui.writing import Speller, Writing


class ReportPanel(QWidget):
    """Shows the report store and passes on what the reader does. Keeps nothing of its own."""

    left = Signal()
    """The reader pressed Escape: the keyboard belongs to the image again."""

    def __init__(
        self, writing: Writing, speller: Speller | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._writing = writing
        self._editors = {name: SectionEditor(speller) for name in SectionName}
        self._role = QComboBox()
        self._template = QComboBox()
        self._reader = QLineEdit()
        self._qualification = QLineEdit()
        self._state = QLabel()
        self._saved = QLabel()
        self._addenda = QLabel()
        self._response = ResponseBox(writing)
        self._attention = Attention(writing)
        self._preliminary = QPushButton("&Preliminary")
        self._sign = QPushButton("&Sign…")
        self._addendum = QPushButton("Add&endum…")
        self._export = QPushButton("E&xport…")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._page())
        self._fill_choices()
        self._connect()
        writing.report.changed.connect(self._show)
        writing.saved.changed.connect(self._show_saved)
        self._show(writing.report.value, None)
        self._show_saved(writing.saved.value, "")

    def editor(self, name: SectionName) -> SectionEditor:
        """Return the editor of a section."""
        return self._editors[name]

    def take_keyboard(self) -> None:
        """Put the cursor where the next words belong."""
        self._editors[SectionName.FINDINGS].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @staticmethod
    def _empty() -> QWidget:
        text = QLabel("Open a study to write its report.\nMeasurements and key images go in as linked lines.")
        text.setObjectName("empty")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        return text

    def _page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(self._heading())
        layout.addWidget(self._response)
        layout.addWidget(self._sections(), 1)
        layout.addWidget(self._attention)
        layout.addLayout(self._actions())
        return page

    def _heading(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        for row, (title, widget) in enumerate(
            (("Opinion", self._role), ("Template", self._template), ("Reader", self._reader))
        ):
            label = QLabel(title)
            label.setObjectName("field")
            label.setBuddy(widget)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        self._role.setToolTip("Which opinion you write: the first, or a second that answers a signed first")
        self._template.setToolTip("The text a report begins with; words already written stay")
        self._reader.setPlaceholderText("Your name")
        self._reader.setToolTip("Your name as it stands under the report")
        self._qualification.setPlaceholderText("Qualification")
        self._qualification.setToolTip("For example: MD, consultant radiologist")
        grid.addWidget(self._qualification, 2, 2)
        self._state.setObjectName("state")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._state, 0, 2)
        self._saved.setObjectName("quiet")
        self._saved.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._saved, 1, 2)
        for label in (self._state, self._saved, self._addenda):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for combo in (self._role, self._template):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        return grid

    def _sections(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("paper")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 4, 6, 8)
        layout.setSpacing(2)
        self._addenda.setObjectName("addenda")
        self._addenda.setWordWrap(True)
        self._addenda.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self._addenda)
        for name, editor in self._editors.items():
            heading = QLabel(name.value)
            heading.setObjectName("section")
            heading.setBuddy(editor)
            editor.setAccessibleName(name.value)
            layout.addWidget(heading)
            layout.addWidget(editor)
        layout.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._sign.setObjectName("primary")
        self._preliminary.setToolTip("Let others read the report before it is final")
        self._sign.setToolTip("Make the report final; later words are numbered addenda")
        self._addendum.setToolTip("Add signed words to a final report")
        self._export.setToolTip("Hand the report on: PDF, DICOM, JSON")
        for button in (self._export, self._preliminary, self._addendum, self._sign):
            row.addWidget(button)
        row.insertStretch(1)
        return row

    def _fill_choices(self) -> None:
        for role in Role:
            self._role.addItem(role.value.capitalize(), role)
        for template in self._writing.templates():
            self._template.addItem(template.title, template.id)

    def _connect(self) -> None:
        writing = self._writing
        self._role.activated.connect(lambda: writing.open_role(self._role.currentData()))
        self._template.activated.connect(lambda: writing.choose_template(self._template.currentData()))
        for field in (self._reader, self._qualification):
            field.editingFinished.connect(self._tell_reader)
        for name, editor in self._editors.items():
            editor.lines_edited.connect(partial(self._tell_lines, name))
            editor.line_clicked.connect(writing.jump)
            editor.measurement_dropped.connect(partial(self._tell_drop, name))
            editor.mark_settled.connect(partial(self._tell_settled, name))
            editor.left.connect(self.left)
        self._preliminary.clicked.connect(writing.release_preliminary)
        self._sign.clicked.connect(writing.sign)
        self._addendum.clicked.connect(writing.add_addendum)
        self._export.clicked.connect(writing.export)

    def _tell_lines(self, name: SectionName, lines: tuple[Line, ...]) -> None:
        self._writing.edit(name, lines)

    def _tell_drop(self, name: SectionName, uid: str, row: int) -> None:
        self._writing.insert_measurement(uid, name, row)

    def _tell_settled(self, name: SectionName, row: int, take_new: bool) -> None:
        self._writing.acknowledge(name, row, take_new=take_new)

    def _tell_reader(self) -> None:
        self._writing.set_reader(self._reader.text().strip(), self._qualification.text().strip())

    def _show_saved(self, saved: str, _: str) -> None:
        self._saved.setText(saved)

    def _show(self, report: Report | None, _: Report | None) -> None:
        self._stack.setCurrentIndex(0 if report is None else 1)
        if report is None:
            return
        signed = report.is_signed
        with QSignalBlocker(self._role), QSignalBlocker(self._template):
            self._role.setCurrentIndex(self._role.findData(report.role))
            self._template.setCurrentIndex(self._template.findData(report.template))
        self._template.setEnabled(not signed)
        for field, text in (
            (self._reader, report.reader.name),
            (self._qualification, report.reader.qualification),
        ):
            field.setReadOnly(signed)
            if field.text() != text and not field.hasFocus():
                field.setText(text)
                field.setCursorPosition(0)
        self._show_state(report)
        self._response.show_report(report)
        self._attention.show_report(report)
        for name, editor in self._editors.items():
            editor.setReadOnly(signed)
            editor.show_lines(report.section(name).lines)
        self._addenda.setVisible(bool(report.addenda))
        self._addenda.setText("\n\n".join(_addendum_text(report)))

    def _show_state(self, report: Report) -> None:
        self._state.setText(_state_text(report))
        self._state.setProperty("state", report.state.value)
        self._state.style().polish(self._state)
        self._sign.setVisible(not report.is_signed)
        self._preliminary.setVisible(not report.is_signed)
        self._preliminary.setEnabled(report.state is State.DRAFT)
        self._addendum.setVisible(report.is_signed)


def _state_text(report: Report) -> str:
    if report.signature is not None:
        added = f", {len(report.addenda)} added" if report.addenda else ""
        return f"Signed {report.signature.at:%Y-%m-%d %H:%M}{added}"
    return report.state.value.capitalize()


def _addendum_text(report: Report) -> list[str]:
    return [
        f"Addendum {added.number}, {added.signature.reader.name}, "
        f"{added.signature.at:%Y-%m-%d %H:%M} UTC\n{added.text}"
        for added in reversed(report.addenda)
    ]
