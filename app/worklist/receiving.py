"""Imports as the reader starts them: what is chosen, what was let go over the list, what is open, what arrives."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.worklist.import_told import ImportDialog, ImportTold
from app.worklist.doors import LibraryDoors
from app.worklist.errands import Errands
from app.worklist.parsing import ReadApart
from viewer.core.study import Opened


class Receiving:
    """Has files imported and says what came of it.

    Parameters
    ----------
    unpack_into
        Where archives are unpacked to, each in a folder that goes again.
    imported
        Told when the library holds more.
    tell
        Says something once: words, and whether they are serious.
    """

    def __init__(
        self,
        errands: Errands,
        doors: LibraryDoors,
        read: ReadApart,
        unpack_into: Callable[[], Path | None],
        imported: Callable[[ImportTold], None],
        tell: Callable[[str, bool], None],
        parent: Callable[[], QWidget],
    ) -> None:
        self._errands, self._doors, self._read = errands, doors, read
        self._unpack_into, self._imported, self._tell, self._parent = unpack_into, imported, tell, parent
        self.last: ImportTold | None = None

    def import_folder(self) -> None:
        """Ask for a folder and import it."""
        chosen = self._doors.folder_to_import()
        if chosen is not None:
            self.take([chosen])

    def import_files(self) -> None:
        """Ask for files and import them."""
        self.take(self._doors.files_to_import())

    def import_opened(self, opened: Opened) -> None:
        """Import what is open."""
        sets = [shown for study in opened.studies for shown in study.display_sets]
        paths = {instance.source.path for shown in sets for instance in shown.instances}
        paths |= {rejected.path for rejected in opened.rejected}
        self.take(sorted(paths))

    def take(self, places: Sequence[Path]) -> None:
        """Import what lies at places, and show what could not be."""
        if places:
            self._run("Importing", places, self._told)

    def arrive(self, files: Sequence[Path]) -> None:
        """Import what arrived in the watched folder; a dialog would come from nowhere, so there is none."""
        self._run("Importing from the watched folder", files, self._told_quietly, "import_arrived")

    def show_last(self) -> None:
        """Show again what came of the last import."""
        if self.last is not None:
            ImportDialog(self.last, self._parent()).exec()

    def _run(
        self,
        words: str,
        places: Sequence[Path],
        done: Callable[[Any], None],
        function: str = "import_places",
    ) -> None:
        arguments = (tuple(places), self._unpack_into(), self._read)
        self._errands.run(words, function, *arguments, done=done)

    def _told(self, told: ImportTold) -> None:
        self._told_quietly(told)
        if not told.is_clean:
            dialog = ImportDialog(told, self._parent())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _told_quietly(self, told: ImportTold) -> None:
        self.last = told
        ended = told.why_ended()
        self._tell(f"{told.words()}{'. ' + ended if ended else ''}", not told.is_clean)
        self._imported(told)
