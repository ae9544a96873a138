"""What worker processes find out about files: frozen, small, and known to both sides."""

from dataclasses import dataclass
from pathlib import Path

from viewer.core.study import Instance, Rejected


@dataclass(frozen=True, slots=True)
class Listing:
    """Files found at the places a reader chose, what could not be looked at, and how much there is no file."""

    files: tuple[Path, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Headers:
    """What some files are: instances, files that cannot be read, and how many are something else."""

    instances: tuple[Instance, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    not_dicom: int = 0
