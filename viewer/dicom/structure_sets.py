"""RT Structure Sets: regions of interest and their contours. PS3.3 A.19, C.8.8.5, C.8.8.6, C.8.8.8."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from viewer.core.geometry import Points
from viewer.core.presentation import References
from viewer.core.radiotherapy.structures import (
    FALLBACK_COLORS,
    Contour,
    ContourKind,
    Structure,
    StructureSet,
)
from viewer.core.study import FrameKey
from viewer.dicom.failures import UnreadableError
from viewer.dicom.references import references_of
from viewer.dicom.values import Elements
from viewer.dicom.whole import read_whole

CONTOUR_DATA = 0x30060050
MOST_POINTS = 4_000_000
"""More than any structure set holds; what comes after is left out, and said (SAFETY F16)."""

LARGEST_MM = 1e5


@dataclass(frozen=True, slots=True, eq=False)
class ReadStructures:
    """A structure set, whose it is, and which images it was drawn on."""

    found: StructureSet
    patient_id: str
    refers: References


class ContoursError(ValueError):
    """Contour data are no positions; says why."""


def read_structures(path: Path) -> ReadStructures:
    """Return the structure set in a file.

    Raises
    ------
    NotDicomError, UnreadableError
        Where there is none.
    """
    elements = read_whole(path)
    if "StructureSetROISequence" not in elements:
        raise UnreadableError("it lists no structures (3006,0020)")
    reading = _Reading(elements)
    structures = tuple(reading.structures())
    found = StructureSet(
        uid=elements.text("SOPInstanceUID"),
        label=elements.line("StructureSetLabel") or elements.line("StructureSetName"),
        structures=structures,
        date=elements.text("StructureSetDate"),
        approval=elements.text("ApprovalStatus"),
        frame_of_reference_uid=reading.frame_of_reference_uid,
        problems=tuple(reading.problems),
    )
    return ReadStructures(found, elements.line("PatientID"), references_of(_images(elements)))


def _images(elements: Elements) -> Iterator[Elements]:
    for frame in elements.items("ReferencedFrameOfReferenceSequence"):
        for study in frame.items("RTReferencedStudySequence"):
            for series in study.items("RTReferencedSeriesSequence"):
                yield from series.items("ContourImageSequence")


class _Reading:
    """One structure set being read: what it is about, and what was wrong so far."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self.problems: list[str] = []
        listed = elements.items("ReferencedFrameOfReferenceSequence")
        named = [item.text("FrameOfReferenceUID") for item in listed]
        self.frame_of_reference_uid = elements.text("FrameOfReferenceUID") or next(iter(named), "")
        self._left = MOST_POINTS

    def structures(self) -> Iterator[Structure]:
        """Yield the structures in the order they are listed."""
        observed = {
            item.integer("ReferencedROINumber"): item.text("RTROIInterpretedType")
            for item in self._elements.items("RTROIObservationsSequence")
        }
        drawn = {
            item.integer("ReferencedROINumber"): item for item in self._elements.items("ROIContourSequence")
        }
        for place, item in enumerate(self._elements.items("StructureSetROISequence")):
            number = item.integer("ROINumber")
            name = item.line("ROIName") or f"Structure {number if number is not None else place + 1}"
            contoured = drawn.get(number)
            own = item.text("ReferencedFrameOfReferenceUID")
            yield Structure(
                number=number if number is not None else -1 - place,
                name=name,
                color=_color(contoured, place),
                contours=tuple(self._contours(contoured, name)) if contoured is not None else (),
                role=observed.get(number, ""),
                made_by=item.text("ROIGenerationAlgorithm"),
                frame_of_reference_uid=own or self.frame_of_reference_uid,
            )

    def _contours(self, structure: Elements, name: str) -> Iterator[Contour]:
        refused: dict[str, int] = {}
        for item in structure.items("ContourSequence"):
            try:
                yield self._contour(item)
            except ContoursError as problem:
                refused[str(problem)] = refused.get(str(problem), 0) + 1
        for why, count in refused.items():
            what = "1 contour is" if count == 1 else f"{count} contours are"
            self.problems.append(f"{name}: {what} not shown, {why}")

    def _contour(self, item: Elements) -> Contour:
        points = positions(item.bytes_of(CONTOUR_DATA))
        if len(points) > self._left:
            raise ContoursError(f"the set has more than {MOST_POINTS} points")
        self._left -= len(points)
        points.setflags(write=False)
        return Contour(_kind(item.text("ContourGeometricType"), points), points, tuple(_frames(item)))


def positions(value: bytes) -> Points:
    """Return positions, (n, 3) mm, written as decimals one after the other.

    Raises
    ------
    ContoursError
        Where the value holds anything else.
    """
    text = value.strip(b"\0 \\")
    if not text:
        raise ContoursError("they have no points")
    try:
        numbers = np.asarray([float(part) for part in text.split(b"\\")])
    except ValueError as problem:
        raise ContoursError("their points hold something that is no number") from problem
    if b"_" in text or not (np.abs(numbers) < LARGEST_MM).all():
        raise ContoursError("their points lie nowhere in a patient")
    if len(numbers) % 3:
        raise ContoursError("their points are not made of three numbers each")
    return np.asarray(numbers.reshape(-1, 3))


def _kind(written: str, points: Points) -> ContourKind:
    """Return how points are joined; what cannot enclose anything is what it still can be."""
    if len(points) == 1:
        return ContourKind.POINT
    try:
        kind = ContourKind(written)
    except ValueError:
        raise ContoursError("how their points are joined is not known") from None
    if kind.is_closed and len(points) < 3:
        return ContourKind.OPEN
    return kind


def _frames(item: Elements) -> Iterator[FrameKey]:
    for image in item.items("ContourImageSequence"):
        uid = image.text("ReferencedSOPInstanceUID")
        numbers = image.numbers("ReferencedFrameNumber") or (1,)
        if uid:
            yield from (FrameKey(uid, int(number)) for number in numbers if 1 <= number < 2**31)


def _color(structure: Elements | None, place: int) -> str:
    parts = structure.numbers("ROIDisplayColor") if structure is not None else ()
    if len(parts) != 3 or not all(0 <= part <= 255 for part in parts):
        return FALLBACK_COLORS[place % len(FALLBACK_COLORS)]
    red, green, blue = (int(part) for part in parts)
    return f"#{red:02x}{green:02x}{blue:02x}"
