"""Regions on real CT, MR, PET and X-ray images hold what pydicom and numpy say they hold."""

from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.builders.gestures import drag
from viewer.core.images import Image
from viewer.core.study import Frame
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance
from viewer.interaction.quantities import COLOR_HAS_NO_UNIT

SERIES = ("ct/lidc_idri_0314_chest", "ct/ge_head_variable_tilt", "mr/sag_mprage_170", "mr/cmb_crc_06489")
PET = "nm_pt/sts_001_fdg_pet_wholebody"


def opened(path: Path) -> Image:
    instance = read_instance(path)
    return Image(Frame(instance), decode_frame(instance))


def some_of(folder: Path, *, of: int = 5) -> list[Path]:
    """Return a few image files of a folder, spread over it."""
    files = sorted(path for path in folder.rglob("*") if _has_pixels(path))
    return files[:: max(len(files) // of, 1)][:of]


def _has_pixels(path: Path) -> bool:
    if not path.is_file() or path.suffix in (".md", ".json", ".txt", ".tsv", ".png", ".gz"):
        return False
    return bool(read_instance(path).pixels)


def expected(path: Path, left: int, top: int, right: int, bottom: int) -> list[float]:
    """Return mean, SD, minimum, maximum and count of a box, inclusive, by pydicom and numpy alone."""
    dataset = pydicom.dcmread(path)
    stored = dataset.pixel_array[top : bottom + 1, left : right + 1].astype(np.float64)
    if "PixelPaddingValue" in dataset:
        limit = dataset.get("PixelPaddingRangeLimit", dataset.PixelPaddingValue)
        low, high = sorted((float(dataset.PixelPaddingValue), float(limit)))
        stored = stored[(stored < low) | (stored > high)]
    values = stored * float(dataset.get("RescaleSlope", 1)) + float(dataset.get("RescaleIntercept", 0))
    return [values.mean(), values.std(), values.min(), values.max(), values.size]


def measured(path: Path) -> tuple[list[float], list[float]]:
    """Return what the rectangle tool finds in the middle of an image, and what is expected."""
    shown = opened(path)
    rows, columns = shown.stored.shape[:2]
    left, top, right, bottom = columns // 4, rows // 4, columns * 3 // 4, rows * 3 // 4
    found = drag("rectangle", (left - 0.3, top - 0.3), (right + 0.3, bottom + 0.3), on=shown)
    assert found is not None
    by_name = {known.name: known.value for known in found.quantities}
    return (
        [by_name[name] for name in ("Mean", "SD", "Min", "Max", "Pixels")],
        expected(path, left, top, right, bottom),
    )


@pytest.mark.corpus
@pytest.mark.parametrize("series", SERIES)
def test_ct_and_mr_agree_with_numpy(corpus: Path, series: str) -> None:
    files = some_of(corpus / series)

    assert files
    for path in files:
        found, wanted = measured(path)
        assert found == pytest.approx(wanted, rel=1e-9)


@pytest.mark.corpus
def test_h11_pet_slices_agree_with_numpy_each_by_its_own_slope(corpus: Path) -> None:
    files = some_of(corpus / PET, of=8)
    slopes = {float(pydicom.dcmread(path, stop_before_pixels=True).get("RescaleSlope", 1)) for path in files}

    assert len(slopes) > 1
    for path in files:
        found, wanted = measured(path)
        assert found == pytest.approx(wanted, rel=1e-9)


@pytest.mark.corpus
def test_h25_a_length_across_the_scan_of_an_ultrasound_without_spacing_is_in_pixels(corpus: Path) -> None:
    shown = opened(corpus / "us/us_no_pixel_spacing.dcm")

    found = drag("length", (10, 10), (40, 50), on=shown)

    assert found is not None
    assert found.summary == "50.0 px (uncalibrated)"


@pytest.mark.corpus
def test_h25_the_calipers_burned_into_an_ultrasound_are_as_far_apart_as_it_says(corpus: Path) -> None:
    found = drag("length", (460, 291), (499, 302), on=opened(corpus / "us/ob_palette_caliper.dcm"))

    assert found is not None
    assert found.summary == "10.6 mm (US region 1)"


@pytest.mark.corpus
def test_a_color_ultrasound_has_luminance_and_no_value(corpus: Path) -> None:
    found = drag("ellipse", (20, 20), (60, 60), on=opened(corpus / "us/us_rgb.dcm"))

    assert found is not None
    assert COLOR_HAS_NO_UNIT in found.notes
    assert found.quantities[0].label == "luminance"


@pytest.mark.corpus
def test_h6_a_length_on_a_real_radiograph_says_where_its_millimetres_come_from(corpus: Path) -> None:
    found = drag("length", (10, 10), (90, 70), on=opened(corpus / "xray/nih_chest_dx.dcm"))

    assert found is not None
    assert all(quantity.label for quantity in found.quantities)
