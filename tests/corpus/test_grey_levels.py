"""``main.py render --plain`` beside DCMTK and the plain formula: pixels by other decoders, grey to one level.

All images are rendered in one go, each with the window it brings along.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray

from app.headless.opening import opened_at
from tests.builders.headless import say
from viewer.core.images import Image, Shading
from viewer.core.study import DisplaySet, Frame, Opened
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance
from viewer.render.snapshot import render_plain

pytestmark = pytest.mark.corpus

Grey = NDArray[np.int64]

WINDOWED = [
    "ct/lidc_idri_0314_chest/000100.dcm",
    "ct/ge_head_variable_tilt/05.dcm",
    "derived/seg_liver/ct/01.dcm",
    "rt/breast_boost/ct.0.dcm",
    "syntax/misc/693_J2KR.dcm",
    "syntax/ct_every_syntax/CT_JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90.dcm",
    "mr/dwi/prostate_ssh_dwi.dcm",
    "mr/sag_mprage_170/1301_0001.dcm",
    "mr/sag_mprage_170/1301_0086.dcm",
    "mr/philips_asl_classic/1901_0021.dcm",
    "mr/cmb_crc_06489/1960-04-13_current/t2/1-17.dcm",
    "mr/ge_epi_fmri_4d/axial_epi_fmri_interleaved_i_to_s-00008.dcm",
    "broken/MR_small_padded.dcm",
    "xray/cr_bone_mono1_RG3_J2KR.dcm",
    "xray/cr_chest_mono1_RG1_J2KI.dcm",
    "dicomdir/pydicom/77654033/CR1/6154",
]
"""Of CT, MR and projections; both polarities, signed and unsigned, rescaled and not."""

FRACTIONAL = "mr/philips_asl_classic/1901_0021.dcm"
"""Its values are tenths, which DCMTK rounds to whole numbers before the window; the formula does not."""

TABLED = ["xray/mg_voi_lut_sequence.dcm", "syntax/misc/vlut_04.dcm"]


@pytest.fixture(scope="module")
def rendered(corpus: Path, private_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grey]:
    """The grey levels of each image, by its name in the corpus."""
    given, out = tmp_path_factory.mktemp("given"), tmp_path_factory.mktemp("out")
    names = {f"{place:02d}.dcm": name for place, name in enumerate((*WINDOWED, *TABLED))}
    for called, name in names.items():
        shutil.copy(corpus / name, given / called)

    said = say("render", given, "--plain", "--out", out)

    assert (said.code, said.err) == (0, "")
    with opened_at([given]) as opened:
        frames = [
            (f"{place:03d}-{shown.series.modality}-{index:04d}.png", frame.instance.source.path.name)
            for place, shown in enumerate(all_sets(opened), start=1)
            for index, frame in enumerate(shown.frames, start=1)
        ]
    assert sorted(said.out.split()) == sorted(str(out / picture) for picture, _ in frames)
    return {names[called]: levels(out / picture) for picture, called in frames}


def all_sets(opened: Opened) -> Iterator[DisplaySet]:
    """Go through what can be shown in the order pictures are numbered by."""
    for study in opened.studies:
        yield from (shown for shown in study.display_sets if shown.frames)


def levels(picture: Path) -> Grey:
    """Return a picture's grey levels, (rows, columns)."""
    return np.asarray(cv2.imread(str(picture), cv2.IMREAD_UNCHANGED), dtype=np.int64)


def ramp(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """PS3.3 C.11.2.1.2.1, as it is written there, for output from 0 to 255."""
    shade = ((values - (center - 0.5)) / (width - 1) + 0.5) * 255
    shade = np.where(values <= center - 0.5 - (width - 1) / 2, 0, shade)
    return np.where(values > center - 0.5 + (width - 1) / 2, 255, shade)


def by_hand(path: Path) -> NDArray[np.float64]:
    """Return brightness, 0 to 255, by pydicom's decoders and the formula."""
    dataset = pydicom.dcmread(path)
    stored = dataset.pixel_array.astype(np.float64)
    values = stored * float(dataset.get("RescaleSlope", 1)) + float(dataset.get("RescaleIntercept", 0))
    center, width = (np.atleast_1d(dataset[name].value)[0] for name in ("WindowCenter", "WindowWidth"))
    shade = ramp(values, float(center), float(width))
    return 255 - shade if dataset.PhotometricInterpretation == "MONOCHROME1" else shade


def by_dcmtk(path: Path, work: Path, *window: str) -> Grey:
    """Return dcm2pnm's picture, overlays off, under the image's first window (+Wi 1) or table (+Wl 1) if so told."""
    if pydicom.dcmread(path, stop_before_pixels=True).file_meta.TransferSyntaxUID.is_compressed:
        _decompress(path, work / "raw.dcm")
        path = work / "raw.dcm"
    subprocess.run(["dcm2pnm", "-q", "-O", *window, "+op", str(path), str(work / "out.pgm")], check=True)
    return levels(work / "out.pgm")


@pytest.mark.parametrize("name", WINDOWED)
def test_h8_h9_h13_h14_an_image_is_rendered_as_the_formula_says(
    rendered: dict[str, Grey], corpus: Path, name: str
) -> None:
    expected = by_hand(corpus / name)

    assert np.ptp(rendered[name]) > 50
    assert np.abs(rendered[name] - expected).max() <= 1


def _decompress(path: Path, raw: Path) -> None:
    """Decompress by DCMTK where it can, else by GDCM."""
    by_jpeg = subprocess.run(["dcmdjpeg", str(path), str(raw)], capture_output=True, check=False)
    if by_jpeg.returncode == 0:
        return
    if shutil.which("gdcmconv") is None:
        pytest.skip("gdcmconv of libgdcm-tools is not installed")
    subprocess.run(["gdcmconv", "--raw", str(path), str(raw)], check=True)


@pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="DCMTK's dcm2pnm is not installed")
@pytest.mark.parametrize("name", [name for name in (*WINDOWED, *TABLED) if name != FRACTIONAL])
def test_h8_h9_h13_h14_an_image_is_rendered_as_dcmtk_does(
    rendered: dict[str, Grey], corpus: Path, tmp_path: Path, name: str
) -> None:
    theirs = by_dcmtk(corpus / name, tmp_path, "+Wl" if name in TABLED else "+Wi", "1")

    assert np.abs(rendered[name] - theirs).max() <= 1


def test_h8_unexposed_film_of_a_radiograph_is_white_and_bone_brighter_than_soft_tissue(
    rendered: dict[str, Grey],
) -> None:
    """The shutter of this radiograph was left white by its makers; DCMTK, above, shows it so too."""
    leg = rendered["xray/cr_bone_mono1_RG3_J2KR.dcm"]

    assert leg[800, 20] == 255
    assert leg[300, 1000] > leg[300, 550]


COLORED = [
    "syntax/pydicom/ExplVR_BigEnd.dcm",
    "syntax/pydicom/GDCMJ2K_TextGBR.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-Baseline_YBR422.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-Baseline_YBRFull.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-LS-Lossless.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-Lossless_RGB.dcm",
    "syntax/colour_pattern/TestPattern_Palette.dcm",
    "syntax/colour_pattern/TestPattern_Palette_16.dcm",
    "us/us_no_pixel_spacing.dcm",
    "us/us_rgb.dcm",
    "us/us_rgb_planar0.dcm",
    "us/us_ybr_full_422_native.dcm",
    "us/us_ybr_rct_j2k.dcm",
]
"""Red-green-blue by pixel and by plane, luminance with full and halved color, palettes of 8 and 16 bits."""


@pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="DCMTK's dcm2pnm is not installed")
@pytest.mark.parametrize("name", COLORED)
def test_h31_colors_are_dcmtks(corpus: Path, tmp_path: Path, name: str) -> None:
    instance = read_instance(corpus / name)
    ours = render_plain(Image(Frame(instance), decode_frame(instance)), Shading()).astype(np.int64)

    theirs = by_dcmtk(corpus / name, tmp_path)

    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs[..., ::-1]).max() <= 1, "OpenCV reads blue, green, red"
