"""The storage page and what is done from it: verify, rebuild, back up, restore, empty, settle what is apart."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.worklist.answers import Apart
from app.ui.worklist.storage_dialog import StorageDialog
from app.worklist.access import Access
from app.worklist.doors import LibraryDoors
from app.worklist.errands import Errands
from app.worklist.parsing import ReadApart

ShowHeader = Callable[[str, Path, str], None]


class StorageDesk:
    """Opens the storage page and does what is asked there.

    Parameters
    ----------
    in_memory
        How much of the memory images fill, in words.
    changed
        Told when the library may hold something else.
    show_header
        Shows the header of a file: title, path, why it is shown.
    """

    def __init__(
        self,
        access: Access,
        errands: Errands,
        doors: LibraryDoors,
        read: ReadApart,
        home: Path,
        in_memory: Callable[[], str],
        changed: Callable[[], None],
        show_header: ShowHeader,
        parent: Callable[[], QWidget],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._access, self._errands, self._doors, self._read = access, errands, doors, read
        self._home, self._in_memory, self._changed = home, in_memory, changed
        self._show_header, self._parent, self._failed = show_header, parent, failed
        self.dialog: StorageDialog | None = None

    def show(self) -> None:
        """Open the storage page, or bring it forward."""
        if self.dialog is None:
            dialog = self.dialog = StorageDialog(self._errands.shown, self._parent())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.wanted.connect(self.do)
            dialog.discard_wanted.connect(self._discard)
            dialog.inspect_wanted.connect(self._inspect)
            dialog.back_wanted.connect(self._take_back)
            dialog.task_line.stop_wanted.connect(self._errands.stop)
            dialog.finished.connect(self._closed)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.refresh()

    def refresh(self) -> None:
        """Show how it is now, where the page is open."""
        if self.dialog is not None:
            self._access.ask("storage", done=self._show_storage)
            self._access.ask("quarantine", done=self._show_apart)
            self._access.ask("acts", done=self._show_acts)

    def do(self, name: str) -> None:
        """Do one of the actions of the page."""
        {
            "verify": self._verify,
            "rebuild": self._rebuild,
            "back_up": self._back_up,
            "restore": self._restore,
            "empty": self.empty_trash,
        }[name]()

    def empty_trash(self, uids: Sequence[str] | None = None) -> None:
        """Remove what lies in the trash for good, all or some, after asking."""
        what = "everything in the trash" if uids is None else f"{len(uids)} of the studies in the trash"
        words = f"Remove {what} for good? Images and notes go; signed reports and measurements stay."
        if self._doors.is_sure("Empty the trash", words, "Remove for good"):
            chosen = None if uids is None else tuple(uids)
            self._run(
                "Emptying the trash",
                "empty",
                chosen,
                told=lambda went: f"{went} files removed",
                may_stop=False,
            )

    def _verify(self) -> None:
        self._run("Comparing files with their checksums", "verify_all", told=_verified)

    def _rebuild(self) -> None:
        self._run("Making the catalogue again", "rebuild_all", self._read, told=_rebuilt)

    def _back_up(self) -> None:
        target = self._doors.backup_target()
        if target is not None:
            self._run("Backing up", "back_up_home", self._home, target, told=_backed_up)

    def _restore(self) -> None:
        source = self._doors.backup_source()
        target = self._doors.restore_target() if source is not None else None
        if source is not None and target is not None:
            self._run("Restoring", "restore_home", source, target, told=lambda made: _restored(made, target))

    def _run(
        self, words: str, function: str, *arguments: Any, told: Callable[[Any], str], may_stop: bool = True
    ) -> None:
        def done(answer: Any) -> None:
            self._say(told(answer))
            self._changed()
            self.refresh()

        def failed(problem: BaseException) -> None:
            self._failed(problem)
            self._say(str(problem))
            self.refresh()

        self._say("")
        self._errands.run(words, function, *arguments, done=done, failed=failed, may_stop=may_stop)

    def _discard(self, sha256s: list[bytes]) -> None:
        words = f"Throw {len(sha256s)} files in quarantine away for good?"
        if self._doors.is_sure("Quarantine", words, "Discard"):
            self._access.ask(
                "discard_apart", tuple(sha256s), done=lambda _: self._settled(), failed=self._failed
            )

    def _inspect(self, one: Apart) -> None:
        self._show_header("File in quarantine", one.path, one.reason)

    def _take_back(self, number: int) -> None:
        self._access.ask("take_act_back", number, done=lambda _: self._settled(), failed=self._failed)

    def _settled(self) -> None:
        self._changed()
        self.refresh()

    def _show_storage(self, told: Any) -> None:
        if self.dialog is not None:
            self.dialog.show_storage(told, self._in_memory())

    def _show_apart(self, files: Any) -> None:
        if self.dialog is not None:
            self.dialog.show_apart(files)

    def _show_acts(self, acts: Any) -> None:
        if self.dialog is not None:
            self.dialog.show_acts(acts)

    def _say(self, words: str) -> None:
        if self.dialog is not None:
            self.dialog.say(words)

    def _closed(self, _: int) -> None:
        self.dialog = None


def _verified(found: Any) -> str:
    told = [f"{found.files} files compared with their checksums, {len(found.damaged)} damaged"]
    told += [f"{name}: {why}" for name, why in found.damaged[:5]]
    if found.unknown:
        told.append(f"{len(found.unknown)} files are unknown to the catalogue; a rebuild takes them in")
    if not found.is_catalogue_sound:
        told.append("The catalogue is damaged; it is made again at the next start")
    if found.was_cancelled:
        told.append("Stopped before everything was looked at")
    return "\n".join(told)


def _rebuilt(made: Any) -> str:
    if made is None:
        return "Stopped; the catalogue is as it was"
    problems = "".join(f"\n{problem}" for problem in made.problems[:5])
    return f"The catalogue was made again: {made.instances} objects of {made.files} files{problems}"


def _backed_up(made: Any) -> str:
    if made is None:
        return "Stopped; the backup that was there before is still the valid one"
    problems = "".join(f"\n{problem}" for problem in made.problems[:5])
    return f"{made.files} files backed up, {made.copied} of them new{problems}"


def _restored(made: Any, target: Path) -> str:
    if made is None:
        return "Stopped; nothing was restored"
    problems = "".join(f"\n{problem}" for problem in made.problems[:5])
    return (
        f"{made.copied} of {made.files} files restored. To work with them, start Overread with the environment"
        f" variable OVERREAD_HOME set to {target}{problems}"
    )
