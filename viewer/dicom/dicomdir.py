"""The files that a DICOMDIR names, and never one outside its folder. PS3.3 F, PS3.10 8 (SAFETY F10)."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from viewer.core.study import Rejected
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.part10 import find_dataset, read_dataset
from viewer.dicom.sop_classes import DICOMDIR
from viewer.dicom.sources import opened
from viewer.dicom.values import Elements

MOST_RECORDS = 1_000_000
IN_USE = 0xFFFF

_CLASS_IN_META = 0x00020002
_MISSING = "the DICOMDIR names this file, and it is not there"
_OUTSIDE = "the DICOMDIR names a file outside its own folder; it was not opened"
_ODD = "the DICOMDIR names something that is not a file"


def is_dicomdir(path: Path) -> bool:
    """Whether a file is a DICOMDIR, whatever it is called."""
    try:
        with opened(path) as file:
            return (
                find_dataset(file).meta.get(_CLASS_IN_META, (b"", b""))[1].rstrip(b"\0 ") == DICOMDIR.encode()
            )
    except (NotDicomError, UnreadableError, OSError):
        return False


def referenced_files(dicomdir: Path) -> tuple[tuple[Path, ...], tuple[Rejected, ...]]:
    """Return the files a DICOMDIR names, each once, and those that are missing or not within its folder.

    Raises
    ------
    UnreadableError
        Where the DICOMDIR itself cannot be read.
    """
    root = dicomdir.parent
    real_root = os.path.realpath(root)
    found: dict[Path, None] = {}
    rejected: list[Rejected] = []
    for parts in dict.fromkeys(_references(dicomdir)):
        named = root.joinpath(*(part if _is_name(part) else "?" for part in parts))
        if not all(_is_name(part) for part in parts):
            rejected.append(Rejected(named, _OUTSIDE, is_dicom=True))
            continue
        path = _as_on_disk(root, parts)
        if path is None:
            rejected.append(Rejected(named, _MISSING, is_dicom=True))
        elif os.path.commonpath([real_root, os.path.realpath(path)]) != real_root:
            rejected.append(Rejected(named, _OUTSIDE, is_dicom=True))
        elif not _is_file(path):
            rejected.append(Rejected(named, _ODD, is_dicom=True))
        else:
            found[path] = None
    return tuple(found), tuple(rejected)


def _references(dicomdir: Path) -> Iterator[tuple[str, ...]]:
    """Yield the file ids of records in use, as their components. Offsets between records are not followed."""
    with opened(dicomdir) as file:
        start = find_dataset(file)
        elements = Elements(read_dataset(start).values, start.encoding)
    records = elements.items("DirectoryRecordSequence")
    if len(records) > MOST_RECORDS:
        raise UnreadableError(f"the DICOMDIR has more than {MOST_RECORDS} records")
    for record in records:
        parts = record.texts("ReferencedFileID")
        if parts and record.integer("RecordInUseFlag") in (IN_USE, None):
            yield parts


def _is_name(part: str) -> bool:
    """Whether a component of a file id is the plain name of one file or folder."""
    return part not in ("", ".", "..") and not any(mark in part for mark in "/\\:\0")


def _as_on_disk(root: Path, parts: tuple[str, ...]) -> Path | None:
    """Return the path of a file id, whatever case and version suffix the disc was read with; None if absent."""
    here = root
    for part in parts:
        exact = here / part
        if not os.path.lexists(exact):
            alike = _alike(here, part)
            if alike is None:
                return None
            exact = alike
        here = exact
    return here


def _alike(folder: Path, name: str) -> Path | None:
    wanted = name.casefold()
    try:
        for entry in sorted(os.listdir(folder)):
            if entry.casefold().split(";")[0].rstrip(".") == wanted:
                return folder / entry
    except OSError:
        return None
    return None


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
