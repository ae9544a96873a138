"""The reporting panel: who writes, in which role, from which template, section by section."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QTextCursor
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
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from reporting.core.header_facts import readable_date
from reporting.core.lint.doubt import Doubt
from reporting.core.report import Line, Report, Role, SectionName, State
from reporting.ui.attention import Attention
from reporting.ui.authoring import Authoring
from reporting.ui.doubt_list import DoubtList
from reporting.ui.field_walk import FieldWalk
from reporting.ui.findings_bar import FindingsBar
from reporting.ui.first_opinion import FirstOpinion
from reporting.ui.proofreading import Proofreading
from reporting.ui.report_choice import ReportChoice, state_text
from reporting.ui.response_box import ResponseBox
from reporting.ui.section_editor import SectionEditor
from reporting.ui.writing import Speller, Writing
from viewer.core.wording import spoken_name

NOTHING = "Open a study to write its report.\nMeasurements and key images go in as linked lines."
SIDE_BY_SIDE_PX = 620
"""From this width on, two opinions stand side by side."""


class ReportPanel(QWidget):
    """Shows the report store and passes on what the reader does. Keeps nothing of its own."""

    checks_wanted = Signal()
    """The reader wants to choose what is looked for in the words."""
    left = Signal()
    """The reader pressed Escape: the keyboard belongs to the image again."""

    def __init__(
        self,
        writing: Writing,
        speller: Speller | None = None,
        authoring: Authoring | None = None,
        proofreading: Proofreading | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._writing = writing
        self._doubts = DoubtList(proofreading) if proofreading is not None else None
        self._editors = {name: SectionEditor(speller, authoring) for name in SectionName}
        self._findings = FindingsBar(authoring) if authoring is not None else None
        self._walk = FieldWalk(self._editors, self.show_cursor)
        self._role = QComboBox()
        self._template = QComboBox()
        self._reader = QLineEdit()
        self._qualification = QLineEdit()
        self._about = QLabel()
        self._reports = ReportChoice(writing)
        self._first = FirstOpinion(writing)
        self._first_wanted = False
        self._is_named = False
        self._state = QLabel()
        self._saved = QLabel()
        self._addenda = QLabel()
        self._area = QScrollArea()
        self._response = ResponseBox(writing)
        self._attention = Attention(writing)
        self._preliminary = QPushButton("&Preliminary")
        self._sign = QPushButton("&Sign…")
        self._addendum = QPushButton("Add&endum…")
        self._export = QPushButton("E&xport…")
        self._nothing = QLabel(NOTHING)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._page())
        for part in (
            self._response,
            self._first,
            self._addendum,
        ):  # they would want room before they are shown
            part.hide()
        self._fill_choices()
        self._connect()
        if proofreading is not None:
            self._join_proofreading(proofreading)
        writing.report.changed.connect(self._show)
        writing.saved.changed.connect(self._show_saved)
        writing.selected.changed.connect(self._show_selected)
        self._show(writing.report.value, None)
        self._show_saved(writing.saved.value, "")

    def name_by_account(self, *, named: bool) -> None:
        """Let name and qualification be those of the account signed in, which are not written by hand."""
        self._is_named = named
        report = self._writing.report.value
        for field in (self._reader, self._qualification):
            field.setReadOnly(named or (report is not None and report.is_signed))

    def _join_proofreading(self, proofreading: Proofreading) -> None:
        assert self._doubts is not None, "there is a list where there is somebody who reads along"
        self._doubts.wanted.connect(self.show_doubt)
        self._doubts.checks_wanted.connect(self.checks_wanted)
        proofreading.doubts.changed.connect(self._show_doubts)
        for editor in self._editors.values():
            editor.doubt_dismissed.connect(proofreading.dismiss)

    def _show_doubts(self, doubts: tuple[Doubt, ...], _: tuple[Doubt, ...]) -> None:
        for name, editor in self._editors.items():
            editor.show_doubts(doubt for doubt in doubts if doubt.section is name)

    def show_next_doubt(self) -> None:
        """Lead to the next words that are doubted."""
        if self._doubts is not None:
            self._doubts.show_next()

    def show_doubt(self, doubt: Doubt) -> None:
        """Lead to the words that are doubted, selected."""
        if doubt.section is None:
            return
        self._walk.here = doubt.section
        self.here.setFocus(Qt.FocusReason.OtherFocusReason)
        self.here.select_doubted(doubt)
        self.show_cursor()

    def editor(self, name: SectionName) -> SectionEditor:
        """Return the editor of a section."""
        return self._editors[name]

    def take_keyboard(self) -> None:
        """Put the cursor where the next words belong."""
        self._editors[SectionName.FINDINGS].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def here(self) -> SectionEditor:
        """The editor that was written in last, that of the findings before anything was."""
        return self._walk.editor

    def step_field(self, *, forward: bool) -> None:
        """Go to the next field of the report or the one before, from the last to the first."""
        self._walk.step(forward=forward)

    def _follow_scrolling(self) -> None:
        if self.here.assistant is not None:
            self.here.assistant.follow()

    def show_cursor(self) -> None:
        """Scroll to where the reader writes."""
        editor = self.here
        place = editor.cursorRect()
        middle = editor.mapTo(self._inside, place.center())
        self._area.ensureVisible(middle.x(), middle.y(), 0, 2 * place.height())

    def show_first_opinion(self, shown: bool) -> None:
        """Show the opinion that is answered beside the one being written, or hide it."""
        self._first_wanted = shown
        self._show_beside(self._writing.report.value)

    @property
    def first_opinion(self) -> FirstOpinion:
        """What shows the opinion that is answered; hidden unless it is wanted and there is one."""
        return self._first

    def offer_reports(self) -> None:
        """Open the list of the study's reports."""
        self._reports.offer()

    def _empty(self) -> QWidget:
        text = self._nothing
        text.setObjectName("empty")
        text.setTextFormat(Qt.TextFormat.PlainText)
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
        self._split = QSplitter()
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._first)
        self._split.addWidget(self._sections())
        layout.addWidget(self._split, 1)
        if self._doubts is not None:
            layout.addWidget(self._doubts)
        layout.addWidget(self._attention)
        layout.addLayout(self._actions())
        return page

    def _heading(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        self._about.setObjectName("about")
        self._about.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._about, 1)
        top.addWidget(self._reports, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(top, 0, 0, 1, 3)
        for row, (title, widget) in enumerate(
            (("Opinion", self._role), ("Template", self._template), ("Reader", self._reader)), start=1
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
        grid.addWidget(self._qualification, 3, 2)
        self._state.setObjectName("state")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._state, 1, 2)
        self._saved.setObjectName("quiet")
        self._saved.setWordWrap(True)
        self._saved.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self._saved, 2, 2)
        for label in (self._state, self._saved):
            label.setWordWrap(True)
        for label in (self._about, self._state, self._saved, self._addenda):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for combo in (self._role, self._template):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            combo.setMinimumContentsLength(11)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for field in (self._reader, self._qualification):
            field.setMinimumWidth(60)
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
            row = QHBoxLayout()
            row.addWidget(heading, 1)
            if name is SectionName.FINDINGS and self._findings is not None:
                row.addWidget(self._findings)
            layout.addLayout(row)
            layout.addWidget(editor)
        layout.addStretch()
        area = self._area
        self._inside = inside
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.verticalScrollBar().valueChanged.connect(self._follow_scrolling)
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
        for role in (Role.FIRST, Role.SECOND):
            self._role.addItem(role.value.capitalize(), role)
        self.offer_templates()

    def _show_role(self, role: Role) -> None:
        """Show the role; an arbitration is begun from the discrepancies of two readings, never chosen here."""
        place = self._role.findData(Role.ARBITRATION)
        if role is Role.ARBITRATION and place < 0:
            self._role.addItem(role.value.capitalize(), role)
        elif role is not Role.ARBITRATION and place >= 0:
            self._role.removeItem(place)
        self._role.setCurrentIndex(self._role.findData(role))

    def offer_templates(self) -> None:
        """Offer the templates there are now."""
        report = self._writing.report.value
        with QSignalBlocker(self._template):
            self._template.clear()
            for template in self._writing.templates():
                self._template.addItem(template.title, template.id)
            self._template.setCurrentIndex(self._template.findData(report.template) if report else -1)

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
            editor.series_dropped.connect(partial(self._tell_series, name))
            editor.mark_settled.connect(partial(self._tell_settled, name))
            editor.left.connect(self.left)
            editor.cursor_moved.connect(partial(self._tell_cursor, name))
        self._response.first_wanted.connect(self.show_first_opinion)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self._preliminary.clicked.connect(writing.release_preliminary)
        self._sign.clicked.connect(writing.sign)
        self._addendum.clicked.connect(writing.add_addendum)
        self._export.clicked.connect(writing.export)

    def _tell_lines(self, name: SectionName, lines: tuple[Line, ...]) -> None:
        self._writing.edit(name, lines)

    def _tell_drop(self, name: SectionName, uid: str, row: int) -> None:
        self._writing.insert_measurement(uid, name, row)

    def _tell_series(self, name: SectionName, uid: str, row: int) -> None:
        self._writing.insert_shown_image(uid, name, row)

    def _tell_cursor(self, name: SectionName, row: int, field: str) -> None:
        self._walk.here = name
        self._writing.stand_at(name, row, field)

    def _tell_settled(self, name: SectionName, row: int, take_new: bool) -> None:
        self._writing.acknowledge(name, row, take_new=take_new)

    def _tell_reader(self) -> None:
        self._writing.set_reader(self._reader.text().strip(), self._qualification.text().strip())

    def _show_saved(self, saved: str, _: str) -> None:
        self._saved.setText(saved)
        self._nothing.setText((saved if self._writing.report.value is None else "") or NOTHING)
        self._saved.setProperty("role", "problem" if saved.startswith("Not saved:") else "")
        self._saved.style().polish(self._saved)

    def _show_selected(self, uid: str, _: str) -> None:
        self._first.show_selected(uid)
        for editor in self._editors.values():
            editor.show_selected(uid)
            place = editor.place_of(uid)
            if place is not None and not self._is_written():
                middle = editor.mapTo(self._inside, place.center())
                self._area.ensureVisible(0, middle.y(), 0, place.height())

    def _is_written(self) -> bool:
        return any(editor.hasFocus() for editor in self._editors.values())

    def _show_beside(self, report: Report | None) -> None:
        """Show the opinion answered, where it is wanted; there is one only beside a second opinion."""
        first = self._writing.answered() if self._first_wanted and report is not None else None
        self._first.setVisible(first is not None)
        self._response.show_first(first is not None)
        if first is not None and report is not None:
            self._first.show_beside(first, report)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay both opinions side by side where there is room, else one above the other."""
        super().resizeEvent(event)
        wide = event.size().width() >= SIDE_BY_SIDE_PX
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def _show(self, report: Report | None, before: Report | None) -> None:
        self._stack.setCurrentIndex(0 if report is None else 1)
        if report is None:
            return
        another = before is None or before.uid != report.uid
        if another:
            self._walk.here = None
        signed = report.is_signed
        with QSignalBlocker(self._role), QSignalBlocker(self._template):
            self._show_role(report.role)
            self._template.setCurrentIndex(self._template.findData(report.template))
        self._template.setEnabled(not signed)
        for field, text in (
            (self._reader, report.reader.name),
            (self._qualification, report.reader.qualification),
        ):
            field.setReadOnly(signed or self._is_named)
            if field.text() != text and (another or not field.hasFocus()):
                field.setText(text)
                field.setCursorPosition(0)
        self._show_state(report)
        self._response.show_report(report)
        self._attention.show_report(report)
        if self._findings is not None:
            self._findings.show_report(report)
        doubtful = frozenset(known.id for known in report.fields if known.remark)
        for name, editor in self._editors.items():
            editor.setReadOnly(signed)
            editor.show_doubtful(doubtful)
            (editor.show_anew if another else editor.show_lines)(report.section(name).lines)
            if before is not None and before.template != report.template:
                editor.moveCursor(QTextCursor.MoveOperation.Start)
        self._about.setText(_about(report))
        if another or before is None or _answers_otherwise(report, before):
            self._reports.show_report()
            self._show_beside(report)
        self._addenda.setVisible(bool(report.addenda))
        self._addenda.setText("\n\n".join(_addendum_text(report)))

    def _show_state(self, report: Report) -> None:
        self._state.setText(state_text(report))
        self._state.setProperty("state", report.state.value)
        self._state.style().polish(self._state)
        self._sign.setVisible(not report.is_signed)
        self._preliminary.setVisible(not report.is_signed)
        self._preliminary.setEnabled(report.state is State.DRAFT)
        self._addendum.setVisible(report.is_signed)


def _answers_otherwise(now: Report, before: Report) -> bool:
    """Whether more than words changed: only then are other reports asked for again."""
    return (now.state, now.measurements, now.addenda) != (before.state, before.measurements, before.addenda)


def _about(report: Report) -> str:
    """Return whom and what the report is about, so that it is never taken for another patient's (SAFETY H30)."""
    who = (
        "  ".join(part for part in (spoken_name(report.patient.name), report.patient.patient_id) if part)
        or "Unnamed patient"
    )
    study = (report.study.description, readable_date(report.study.date))
    return f"{who}\n" + " · ".join(part for part in study if part)


def _addendum_text(report: Report) -> list[str]:
    return [
        f"Addendum {added.number}, {added.signature.reader.name}, "
        f"{added.signature.at:%Y-%m-%d %H:%M} UTC\n{added.text}"
        for added in reversed(report.addenda)
    ]
