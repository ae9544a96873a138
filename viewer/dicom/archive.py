"""The files in a ZIP, unpacked where the caller says and nowhere else (SAFETY F4, F11).

Names inside the archive are never used on disk: every entry is written under a hash.
"""

import os
import shutil
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from viewer.core.study import Rejected
from viewer.dicom.sources import said_by_system

MOST_ENTRIES = 200_000
MOST_RATIO = 200
ALWAYS_ALLOWED = 1 << 20
"""A small entry may be packed as tightly as it likes."""

KEPT_FREE = 1 << 30

_PIECE = 1 << 20
_MARK = b"PK\x03\x04"
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of an archive."""

    files: tuple[Path, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class _RefusedError(Exception):
    """Why an archive, or an entry of it, is not unpacked."""


def is_zip(path: Path) -> bool:
    """Whether a file begins like a ZIP."""
    try:
        with path.open("rb") as file:
            return file.read(4) == _MARK
    except OSError:
        return False


def unpack(archive: Path, folder: Path) -> Unpacked:
    """Unpack an archive into a folder of the caller's, and say what was refused and why."""
    try:
        with ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            _refuse_hostile(entries, archive, folder)
            return _unpacked(opened, entries, archive, folder)
    except _RefusedError as problem:
        return Unpacked(rejected=(Rejected(archive, str(problem), is_dicom=False),))
    except (BadZipFile, NotImplementedError, EOFError, ValueError):
        return Unpacked(rejected=(Rejected(archive, "the ZIP is damaged", is_dicom=False),))
    except OSError as problem:
        return Unpacked(rejected=(Rejected(archive, said_by_system(problem), is_dicom=False),))


def _refuse_hostile(entries: list[ZipInfo], archive: Path, folder: Path) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _RefusedError(f"the ZIP has {len(entries)} entries (limit {MOST_ENTRIES})")
    packed = sum(entry.compress_size for entry in entries)
    if packed > archive.stat().st_size:
        raise _RefusedError("entries of the ZIP overlap")
    total = sum(entry.file_size for entry in entries)
    if total > max(MOST_RATIO * archive.stat().st_size, ALWAYS_ALLOWED):
        raise _RefusedError(f"the ZIP would grow more than {MOST_RATIO}-fold")
    folder.mkdir(parents=True, exist_ok=True)
    if total + KEPT_FREE > shutil.disk_usage(folder).free:
        raise _RefusedError(f"there is no room for the {total >> 20} MiB in the ZIP")


def _unpacked(opened: ZipFile, entries: list[ZipInfo], archive: Path, folder: Path) -> Unpacked:
    files: list[Path] = []
    rejected: list[Rejected] = []
    for number, entry in enumerate(entries):
        name = sha256(f"{archive}\0{number}\0{entry.filename}".encode(errors="surrogateescape")).hexdigest()
        target = folder / name[:2] / name
        try:
            _write(opened, entry, target)
            files.append(target)
        except _RefusedError as problem:
            rejected.append(Rejected(archive, f"entry {number + 1} of the ZIP {problem}", is_dicom=False))
    return Unpacked(tuple(files), tuple(rejected))


def _write(opened: ZipFile, entry: ZipInfo, target: Path) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise _RefusedError("is encrypted")
    limit = max(MOST_RATIO * entry.compress_size, ALWAYS_ALLOWED)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    try:
        with opened.open(entry) as packed, target.open("wb") as file:
            while piece := packed.read(_PIECE):
                written += len(piece)
                if written > limit:
                    raise _RefusedError(f"grows more than {MOST_RATIO}-fold")
                file.write(piece)
    except (_RefusedError, BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        os.unlink(target)
        if isinstance(problem, _RefusedError):
            raise
        raise _RefusedError("is damaged") from problem
