"""Which files there are, and what their headers say. Made for worker processes: paths in, frozen values out.

Nothing relies on the names of files. Only regular files are opened: pipes, sockets and devices are passed over
(SAFETY F18).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from viewer.core.study import Instance, Rejected
from viewer.dicom import archive, dicomdir
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header import read_instance
from viewer.dicom.header_siblings import SeriesReader
from viewer.dicom.sources import said_by_system


@dataclass(frozen=True, slots=True)
class FileList:
    """What was found at the places a reader wants to open.

    Attributes
    ----------
    files
        Regular files, each once.
    rejected
        Folders and files that could not be looked at, and why.
    passed_over
        Pipes, devices and the like, which are never opened.
    """

    files: tuple[Path, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class NotDicom:
    """A file that is something else."""

    path: Path


Read = Instance | Rejected | NotDicom
"""What becomes of a file."""


def list_files(places: Iterable[Path], unpack_into: Path | None = None) -> FileList:
    """Return the files at these places: in folders with all that is in them, in DICOMDIRs, in ZIPs.

    Parameters
    ----------
    places
        Folders or files, as the reader chose them.
    unpack_into
        A private folder for the contents of ZIPs; without one a ZIP is just a file.
    """
    files: dict[Path, None] = {}
    rejected: list[Rejected] = []
    passed_over = 0
    for place in places:
        found = _at(place, unpack_into)
        files.update(dict.fromkeys(found.files))
        rejected += found.rejected
        passed_over += found.passed_over
    return FileList(tuple(files), tuple(rejected), passed_over)


def read_headers(paths: Iterable[Path]) -> tuple[Read, ...]:
    """Return what each file is, in the order given. Never raises for a file."""
    read = SeriesReader().read
    return tuple(_read(path, read) for path in paths)


def read_header(path: Path) -> Read:
    """Return what a file is: an instance, something that cannot be read, or no DICOM."""
    return _read(path, read_instance)


def _read(path: Path, read: Callable[[Path], Instance]) -> Read:
    try:
        return read(path)
    except NotDicomError:
        return NotDicom(path)
    except UnreadableError as problem:
        return Rejected(path, problem.reason, is_dicom=True)
    except (
        Exception
    ) as problem:  # the boundary to files nobody vouches for: one of them never stops the others
        return Rejected(path, f"its header makes no sense ({type(problem).__name__})", is_dicom=True)


def _at(place: Path, unpack_into: Path | None) -> FileList:
    if place.is_dir():
        return _in_folder(place)
    if not place.exists():
        return FileList(rejected=(Rejected(place, "it is not there", is_dicom=False),))
    if not place.is_file():
        return FileList(passed_over=1)
    if unpack_into is not None and archive.is_zip(place):
        unpacked = archive.unpack(place, unpack_into)
        return FileList(unpacked.files, unpacked.rejected)
    if dicomdir.is_dicomdir(place):
        try:
            return FileList(*dicomdir.referenced_files(place))
        except UnreadableError as problem:
            return FileList(rejected=(Rejected(place, problem.reason, is_dicom=True),))
    return FileList((place,))


def _in_folder(folder: Path) -> FileList:
    """Return all files below a folder. Links to folders are not followed, so that nothing goes round in circles."""
    files: list[Path] = []
    rejected: list[Rejected] = []
    passed_over = 0
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            for entry in sorted(os.scandir(here), key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif entry.is_file():
                    files.append(Path(entry.path))
                else:
                    passed_over += 1
        except OSError as problem:
            rejected.append(Rejected(here, said_by_system(problem), is_dicom=False))
    return FileList(tuple(files), tuple(rejected), passed_over)


def chunks(paths: Iterable[Path], size: int) -> Iterator[tuple[Path, ...]]:
    """Yield paths in handfuls, so that first answers come before the last file is read."""
    handful: list[Path] = []
    for path in paths:
        handful.append(path)
        if len(handful) == size:
            yield tuple(handful)
            handful = []
    if handful:
        yield tuple(handful)
