"""All paragraphs of an editor as lines, read again only where the text was changed."""

from itertools import count

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from reporting.core.report import Line
from reporting.ui.text.paragraph import NUMBER, block_format, line_of, write


class Paragraphs:
    """The lines of a document. A keystroke costs one paragraph, however long the text is."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._known: list[Line | None] = [None] * document.blockCount()
        self._halves: list[int] = [0] * document.blockCount()
        self._numbers = count(1)
        document.contentsChange.connect(self._forget)

    def __len__(self) -> int:
        """How many paragraphs there are."""
        return len(self._known)

    def line(self, row: int) -> Line:
        """Return the line that a paragraph is."""
        known = self._known[row]
        if known is None:
            block = self._document.findBlockByNumber(row)
            known = self._known[row] = line_of(block)
            self._halves[row] = block.blockFormat().intProperty(NUMBER)
        return known

    def all(self) -> tuple[Line, ...]:
        """Return every paragraph as a line."""
        return tuple(known or self.line(row) for row, known in enumerate(self._known))

    def told(self) -> tuple[Line, ...]:
        """Return the lines for the report: none for an empty text; of a link split in two, the first half has it."""
        lines = self.all()
        if len(lines) == 1 and not lines[0].text:
            return ()
        seen: set[int] = set()
        told = list(lines)
        for row, number in enumerate(self._halves):
            if number in seen:
                line = lines[row]
                told[row] = Line(line.text, spans=line.spans, listed=line.listed)
            elif number:
                seen.add(number)
        return tuple(told)

    def show(self, wanted: tuple[Line, ...]) -> bool:
        """Let the document say these lines, touching only paragraphs that differ; False where none does."""
        wanted = wanted or (Line(),)
        known = self.all()
        if wanted == known:
            self._known = list(wanted)  # the very values, so that they are recognised
            return False
        edit = QTextCursor(self._document)
        edit.beginEditBlock()
        before, behind = _same_ends(known, wanted)
        for _ in range(len(known) - len(wanted)):
            self._remove(edit, before)
        for place in range(len(wanted) - len(known)):
            self._insert(edit, len(known) - behind + place)
        for row in range(before, len(wanted) - behind):
            self._write(edit, row, wanted[row])
        edit.endEditBlock()
        self.all()
        self._known = list(wanted)
        return True

    def _write(self, edit: QTextCursor, row: int, line: Line) -> None:
        block = self._document.findBlockByNumber(row)
        known = line_of(block)
        write(edit, block, line, known)
        edit.setPosition(self._document.findBlockByNumber(row).position())
        if line_of(self._document.findBlockByNumber(row)) != line or "\t" in line.text:
            edit.setBlockFormat(block_format(line, next(self._numbers)))

    def _insert(self, edit: QTextCursor, row: int) -> None:
        """Make an empty paragraph before a row."""
        if row < self._document.blockCount():
            edit.setPosition(self._document.findBlockByNumber(row).position())
            edit.insertBlock()
        else:
            edit.movePosition(QTextCursor.MoveOperation.End)
            edit.insertBlock()
            row = edit.blockNumber()
        fresh = self._document.findBlockByNumber(row)
        edit.setPosition(fresh.position())
        edit.setBlockFormat(block_format(Line(), 0))

    def _remove(self, edit: QTextCursor, row: int) -> None:
        block = self._document.findBlockByNumber(row)
        edit.setPosition(block.position())
        if block.next().isValid():
            edit.setPosition(block.next().position(), QTextCursor.MoveMode.KeepAnchor)
            following = block.next().blockFormat()
            edit.removeSelectedText()
            edit.setBlockFormat(following)
        else:
            edit.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            edit.removeSelectedText()
            edit.deletePreviousChar()

    def _forget(self, position: int, _removed: int, added: int) -> None:
        """Forget the lines of the paragraphs that a change touched; the others moved with it."""
        first = self._row(self._document.findBlock(position))
        last = self._row(self._document.findBlock(position + added))
        grown = self._document.blockCount() - len(self._known)
        behind = last + 1 - grown
        self._known[first : max(first, behind)] = [None] * (last + 1 - first)
        self._halves[first : max(first, behind)] = [0] * (last + 1 - first)
        if len(self._known) != self._document.blockCount():
            self._known = [None] * self._document.blockCount()
            self._halves = [0] * self._document.blockCount()

    def _row(self, block: QTextBlock) -> int:
        return block.blockNumber() if block.isValid() else self._document.blockCount() - 1


def _same_ends(known: tuple[Line, ...], wanted: tuple[Line, ...]) -> tuple[int, int]:
    """Return how many lines at the beginning and at the end stay as they are."""
    most = min(len(known), len(wanted))
    before = 0
    while before < most and known[before] == wanted[before]:
        before += 1
    behind = 0
    while behind < most - before and known[-1 - behind] == wanted[-1 - behind]:
        behind += 1
    return before, behind
