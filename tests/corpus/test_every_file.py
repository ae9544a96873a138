"""Every file of the corpus, through the road that ``main.py inspect`` takes: accounted for, and what it should be."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.builders.headless import Said, say
from tests.corpus.conftest import Rows, read_table
from viewer.core.camera import Camera, letters_on_screen
from viewer.core.geometry import Verdict
from viewer.core.images import Image, Shading
from viewer.core.study import DisplayKind, DisplaySet, Opened
from viewer.dicom.decoding import FrameError, decode_frame
from viewer.render.snapshot import render_plain

pytestmark = pytest.mark.corpus

HEADER_WRONG = {"broken/badVR.dcm": "1A frames"}
"""Files whose row of the manifest repeats a header that cannot be."""


@pytest.fixture(scope="module")
def said(corpus: Path, private_home: Path) -> Said:
    """What ``inspect --json`` says of the whole corpus."""
    return say("inspect", corpus, "--json")


def under(sets: tuple[DisplaySet, ...], folder: Path) -> list[DisplaySet]:
    """Return the display sets with frames whose files all lie in a folder."""
    return [
        shown
        for shown in sets
        if shown.frames and all(folder in one.source.path.parents for one in shown.instances)
    ]


def test_h23_every_file_is_in_exactly_one_place(corpus: Path, manifest: Rows, everything: Opened) -> None:
    listed = Counter(
        path
        for study in everything.studies
        for path in {one.source.path for shown in study.display_sets for one in shown.instances}
    )
    rejected = {bad.path for bad in everything.rejected}

    assert everything.files == sum(path.is_file() for path in corpus.rglob("*"))
    assert everything.files == everything.accounted == len(listed) + len(rejected) + everything.not_dicom
    assert set(listed.values()) == {1}
    assert not rejected & set(listed)
    assert everything.instances == len(listed)
    assert everything.files - len(manifest) == 3, (
        "the manifest lists neither itself nor two tables of expectations"
    )


def test_h23_no_frame_is_lost_or_shown_twice(sets: tuple[DisplaySet, ...]) -> None:
    shown = Counter((frame.instance.source.path, frame.number) for one in sets for frame in one.frames)
    all_frames = {
        (instance.source.path, number)
        for one in sets
        if one.frames
        for instance in {frame.instance.source.path: frame.instance for frame in one.frames}.values()
        for number in range(1, (instance.pixels.frames if instance.pixels else 0) + 1)
    }

    assert set(shown.values()) == {1}
    assert set(shown) == all_frames


def test_headers_say_what_the_manifest_says(
    corpus: Path, manifest: Rows, sets: tuple[DisplaySet, ...]
) -> None:
    compared = 0
    for shown in sets:
        for instance in shown.instances:
            name = str(instance.source.path.relative_to(corpus))
            row, pixels = manifest[name], instance.pixels
            syntax = row["transfer syntax"]
            assert instance.source.transfer_syntax_uid in syntax or "(no file meta)" in syntax, name
            assert instance.series.modality == row["modality"] or not row["modality"], name
            if pixels is None or row["rows x cols x frames"] == "-" or name in HEADER_WRONG:
                continue
            stored = instance.mosaic or pixels
            frames = 1 if instance.mosaic else pixels.frames
            assert f"{stored.rows} x {stored.columns} x {frames}" == row["rows x cols x frames"], name
            assert row["photometric"].startswith(pixels.photometric), name
            compared += 1
    assert compared > 1300


def test_what_is_not_shown_says_why(sets: tuple[DisplaySet, ...], everything: Opened) -> None:
    reasons = [
        one.not_displayable or shown.blocked for shown in sets if not shown.frames for one in shown.instances
    ]

    assert len(reasons) > 100
    assert all(reasons)
    assert all(bad.reason for bad in everything.rejected)
    assert all(shown.kind is DisplayKind.NOT_DISPLAYABLE for shown in sets if not shown.frames)


def test_the_command_says_the_same(said: Said, everything: Opened, corpus: Path) -> None:
    counts = said.json["counts"]

    assert said.code == 1
    assert counts["files"] == counts["accounted"] == everything.files
    assert counts["instances"] == everything.instances
    assert [bad["file"] for bad in said.json["unreadable"]] == [str(bad.path) for bad in everything.rejected]
    assert said.complaints == [f"main.py: {bad.path}: {bad.reason}" for bad in everything.rejected]
    assert {bad["file"].removeprefix(f"{corpus}/") for bad in said.json["unreadable"]} >= {
        "broken/made/truncated_in_header.dcm",
        "broken/rtplan_truncated.dcm",
    }


def test_the_command_lists_every_image_shown_in_display_order(
    said: Said, sets: tuple[DisplaySet, ...]
) -> None:
    written = {
        found["uid"]: found
        for study in said.json["studies"]
        for series in study["series"]
        for found in series["display_sets"]
    }

    assert set(written) == {shown.uid for shown in sets}
    for shown in sets:
        keys = dict.fromkeys(frame.key.sop_instance_uid for frame in shown.frames)
        assert written[shown.uid]["sop_instance_uids"] == list(keys)
        assert written[shown.uid]["frames"] == len(shown.frames)


def test_h1_the_chest_is_in_order_whatever_its_files_are_called(
    sets: tuple[DisplaySet, ...], corpus: Path
) -> None:
    (chest,) = under(sets, corpus / "ct/lidc_idri_0314_chest")
    names = [frame.instance.source.path.name for frame in chest.frames]

    assert chest.verdict.kind is Verdict.REGULAR
    assert chest.verdict.spacing_mm == pytest.approx(1.0)
    assert len(names) == 227
    assert names != sorted(names)


def test_h4_h5_the_tilted_head_is_said_to_be_tilted_and_uneven(
    sets: tuple[DisplaySet, ...], corpus: Path
) -> None:
    (head,) = under(sets, corpus / "ct/ge_head_variable_tilt")

    assert head.verdict.kind is Verdict.IRREGULAR
    assert any("gantry tilted 18.5°" in message for message in head.verdict.messages)


def test_h1_a_functional_study_is_ten_volumes(sets: tuple[DisplaySet, ...], corpus: Path) -> None:
    volumes = under(sets, corpus / "mr/ge_epi_fmri_4d")

    assert [len(volume.frames) for volume in volumes] == [15] * 10
    assert {volume.verdict.kind for volume in volumes} == {Verdict.REGULAR}
    assert all(volume.split_by for volume in volumes)


def test_classic_and_enhanced_objects_lie_in_the_same_place(
    sets: tuple[DisplaySet, ...], corpus: Path
) -> None:
    (classic,) = under(sets, corpus / "mr/philips_asl_classic")
    (enhanced,) = under(sets, corpus / "mr/philips_asl_enhanced")

    for one, other in zip(classic.frames, enhanced.frames, strict=True):
        assert np.allclose(one.plane.origin_lps, other.plane.origin_lps, atol=1e-3)
        assert np.allclose([one.plane.right, one.plane.down], [other.plane.right, other.plane.down])


@pytest.mark.parametrize("index", [0, 20, 39])
def test_h14_classic_and_enhanced_objects_look_the_same(
    sets: tuple[DisplaySet, ...], corpus: Path, index: int
) -> None:
    (classic,) = under(sets, corpus / "mr/philips_asl_classic")
    (enhanced,) = under(sets, corpus / "mr/philips_asl_enhanced")
    one, other = (
        render_plain(Image(frame, decode_frame(frame.instance, frame.number)), Shading())
        for frame in (classic.frames[index], enhanced.frames[index])
    )

    assert np.array_equal(one, other)
    assert 0 < one.mean() < 128


@pytest.mark.parametrize("folder", ["siemens_mosaic_axial", "siemens_mosaic_sagittal"])
def test_a_mosaic_is_a_volume_for_each_time(sets: tuple[DisplaySet, ...], corpus: Path, folder: str) -> None:
    times = under(sets, corpus / "mr" / folder)

    assert [(len(shown.frames), shown.verdict.kind) for shown in times] == [(35, Verdict.REGULAR)] * 2


@pytest.mark.parametrize(
    ("folder", "letters"),
    [
        ("mr/patient_position/HFS", "APHF"),
        ("mr/patient_position/HFP", "APHF"),
        ("ct/lidc_idri_0314_chest", "RLAP"),
        ("mr/siemens_mosaic_sagittal", "APHF"),
        ("nm_pt/sts_001_fdg_pet_wholebody", "RLAP"),
    ],
)
def test_h7_the_letters_are_those_of_the_patient(
    sets: tuple[DisplaySet, ...], corpus: Path, folder: str, letters: str
) -> None:
    shown = under(sets, corpus / folder)[0]
    edges = letters_on_screen(Camera(), shown.frames[0].plane)

    assert [side[0] for side in (edges.left, edges.right, edges.top, edges.bottom)] == list(letters)


def test_h20_names_are_those_of_the_list(sets: tuple[DisplaySet, ...], corpus: Path) -> None:
    expected = read_table(corpus / "expected/patient_names.tsv")
    names = {
        str(one.source.path.relative_to(corpus)): one.patient.name
        for shown in sets
        for one in shown.instances
    }

    assert {path: names[path] for path in expected} == {
        path: row["PatientName as pydicom decodes it"] for path, row in expected.items()
    }


BROKEN = {
    "ExplVR_BigEndNoMeta.dcm": "Radiotherapy plan",
    "ExplVR_LitEndNoMeta.dcm": "same SOP Instance UID and other content",
    "JPEG2000-embedded-sequence-delimiter.dcm": "the stream is 1024 × 3722445056 pixels",
    "MR_truncated.dcm": "same SOP Instance UID and other content",
    "UN_sequence.dcm": "holds no pixel data",
    "empty_charset_LEI.dcm": "holds no image",
    "meta_missing_tsyntax.dcm": "Rows (0028,0010) is missing",
    "nested_priv_SQ.dcm": "Rows (0028,0010) is missing",
    "no_meta_group_length.dcm": "holds no image",
    "priv_SQ.dcm": "holds no pixel data",
    "reportsi_with_empty_number_tags.dcm": "Structured report",
    "rtplan_truncated.dcm": "Beam Sequence says it is 976 bytes long; the file ends before",
    "made/duplicate_sop_uid/b.dcm": "same SOP Instance UID and other content",
    "made/no_geometry.dcm": "not every slice says where it lies",
    "made/pixel_spacing_zero.dcm": "Pixel Spacing (0028,0030) is 0\\0, which cannot be",
    "made/truncated_in_header.dcm": "the file ends in the middle of an element",
    "made/truncated_in_pixels.dcm": "23906 of 32768 bytes",
    "made/window_width_zero.dcm": "Window Width (0028,1051) is 0; this window is not offered",
}
"""What the program says of a damaged file: why it is not shown, or what is wrong with it."""


def test_every_damaged_file_has_a_reason_a_person_understands(
    everything: Opened, sets: tuple[DisplaySet, ...], corpus: Path
) -> None:
    told: dict[str, list[str]] = {}

    def tell(path: Path, *reasons: str) -> None:
        told.setdefault(str(path.relative_to(corpus)), []).extend(reasons)

    for bad in everything.rejected:
        tell(bad.path, bad.reason)
    for shown in sets:
        for one in shown.instances:
            tell(
                one.source.path,
                one.not_displayable,
                *one.problems,
                *(shown.notes if not shown.frames else ()),
            )
            tell(one.source.path, shown.blocked, *shown.verdict.messages)
        for frame in (
            frame for frame in shown.frames if corpus / "broken" in frame.instance.source.path.parents
        ):
            try:
                decode_frame(frame.instance, frame.number)
            except FrameError as problem:
                tell(frame.instance.source.path, str(problem))

    for name, words in BROKEN.items():
        assert any(words in reason for reason in told[f"broken/{name}"]), (name, told[f"broken/{name}"])
