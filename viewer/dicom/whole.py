"""All elements of a file up to its pixels, whatever their size: for objects whose sequences are what matters."""

from pathlib import Path

from viewer.dicom.elements import read_level
from viewer.dicom.failures import UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import opened, said_by_system
from viewer.dicom.values import Elements

LARGEST = 768 << 20
"""Bytes of a sequence or value; a larger one is left out."""


def read_whole(path: Path) -> Elements:
    """Return the elements of a file.

    Raises
    ------
    NotDicomError, UnreadableError
        Where it is no DICOM, or damaged.
    """
    try:
        with opened(path) as file:
            start = find_dataset(file)
            level = read_level(start.source, start.position, start.encoding, largest=LARGEST)
            elements = Elements(level.values, start.encoding)
            elements.problems.extend(start.problems)
            return elements
    except OSError as problem:
        raise UnreadableError(said_by_system(problem)) from problem
