"""How much the library holds and how much more there is room for (SAFETY D4)."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.library.library import CATALOGUE, Library

REFUSE_BYTES = 1 << 30
WARN_BYTES, WARN_PART = 5 << 30, 0.05


@dataclass(frozen=True, slots=True)
class Storage:
    """Figures for the storage page, bytes.

    Attributes
    ----------
    warning
        What the reader should know about the room that is left; empty where there is enough.
    """

    studies: int
    instances: int
    files_bytes: int
    catalogue_bytes: int
    trash_studies: int
    trash_bytes: int
    quarantined: int
    free_bytes: int
    disk_bytes: int
    warning: str


def storage_of(library: Library) -> Storage:
    """Return how full a library and its disk are."""
    studies, instances, size = library.worklist.totals()
    thrown, _, thrown_bytes = library.worklist.totals(in_trash=True)
    disk = shutil.disk_usage(library.folder)
    beside = (CATALOGUE, f"{CATALOGUE}-wal")
    catalogue = sum(path.stat().st_size for name in beside if (path := library.folder / name).exists())
    return Storage(
        studies,
        instances,
        size,
        catalogue,
        thrown,
        thrown_bytes,
        library.quarantined_files(),
        disk.free,
        disk.total,
        _warning(disk.free, disk.total),
    )


def has_too_little_room(folder: Path) -> bool:
    """Whether so little room is left that nothing more is taken."""
    return shutil.disk_usage(folder).free < REFUSE_BYTES


def _warning(free: int, total: int) -> str:
    if free < REFUSE_BYTES:
        return "Less than 1 GB is free: nothing more is imported until there is room"
    if free < WARN_BYTES or free < total * WARN_PART:
        return f"Only {free / 1e9:.1f} GB are free on the disk of the library"
    return ""
