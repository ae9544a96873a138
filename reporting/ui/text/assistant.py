"""Helps one editor while it is written in: offers choices and macros, leads from field to field."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from reporting.core.fields.definition import Field, Kind
from reporting.core.fields.reading import completed, options_of
from reporting.core.macros.macro import Call, Macro, call_before, offered
from reporting.core.report import Line, Span
from reporting.ui.authoring import Authoring
from reporting.ui.text.offer import Offer, Row
from reporting.ui.text.paragraph import char_format, pieces, utf16
from reporting.ui.text.paragraphs import Paragraphs
from reporting.ui.text.stops import Stop, stop_at, stops


class Assistant:
    """Knows where the cursor stands: in a field, in brackets, behind the name of a macro."""

    def __init__(self, editor: QTextEdit, paragraphs: Paragraphs, authoring: Authoring) -> None:
        self._editor, self._paragraphs, self._authoring = editor, paragraphs, authoring
        self._made: Offer | None = None
        self._macros: tuple[Macro, ...] = ()
        self._call: Call | None = None
        self._field: Field | None = None

    # Where the cursor stands.

    def stop(self) -> Stop | None:
        """Return the field or the brackets that the cursor stands in."""
        cursor = self._editor.textCursor()
        return stop_at(self._paragraphs.line(cursor.blockNumber()), self._column(cursor))

    def field(self) -> Field | None:
        """Return the field that the cursor stands in."""
        stop = self.stop()
        return self._authoring.field(stop.field) if stop is not None and stop.field else None

    def selected_field(self) -> str:
        """Return the id of the field that is selected as a whole, empty for none."""
        cursor, stop = self._editor.textCursor(), self.stop()
        whole = stop is not None and cursor.selectedText() == self._words(stop)
        return stop.field if stop is not None and whole else ""

    def step(self, *, forward: bool) -> bool:
        """Select the next field or brackets of this editor, or those before; False where there are none."""
        here = self.stop()
        self._leave(here)
        cursor = self._editor.textCursor()
        row, column = cursor.blockNumber(), self._column(cursor)
        start = here.start if here is not None else column
        for at in range(row, len(self._paragraphs)) if forward else range(row, -1, -1):
            found = stops(self._paragraphs.line(at))
            if at == row and forward:
                found = tuple(stop for stop in found if stop.start >= column)
            elif at == row:
                found = tuple(stop for stop in found if stop.end <= start)
            if found:
                self._select(at, found[0] if forward else found[-1])
                return True
        return False

    def enter(self, *, last: bool) -> None:
        """Select the first or the last field or brackets of this editor."""
        rows = range(len(self._paragraphs))
        for row in reversed(rows) if last else rows:
            if found := stops(self._paragraphs.line(row)):
                self._select(row, found[-1] if last else found[0])
                return

    def empty(self) -> bool:
        """Let a filled field that is selected as a whole wait again; False where none is."""
        cursor, stop, field = self._editor.textCursor(), self.stop(), self.field()
        if stop is None or field is None or not self.selected_field() or self._words(stop) == field.prompt:
            return False
        self._write(stop, field.prompt)
        self._select(cursor.blockNumber(), Stop(stop.start, stop.start + len(field.prompt), stop.field))
        return True

    def leave(self) -> None:
        """Complete what was typed into the field, as the cursor goes elsewhere."""
        self._leave(self.stop())
        self.hide()

    # What is offered.

    def refresh(self) -> None:
        """Offer what fits where the cursor stands now."""
        if self._editor.isReadOnly() or not self._editor.hasFocus():
            self.hide()
            return
        cursor = self._editor.textCursor()
        before = self._paragraphs.line(cursor.blockNumber()).text[: self._column(cursor)]
        self._call = None if cursor.hasSelection() else call_before(before)
        self._macros = offered(self._authoring.macros(), self._call) if self._call is not None else ()
        if self._macros:
            self._offer_macros()
            return
        self._field = self.field()
        if self._field is None:
            self.hide()
        else:
            self._offer_field(self._field)

    def follow(self) -> None:
        """Keep what is offered beside its words when the text was scrolled."""
        if self._made is not None and self._made.isVisible():
            self._made.move_to(self._place())

    def takes(self, event: QKeyEvent) -> bool:
        """Use a key for what is offered; False where the text is to have it."""
        if event.text() == " " and self._macros and self._call is not None:
            exact = next((known for known in self._macros if known.name == self._call.name), None)
            if exact is not None and not exact.fields:
                self._expand(exact)
                return False  # the blank goes behind it
        return self._made is not None and self._made.takes(event)

    def accept_touched(self) -> bool:
        """Take the row that the reader moved to, as Tab leaves the list; True where a macro was put in."""
        if self._made is None or not self._made.isVisible():
            return False
        if self._macros:
            self._choose(max(self._made.current, 0))
            return True
        row, field = self._made.current, self._field
        if self._made.is_touched and row >= 0 and field is not None and field.kind is not Kind.CHOICES:
            self._choose(row)
        return False

    def hide(self) -> None:
        """Offer nothing."""
        self._macros, self._call = (), None
        if self._made is not None:
            self._made.hide()

    @property
    def offer(self) -> Offer | None:
        """The list, once something was offered."""
        return self._made

    # How it is done.

    def _offer_macros(self) -> None:
        rows = [Row(f"//{known.name}", _preview(known)) for known in self._macros]
        self._list().offer(self._place(), "Return puts the macro in", rows, 0)

    def _offer_field(self, field: Field) -> None:
        stop = self.stop()
        assert stop is not None
        words = self._words(stop)
        title = self._authoring.title(stop.field)
        rows = [Row(known.text, _meaning(known.meaning, known.points)) for known in field.options]
        heading = f"{title}  ·  {field.help}{', required' if field.required else ''}"
        chosen = [field.options.index(known) for known in options_of(field, words)]
        current = chosen[0] if chosen and field.kind is Kind.CHOICE else -1
        listed = self._list()
        listed.offer(self._place(), heading, rows, current, chosen if field.kind is Kind.CHOICES else ())
        if words != field.prompt and not chosen:
            listed.light(_meant(field, words))

    def _choose(self, row: int) -> None:
        if self._macros and row < len(self._macros):
            self._expand(self._macros[row])
        elif self._field is not None and row < len(self._field.options):
            self._answer(self._field, row)

    def _answer(self, field: Field, row: int) -> None:
        stop = self.stop()
        if stop is None:
            return
        words = field.options[row].text
        if field.kind is Kind.CHOICES:
            chosen = list(options_of(field, self._words(stop)))
            option = field.options[row]
            chosen = [known for known in chosen if known != option] if option in chosen else [*chosen, option]
            words = ", ".join(known.text for known in field.options if known in chosen) or field.prompt
        self._write(stop, words)
        if field.kind is Kind.CHOICES:
            self.refresh()
            self._list().light(row)
        else:
            self.hide()

    def _expand(self, macro: Macro) -> None:
        call, cursor = self._call, self._editor.textCursor()
        if call is None:
            return
        lines = self._authoring.expanded(macro, dict(call.given))
        place = cursor.position() - call.length
        cursor.beginEditBlock()
        cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        insert_lines(cursor, lines)
        cursor.endEditBlock()
        end = cursor.position()
        self.hide()
        cursor.setPosition(place)
        self._editor.setTextCursor(cursor)
        if any(stops(line) for line in lines) and self.step(forward=True):
            return
        cursor.setPosition(end)
        self._editor.setTextCursor(cursor)
        self._editor.setCurrentCharFormat(QTextCharFormat())

    def _leave(self, stop: Stop | None) -> None:
        field = self._authoring.field(stop.field) if stop is not None and stop.field else None
        if stop is not None and field is not None:
            words = self._words(stop)
            if words != field.prompt and completed(field, words) != words:
                self._write(stop, completed(field, words))

    def _write(self, stop: Stop, words: str) -> None:
        cursor = self._cursor_over(self._editor.textCursor().blockNumber(), stop)
        letters = char_format(Span(0, 1, bold=cursor.charFormat().fontWeight() > 500, field=stop.field))
        cursor.insertText(words, letters)
        self._editor.setTextCursor(cursor)
        self._editor.setCurrentCharFormat(QTextCharFormat())

    def _select(self, row: int, stop: Stop) -> None:
        self._editor.setTextCursor(self._cursor_over(row, stop))
        self.refresh()

    def _cursor_over(self, row: int, stop: Stop) -> QTextCursor:
        text = self._paragraphs.line(row).text
        cursor = QTextCursor(self._editor.document())
        place = self._editor.document().findBlockByNumber(row).position()
        cursor.setPosition(place + utf16(text[: stop.start]))
        cursor.setPosition(place + utf16(text[: stop.end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _words(self, stop: Stop) -> str:
        line = self._paragraphs.line(self._editor.textCursor().blockNumber())
        return line.text[stop.start : stop.end]

    def _column(self, cursor: QTextCursor) -> int:
        """Return where the cursor stands in its line, as Python counts."""
        line, column = self._paragraphs.line(cursor.blockNumber()), cursor.positionInBlock()
        if line.text.isascii():
            return column
        return len(
            line.text.encode("utf-16-le", "surrogatepass")[: 2 * column].decode("utf-16-le", "replace")
        )

    def _place(self) -> QRect:
        """Return where the cursor, or what is selected, stands in the window."""
        cursor = self._editor.textCursor()
        cursor.setPosition(cursor.selectionStart())
        place = self._editor.cursorRect(cursor)
        corner = self._editor.viewport().mapTo(self._editor.window(), place.topLeft())
        return QRect(QPoint(corner), place.size())

    def _list(self) -> Offer:
        window = self._editor.window()
        if self._made is None or self._made.parent() is not window:
            if self._made is not None:
                self._made.deleteLater()
            self._made = Offer(window)
            self._made.chosen.connect(self._choose)
        return self._made


def insert_lines(cursor: QTextCursor, lines: Sequence[Line]) -> None:
    """Write lines at a cursor: the first into its paragraph, each other into a new one."""
    for place, line in enumerate(lines):
        if place:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        for words, letters in pieces(line):
            cursor.insertText(words, letters)


def _preview(macro: Macro) -> str:
    return f"{macro.title}: " + " ".join(line.text for line in macro.lines(1))


def _meaning(meaning: str, points: int) -> str:
    added = f"{points} point{'' if points == 1 else 's'}" if points else ""
    return " · ".join(part for part in (meaning, added) if part)


def _meant(field: Field, words: str) -> int:
    """Return the option that the beginning of words means, −1 for none."""
    typed = (
        words.rpartition(",")[2].strip().casefold()
        if field.kind is Kind.CHOICES
        else words.strip().casefold()
    )
    starting = [place for place, known in enumerate(field.options) if known.text.casefold().startswith(typed)]
    return starting[0] if typed and starting else -1
