"""One section of a report as text that can be edited, its linked lines clickable."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragMoveEvent,
    QFocusEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QToolTip, QWidget

from reporting.core.lint.doubt import Doubt
from reporting.core.report import Line, Listed, Mark, Span
from reporting.ui.authoring import Authoring
from reporting.ui.text.assistant import Assistant, insert_lines
from reporting.ui.text.context_menu import doubt_actions, mark_actions, spelling_actions
from reporting.ui.text.doubted import COLORS, Doubted
from reporting.ui.text.highlighting import Highlighting
from reporting.ui.text.paragraph import INDENT_PX, VALUE_UID, char_format, utf16
from reporting.ui.text.paragraphs import Paragraphs
from reporting.ui.text.stops import stops
from reporting.ui.text.styles import Styled, set_listed, toggle
from reporting.ui.writing import Speller
from viewer.core.carried import MEASUREMENT_MIME, SERIES_MIME

LINK_COLOR = QColor("#5aa9c9")
MARK_COLOR = QColor("#d9a441")
LIT_ALPHA = 60
LEAST_HEIGHT_PX = 34


class SectionEditor(QTextEdit):
    """Shows the lines of a section and tells what the reader made of them.

    A paragraph is a line; what it is linked to travels in the paragraph's format, so that undo, copying and
    splitting treat it as any editor would. Grows with its text.
    """

    lines_edited = Signal(object)  # tuple[Line, ...]
    line_clicked = Signal(object)  # Line
    measurement_dropped = Signal(str, int)  # uid, row
    series_dropped = Signal(str, int)  # uid of the display set, row
    mark_settled = Signal(int, bool)  # row, take the new value
    doubt_dismissed = Signal(object)  # Doubt
    cursor_moved = Signal(int, str)  # row and field, by the reader
    left = Signal()

    def __init__(
        self,
        speller: Speller | None = None,
        authoring: Authoring | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(6)
        self._speller = speller
        self._paragraphs = Paragraphs(self.document())
        self._doubted = Doubted()
        self._highlighting = Highlighting(self.document(), speller, self._doubted)
        self._assistant = Assistant(self, self._paragraphs, authoring) if authoring else None
        self.step_beyond: Callable[[bool], bool] | None = None
        """Leads the reader to a field outside this editor, forward or back; whether there is one."""
        self._composing = ""
        self._press = QPoint()
        self._drop_row = 0
        self._selected = ""
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._tell)
        self.cursorPositionChanged.connect(self._tell_cursor)

    def lines(self) -> tuple[Line, ...]:
        """Return the paragraphs as lines. Where a linked paragraph was split, the link stays with the first half."""
        return self._paragraphs.told()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these lines, touching only letters that differ, so that the cursor stays where it is."""
        with QSignalBlocker(self):
            changed = self._paragraphs.show(lines)
        if changed:
            self._fit()
            self.viewport().update()

    def show_anew(self, lines: tuple[Line, ...]) -> None:
        """Show the lines of another report: undo never brings the words of one report into another."""
        self.show_lines(lines)
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_doubtful(self, fields: frozenset[str]) -> None:
        """Underline the answers of these fields: they do not fit what is asked."""
        self._highlighting.doubt(fields)

    def show_doubts(self, doubts: Iterable[Doubt]) -> None:
        """Underline words that are doubted, with a mark in the margin."""
        known = tuple(doubts)
        rows = {doubt.row for doubt in known if doubt.row is not None and doubt.row < len(self._paragraphs)}
        changed = self._doubted.take(known, {row: self._paragraphs.line(row).text for row in rows})
        for row in sorted(changed):
            self._highlighting.rehighlightBlock(self.document().findBlockByNumber(row))
        self.viewport().update()

    def select_doubted(self, doubt: Doubt) -> None:
        """Select the words that are doubted."""
        cursor = self.textCursor()
        if doubt.row is None or doubt.row >= len(self._paragraphs):
            cursor.movePosition(QTextCursor.MoveOperation.End)
        else:
            place, text = (
                self.document().findBlockByNumber(doubt.row).position(),
                self._paragraphs.line(doubt.row).text,
            )
            cursor.setPosition(place + utf16(text[: doubt.start]))
            cursor.setPosition(place + utf16(text[: doubt.end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def show_selected(self, uid: str) -> None:
        """Highlight the lines about a drawing; an empty uid is about none."""
        if uid != self._selected:
            self._selected = uid
            self.viewport().update()

    def place_of(self, measurement_uid: str) -> QRect | None:
        """Return where in this editor the first line about a drawing stands; None where there is none."""
        for row in range(len(self._paragraphs)):
            if measurement_uid and measurement_uid in self._paragraphs.line(row).measurement_uids:
                block = self.document().findBlockByNumber(row)
                return self.document().documentLayout().blockBoundingRect(block).toRect()
        return None

    def row_at(self, position: QPoint) -> int:
        """Return the paragraph under a position of the viewport."""
        return self.cursorForPosition(position).blockNumber()

    # Writing with help.

    @property
    def assistant(self) -> Assistant | None:
        """What offers choices and macros here; None where nobody knows any."""
        return self._assistant

    def step_field(self, *, forward: bool) -> bool:
        """Go to the next field, or the one before, in this editor; False where there is none."""
        return self._assistant is not None and self._assistant.step(forward=forward)

    def has_field(self) -> bool:
        """Whether there are fields, or brackets that wait for words."""
        return self._assistant is not None and any(stops(line) for line in self._paragraphs.all())

    def enter_field(self, *, last: bool) -> None:
        """Go to the first or the last field of this editor."""
        if self._assistant is not None:
            self._assistant.enter(last=last)

    def restyle(self, styled: Styled) -> None:
        """Let the selected words, or those typed next, be bold, italic or underlined, or no longer."""
        if not self.isReadOnly():
            toggle(self, styled)

    def list_lines(self, listed: Listed) -> None:
        """Make the selected paragraphs a list, or paragraphs again."""
        if not self.isReadOnly():
            set_listed(self, self._paragraphs, listed)

    def insert_written(self, lines: tuple[Line, ...]) -> None:
        """Put lines in where the cursor stands; the first joins its paragraph."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        insert_lines(cursor, lines)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let words of an input method, dictation too, answer the field that was selected when they began."""
        cursor, commit = self.textCursor(), event.commitString()
        if self._assistant is not None and cursor.hasSelection() and (commit or event.preeditString()):
            self._composing = self._assistant.selected_field()
        place = cursor.selectionStart()
        super().inputMethodEvent(event)
        if commit and self._composing:
            filled = QTextCursor(self.document())
            filled.setPosition(place)
            filled.setPosition(place + utf16(commit), QTextCursor.MoveMode.KeepAnchor)
            filled.mergeCharFormat(char_format(Span(0, 1, field=self._composing)))
            self._composing = ""

    def insert_dictated(self, words: str) -> None:
        """Put dictated words in where the cursor stands, as the system's own dictation does."""
        event = QInputMethodEvent()
        event.setCommitString(words)
        self.inputMethodEvent(event)

    def _tell(self) -> None:
        self.lines_edited.emit(self.lines())

    def _tell_cursor(self) -> None:
        if self.hasFocus() and not self.isReadOnly():
            stop = self._assistant.stop() if self._assistant else None
            self.cursor_moved.emit(self.textCursor().blockNumber(), stop.field if stop else "")
            self._help()

    def _help(self) -> None:
        if self._assistant is not None:
            self._assistant.refresh()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # Qt's name
        """Tab goes from field to field, and out of the text where there is no other."""
        if self._assistant is not None and not self.isReadOnly():
            if self._assistant.accept_touched() or self.step_field(forward=forward):
                return True
            if self.step_beyond is not None and self.step_beyond(forward):
                return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Complete the field that is left, and offer nothing more."""
        if self._assistant is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._assistant.leave()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell where the cursor stands as soon as the reader writes here."""
        super().focusInEvent(event)
        self._tell_cursor()

    def _fit(self) -> None:
        height = int(self.document().size().height()) + 2
        self.setFixedHeight(max(height, LEAST_HEIGHT_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow or shrink as the lines wrap."""
        super().resizeEvent(event)
        self._fit()

    def _doubt_at(self, position: QPoint) -> Doubt | None:
        cursor = self.cursorForPosition(position)
        return self._doubted.at(cursor.blockNumber(), cursor.block().text(), cursor.positionInBlock())

    def event(self, event: QEvent) -> bool:
        """Claim Escape for this editor before it becomes the viewer's reset."""
        overriding = event.type() is QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say why words under the mouse are doubted."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            doubt = self._doubt_at(event.pos())
            QToolTip.showText(event.globalPos(), _sentence(doubt.why) if doubt else "", self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back to the image; what is offered has the first claim on a key."""
        if self._assistant is not None and not self.isReadOnly() and self._assistant.takes(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._empty_field():
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setCurrentCharFormat(QTextCharFormat())

    def _empty_field(self) -> bool:
        """Where a whole filled field is selected, let it wait again; the next press takes it away."""
        return self._assistant is not None and not self.isReadOnly() and self._assistant.empty()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a selection."""
        self._press = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a linked line shows what it points at."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        moved = (at - self._press).manhattanLength() > 4
        if event.button() != Qt.MouseButton.LeftButton or moved or self.textCursor().hasSelection():
            return
        cursor = self.cursorForPosition(at)
        line = self._paragraphs.line(cursor.blockNumber())
        uid = cursor.charFormat().stringProperty(VALUE_UID) or next(iter(line.measurement_uids), "")
        if line.key_image_uid or uid:
            self.line_clicked.emit(Line(line.text, uid if not line.key_image_uid else "", line.key_image_uid))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text; a bar before each linked line, amber where something changed; the selected one lit."""
        painter = QPainter(self.viewport())
        for block in self._visible(event.rect()):
            self._paint_margin(painter, block, self._paragraphs.line(block.blockNumber()))
        painter.end()
        super().paintEvent(event)

    def _visible(self, rect: QRect) -> Iterator[QTextBlock]:
        """Yield the paragraphs that a part of the editor shows."""
        layout = self.document().documentLayout()
        block = self.cursorForPosition(rect.topLeft()).block()
        while block.isValid() and layout.blockBoundingRect(block).top() <= rect.bottom():
            yield block
            block = block.next()

    def _paint_margin(self, painter: QPainter, block: QTextBlock, line: Line) -> None:
        place = self.document().documentLayout().blockBoundingRect(block).toRect()
        if line.is_linked or line.measurement_uids or line.mark is not Mark.NONE:
            color = MARK_COLOR if line.mark is not Mark.NONE else LINK_COLOR
            if line.mark is not Mark.NONE or (self._selected and self._selected in line.measurement_uids):
                lit = QColor(color)
                lit.setAlpha(LIT_ALPHA)
                painter.fillRect(QRect(8, place.top(), self.viewport().width() - 8, place.height()), lit)
            painter.fillRect(QRect(8, place.top() + 2, 3, place.height() - 3), color)
        doubts = self._doubted.of(block.blockNumber(), block.text())
        if doubts:
            worst = min(doubts, key=lambda known: list(COLORS).index(known.doubt.severity))
            right = self.viewport().width()
            painter.fillRect(
                QRect(right - 4, place.top() + 2, 3, place.height() - 3), COLORS[worst.doubt.severity]
            )
        if line.listed is not Listed.NONE:
            painter.setPen(self.palette().text().color())
            left = int(self.document().documentMargin())
            first = QRect(left + 4, place.top(), INDENT_PX, self.fontMetrics().lineSpacing() + 1)
            said = "•" if line.listed is Listed.BULLET else f"{self._count(block.blockNumber())}."
            painter.drawText(first, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), said)

    def _count(self, row: int) -> int:
        """Return the number of a numbered paragraph in its list."""
        first = row
        while first and self._paragraphs.line(first - 1).listed is Listed.NUMBER:
            first -= 1
        return row - first + 1

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what any editor offers, spellings, and what to do about a changed measurement."""
        menu = self.createStandardContextMenu(event.pos())
        cursor = self.cursorForPosition(event.pos())
        first = menu.actions()[0]
        if not self.isReadOnly():
            line = self._paragraphs.line(cursor.blockNumber())
            for action in mark_actions(menu, line.mark, cursor.blockNumber(), self.mark_settled.emit):
                menu.insertAction(first, action)
            for action in doubt_actions(menu, self._doubt_at(event.pos()), self.doubt_dismissed.emit):
                menu.insertAction(first, action)
            for action in spelling_actions(menu, cursor, self._speller, self._highlighting.rehighlight):
                menu.insertAction(first, action)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text, dragged measurements and series; files and folders belong to whoever opens them."""
        dragged = source.hasFormat(MEASUREMENT_MIME) or source.hasFormat(SERIES_MIME)
        return dragged or (source.hasText() and not source.hasUrls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Put a dragged measurement or the image of a series in as a linked line, anything else as plain text."""
        if source.hasFormat(MEASUREMENT_MIME):
            uid = bytes(source.data(MEASUREMENT_MIME).data()).decode()
            self.measurement_dropped.emit(uid, self._row_for_drop())
        elif source.hasFormat(SERIES_MIME):
            self.series_dropped.emit(bytes(source.data(SERIES_MIME).data()).decode(), self._row_for_drop())
        else:
            self.insertPlainText(source.text())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Keep the cursor under a drag, so that the line lands where it is dropped."""
        super().dragMoveEvent(event)
        self._drop_row = self.row_at(event.position().toPoint())

    def _row_for_drop(self) -> int:
        row = min(self._drop_row, self.document().blockCount() - 1)
        empty = not self.document().findBlockByNumber(row).text()
        return row if empty else row + 1


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}"
