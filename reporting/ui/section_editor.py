"""One section of a report as text that can be edited, its linked lines clickable."""

from itertools import count

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QDragMoveEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextEdit, QWidget

from reporting.core.report import Line, Mark
from reporting.ui.spelling import WORD, Spelling
from reporting.ui.writing import Speller
from viewer.core.carried import MEASUREMENT_MIME, SERIES_MIME

MEASUREMENT_UID = int(QTextFormat.Property.UserProperty) + 1
KEY_IMAGE_UID = int(QTextFormat.Property.UserProperty) + 2
EDITED = int(QTextFormat.Property.UserProperty) + 3
MARK = int(QTextFormat.Property.UserProperty) + 4
NUMBER = int(QTextFormat.Property.UserProperty) + 5
"""Tells two lines on one measurement from two halves of one line: halves have the same number."""

LINK_COLOR = QColor("#5aa9c9")
MARK_COLOR = QColor("#d9a441")
LIT_ALPHA = 60
LEAST_HEIGHT_PX = 34
INDENT_PX = 16


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
    cursor_moved = Signal(int)  # row, by the reader
    left = Signal()

    def __init__(self, speller: Speller | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(6)
        self._speller = speller
        self._spelling = Spelling(self.document(), speller) if speller else None
        self._press = QPoint()
        self._drop_row = 0
        self._selected = ""
        self._numbers = count(1)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._tell)
        self.cursorPositionChanged.connect(self._tell_cursor)

    def lines(self) -> tuple[Line, ...]:
        """Return the paragraphs as lines. Where a linked paragraph was split, the link stays with the first half."""
        if not self.toPlainText():
            return ()
        seen: set[int] = set()
        lines: list[Line] = []
        for block in self._blocks():
            line, number = _line_of(block), block.blockFormat().intProperty(NUMBER)
            lines.append(Line(line.text) if number and number in seen else line)
            seen.add(number)
        return tuple(lines)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these lines, touching only paragraphs that differ, so that the cursor stays where it is."""
        wanted = lines or (Line(),)
        if wanted == tuple(_line_of(block) for block in self._blocks()):
            return
        with QSignalBlocker(self):
            edit = QTextCursor(self.document())
            edit.beginEditBlock()
            while self.document().blockCount() > len(wanted):
                _remove_last(edit)
            for row, line in enumerate(wanted):
                self._show_line(edit, row, line)
            edit.endEditBlock()
        self._fit()
        self.viewport().update()

    def show_anew(self, lines: tuple[Line, ...]) -> None:
        """Show the lines of another report: undo never brings the words of one report into another."""
        self.show_lines(lines)
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_selected(self, uid: str) -> None:
        """Highlight the lines about a drawing; an empty uid is about none."""
        if uid != self._selected:
            self._selected = uid
            self.viewport().update()

    def place_of(self, measurement_uid: str) -> QRect | None:
        """Return where in this editor the first line about a drawing stands; None where there is none."""
        for block in self._blocks():
            if measurement_uid and _line_of(block).measurement_uid == measurement_uid:
                return self.document().documentLayout().blockBoundingRect(block).toRect()
        return None

    def row_at(self, position: QPoint) -> int:
        """Return the paragraph under a position of the viewport."""
        return self.cursorForPosition(position).blockNumber()

    def _show_line(self, edit: QTextCursor, row: int, line: Line) -> None:
        block = self.document().findBlockByNumber(row)
        if not block.isValid():
            edit.movePosition(QTextCursor.MoveOperation.End)
            edit.insertBlock()
            block = self.document().findBlockByNumber(row)
        if block.text() != line.text:
            edit.setPosition(block.position())
            edit.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            edit.insertText(line.text)
        if _line_of(block) != line:
            edit.setPosition(block.position())
            edit.setBlockFormat(_format_of(line, next(self._numbers)))

    def _blocks(self) -> list[QTextBlock]:
        return [self.document().findBlockByNumber(row) for row in range(self.document().blockCount())]

    def _tell(self) -> None:
        self.lines_edited.emit(self.lines())

    def _tell_cursor(self) -> None:
        if self.hasFocus() and not self.isReadOnly():
            self.cursor_moved.emit(self.textCursor().blockNumber())

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

    def event(self, event: QEvent) -> bool:
        """Claim Escape for this editor before it becomes the viewer's reset."""
        overriding = event.type() is QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back to the image."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

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
        line = _line_of(self.cursorForPosition(at).block())
        if line.is_linked:
            self.line_clicked.emit(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text; a bar before each linked line, amber where something changed; the selected one lit."""
        layout = self.document().documentLayout()
        linked = [(block, line) for block in self._blocks() if (line := _line_of(block)).is_linked]
        painter = QPainter(self.viewport())
        for block, line in linked:
            place = layout.blockBoundingRect(block).toRect()
            color = MARK_COLOR if line.mark is not Mark.NONE else LINK_COLOR
            if line.mark is not Mark.NONE or (
                line.measurement_uid and line.measurement_uid == self._selected
            ):
                lit = QColor(color)
                lit.setAlpha(LIT_ALPHA)
                painter.fillRect(QRect(8, place.top(), self.viewport().width() - 8, place.height()), lit)
            painter.fillRect(QRect(8, place.top() + 2, 3, place.height() - 3), color)
        painter.end()
        super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what any editor offers, spellings, and what to do about a changed measurement."""
        menu = self.createStandardContextMenu(event.pos())
        cursor = self.cursorForPosition(event.pos())
        first = menu.actions()[0]
        for action in (*self._mark_actions(menu, cursor), *self._spelling_actions(menu, cursor)):
            menu.insertAction(first, action)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _mark_actions(self, menu: QMenu, cursor: QTextCursor) -> list[QAction]:
        row, line = cursor.blockNumber(), _line_of(cursor.block())
        if line.mark is Mark.NONE or self.isReadOnly():
            return []
        keep = menu.addAction("Keep my words")
        keep.triggered.connect(lambda: self.mark_settled.emit(row, False))
        if line.mark is Mark.DELETED:
            return [keep]
        take = menu.addAction("Write the new value")
        take.triggered.connect(lambda: self.mark_settled.emit(row, True))
        return [take, keep]

    def _spelling_actions(self, menu: QMenu, cursor: QTextCursor) -> list[QAction]:
        speller = self._speller
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        word = cursor.selectedText()
        if speller is None or self.isReadOnly() or not WORD.fullmatch(word) or speller.knows(word):
            return []
        actions = []
        for suggestion in list(speller.suggestions(word))[:5]:
            action = menu.addAction(suggestion)
            action.triggered.connect(lambda _=False, text=suggestion: cursor.insertText(text))
            actions.append(action)
        learn = menu.addAction(f"Add “{word}” to my words")
        learn.triggered.connect(lambda: self._learn(word))
        return [*actions, learn]

    def _learn(self, word: str) -> None:
        if self._speller and self._spelling:
            self._speller.learn(word)
            self._spelling.rehighlight()

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


def _remove_last(edit: QTextCursor) -> None:
    edit.movePosition(QTextCursor.MoveOperation.End)
    edit.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    edit.removeSelectedText()
    edit.deletePreviousChar()


def _format_of(line: Line, number: int) -> QTextBlockFormat:
    paragraph = QTextBlockFormat()
    if line.is_linked:
        paragraph.setLeftMargin(INDENT_PX)
        paragraph.setProperty(MEASUREMENT_UID, line.measurement_uid)
        paragraph.setProperty(KEY_IMAGE_UID, line.key_image_uid)
        paragraph.setProperty(EDITED, line.edited)
        paragraph.setProperty(MARK, line.mark.value)
        paragraph.setProperty(NUMBER, number)
    return paragraph


def _line_of(block: QTextBlock) -> Line:
    paragraph = block.blockFormat()
    if not paragraph.hasProperty(MARK):
        return Line(block.text())
    return Line(
        block.text(),
        paragraph.stringProperty(MEASUREMENT_UID),
        paragraph.stringProperty(KEY_IMAGE_UID),
        paragraph.boolProperty(EDITED),
        Mark(paragraph.stringProperty(MARK)),
    )
