"""Frames of nuclear medicine: by detector, energy window, phase, rotation …, and reconstructed slices in space.

An object numbers its frames along several dimensions, each by a vector with one entry a frame (PS3.3 C.8.4.8).
Position and orientation stand with each detector (C.8.4.11); reconstructed slices follow the first along the normal,
or against it where their spacing is negative (C.8.4.15).
"""

from dataclasses import replace

import numpy as np

from viewer.core.geometry import PlaneGeometry, as_vector
from viewer.core.study import FrameDescription
from viewer.dicom.dimensions import (
    DETECTOR,
    ENERGY_WINDOW,
    PHASE,
    ROTATION,
    RR_INTERVAL,
    TIME_SLOT,
)
from viewer.dicom.orientation import OrientationError, patient_orientation, plane_of
from viewer.dicom.values import Elements

_VECTORS = (
    (ENERGY_WINDOW, "EnergyWindowVector"),
    (DETECTOR, "DetectorVector"),
    (PHASE, "PhaseVector"),
    (ROTATION, "RotationVector"),
    (RR_INTERVAL, "RRIntervalVector"),
)
_LARGEST_STEP_MM = 100.0


def nuclear_frames(
    elements: Elements, whole: FrameDescription, frames: int, *, quadruped: bool
) -> tuple[FrameDescription, ...]:
    """Return what each frame says of itself; a single description where all say the same."""
    vectors = {name: _vector(elements, keyword, frames) for name, keyword in _VECTORS}
    slices = _vector(elements, "SliceVector", frames)
    slots = _vector(elements, "TimeSlotVector", frames)
    if len(set(slices)) > 1 or len(set(_vector(elements, "AngularViewVector", frames))) > 1:
        vectors[TIME_SLOT] = slots  # a gated volume for each; a gated picture is one cine over all of them
    words = _Words(elements)
    detectors = elements.items("DetectorInformationSequence")
    described = []
    for place in range(frames):
        numbers = {name: values[place] for name, values in vectors.items() if values}
        item = _item(detectors, numbers.get(DETECTOR, 1))
        dimensions = tuple((name, words.of(name, number)) for name, number in numbers.items())
        one = replace(whole, dimensions=(*whole.dimensions, *dimensions))
        described.append(_placed(one, elements, item, slices[place] if slices else 0, quadruped=quadruped))
    alike = all(one == described[0] for one in described)
    return tuple(described[:1]) if alike else tuple(described)


def _vector(elements: Elements, keyword: str, frames: int) -> tuple[int, ...]:
    """Return the entries of a vector, one a frame; none where it is absent or has another length."""
    found = elements.numbers(keyword)
    return tuple(int(entry) for entry in found) if len(found) == frames else ()


def _item(items: tuple[Elements, ...], number: int) -> Elements | None:
    return items[number - 1] if 0 < number <= len(items) else None


class _Words:
    """What detectors and energy windows are called, beside their number."""

    def __init__(self, elements: Elements) -> None:
        self._items = {
            DETECTOR: elements.items("DetectorInformationSequence"),
            ENERGY_WINDOW: elements.items("EnergyWindowInformationSequence"),
        }

    def of(self, name: str, number: int) -> str:
        """Return the number of an entry, and its name where it has one."""
        item = _item(self._items.get(name, ()), number)
        if item is None:
            return str(number)
        called = item.line("EnergyWindowName") or item.first("ViewCodeSequence").line("CodeMeaning")
        return f"{number} {called}".strip()


def _placed(
    one: FrameDescription, elements: Elements, detector: Elements | None, number: int, *, quadruped: bool
) -> FrameDescription:
    """Return a frame with the place its detector gives it, where it is a slice, and its letters anyway."""
    if detector is None or one.plane is not None:
        return one
    orientation = detector.numbers("ImageOrientationPatient")
    letters = one.patient_orientation
    if letters == ("", "") and orientation:
        letters = patient_orientation(orientation, quadruped=quadruped)
    one = replace(one, patient_orientation=letters)
    if number < 1 or not any(kind.startswith("RECON") for kind in elements.texts("ImageType")):
        return one
    try:
        first = plane_of(
            detector.numbers("ImagePositionPatient"), orientation, elements.numbers("PixelSpacing")
        )
    except OrientationError as problem:
        if str(problem) not in elements.problems:
            elements.problems.append(str(problem))
        return one
    step_mm = elements.number("SpacingBetweenSlices") or 0.0
    if first is None or not 0 < abs(step_mm) <= _LARGEST_STEP_MM:
        return one
    return replace(one, plane=_along(first, (number - 1) * step_mm))


def _along(plane: PlaneGeometry, distance_mm: float) -> PlaneGeometry:
    moved = np.asarray(plane.origin_lps) + distance_mm * np.asarray(plane.normal)
    return replace(plane, origin_lps=as_vector(moved))
