"""The files of the library: each under the SHA-256 of its content, in numbered folders of a thousand.

A file is whole or not there at all. Folders are numbered in the order they were filled, so that files tell the order
of their arrival without any clock (SAFETY D9), and one sync of a folder serves all that arrived together.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from app.library.catalogue.filing import StoredFile

FULL = 1000


class FileStore:
    """Where files lie.

    Parameters
    ----------
    root
        A folder on a disk of this computer; ``arriving`` in it holds what is not whole yet.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.arriving = root / "arriving"
        self.kept = root / "files"
        self.quarantine = root / "quarantine"
        self.notes = root / "notes"
        self._folder = 0
        self._room = 0

    def prepare(self) -> None:
        """Make the folders."""
        for folder in (self.arriving, self.kept, self.quarantine, self.notes):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path_of(self, file: StoredFile) -> Path:
        """Return where a file of the catalogue lies."""
        return self.kept / f"{file.folder:06d}" / file.sha256.hex()

    def quarantined(self, sha256: bytes) -> Path:
        """Return where a file lies that is not shown."""
        return self.quarantine / sha256.hex()

    def next_folder(self, files: int) -> int:
        """Return the number of the folder that the next files go into, made and on the disk."""
        if self._room < files:
            last = max(self.folders(), default=0)
            if self._folder or not last or len(os.listdir(self._path(last))) + files > FULL:
                last += 1
            self._folder = last
            if not self._path(last).is_dir():
                self._path(last).mkdir(mode=0o700)
                sync_folder(self.kept)
            self._room = FULL - len(os.listdir(self._path(last)))
        self._room -= files
        return self._folder

    def folders(self) -> list[int]:
        """Return the numbers of all folders, the first filled first."""
        return sorted(int(entry.name) for entry in os.scandir(self.kept) if entry.name.isdigit())

    def walk(self, *folders: int) -> Iterator[tuple[StoredFile, Path]]:
        """Yield every file that lies in the store, or in some folders of it, in the order of folders."""
        for folder in folders or self.folders():
            if not self._path(folder).is_dir():
                continue
            for entry in sorted(os.scandir(self._path(folder)), key=lambda entry: entry.name):
                if is_digest(entry.name):
                    yield (
                        StoredFile(folder, bytes.fromhex(entry.name), entry.stat().st_size),
                        Path(entry.path),
                    )

    def sync(self, folder: int) -> None:
        """Return when the names in a folder are on the disk."""
        sync_folder(self._path(folder))

    def _path(self, folder: int) -> Path:
        return self.kept / f"{folder:06d}"


def is_digest(name: str) -> bool:
    """Whether a name is a SHA-256 in hexadecimal."""
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders; its file systems log renames themselves
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
