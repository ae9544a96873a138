"""Pixels of every kind beside other programs: DCMTK for colors and masked bits, pydicom for numbers and palettes."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.pixels.processing import apply_color_lut

from tests.builders.dicom import changed, color_image, ct_slice, set_pixels, write
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance

ROWS, COLUMNS = 32, 48
Numbers = NDArray[Any]

dcmtk = pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="DCMTK's dcm2pnm is not installed")


def ours(path: Path, number: int = 1) -> Numbers:
    return decode_frame(read_instance(path), number)


def by_dcmtk(path: Path, *options: str) -> Numbers:
    """Return what dcm2pnm makes of a file: grey levels, or red, green and blue."""
    out = path.with_suffix(".pnm")
    subprocess.run(["dcm2pnm", "-q", "-O", *options, "+op", str(path), str(out)], check=True)
    read = cv2.imread(str(out), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read if read.ndim == 2 else read[..., ::-1])


def noise(dtype: str, *shape: int, low: int = 0, high: int) -> Numbers:
    return np.random.default_rng(7).integers(low, high, shape, endpoint=True).astype(dtype)


def colors(photometric: str, samples: Numbers, *, planar: int = 0) -> Dataset:
    """Return an image of three samples, (rows, columns, 3), in the layout that the words ask for."""
    made = color_image()
    set_pixels(made, samples, bits_stored=8)
    made.PhotometricInterpretation, made.PlanarConfiguration = photometric, planar
    if photometric.endswith("422"):
        pairs = samples.reshape(ROWS, COLUMNS // 2, 2, 3)
        shared = np.concatenate([pairs[..., 0], pairs[:, :, 0, 1:]], axis=2)  # Y1 Y2 Cb Cr
        made.PixelData = shared.astype(np.uint8).tobytes()
    elif planar:
        made.PixelData = np.moveaxis(samples, 2, 0).tobytes()
    return made


@dcmtk
@pytest.mark.parametrize("planar", [0, 1])
@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL"])
def test_h31_colors_are_those_of_dcmtk(tmp_path: Path, photometric: str, planar: int) -> None:
    path = write(
        colors(photometric, noise("u1", ROWS, COLUMNS, 3, high=255), planar=planar), tmp_path / "a.dcm"
    )

    off = np.abs(ours(path).astype(int) - by_dcmtk(path))
    assert off.max() <= 2, "DCMTK adds three rounded parts; ours is held to the formula elsewhere"
    assert off.mean() < 1


@dcmtk
@pytest.mark.parametrize(
    ("photometric", "low", "high"), [("YBR_FULL_422", 0, 255), ("YBR_PARTIAL_422", 16, 235)]
)
def test_h31_shared_colors_are_those_of_dcmtk(tmp_path: Path, photometric: str, low: int, high: int) -> None:
    path = write(colors(photometric, noise("u1", ROWS, COLUMNS, 3, low=low, high=high)), tmp_path / "a.dcm")

    assert np.abs(ours(path).astype(int) - by_dcmtk(path)).max() <= 2


def with_palette(bits: int, *, segmented: bool = False, first: int = 0) -> Dataset:
    made = ct_slice(RescaleSlope=None, RescaleIntercept=None, WindowCenter=None, WindowWidth=None)
    set_pixels(made, noise("u1", ROWS, COLUMNS, high=255), bits_stored=8)
    made.PhotometricInterpretation = "PALETTE COLOR"
    most = (1 << bits) - 1
    for place, color in enumerate(("Red", "Green", "Blue")):
        setattr(made, f"{color}PaletteColorLookupTableDescriptor", [256, first, bits])
        keyword = f"{'Segmented' if segmented else ''}{color}PaletteColorLookupTableData"
        if segmented:  # a run of one value, a line up, a line down, and the rest at rest
            words = [0, 1, most // (place + 2), 1, 100, most, 1, 100, 0, 0, 1, 9, 1, 54, most // 3]
            setattr(made, keyword, np.array(words, "<u2").tobytes())
        else:
            entries = noise(f"<u{bits // 8}", 256, high=most)
            setattr(made, keyword, np.roll(entries, place).tobytes())
    return made


@dcmtk
@pytest.mark.parametrize(("bits", "first"), [(16, 0), (8, 0), (16, 20), (16, 200)])
def test_h31_palettes_are_those_of_dcmtk(tmp_path: Path, bits: int, first: int) -> None:
    path = write(with_palette(bits, first=first), tmp_path / "a.dcm")

    assert np.abs(ours(path).astype(int) - by_dcmtk(path)).max() <= 1


def test_h31_segmented_palettes_are_those_of_pydicom(tmp_path: Path) -> None:
    path = write(with_palette(16, segmented=True), tmp_path / "a.dcm")
    dataset = pydicom.dcmread(path)

    theirs = apply_color_lut(dataset.pixel_array, dataset) >> 8

    assert np.abs(ours(path).astype(int) - theirs).max() <= 1


@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
@pytest.mark.parametrize(("allocated", "stored"), [(8, 8), (16, 10), (16, 12), (16, 16), (32, 32)])
def test_h9_numbers_of_every_depth_are_those_of_pydicom(
    tmp_path: Path, allocated: int, stored: int, signed: bool
) -> None:
    low, high = (-(1 << stored - 1), (1 << stored - 1) - 1) if signed else (0, (1 << stored) - 1)
    kind = f"<{'i' if signed else 'u'}{allocated // 8}"
    made = ct_slice()
    set_pixels(made, noise(kind, 2, ROWS, COLUMNS, low=low, high=high), bits_stored=stored)
    made.PixelRepresentation = int(signed)
    path = write(made, tmp_path / "a.dcm")

    theirs = pydicom.dcmread(path).pixel_array

    for number in (1, 2):
        assert np.array_equal(ours(path, number), theirs[number - 1])


@dcmtk
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_h9_overlay_bits_beside_the_stored_ones_are_ignored_as_dcmtk_does(
    tmp_path: Path, signed: bool
) -> None:
    made = ct_slice(RescaleIntercept="0", WindowCenter=None, WindowWidth=None)
    set_pixels(made, noise("<u2", ROWS, COLUMNS, high=0xFFFF), bits_stored=12)
    made.PixelRepresentation = int(signed)
    path = write(made, tmp_path / "a.dcm")
    numbers = ours(path).astype(int)

    low, high = int(numbers.min()), int(numbers.max())
    theirs = by_dcmtk(path, "+Wm")  # spread from the lowest to the highest number

    assert (low >= -2048) if signed else (low >= 0)
    assert high <= (2047 if signed else 4095)
    assert np.abs((numbers - low) * 255 / (high - low) - theirs).max() <= 1


def test_single_bits_are_those_of_pydicom(tmp_path: Path) -> None:
    made = ct_slice()
    bits = noise("u1", 3, 7, 9, high=1)  # frames that do not end with a byte
    set_pixels(made, bits, bits_stored=1)
    made.BitsAllocated, made.HighBit = 1, 0
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    made.PixelData = packed + bytes(len(packed) % 2)
    path = write(made, tmp_path / "a.dcm")

    theirs = pydicom.dcmread(path).pixel_array

    for number in (1, 2, 3):
        assert np.array_equal(ours(path, number), theirs[number - 1])


@pytest.mark.parametrize(("keyword", "kind"), [("FloatPixelData", "<f4"), ("DoubleFloatPixelData", "<f8")])
def test_floating_points_are_those_of_pydicom(tmp_path: Path, keyword: str, kind: str) -> None:
    made = ct_slice(RescaleSlope=None, RescaleIntercept=None)
    values = (np.random.default_rng(3).standard_normal((ROWS, COLUMNS)) * 1e3).astype(kind)
    del made.PixelData
    changed(made, {"Rows": ROWS, "Columns": COLUMNS, "BitsAllocated": 8 * values.itemsize})
    for unused in ("BitsStored", "HighBit", "PixelRepresentation"):
        delattr(made, unused)
    setattr(made, keyword, values.tobytes())
    path = write(made, tmp_path / "a.dcm")

    assert np.array_equal(ours(path), pydicom.dcmread(path).pixel_array)
