"""What the context menu of the text offers besides copying: spellings, how to settle a mark, and a doubt."""

from collections.abc import Callable, Iterator

from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QMenu

from reporting.core.lint.doubt import Doubt
from reporting.core.report import Mark
from reporting.ui.text.highlighting import WORD
from reporting.ui.writing import Speller

MOST_SPELLINGS = 5


def mark_actions(
    menu: QMenu, mark: Mark, row: int, settle: Callable[[int, bool], object]
) -> Iterator[QAction]:
    """Yield the ways to settle the mark of a line."""
    if mark is Mark.CHANGED:
        take = menu.addAction("Write the new value")
        take.triggered.connect(lambda: settle(row, True))
        yield take
    if mark is not Mark.NONE:
        keep = menu.addAction("Keep my words")
        keep.triggered.connect(lambda: settle(row, False))
        yield keep


def doubt_actions(menu: QMenu, doubt: Doubt | None, dismiss: Callable[[Doubt], object]) -> Iterator[QAction]:
    """Yield the way to have a doubt about words dismissed."""
    if doubt is not None:
        action = menu.addAction(f"Dismiss: {doubt.why}")
        action.triggered.connect(lambda: dismiss(doubt))
        yield action


def spelling_actions(
    menu: QMenu, cursor: QTextCursor, speller: Speller | None, learnt: Callable[[], object]
) -> Iterator[QAction]:
    """Yield spellings that may be meant for the word at a cursor, and a way to teach it."""
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    word = cursor.selectedText()
    if speller is None or not WORD.fullmatch(word) or speller.knows(word):
        return
    for suggestion in list(speller.suggestions(word))[:MOST_SPELLINGS]:
        action = menu.addAction(suggestion)
        action.triggered.connect(lambda _=False, text=suggestion: cursor.insertText(text))
        yield action
    learn = menu.addAction(f"Add “{word}” to my words")
    learn.triggered.connect(lambda: _teach(speller, word, learnt))
    yield learn


def _teach(speller: Speller, word: str, learnt: Callable[[], object]) -> None:
    speller.learn(word)
    learnt()
