"""Where velocity and time are zero in a region of a Doppler spectrum (SAFETY H25)."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import us_cine, us_region, write
from viewer.core.calibration import Region
from viewer.dicom.header import read_instance


def spectrum(folder: Path, **elements: object) -> Region:
    """Return the region of a spectrum that begins at column 100, row 200: 4 ms and -0.5 cm/s a pixel."""
    made: Dataset = us_region()
    made.RegionLocationMinX0, made.RegionLocationMinY0 = 100, 200
    made.RegionLocationMaxX1, made.RegionLocationMaxY1 = 500, 400
    made.PhysicalUnitsXDirection, made.PhysicalUnitsYDirection = 4, 7
    made.PhysicalDeltaX, made.PhysicalDeltaY = 0.004, -0.5
    for name, value in elements.items():
        setattr(made, name, value)
    path = write(us_cine(SequenceOfUltrasoundRegions=Sequence([made])), folder / "us")
    (region,) = read_instance(path).describe(1).regions
    return region


def test_h25_velocities_are_counted_from_the_baseline_and_grow_upwards(tmp_path: Path) -> None:
    region = spectrum(tmp_path, ReferencePixelY0=120, ReferencePixelPhysicalValueY=0.0)

    assert region.down is not None
    assert region.down.zero_px == 320
    assert region.down.value_at(320 - 60) == pytest.approx(30.0)
    assert region.down.value_at(320 + 20) == pytest.approx(-10.0)


def test_h25_a_reference_that_is_not_zero_is_where_it_says(tmp_path: Path) -> None:
    region = spectrum(tmp_path, ReferencePixelX0=-100, ReferencePixelPhysicalValueX=0.4)

    assert region.across is not None
    assert region.across.value_at(0) == pytest.approx(400)  # ms, at the left edge of the picture
    assert region.across.value_at(250) == pytest.approx(1400)


@pytest.mark.parametrize(
    "elements",
    [{}, {"ReferencePixelY0": 120}, {"ReferencePixelPhysicalValueY": 0.0}],
    ids=["none", "no value", "no pixel"],
)
def test_h25_without_a_whole_reference_there_are_differences_only(
    tmp_path: Path, elements: dict[str, object]
) -> None:
    region = spectrum(tmp_path, **elements)

    assert region.down is not None
    assert region.down.per_px == 0.5
    assert region.down.value_at(300) is None
