"""Files on their way in, each importer's in a folder of its own, so that what a dead one left is told from the rest."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil

_INTO = "into-"


class Landing:
    """The folder of one importer, for as long as its process lives."""

    def __init__(self, arriving: Path) -> None:
        self.folder = arriving / f"{_this_process()}.{uuid4().hex[:8]}"
        self.folder.mkdir(mode=0o700)
        self._into: set[int] = set()

    def place(self) -> Path:
        """Return a path for one more file."""
        return self.folder / uuid4().hex

    def goes_into(self, folder: int) -> None:
        """Note that files are going to be moved into a folder of the library, before the catalogue knows them."""
        if folder not in self._into:
            (self.folder / f"{_INTO}{folder}").touch(mode=0o600)
            self._into.add(folder)

    def leave(self) -> None:
        """Remove the folder: everything in it is either in the catalogue or not wanted."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Left:
    """What an importer left that did not end: folders of the library with files that no catalogue may know."""

    landing: Path
    folders: tuple[int, ...]


def left_by_the_dead(arriving: Path) -> tuple[Left, ...]:
    """Return what importers left whose process is gone."""
    found = []
    for entry in sorted(os.scandir(arriving), key=lambda entry: entry.name):
        if entry.is_dir() and not _is_alive(entry.name.partition(".")[0]):
            names = os.listdir(entry.path)
            folders = (int(name.removeprefix(_INTO)) for name in names if name.startswith(_INTO))
            found.append(Left(Path(entry.path), tuple(sorted(folders))))
    return tuple(found)


def _this_process() -> str:
    """Return a name of this process that no later one has: its number, and when it began."""
    return f"{os.getpid()}-{_begun(os.getpid())}"


def _is_alive(name: str) -> bool:
    number, _, begun = name.partition("-")
    return number.isdigit() and psutil.pid_exists(int(number)) and begun == _begun(int(number))


def _begun(process: int) -> str:
    try:
        return str(round(psutil.Process(process).create_time() * 100))
    except psutil.Error:
        return ""
