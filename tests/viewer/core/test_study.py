"""Values that hold a study together."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders.opened import display_set as slices_of
from tests.builders.opened import images
from viewer.core.calibration import Calibration
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.study import (
    DisplayKind,
    DisplaySet,
    Frame,
    FrameDescription,
    FrameKey,
    Instance,
    Opened,
    Patient,
    PixelFormat,
    PixelSource,
    Rejected,
    SeriesHeader,
    Study,
    StudyHeader,
)

ONE = FrameDescription(None, Calibration.none(), unit="one")
TWO = FrameDescription(None, Calibration.none(), unit="two")


def instance(uid: str, *descriptions: FrameDescription) -> Instance:
    return Instance(
        sop_instance_uid=uid,
        sop_class_uid="1.2",
        patient=Patient("Doe^Jane"),
        study=StudyHeader("1"),
        series=SeriesHeader("2"),
        source=PixelSource(Path(f"{uid}.dcm"), "1.2.840.10008.1.2.1"),
        descriptions=descriptions,
        attributes=(("KVP", "120"),),
    )


def display_set(*instances: Instance) -> DisplaySet:
    frames = tuple(Frame(one) for one in instances)
    return DisplaySet(
        uid="2",
        kind=DisplayKind.STACK,
        patient=Patient(),
        study=StudyHeader("1"),
        series=SeriesHeader("2"),
        instances=instances,
        frames=frames,
        verdict=GeometryVerdict(Verdict.REGULAR),
    )


def test_a_single_description_holds_for_every_frame() -> None:
    assert instance("7", ONE).describe(5) is ONE


def test_frames_are_counted_from_one() -> None:
    assert instance("7", ONE, TWO).describe(2) is TWO
    assert Frame(instance("7", ONE, TWO), 2).key == FrameKey("7", 2)
    assert Frame(instance("7", ONE, TWO), 2).description.unit == "two"


def test_a_frame_without_place_has_a_plane_of_its_own() -> None:
    assert not Frame(instance("7", ONE)).plane.in_patient


def test_an_absent_attribute_is_empty_text() -> None:
    assert instance("7").attribute("KVP") == "120"
    assert instance("7").attribute("EchoTime") == ""


def test_a_frame_is_found_by_its_lasting_name() -> None:
    shown = display_set(instance("7", ONE), instance("8", ONE))

    assert shown.index_of(FrameKey("8")) == 1
    assert shown.index_of(FrameKey("9")) is None


def test_h23_every_file_is_in_exactly_one_place() -> None:
    rejected = (Rejected(Path("x"), "truncated", is_dicom=True),)
    studies = (Study(StudyHeader("1"), Patient(), (display_set(instance("7"), instance("8")),)),)

    opened = Opened(studies, files=5, not_dicom=2, rejected=rejected, instances=2)

    assert opened.accounted == opened.files


def test_h23_a_file_whose_frames_are_in_two_sets_counts_once() -> None:
    four_d = instance("7", ONE, TWO)
    sets = (display_set(four_d), replace(display_set(four_d), uid="other"))

    assert Opened((Study(StudyHeader("1"), Patient(), sets),), files=1).accounted == 1


def test_the_bytes_of_a_frame_are_rounded_up_to_whole_ones() -> None:
    assert PixelFormat(rows=512, columns=512).frame_bytes == 512 * 512 * 2
    assert PixelFormat(rows=3, columns=3, bits_allocated=1).frame_bytes == 2


def test_a_palette_is_color() -> None:
    assert PixelFormat(1, 1, photometric="PALETTE COLOR").is_color
    assert PixelFormat(1, 1, samples=3, photometric="RGB").is_color
    assert not PixelFormat(1, 1).is_color


def test_an_instance_travels_between_processes_unchanged() -> None:
    sent = instance("7", ONE)

    assert pickle.loads(pickle.dumps(sent)) == sent


@pytest.mark.parametrize(
    ("modality", "kind", "place"),
    [
        ("MR", Verdict.REGULAR, 2),
        ("CT", Verdict.GAP, 2),
        ("PT", Verdict.TILTED, 2),
        ("MR", Verdict.NOT_A_VOLUME, 0),
        ("MG", Verdict.REGULAR, 2),
        ("US", Verdict.NOT_A_VOLUME, 0),
        ("XA", Verdict.NOT_A_VOLUME, 0),
    ],
)
def test_a_stack_of_slices_is_opened_in_its_middle_and_all_else_at_its_beginning(
    modality: str, kind: Verdict, place: int
) -> None:
    assert slices_of(images(5, modality=modality), verdict=GeometryVerdict(kind)).opens_at == place
