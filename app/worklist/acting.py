"""What a reader does to studies in the list: notes, the trash, saved lists, taking it back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.library.catalogue.values import Notes, SmartList, StudyRow, WorklistQuery
from app.worklist.access import Access

_MOST_UNDONE = 50


class Acting:
    """Tells the library what the reader wants; what it noted before is kept to be taken back.

    Parameters
    ----------
    acted
        Told, in words, what was done, once it is on the disk.
    lists_changed
        Told the reader's own lists whenever they are others.
    """

    def __init__(
        self,
        access: Access,
        acted: Callable[[str], None],
        lists_changed: Callable[[tuple[SmartList, ...]], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._access, self._acted, self._failed = access, acted, failed
        self._lists_changed = lists_changed
        self._undo: list[tuple[str, tuple[tuple[str, Notes], ...]]] = []

    def change(self, uids: Sequence[str], how: Callable[[Notes], Notes], words: str = "") -> None:
        """Note something of studies."""

        def done(before: Any) -> None:
            self._undo.append((words, before))
            del self._undo[:-_MOST_UNDONE]
            self._acted(words)

        self._access.ask("change", tuple(uids), how, done=done, failed=self._refused)

    def throw_away(self, rows: Sequence[StudyRow]) -> None:
        """Put studies into the trash."""
        words = f"{_studies(len(rows))} put into the trash; Ctrl+Z takes it back"
        self.change([row.uid for row in rows], lambda notes: replace(notes, trashed=True), words)

    def take_back(self, rows: Sequence[StudyRow]) -> None:
        """Take studies out of the trash."""
        words = f"{_studies(len(rows))} taken out of the trash"
        self.change([row.uid for row in rows], lambda notes: replace(notes, trashed=False), words)

    def undo(self) -> None:
        """Note again what was noted before the last change."""
        if not self._undo:
            self._acted("There is nothing to take back")
            return
        _, before = self._undo.pop()
        self._access.ask("put_back", before, done=lambda _: self._acted("Taken back"), failed=self._refused)

    def list_lists(self) -> None:
        """Ask for the saved lists."""
        self._access.ask("saved_lists", done=self._lists_changed)

    def save_list(self, name: str, query: WorklistQuery) -> None:
        """Save what is asked for now."""
        self._access.ask("save_list", name, query, done=self._lists_changed, failed=self._failed)

    def rename_list(self, name: str, new: str) -> None:
        """Give a saved list another name."""
        self._access.ask("rename_list", name, new, done=self._lists_changed, failed=self._failed)

    def remove_list(self, name: str) -> None:
        """Forget a saved list."""
        self._access.ask("remove_list", name, done=self._lists_changed, failed=self._failed)

    def _refused(self, problem: BaseException) -> None:
        """Tell what was refused, and let the page show what is noted after all."""
        self._failed(problem)
        self._acted("")


def _studies(count: int) -> str:
    return f"{count} {'study' if count == 1 else 'studies'}"
