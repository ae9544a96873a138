"""RT Structure Sets, whole and damaged."""

from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from pydicom import Sequence
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.builders.dicom import uid, write
from tests.builders.radiotherapy import box, circle
from tests.builders.treatments import FRAME, item, structure_set
from viewer.core.radiotherapy.filling import volume_cc
from viewer.core.radiotherapy.solids import solid_of
from viewer.core.radiotherapy.structures import ContourKind, StructureSet
from viewer.core.study import FrameKey
from viewer.dicom import structure_sets
from viewer.dicom.failures import UnreadableError
from viewer.dicom.structure_sets import ContoursError, positions, read_structures

CLOSED = "CLOSED_PLANAR"


def read(folder: Path, structures: object = None, **changes: object) -> StructureSet:
    drawn = structures or {
        "PTV": [(CLOSED, circle(10, 0.0))],
        "Wire": [("OPEN_PLANAR", box(0, 1, 0, 1, 5.0))],
    }
    return read_structures(write(structure_set(drawn, **changes), folder / "rs")).found  # type: ignore[arg-type]


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_structures_come_with_name_colour_role_and_contours(tmp_path: Path, syntax: str) -> None:
    made = structure_set({"PTV": [(CLOSED, circle(10, 0.0))]}, images=uid("image"))

    found = read_structures(write(made, tmp_path / "rs", transfer_syntax=syntax))

    (ptv,) = found.found.structures
    assert (ptv.number, ptv.name, ptv.color, ptv.role, ptv.made_by) == (1, "PTV", "#ff1400", "PTV", "MANUAL")
    assert ptv.frame_of_reference_uid == FRAME
    assert ptv.contours[0].kind is ContourKind.CLOSED
    assert np.abs(ptv.contours[0].points_lps - circle(10, 0.0)).max() < 1e-4
    assert ptv.contours[0].images == (FrameKey(uid("image")),)
    assert found.patient_id == "P-1"
    assert found.found.problems == ()


def test_a_single_point_is_a_point_whatever_it_is_called(tmp_path: Path) -> None:
    found = read(tmp_path, {"Isocentre": [(CLOSED, np.asarray([(1.0, 2.0, 3.0)]))]})

    assert found.structures[0].contours[0].kind is ContourKind.POINT


def test_a_contour_that_makes_no_sense_is_left_out_and_said(tmp_path: Path) -> None:
    made = structure_set(
        {"PTV": [(CLOSED, circle(10, 0.0, points=12)), (CLOSED, circle(10, 3.0, points=12))]}
    )
    made.ROIContourSequence[0].ContourSequence[1].ContourData = ["1", "2", "3", "4"]

    found = read_structures(write(made, tmp_path / "rs")).found

    assert len(found.structures[0].contours) == 1
    assert found.problems == ("PTV: 1 contour is not shown, their points are not made of three numbers each",)


def test_an_unknown_way_to_join_points_is_not_guessed(tmp_path: Path) -> None:
    found = read(tmp_path, {"PTV": [("BLOB", circle(10, 0.0))]})

    assert not found.structures[0].is_drawn
    assert "how their points are joined is not known" in found.problems[0]


@pytest.mark.parametrize(
    "value", [b"", b"1\\2\\x", b"1_0\\2\\3", b"nan\\1\\2", b"1e99\\1\\2", b"1\\2", b"inf\\1\\2"]
)
def test_positions_are_numbers_in_a_patient(value: bytes) -> None:
    with pytest.raises(ContoursError):
        positions(value)


def test_blanks_around_numbers_do_not_matter() -> None:
    assert positions(b" 1.5 \\-2\\+3e0 ").tolist() == [[1.5, -2.0, 3.0]]


def test_f16_points_beyond_all_bounds_are_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure_sets, "MOST_POINTS", 500)

    found = read(tmp_path, {"PTV": [(CLOSED, circle(10, float(z), points=100)) for z in range(10)]})

    assert len(found.structures[0].contours) == 5
    assert "5 contours are not shown, the set has more than 500 points" in found.problems[0]


def test_f16_many_points_are_read_in_seconds(tmp_path: Path) -> None:
    path = write(
        structure_set({"PTV": [(CLOSED, circle(10, float(z), points=3000)) for z in range(40)]}),
        tmp_path / "rs",
    )

    started = perf_counter()
    found = read_structures(path).found

    assert sum(len(contour.points_lps) for contour in found.structures[0].contours) == 120_000
    assert perf_counter() - started < 3


def test_an_object_without_structures_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="lists no structures"):
        read(tmp_path, StructureSetROISequence=None)


def test_structures_that_are_listed_and_not_drawn_stay_listed(tmp_path: Path) -> None:
    found = read(tmp_path, ROIContourSequence=Sequence([item(ReferencedROINumber=2)]))

    assert [structure.is_drawn for structure in found.structures] == [False, False]


@pytest.mark.corpus
def test_volumes_of_a_real_set_are_those_its_areas_give(corpus: Path) -> None:
    """expected_roi_volumes.tsv was summed up outside, holes not taken out: BODY and lung have some."""
    found = read_structures(corpus / "rt" / "breast_boost" / "rtss.dcm").found
    lines = (corpus / "rt" / "breast_boost" / "expected_roi_volumes.tsv").read_text().splitlines()[3:]
    expected = {line.split("\t")[0]: line.split("\t") for line in lines}

    for structure in found.structures:
        row = expected[structure.name]
        assert len(structure.contours) == int(row[1])
        solid = solid_of(structure)
        if solid is not None:
            with_holes = structure.name in ("BODY", "Lt Lung")
            assert volume_cc(solid) == pytest.approx(
                float(row[5]), rel=0.012 if with_holes else 0.005, abs=0.01
            )
