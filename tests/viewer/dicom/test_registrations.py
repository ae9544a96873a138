"""Spatial registrations as their files say them: rigid and affine ones applied, all others refused with the reason."""

from collections.abc import Sequence
from math import cos, pi, sin
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray

from tests.builders.dicom import write
from tests.builders.segmentations import ct_stack, registration
from viewer.core.registration import Registration, refusals, route
from viewer.dicom.header import read_instance

REGISTERED, OWN = "1.2.3.100", "1.2.3.200"
Matrix = NDArray[np.float64]


def turned(angle: float, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Matrix:
    """Return a turn about the length of the patient, then a shift."""
    made = np.eye(4)
    made[:2, :2] = [[cos(angle), -sin(angle)], [sin(angle), cos(angle)]]
    made[:3, 3] = shift
    return made


def read(tmp_path: Path, steps: Sequence[Matrix], *, own_uid: str = OWN, **more: object) -> Registration:
    made = registration(ct_stack(1)[0], REGISTERED, [(own_uid, steps)], **more)  # type: ignore[arg-type]  # of the object
    found = read_instance(write(made, tmp_path / "reg")).registration
    assert found is not None
    return found


def test_h33_a_matrix_leads_from_its_frame_of_reference_to_the_registered_one(tmp_path: Path) -> None:
    matrix = turned(0.3, (10.0, -5.0, 2.5))
    found = read(tmp_path, [matrix])

    way = route([found], OWN, REGISTERED)

    assert way is not None
    assert way.through == ("HEADFIRST",)
    theirs = SimpleITK.AffineTransform(3)
    theirs.SetMatrix(matrix[:3, :3].reshape(-1).tolist())
    theirs.SetTranslation(matrix[:3, 3].tolist())
    point = (12.0, 34.0, 56.0)
    assert way.matrix[:3, :3] @ point + way.matrix[:3, 3] == pytest.approx(theirs.TransformPoint(point))


def test_h33_the_way_back_undoes_the_way_there(tmp_path: Path) -> None:
    found = read(tmp_path, [turned(0.7, (1.0, 2.0, 3.0))])

    there, back = route([found], OWN, REGISTERED), route([found], REGISTERED, OWN)

    assert there is not None
    assert back is not None
    assert np.allclose(there.matrix @ back.matrix, np.eye(4))


def test_matrices_that_commute_are_chained(tmp_path: Path) -> None:
    way = route([read(tmp_path, [turned(0.2), turned(0.3)])], OWN, REGISTERED)

    assert way is not None
    assert np.allclose(way.matrix, turned(0.5))


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([turned(pi / 2), turned(0.0, (10.0, 0.0, 0.0))], "order matters"),
        ([np.diag([1.0, 1.0, 0.0, 1.0])], "cannot be inverted"),
        ([np.diag([1.0, 1.0, 1.0, 2.0])], "last row"),
        ([], "no matrix"),
    ],
)
def test_h33_a_matrix_that_cannot_be_applied_is_refused_with_its_reason(
    steps: list[Matrix], why: str, tmp_path: Path
) -> None:
    found = read(tmp_path, steps)

    assert route([found], OWN, REGISTERED) is None
    assert why in refusals([found], OWN, REGISTERED)[0]


def test_h33_a_deformable_registration_is_refused_with_its_reason(tmp_path: Path) -> None:
    found = read(tmp_path, [turned(0.1)], deformable=True)

    assert route([found], OWN, REGISTERED) is None
    assert "bends space" in refusals([found], OWN, REGISTERED)[0]


def test_a_registration_of_images_without_a_frame_of_reference_leads_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, [turned(0.1)], own_uid="")

    assert "names images" in found.mappings[0].refused


def test_other_objects_are_no_registrations(tmp_path: Path) -> None:
    assert read_instance(write(ct_stack(1)[0], tmp_path / "ct")).registration is None


def test_nothing_leads_from_an_unknown_frame_of_reference() -> None:
    assert route([], "", "") is None
    assert route([], "A", "B") is None
