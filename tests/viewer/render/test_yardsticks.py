"""Real images beside another program: DCMTK's dcm2pnm and the plain formula, to one grey level."""

import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray

from tests.builders.scenes import scene
from viewer.core.images import Image, Shading
from viewer.core.study import Frame
from viewer.core.windowing import ModalityLut, VoiLut, Window
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance
from viewer.render.raster import RasterPresenter
from viewer.render.snapshot import render_plain

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(shutil.which("dcm2pnm") is None, reason="DCMTK's dcm2pnm is not installed"),
]

FILES = [
    ("ct/lidc_idri_0314_chest/000100.dcm", Window(40, 400)),
    ("ct/lidc_idri_0314_chest/000100.dcm", Window(-600, 1500)),
    ("syntax/pydicom/CT_small.dcm", Window(40, 400)),
    ("syntax/pydicom/CT_small.dcm", Window(40, 80)),
    ("derived/seg_liver/ct/01.dcm", Window(90, 150)),
    ("ct/ge_head_variable_tilt/05.dcm", Window(40, 80)),
    ("mr/dwi/prostate_ssh_dwi.dcm", Window(600, 1600)),
    ("syntax/pydicom/MR_small.dcm", Window(600, 1600)),
    ("syntax/misc/MR-SIEMENS-DICOM-WithOverlays.dcm", Window(400, 900)),
    ("xray/cr_bone_mono1_RG3_J2KR.dcm", Window(512, 1024)),
    ("xray/cr_chest_mono1_RG1_J2KI.dcm", Window(16384, 32768)),
    ("xray/dx_small_highdicom.dcm", Window(128, 256)),
    ("xray/nih_chest_dx.dcm", Window(100, 180)),
]


def read(path: Path) -> Image:
    """Return a file's first image, by our own reader and decoder."""
    instance = read_instance(path)
    return Image(Frame(instance), decode_frame(instance))


def by_dcmtk(path: Path, folder: Path, *window: str) -> NDArray[np.int64]:
    """Return dcm2pnm's grey levels, overlays off, of pixels decompressed by pydicom's decoders."""
    dataset = pydicom.dcmread(path)
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        dataset.decompress()
    dataset.save_as(folder / "in.dcm")
    subprocess.run(
        ["dcm2pnm", "-q", "-O", *window, "+op", str(folder / "in.dcm"), str(folder / "out.pgm")], check=True
    )
    return np.asarray(cv2.imread(str(folder / "out.pgm"), cv2.IMREAD_UNCHANGED), dtype=np.int64)


@pytest.mark.parametrize(("name", "window"), FILES, ids=str)
def test_h8_h13_h14_a_real_image_is_as_bright_as_dcmtk_says(
    corpus: Path, tmp_path: Path, name: str, window: Window
) -> None:
    shown = read(corpus / name)
    # H14: windows of some MR refer to stored numbers; DCMTK is then told to leave the rescale out.
    rescale = "-M" if shown.voi_on_stored else "+M"

    theirs = by_dcmtk(corpus / name, tmp_path, rescale, "+Ww", f"{window.center:g}", f"{window.width:g}")
    ours = render_plain(shown, Shading(window)).astype(np.int64)

    assert ours.max() > ours.min()
    assert np.abs(ours - theirs).max() <= 1


def test_h13_a_mammograms_voi_table_is_dcmtks(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "xray/mg_voi_lut_sequence.dcm"
    shown = read(path)
    voi = next(voi for voi in shown.frame.description.windows if isinstance(voi, VoiLut))

    theirs = by_dcmtk(path, tmp_path, "+Wl", "1")

    assert np.abs(render_plain(shown, Shading(voi)).astype(np.int64) - theirs).max() <= 1


def test_a_panoramic_radiographs_modality_table_is_dcmtks(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "xray/panoramic_dental_modality_lut.dcm"
    shown = read(path)
    assert isinstance(shown.frame.description.modality_map, ModalityLut)
    values = shown.values()
    window = Window(float(values.mean()), float(np.ptp(values)))

    theirs = by_dcmtk(path, tmp_path, "+Ww", str(window.center), str(window.width))

    assert np.abs(render_plain(shown, Shading(window)).astype(np.int64) - theirs).max() <= 1


@pytest.mark.parametrize(("name", "window"), FILES[2:8], ids=str)
def test_the_screen_at_1_to_1_shows_the_same_levels(corpus: Path, name: str, window: Window) -> None:
    shown = read(corpus / name)

    assert np.array_equal(
        RasterPresenter().pixels(scene(shown, shading=Shading(window))), render_plain(shown, Shading(window))
    )
