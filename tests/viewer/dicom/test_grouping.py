"""What becomes of a folder: studies, display sets, their order, and what was split and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path
from time import process_time
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.calibration import Calibration, Trust
from viewer.core.geometry import PlaneGeometry, Verdict
from viewer.core.study import (
    DisplayKind,
    DisplaySet,
    FrameDescription,
    Instance,
    Opened,
    Patient,
    PixelFormat,
    PixelSource,
    Rejected,
    SeriesHeader,
    StudyHeader,
)
from viewer.dicom.grouping import group

JANE = Patient("Doe^Jane", "P-1", birth_date="19700102")
AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
Axes = tuple[tuple[float, float, float], tuple[float, float, float]]


def described(
    place_mm: float | None, axes: Axes = AXIAL, dimensions: Mapping[str, str] = MappingProxyType({})
) -> FrameDescription:
    origin = (0.0, place_mm or 0.0, 0.0) if axes is CORONAL else (0.0, 0.0, place_mm or 0.0)
    plane = None if place_mm is None else PlaneGeometry(origin, *axes, 0.5, 0.5)
    return FrameDescription(plane, Calibration(0.5, 0.5, Trust.PATIENT), dimensions=tuple(dimensions.items()))


def instance(
    uid: str,
    *descriptions: FrameDescription,
    number: int | None = 1,
    series: str = "series",
    patient: Patient = JANE,
    study: str = "study",
    pixels: PixelFormat | None = None,
) -> Instance:
    return Instance(
        sop_instance_uid=uid,
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        patient=patient,
        study=StudyHeader(study, date="20250304"),
        series=SeriesHeader(series, number=1, modality="CT", description="Thorax"),
        source=PixelSource(Path(f"/images/{uid}"), "1.2.840.10008.1.2.1"),
        number=number,
        pixels=pixels or PixelFormat(8, 10, frames=len(descriptions) or 1),
        descriptions=descriptions or (described(None),),
        frame_of_reference_uid="space",
        image_type=("ORIGINAL", "PRIMARY"),
    )


def slices(*places_mm: float, first: int = 1, named: str = "", **dimensions: str) -> list[Instance]:
    """Return slices at these places, numbered from first, told apart by dimensions (echo_time="10")."""
    plain = {name.replace("_", " "): value for name, value in dimensions.items()}
    suffix = named + "".join(dimensions.values())
    return [
        instance(f"{place_mm}{suffix}#{number}", described(place_mm, AXIAL, plain), number=number)
        for number, place_mm in enumerate(places_mm, start=first)
    ]


def sets_of(instances: Sequence[Instance]) -> tuple[DisplaySet, ...]:
    opened = opened_of(instances)
    return tuple(shown for study in opened.studies for shown in study.display_sets)


def opened_of(instances: Sequence[Instance]) -> Opened:
    opened = group(instances, files=len(instances))
    assert opened.accounted == len(instances), "H23: every instance is displayed or listed"
    return opened


def places(shown: DisplaySet) -> list[float]:
    return [frame.plane.origin_lps[2] for frame in shown.frames]


def test_h1_slices_are_ordered_along_their_normal_and_not_by_number() -> None:
    reversed_numbers = [
        instance(f"{z}", described(z), number=4 - k) for k, z in enumerate((0.0, 5.0, 10.0, 15.0))
    ]

    (shown,) = sets_of(reversed_numbers)

    assert places(shown) == [0, 5, 10, 15]
    assert [frame.instance.number for frame in shown.frames] == [4, 3, 2, 1]
    assert shown.kind is DisplayKind.STACK
    assert shown.verdict.kind is Verdict.REGULAR
    assert shown.split_by == ""
    assert shown.uid == "study|series"


@settings(max_examples=40)
@given(st.permutations(slices(0, 5, 10, 15, 20) + slices(0, 5, 10, 15, 20, first=6, acquisition="2")))
def test_h1_the_order_in_which_files_were_read_makes_no_difference(shuffled: list[Instance]) -> None:
    in_order = slices(0, 5, 10, 15, 20) + slices(0, 5, 10, 15, 20, first=6, acquisition="2")

    assert group(shuffled) == group(in_order)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("echo_time", ("10", "80")),
        ("b-value", ("0", "1000")),
        ("image_type", ("M", "P")),
        ("kernel", ("bone", "soft")),
    ],
)
def test_h1_series_of_several_kinds_become_several_sets(name: str, values: tuple[str, str]) -> None:
    mixed = [piece for value in values for piece in slices(0, 5, 10, first=1, named="", **{name: value})]

    first, second = sets_of(mixed)

    assert [first.split_by, second.split_by] == [f"{name.replace('_', ' ')} {value}" for value in values]
    assert places(first) == places(second) == [0, 5, 10]
    assert first.uid != second.uid


def test_types_of_image_that_follow_each_other_in_space_stay_one_stack() -> None:
    """Thin slices below, thick ones above, as heads are scanned."""
    below, above = slices(0, 4, 8, image_type="AXIAL\\ADD"), slices(14, 21, 28, first=4, image_type="AXIAL")

    (shown,) = sets_of(below + above)

    assert places(shown) == [0, 4, 8, 14, 21, 28]
    assert shown.verdict.kind is not Verdict.REGULAR


def test_h1_perfusion_slices_at_equal_places_become_one_volume_a_time() -> None:
    times = [
        piece for time in "123" for piece in slices(0, 5, 10, first=3 * int(time), temporal_position=time)
    ]

    sets = sets_of(times)

    assert [shown.split_by for shown in sets] == [
        "temporal position 1",
        "temporal position 2",
        "temporal position 3",
    ]
    assert all(shown.verdict.kind is Verdict.REGULAR for shown in sets)


def test_h1_what_does_not_need_splitting_stays_together() -> None:
    """Acquisition number and trigger time differ from slice to slice in many a plain series."""
    different = [
        instance(f"{k}", described(5.0 * k, AXIAL, {"acquisition": str(k)}), number=k) for k in range(6)
    ]

    (shown,) = sets_of(different)

    assert shown.verdict.kind is Verdict.REGULAR


def test_h1_phases_whose_times_differ_from_slice_to_slice_are_ranked() -> None:
    beats = [
        instance(
            f"{z}-{phase}",
            described(z, AXIAL, {"trigger time": f"{100 * phase + z:g}"}),
            number=int(z) + phase,
        )
        for z in (0.0, 5.0, 10.0)
        for phase in range(4)
    ]

    sets = sets_of(beats)

    assert [len(shown.frames) for shown in sets] == [3, 3, 3, 3]
    assert sets[1].split_by == "phase by trigger time, 2 of 4"
    assert [dict(frame.description.dimensions)["trigger time"] for frame in sets[1].frames] == [
        "100",
        "105",
        "110",
    ]


def test_h1_repetitions_that_nothing_tells_apart_are_never_interleaved() -> None:
    """As in functional MR without temporal positions: the number says which repetition."""
    sets = sets_of(slices(0, 5, 10) + slices(0, 5, 10, first=4))

    assert [shown.split_by for shown in sets] == ["repetition 1 of 2", "repetition 2 of 2"]
    assert [frame.instance.number for frame in sets[1].frames] == [4, 5, 6]


def test_h1_two_dimensions_may_be_needed_to_tell_frames_apart() -> None:
    mixed = [
        piece
        for position in "12"
        for direction in "ab"
        for piece in slices(0, 5, temporal_position=position, diffusion_direction=direction)
    ]

    sets = sets_of(mixed)

    assert len(sets) == 4
    assert sets[0].split_by == "temporal position 1, diffusion direction a"


def test_series_with_several_orientations_are_split_by_orientation() -> None:
    mixed = slices(0, 5, 10) + [
        instance(f"c{k}", described(5.0 * k, CORONAL), number=10 + k) for k in range(3)
    ]

    axial, coronal = sets_of(mixed)

    assert [axial.split_by, coronal.split_by] == ["axial 1", "coronal 2"]
    assert coronal.verdict.kind is Verdict.REGULAR


def test_views_that_turn_from_image_to_image_stay_one_stack() -> None:
    turning = [
        instance(
            f"{k}",
            described(0.0, ((cos(radians(10 * k)), sin(radians(10 * k)), 0.0), (0.0, 0.0, -1.0))),
            number=12 - k,
        )
        for k in range(12)
    ]

    (shown,) = sets_of(turning)

    assert [frame.instance.number for frame in shown.frames] == list(range(1, 13))
    assert shown.verdict.messages == ("slices are not parallel",)


def test_h4_a_tilted_series_is_one_set_with_its_verdict() -> None:
    down = (0.0, cos(radians(15)), -sin(radians(15)))

    (shown,) = sets_of(
        [instance(f"{k}", described(5.0 * k, ((1.0, 0.0, 0.0), down)), number=k) for k in range(5)]
    )

    assert shown.verdict.kind is Verdict.TILTED
    assert shown.verdict.spacing_mm == pytest.approx(4.829629, abs=1e-6)


def test_h5_a_missing_slice_is_in_the_verdict() -> None:
    (shown,) = sets_of(slices(0, 1, 2, 4, 5))

    assert shown.verdict.kind is Verdict.GAP
    assert shown.verdict.messages == ("slice missing between 2.0 and 4.0 mm",)


def test_h24_a_localizer_is_taken_out_of_the_volume_and_listed() -> None:
    scout = replace(
        instance("scout", described(0.0, CORONAL), number=0), image_type=("ORIGINAL", "PRIMARY", "LOCALIZER")
    )

    localizer, volume = sets_of([scout, *slices(0, 5, 10)])

    assert localizer.split_by == "localizer"
    assert len(volume.frames) == 3
    assert volume.notes == ("1 localizer image is shown apart",)
    assert volume.verdict.kind is Verdict.REGULAR


def test_slices_of_another_size_are_another_set() -> None:
    other = [
        instance(f"o{k}", described(5.0 * k), number=10 + k, pixels=PixelFormat(16, 20)) for k in range(3)
    ]

    first, second = sets_of(slices(0, 5, 10) + other)

    assert (first.split_by, second.split_by) == ("10 × 8 pixels, 16 bit", "20 × 16 pixels, 16 bit")


def test_positions_of_different_spaces_are_not_ordered_together() -> None:
    elsewhere = [
        replace(one, frame_of_reference_uid="other") for one in slices(0, 5, named="elsewhere", first=3)
    ]

    assert [shown.split_by for shown in sets_of(slices(0, 5) + elsewhere)] == [
        "frame of reference 1",
        "frame of reference 2",
    ]


def test_images_without_place_are_one_set_in_order_of_their_numbers() -> None:
    views = [instance(f"{number}", number=number) for number in (3, 1, 2)]

    (shown,) = sets_of(views)

    assert [frame.instance.number for frame in shown.frames] == [1, 2, 3]
    assert shown.verdict.kind is Verdict.NOT_A_VOLUME


def test_one_image_is_a_single_image() -> None:
    (shown,) = sets_of([instance("only")])

    assert shown.kind is DisplayKind.SINGLE


def test_each_multi_frame_object_is_a_set_of_its_own() -> None:
    clips = [instance(f"clip {k}", *[described(None)] * 4, number=k) for k in (2, 1)]

    first, second = sets_of(clips)

    assert first.kind is DisplayKind.MULTIFRAME
    assert first.instances[0].number == 1
    assert [frame.number for frame in first.frames] == [1, 2, 3, 4]
    assert (first.split_by, second.split_by) == ("object 1", "object 2")


def test_an_enhanced_object_is_ordered_like_slices() -> None:
    (shown,) = sets_of([instance("enhanced", *[described(z) for z in (10.0, 0.0, 5.0)])])

    assert [frame.number for frame in shown.frames] == [2, 3, 1]
    assert shown.verdict.kind is Verdict.REGULAR
    assert shown.kind is DisplayKind.MULTIFRAME


def test_h23_an_enhanced_object_of_several_times_is_several_sets_and_counts_once() -> None:
    frames = [described(z, AXIAL, {"temporal position": time}) for time in "12" for z in (0.0, 5.0, 10.0)]

    sets = sets_of([instance("4-D", *frames)])

    assert [len(shown.frames) for shown in sets] == [3, 3]
    assert sets[0].uid != sets[1].uid


def test_mosaics_of_several_times_stay_one_set() -> None:
    mosaics = [
        replace(instance(f"{k}", described(0.0), number=k), image_type=("ORIGINAL", "PRIMARY", "M", "MOSAIC"))
        for k in (2, 1)
    ]

    (shown,) = sets_of(mosaics)

    assert [frame.instance.number for frame in shown.frames] == [1, 2]


def test_h16_mixed_patients_in_one_study_are_separated_and_blocked() -> None:
    john = Patient("Roe^John", "P-2")
    mixed = [
        *slices(0, 5),
        *(replace(one, patient=john) for one in slices(0, 5, named="john")),
    ]

    opened = opened_of(mixed)

    assert len(opened.studies) == 2
    assert {study.patient for study in opened.studies} == {JANE, john}
    assert all(study.problems and study.display_sets[0].blocked for study in opened.studies)


@pytest.mark.parametrize(
    "other",
    [
        replace(JANE, birth_date="19700103"),
        replace(JANE, name="Doe^Janet"),
        replace(JANE, patient_id="P-9"),
    ],
)
def test_h16_any_difference_both_headers_know_makes_two_patients(other: Patient) -> None:
    assert len(opened_of([instance("a"), instance("b", patient=other)]).studies) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(JANE, birth_date=""),
        replace(JANE, name="DOE^JANE^^"),
        replace(JANE, issuer="Hospital"),
        replace(JANE, sex="F"),
    ],
)
def test_h16_what_one_header_leaves_out_is_no_conflict(other: Patient) -> None:
    (study,) = opened_of([instance("a"), instance("b", patient=other)]).studies

    assert study.problems == ()
    assert study.display_sets[0].blocked == ""


def test_h16_images_without_study_uid_are_not_called_mixed() -> None:
    studies = opened_of(
        [instance("a", study=""), instance("b", study="", patient=Patient("Roe^John", "P-2"))]
    ).studies

    assert len(studies) == 2
    assert all(not study.problems for study in studies)


def twin(one: Instance, path: str, content: str) -> Instance:
    return replace(one, source=replace(one.source, path=Path(path)), content_hash=content)


def test_h17_a_copy_is_shown_once_and_counted() -> None:
    one = twin(instance("same", described(0.0)), "/a", "content")

    (shown,) = sets_of([one, twin(one, "/b", "content")])

    assert len(shown.frames) == 1
    assert len(shown.instances) == 2
    assert shown.notes == ("1 file is a copy of what is shown",)


def test_h17_the_same_uid_with_other_content_keeps_the_first_and_lists_the_second() -> None:
    one = twin(instance("same", described(0.0)), "/a", "content")

    shown, aside = sets_of([twin(one, "/b", "other"), one])

    assert shown.frames[0].instance.source.path == Path("/a")
    assert aside.kind is DisplayKind.NOT_DISPLAYABLE
    assert aside.instances[0].source.path == Path("/b")
    assert aside.frames == ()
    assert "same SOP Instance UID" in aside.notes[0]


def test_h17_of_two_with_one_uid_the_one_that_can_be_displayed_is_kept() -> None:
    first = replace(instance("1", described(0)), content_hash="a", not_displayable="its pixels are elsewhere")
    second = replace(
        instance("1", described(0)),
        content_hash="b",
        source=PixelSource(Path("/images/z"), "1.2.840.10008.1.2.1"),
    )

    for order in ([first, second], [second, first]):
        shown, aside = group(order).studies[0].display_sets
        assert shown.frames[0].instance is second
        assert aside.instances == (first,)
        assert aside.title.startswith("Set aside")


def test_h17_content_that_was_not_compared_is_set_aside_too() -> None:
    one = instance("same", described(0.0))

    assert len(sets_of([one, twin(one, "/b", "")])) == 2


def test_h23_objects_that_cannot_be_shown_are_listed_by_reason() -> None:
    reports = [
        replace(instance(f"r{k}", number=k), pixels=None, not_displayable="Structured report")
        for k in range(2)
    ]
    plan = replace(instance("p"), pixels=None, not_displayable="Radiotherapy plan")

    sets = sets_of([*reports, plan, *slices(0, 5)])

    assert [shown.kind for shown in sets] == [
        DisplayKind.STACK,
        DisplayKind.NOT_DISPLAYABLE,
        DisplayKind.NOT_DISPLAYABLE,
    ]
    assert {shown.notes[0]: len(shown.instances) for shown in sets[1:]} == {
        "Structured report": 2,
        "Radiotherapy plan": 1,
    }


def test_h23_files_add_up() -> None:
    rejected = [Rejected(Path("/images/broken"), "truncated", is_dicom=True)]

    opened = group(slices(0, 5, 10), rejected, files=6, not_dicom=2)

    assert opened.accounted == opened.files == 6
    assert opened.instances == 3


def test_studies_are_sorted_by_patient_and_the_current_one_comes_first() -> None:
    old = replace(instance("old"), study=StudyHeader("old", date="20200101"))
    new = replace(instance("new"), study=StudyHeader("new", date="20250101"))
    adam = replace(instance("adam"), study=StudyHeader("x", date="20010101"), patient=Patient("Adam", "A"))

    assert [study.header.uid for study in opened_of([old, new, adam]).studies] == ["x", "new", "old"]


def test_series_come_in_order_of_their_numbers() -> None:
    series = [
        replace(instance(uid), series=SeriesHeader(uid, number=number))
        for uid, number in (("b", 10), ("c", None), ("a", 2))
    ]

    assert [shown.series.uid for shown in sets_of(series)] == ["a", "b", "c"]


def test_nothing_opened_is_nothing_shown() -> None:
    assert group(()) == Opened()


def test_five_thousand_instances_are_grouped_in_passing() -> None:
    many = [
        instance(
            f"{series}.{k}",
            described(float(k), AXIAL, {"image type": "A", "echo time": "5"}),
            number=k,
            series=f"series {series}",
        )
        for series in range(10)
        for k in range(500)
    ]
    before = process_time()

    assert len(sets_of(many)) == 10

    assert process_time() - before < 0.5, "0.1 s on an idle machine"
