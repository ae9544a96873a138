"""Parametric maps: floating-point and whole numbers, their unit, and what highdicom reads of them."""

from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom.sr.codedict import codes

from tests.builders.dicom import write
from tests.builders.segmentations import ct_stack, parametric_map
from tests.viewer.dicom.test_segmentations import grids, read
from viewer.core.overlays.layer import Wash
from viewer.core.overlays.reading import LayerError

SHAPE = (4, 24, 32)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint16])
def test_values_lie_over_the_pixels_they_belong_to(kind: type[np.generic], tmp_path: Path) -> None:
    values = (np.random.default_rng(3).random(SHAPE) * 1000).astype(kind)
    layer = read(write(parametric_map(ct_stack(), values), tmp_path / "map"))
    worth = 0.5 if kind is np.uint16 else 1.0

    for number, grid in enumerate(grids(tmp_path)):
        (found,) = layer.content.on(grid).rasters
        assert isinstance(found, Wash)
        assert np.allclose(found.to_image, [[1, 0, 0], [0, 1, 0]], atol=1e-6)
        assert np.allclose(found.values, values[number].astype(np.float64) * worth, rtol=1e-6)


def test_the_scale_names_quantity_and_unit_and_reaches_from_the_lowest_to_the_highest_value(
    tmp_path: Path,
) -> None:
    values = np.linspace(100, 900, int(np.prod(SHAPE)), dtype=np.float32).reshape(SHAPE)
    unit = codes.UCUM.SquareMillimeterPerSecond
    layer = read(write(parametric_map(ct_stack(), values, unit=unit), tmp_path / "map"))

    assert layer.scale is not None
    assert (layer.scale.quantity, layer.scale.unit) == ("Apparent diffusion", "mm²/s")
    assert (layer.scale.low, layer.scale.high) == (100, 900)


def test_values_on_both_sides_of_zero_get_colors_that_part_at_zero(tmp_path: Path) -> None:
    values = np.linspace(-20, 80, int(np.prod(SHAPE)), dtype=np.float32).reshape(SHAPE)
    layer = read(write(parametric_map(ct_stack(), values), tmp_path / "map"))

    assert layer.scale is not None
    assert (layer.scale.low, layer.scale.high, layer.scale.palette) == (-80, 80, "blue to red")


def test_frames_at_one_place_are_refused_with_the_reason(tmp_path: Path) -> None:
    made = parametric_map(ct_stack(), np.ones(SHAPE, np.float32))
    for groups in made.PerFrameFunctionalGroupsSequence:
        groups.PlanePositionSequence[0].ImagePositionPatient = [0, 0, 0]

    with pytest.raises(LayerError, match="at one place"):
        read(write(made, tmp_path / "map"))


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["parametric_map_float.dcm", "parametric_map_double_float.dcm"])
def test_real_maps_hold_what_highdicom_reads(corpus: Path, name: str) -> None:
    path = corpus / "derived/parametric_map" / name
    layer = read(path)

    theirs = hd.imread(path).get_frames(apply_real_world_transform=False)

    assert np.allclose(layer.content.values, theirs)  # type: ignore[attr-defined]  # of values
