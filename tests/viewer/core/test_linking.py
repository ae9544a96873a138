"""Viewports of one patient show the same place, and say where their planes cross."""

from dataclasses import replace
from pathlib import Path

import pytest

from viewer.core.calibration import Calibration, Trust
from viewer.core.geometry import GeometryVerdict, PlaneGeometry, Vector, Verdict
from viewer.core.linking import center_of, linked_index, nearest_index, place_on, reference_line, share_space
from viewer.core.study import (
    DisplayKind,
    DisplaySet,
    Frame,
    FrameDescription,
    Instance,
    Patient,
    PixelFormat,
    PixelSource,
    SeriesHeader,
    StudyHeader,
)

AXIAL: tuple[Vector, Vector] = ((1, 0, 0), (0, 1, 0))
SAGITTAL: tuple[Vector, Vector] = ((0, 1, 0), (0, 0, -1))


def frame(origin: Vector, turned: tuple[Vector, Vector] = AXIAL, *, reference: str = "1.2") -> Frame:
    plane = PlaneGeometry(origin, *turned, 1.0, 1.0)
    instance = Instance(
        "1.2.3",
        "1.2.840.10008.5.1.4.1.1.2",
        Patient(),
        StudyHeader("1"),
        SeriesHeader("1.1"),
        PixelSource(Path("x"), "1.2.840.10008.1.2.1"),
        pixels=PixelFormat(rows=11, columns=11),
        descriptions=(FrameDescription(plane, Calibration(1, 1, Trust.PATIENT)),),
        frame_of_reference_uid=reference,
    )
    return Frame(instance)


def stack(*frames: Frame) -> DisplaySet:
    return DisplaySet(
        "set",
        DisplayKind.STACK,
        Patient(),
        StudyHeader("1"),
        SeriesHeader("1.1"),
        tuple(shown.instance for shown in frames),
        frames,
        GeometryVerdict(Verdict.REGULAR),
    )


def test_a_parallel_set_follows_to_the_same_height() -> None:
    other = stack(*(frame((0, 0, z)) for z in (0, 4, 8, 12)))

    assert linked_index(frame((5, 5, 7.5)), other) == 2
    assert linked_index(frame((5, 5, 7.5)), other, offset_mm=-4) == 1


def test_nothing_follows_where_the_frame_of_reference_differs_or_planes_are_turned() -> None:
    foreign = stack(frame((0, 0, 0), reference="9.9"), frame((0, 0, 5), reference="9.9"))
    turned = stack(frame((0, 0, 0), SAGITTAL), frame((5, 0, 0), SAGITTAL))

    assert linked_index(frame((0, 0, 5)), foreign) is None
    assert linked_index(frame((0, 0, 5)), turned) is None
    assert linked_index(frame((0, 0, 5)), replace(foreign, frames=())) is None


def test_a_frame_without_a_place_in_the_patient_shares_space_with_none() -> None:
    lost = frame((0, 0, 0))
    nowhere = Frame(replace(lost.instance, descriptions=(FrameDescription(None, Calibration.none()),)))

    assert not share_space(nowhere, lost)
    assert nearest_index([nowhere], (0, 0, 0)) is None
    assert nearest_index([], (0, 0, 0)) is None


def test_a_sagittal_plane_cuts_an_axial_one_in_a_line_from_front_to_back() -> None:
    axial, sagittal = frame((0, 0, 5)), frame((3, 0, 10), SAGITTAL)

    line = reference_line(axial, sagittal)

    assert line is not None
    assert sorted(line) == [pytest.approx((3, -0.5, 5)), pytest.approx((3, 10.5, 5))]


def test_no_line_is_drawn_for_parallel_or_distant_planes() -> None:
    axial = frame((0, 0, 5))

    assert reference_line(axial, frame((0, 0, 9))) is None
    assert reference_line(axial, frame((3, 0, 100), SAGITTAL)) is None
    assert reference_line(axial, frame((3, 0, 10), SAGITTAL, reference="9.9")) is None


def test_the_middle_of_a_frame_and_a_point_laid_on_its_plane() -> None:
    assert center_of(frame((0, 0, 5))) == pytest.approx((5, 5, 5))
    assert place_on(frame((0, 0, 5)).plane, (2, 3, 9)) == pytest.approx((2, 3, 5))
