"""Doses and structures that do not belong together give no histograms, and say why."""

from pathlib import Path

import numpy as np
import pytest

from tests.builders.dicom import uid, write
from tests.builders.radiotherapy import circle
from tests.builders.treatments import dose, structure_set
from viewer.loading.radiotherapy_work import HistogramError, histograms, plans

VALUES = np.full((4, 20, 20), 1000, np.uint32)
PTV = {"PTV": [("CLOSED_PLANAR", circle(8, z, (-80.0, -30.0))) for z in (0.0, 5.0, 10.0)]}


def of(folder: Path, made_dose: object, structures: object) -> object:
    return histograms(
        write(structures, folder / "rs"),  # type: ignore[arg-type]
        write(made_dose, folder / "rd"),  # type: ignore[arg-type]
    )


def test_a_dose_and_structures_of_one_frame_of_reference_have_histograms(tmp_path: Path) -> None:
    found = histograms(write(structure_set(PTV), tmp_path / "rs"), write(dose(VALUES), tmp_path / "rd"))

    (ptv,) = found.each
    assert ptv.name == "PTV"
    assert ptv.mean == pytest.approx(10.0)
    assert found.references[0].name == "largest dose"
    assert found.notes == ()


def test_h33_structures_of_another_frame_of_reference_have_no_histograms(tmp_path: Path) -> None:
    elsewhere = dose(VALUES, FrameOfReferenceUID=uid("another frame"))

    with pytest.raises(HistogramError, match="different Frames of Reference"):
        of(tmp_path, elsewhere, structure_set(PTV))


def test_h30_a_dose_of_another_patient_has_no_histograms(tmp_path: Path) -> None:
    with pytest.raises(HistogramError, match="different patients"):
        of(tmp_path, dose(VALUES, PatientID="P-2"), structure_set(PTV))


def test_a_dose_of_one_beam_says_that_it_is_not_the_plan_s(tmp_path: Path) -> None:
    structures = write(structure_set(PTV), tmp_path / "rs")

    found = histograms(structures, write(dose(VALUES, DoseSummationType="BEAM"), tmp_path / "rd"))

    assert found.notes == ("Beam dose, not of a whole plan",)


def test_a_plan_that_cannot_be_read_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "plan").write_bytes(b"no plan")

    assert plans((tmp_path / "plan",)) == ()
