"""RT Dose: where its planes lie, what its numbers mean, and the histograms it brings."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import Sequence

from tests.builders.dicom import write
from tests.builders.treatments import FRAME, PLAN, dose, histogram
from viewer.core.radiotherapy.dose import DoseUnit
from viewer.core.radiotherapy.dvh import Dvh, Origin
from viewer.dicom.doses import ReadDose, read_dose
from viewer.dicom.failures import UnreadableError

VALUES = np.arange(3 * 4 * 5, dtype=np.uint32).reshape(3, 4, 5) * 100


def read(folder: Path, **changes: object) -> ReadDose:
    return read_dose(write(dose(VALUES, **changes), folder / "rd"))  # type: ignore[arg-type]


def z_of_planes(found: ReadDose) -> list[float]:
    first = found.dose.first
    return [float(first.origin_lps[2] + offset * first.normal[2]) for offset in found.dose.offsets_mm]


def test_stored_numbers_are_doses_after_their_scaling(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert np.allclose(found.dose.values, VALUES * 0.01)
    assert (found.dose.unit, found.dose.kind, found.dose.summation) == (DoseUnit.GRAY, "PHYSICAL", "PLAN")
    assert (found.dose.frame_of_reference_uid, found.dose.plan_uids) == (FRAME, (PLAN,))
    assert found.patient_id == "P-1"
    place = np.asarray([(-100 + 2 * 4, -50 + 2 * 3, 10.0)])
    assert found.dose.at(place)[0] == pytest.approx(59.0)


def test_offsets_count_from_the_first_plane_where_they_begin_with_zero(tmp_path: Path) -> None:
    assert z_of_planes(read(tmp_path, origin=(0, 0, -30), offsets_mm=[0, 3, 7.5])) == [-30, -27, -22.5]


def test_offsets_are_places_in_the_patient_where_they_begin_with_its_position(tmp_path: Path) -> None:
    assert z_of_planes(read(tmp_path, origin=(0, 0, -30), offsets_mm=[-30, -27, -22.5])) == [-30, -27, -22.5]


def test_places_in_the_patient_hold_for_planes_seen_from_the_other_side_too(tmp_path: Path) -> None:
    """Rows to the left, columns to the front: the normal points down, the places rise all the same."""
    turned = ["1", "0", "0", "0", "-1", "0"]
    found = read(tmp_path, origin=(0, 0, -30), offsets_mm=[-30, -27, -22.5], ImageOrientationPatient=turned)

    assert sorted(z_of_planes(found)) == [-30, -27, -22.5]
    assert found.dose.at(np.asarray([(0.0, 0.0, -22.5)]))[0] == pytest.approx(VALUES[2, 0, 0] * 0.01)


def test_planes_may_come_from_top_to_bottom(tmp_path: Path) -> None:
    found = read(tmp_path, origin=(0, 0, 20), offsets_mm=[0, -5, -10])

    assert z_of_planes(found) == [10, 15, 20]
    assert found.dose.at(np.asarray([(0.0, 0.0, 20.0)]))[0] == pytest.approx(VALUES[0, 0, 0] * 0.01)
    assert found.dose.at(np.asarray([(0.0, 0.0, 10.0)]))[0] == pytest.approx(VALUES[2, 0, 0] * 0.01)


def test_where_offsets_and_position_disagree_the_position_is_believed_and_it_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, origin=(0, 0, -30), offsets_mm=[-100, -97, -94])

    assert z_of_planes(found) == [-30, -27, -24]
    assert "begin -70 mm from its position" in found.dose.problems[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DoseGridScaling": None}, "Dose Grid Scaling"),
        ({"DoseUnits": "CGY"}, "Dose Units"),
        ({"ImagePositionPatient": None}, "where its dose lies"),
        ({"GridFrameOffsetVector": ["0", "3"]}, "2 numbers for 3 planes"),
        ({"GridFrameOffsetVector": ["0", "3", "2"]}, "back and forth"),
        (
            {
                "GridFrameOffsetVector": ["5", "6", "7"],
                "ImageOrientationPatient": ["1", "0", "0", "0", "0", "-1"],
            },
            "not transverse",
        ),
    ],
)
def test_a_dose_that_leaves_something_open_is_refused_and_says_what(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(tmp_path, **changes)


def the_histogram(folder: Path, *items: object) -> Dvh:
    (found,) = read(folder, DVHSequence=Sequence(items)).histograms  # type: ignore[arg-type]
    return found


def test_a_cumulative_histogram_of_the_file_is_taken_as_it_is(tmp_path: Path) -> None:
    made = histogram("CUMULATIVE", [1, 10, 1, 10, 1, 5, 1, 0], DVHMeanDose="2.1")

    found = the_histogram(tmp_path, made)

    assert found.origin is Origin.FILE
    assert found.doses.tolist() == [0, 1, 2, 3]
    assert found.volume_cc == 10
    assert found.dose_to_percent(50) == pytest.approx(2)
    assert found.mean == pytest.approx(2.1)
    assert found.least is None


def test_a_differential_histogram_of_the_file_is_summed_up(tmp_path: Path) -> None:
    found = the_histogram(tmp_path, histogram("DIFFERENTIAL", [1, 2, 1, 3, 1, 5], DVHDoseScaling="2"))

    assert found.doses.tolist() == [0, 2, 4, 6]
    assert found.volumes_cc.tolist() == [10, 8, 5, 0]


@pytest.mark.parametrize("pairs", [[1, 2, 3], [1, -2], [-1, 2]])
def test_a_histogram_that_makes_no_sense_is_left_out(tmp_path: Path, pairs: list[float]) -> None:
    assert read(tmp_path, DVHSequence=Sequence([histogram("CUMULATIVE", pairs)])).histograms == ()


@pytest.mark.corpus
def test_the_dose_of_a_formula_is_that_of_the_formula(corpus: Path) -> None:
    """Gaussian, 60 Gy at its centre, 48.0442 Gy 10 mm aside (expected.json)."""
    found = read_dose(corpus / "rt" / "synthetic_dose_on_sts_002" / "rtdose.dcm").dose
    center = np.asarray((80.077956, 128.906056, -550.56))

    doses = found.at(np.stack((center, center + np.asarray((10.0, 0.0, 0.0)))))

    assert doses == pytest.approx((60.0, 48.0442), abs=2e-3)


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["rtdose_expb.dcm", "rtdose_rle.dcm"])
def test_every_encoding_of_a_dose_holds_the_same_dose(corpus: Path, name: str) -> None:
    plain = read_dose(corpus / "rt" / "pydicom" / "rtdose.dcm").dose

    other = read_dose(corpus / "rt" / "pydicom" / name).dose

    assert np.array_equal(plain.values, other.values)
    assert np.array_equal(plain.offsets_mm, other.offsets_mm)
    assert other.unit is DoseUnit.RELATIVE
