"""The whole corpus of real files: every one accounted for, and what is known of them found again."""

import csv
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from viewer.core.geometry import Verdict, edge_letters
from viewer.core.study import DisplayKind, DisplaySet, Instance, Opened, Rejected
from viewer.dicom.contents import with_content_hashes
from viewer.dicom.dump import header_rows
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance
from viewer.dicom.scan import NotDicom, Read, list_files, read_headers

pytestmark = pytest.mark.corpus

Rows = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def manifest(corpus: Path) -> Rows:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8") as file:
        return {row["path"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@pytest.fixture(scope="module")
def read(corpus: Path, manifest: Rows) -> dict[str, Read]:
    paths = [corpus / name for name in manifest]
    return dict(zip(manifest, read_headers(paths), strict=True))


def opened(*places: Path) -> Opened:
    files = list_files(places)
    found = read_headers(files.files)
    instances = with_content_hashes(one for one in found if isinstance(one, Instance))
    rejected = [*files.rejected, *(one for one in found if isinstance(one, Rejected))]
    others = sum(isinstance(one, NotDicom) for one in found)
    return group(instances, rejected, len(files.files), others)


def sets_of(*places: Path) -> tuple[DisplaySet, ...]:
    return tuple(shown for study in opened(*places).studies for shown in study.display_sets)


def test_h23_every_file_of_the_corpus_is_in_exactly_one_place(corpus: Path) -> None:
    everything = opened(corpus)

    assert everything.accounted == everything.files
    assert everything.files > 1400
    uids = Counter(
        shown.uid for study in everything.studies for shown in study.display_sets if shown.series.uid
    )
    assert max(uids.values()) == 1


def test_nothing_in_the_corpus_makes_no_sense(read: dict[str, Read]) -> None:
    rejected = {name: one.reason for name, one in read.items() if isinstance(one, Rejected)}

    assert not [name for name, reason in rejected.items() if "makes no sense" in reason]
    known = {name for name in rejected if not name.startswith("dicomdir/")}
    assert known == {"broken/made/truncated_in_header.dcm", "broken/rtplan_truncated.dcm"}


def test_sizes_and_photometric_interpretations_are_those_of_the_manifest(
    manifest: Rows, read: dict[str, Read]
) -> None:
    compared = 0
    for name, row in manifest.items():
        found = read[name]
        if not isinstance(found, Instance) or found.pixels is None or row["rows x cols x frames"] == "-":
            continue
        if name == "broken/badVR.dcm":
            assert found.pixels.frames == 1, "the header says 1A"
            continue
        pixels = found.pixels
        stored, frames = found.mosaic or pixels, 1 if found.mosaic else pixels.frames
        assert f"{stored.rows} x {stored.columns} x {frames}" == row["rows x cols x frames"], name
        assert row["photometric"].split()[0].startswith(pixels.photometric.split()[0]), name
        compared += 1
    assert compared > 1300


def test_identities_are_those_of_the_manifest(manifest: Rows, read: dict[str, Read]) -> None:
    for name, row in manifest.items():
        found = read[name]
        if not isinstance(found, Instance) or not row["SOP class"]:
            continue
        assert found.patient.patient_id == row["PatientID"], name
        assert (
            found.study.uid == row["StudyInstanceUID"]
            or name == "broken/emri_small_jpeg_2k_lossless_too_short.dcm"
        )


def test_h20_names_of_the_corpus_are_decoded(corpus: Path) -> None:
    with (corpus / "expected" / "patient_names.tsv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file, delimiter="\t"))

    assert len(expected) == 17
    for row in expected:
        found = read_instance(corpus / row["path"])
        assert found.patient.name == row["PatientName as pydicom decodes it"], row["path"]


@pytest.mark.skipif(shutil.which("dcposn") is None, reason="dcposn of dicom3tools is not installed")
@pytest.mark.parametrize(
    "folder",
    [
        "ct/lidc_idri_0314_chest",
        "ct/ge_head_variable_tilt",
        "mr/sag_mprage_170",
        "mr/philips_asl_classic",
        "mr/ge_epi_fmri_4d",
        "mr/patient_position/HFS",
        "mr/patient_position/HFP",
        "nm_pt/sts_001_fdg_pet_wholebody",
        "nm_pt/sts_002_petct_mr",
    ],
)
def test_h2_positions_agree_with_an_independent_tool(corpus: Path, folder: str) -> None:
    """dcposn takes Image Position for the corner of the first pixel, the standard for its centre: half a pixel."""
    compared = 0
    for path in _sample(corpus / folder):
        answer = subprocess.run(
            ["dcposn", "-x", "7", "-y", "11", str(path)], capture_output=True, text=True, check=False
        ).stdout
        theirs = [float(value) for value in re.findall(r"[XYZ]=(\S+)", answer)]
        if len(theirs) != 3:
            continue
        plane = read_instance(path).describe(1).plane
        assert plane is not None
        assert plane.to_lps((7.5, 11.5)) == pytest.approx(theirs, abs=0.06), path.name
        compared += 1
    assert compared


def _sample(folder: Path) -> Iterator[Path]:
    paths = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".json", ".gz", ".md")
    )
    yield from paths[:: max(1, len(paths) // 4)]


def test_h1_a_chest_whose_names_are_out_of_order_is_in_order(corpus: Path) -> None:
    (chest,) = sets_of(corpus / "ct" / "lidc_idri_0314_chest")
    places_mm = [frame.plane.origin_lps[2] for frame in chest.frames]

    assert len(chest.frames) == 227
    assert places_mm == sorted(places_mm)
    assert chest.verdict.kind is Verdict.REGULAR
    assert chest.verdict.spacing_mm == pytest.approx(1.0)
    assert chest.frames[0].description.unit == "HU"


def test_h5_a_slice_taken_out_of_the_chest_is_missed(corpus: Path) -> None:
    paths = sorted((corpus / "ct" / "lidc_idri_0314_chest").iterdir())
    instances = [one for one in read_headers(paths) if isinstance(one, Instance)]
    (whole,) = group(instances).studies[0].display_sets
    missing = whole.frames[100].instance

    (chest,) = group([one for one in instances if one is not missing]).studies[0].display_sets

    assert chest.verdict.kind is Verdict.GAP
    assert len(chest.verdict.messages) == 1


def test_h4_the_tilted_head_is_recognised(corpus: Path) -> None:
    (head,) = sets_of(corpus / "ct" / "ge_head_variable_tilt")

    assert len(head.frames) == 28
    assert head.verdict.tilt_deg == pytest.approx(18.5, abs=0.1)
    assert head.verdict.kind is Verdict.IRREGULAR
    assert any("tilted" in message for message in head.verdict.messages)


def test_classic_and_enhanced_objects_of_one_scan_are_the_same_volume(corpus: Path) -> None:
    (classic,) = sets_of(corpus / "mr" / "philips_asl_classic")
    (enhanced,) = sets_of(corpus / "mr" / "philips_asl_enhanced")

    assert classic.kind is DisplayKind.STACK
    assert enhanced.kind is DisplayKind.MULTIFRAME
    assert len(classic.frames) == len(enhanced.frames) == 40
    for one, other in zip(classic.frames, enhanced.frames, strict=True):
        assert one.plane.origin_lps == pytest.approx(other.plane.origin_lps, abs=1e-3)
        assert one.plane.right == pytest.approx(other.plane.right, abs=1e-6)
        assert one.description.calibration.pixel_size == pytest.approx(
            other.description.calibration.pixel_size
        )


def test_h1_functional_mr_becomes_one_volume_for_each_time(corpus: Path) -> None:
    sets = sets_of(corpus / "mr" / "ge_epi_fmri_4d")

    assert [len(shown.frames) for shown in sets] == [15] * 10
    assert all(shown.verdict.kind is Verdict.REGULAR for shown in sets)
    numbers = [[frame.instance.number or 0 for frame in shown.frames] for shown in sets]
    assert all(max(one) < min(other) for one, other in pairwise(numbers))


def test_a_prior_and_a_current_study_of_one_patient_are_two_studies(corpus: Path) -> None:
    found = opened(corpus / "mr" / "cmb_crc_06489")

    assert [study.header.date for study in found.studies] == ["19600413", "19591209"]
    assert [len(study.display_sets) for study in found.studies] == [2, 2]
    assert found.studies[0].patient.patient_id == found.studies[1].patient.patient_id


@pytest.mark.parametrize("position", ["HFS", "HFP"])
def test_h7_letters_follow_the_patient_and_not_the_table(corpus: Path, position: str) -> None:
    (shown,) = sets_of(corpus / "mr" / "patient_position" / position)
    plane = shown.frames[0].plane
    letters = edge_letters(plane.right, plane.down)

    assert shown.frames[0].instance.attribute("PatientPosition") == position
    assert (letters.left[0], letters.right[0], letters.top[0], letters.bottom[0]) == ("A", "P", "H", "F")


def test_a_pet_of_uneven_slices_is_irregular_and_keeps_each_slope(corpus: Path) -> None:
    (shown,) = sets_of(corpus / "nm_pt" / "sts_001_fdg_pet_wholebody")

    assert shown.verdict.kind is Verdict.IRREGULAR
    assert shown.frames[0].description.unit == "Bq/ml"
    assert len({frame.description.modality_map for frame in shown.frames}) > 1


def test_mosaics_are_taken_apart_into_their_volumes(corpus: Path) -> None:
    for folder in ("siemens_mosaic_axial", "siemens_mosaic_sagittal"):
        sets = sets_of(corpus / "mr" / folder)

        assert [len(shown.frames) for shown in sets] == [35, 35]
        assert [shown.verdict.kind for shown in sets] == [Verdict.REGULAR] * 2
        assert [shown.split_by for shown in sets] == ["acquisition 1", "acquisition 2"]


@pytest.mark.parametrize("name", ["DICOMDIR", "DICOMDIR-bigEnd", "DICOMDIR-implicit", "DICOMDIR-reordered"])
def test_a_disc_is_opened_by_its_directory(corpus: Path, name: str) -> None:
    found = opened(corpus / "dicomdir" / "pydicom" / name)

    assert found.files == 31
    assert {study.patient.name for study in found.studies} == {"Doe^Archibald", "Doe^Peter"}
    assert not found.rejected


def test_a_disc_of_objects_without_pixels_is_listed(corpus: Path) -> None:
    (listed,) = sets_of(corpus / "dicomdir" / "tiny_alpha" / "DICOMDIR")

    assert listed.kind is DisplayKind.NOT_DISPLAYABLE
    assert len(listed.instances) == 50


def test_h24_a_localizer_on_a_disc_is_apart_from_what_it_locates(corpus: Path) -> None:
    sets = sets_of(corpus / "dicomdir" / "pydicom" / "DICOMDIR")

    localizers = [shown for shown in sets if "LOCALIZER" in shown.instances[0].image_type]
    assert localizers
    assert all("LOCALIZER" in one.image_type for shown in localizers for one in shown.instances)


def test_broken_files_say_what_is_wrong_with_them(corpus: Path) -> None:
    made = corpus / "broken" / "made"

    assert "Pixel Data (7FE0,0010): 32768 bytes are needed, 23906 are there" in _problems(
        made / "truncated_in_pixels.dcm"
    )
    assert "Pixel Spacing (0028,0030) is 0\\0, which cannot be" in _problems(made / "pixel_spacing_zero.dcm")
    assert any(
        "Window Width (0028,1051) is 0" in problem for problem in _problems(made / "window_width_zero.dcm")
    )
    assert read_instance(made / "pixel_spacing_zero.dcm").describe(1).calibration.unit == "px"
    assert read_instance(made / "no_geometry.dcm").describe(1).plane is None
    assert [
        type(one)
        for one in read_headers(
            [made / "random_bytes.dcm", made / "text_renamed.dcm", made / "zero_bytes.dcm"]
        )
    ] == [NotDicom] * 3


def _problems(path: Path) -> tuple[str, ...]:
    return read_instance(path).problems


def test_h17_two_contents_under_one_uid_are_told_apart(corpus: Path) -> None:
    shown, aside = sets_of(corpus / "broken" / "made" / "duplicate_sop_uid")

    assert shown.frames[0].instance.source.path.name == "a.dcm"
    assert aside.instances[0].source.path.name == "b.dcm"


def test_h15_lossy_images_of_the_corpus_carry_their_mark(corpus: Path) -> None:
    marks = {
        name: mark.text if (mark := read_instance(corpus / name).lossy) else ""
        for name in (
            "xray/cr_chest_mono1_RG1_J2KI.dcm",
            "xray/cr_bone_mono1_RG3_J2KR.dcm",
            "us/echo_plax_cine_30f.dcm",
            "xa/coronary_cine_96f.dcm",
        )
    }

    assert list(marks.values()) == ["LOSSY 10:1", "", "LOSSY 19:1", "LOSSY ratio n/k"]


def test_h13_tables_of_real_images_are_read(corpus: Path) -> None:
    mammogram = read_instance(corpus / "xray" / "mg_voi_lut_sequence.dcm").describe(1)
    dental = read_instance(corpus / "xray" / "panoramic_dental_modality_lut.dcm").describe(1)

    assert type(mammogram.windows[0]).__name__ == "VoiLut"
    assert type(dental.modality_map).__name__ == "ModalityLut"


def test_the_planes_of_a_dose_lie_above_each_other(corpus: Path) -> None:
    (dose,) = sets_of(corpus / "rt" / "synthetic_dose_on_sts_002")

    assert dose.verdict.kind is Verdict.REGULAR
    assert dose.frames[0].description.unit == "Gy"


def test_every_header_can_be_looked_at(corpus: Path, manifest: Rows) -> None:
    lengths = [len(header_rows(corpus / name)) for name in manifest]

    assert min(lengths) >= 1
    assert np.median(lengths) > 50
