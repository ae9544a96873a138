"""Images under presentation states, against DCMTK and against reference pictures of real ones."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import Dataset
from PySide6.QtGui import QImage

from tests.builders.dicom import ct_slice, write
from tests.builders.presentation import annotation, area, graphic, item, presentation_state, text
from viewer.core.companions import Companions
from viewer.core.images import Image, Shading
from viewer.core.over_image import over_image
from viewer.core.presenting import camera_for
from viewer.core.scene import Scene
from viewer.core.study import Frame
from viewer.core.viewport import ViewportState
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance
from viewer.dicom.overlays import read_planes
from viewer.render.snapshot import render_picture

pytestmark = pytest.mark.usefixtures("letters")

RENDERER, CHECKER = shutil.which("dcmp2pgm"), shutil.which("dcmpschk")


def grey_levels(picture: QImage) -> NDArray[np.int64]:
    plain = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return np.asarray(lines[:, : plain.width()], np.int64)


def shown(image_path: Path, state_path: Path) -> NDArray[np.int64]:
    """Return the picture of an image under a presentation state, one screen pixel for each of its pixels."""
    carrier, instance = read_instance(state_path), read_instance(image_path)
    image = Image(Frame(instance), decode_frame(instance))
    state = ViewportState("x", shading=Shading(), presentation_uid=carrier.sop_instance_uid)
    over = over_image(image, state, Companions((carrier,)), read_planes)
    assert carrier.presentation is not None
    camera = camera_for(carrier.presentation, image.frame)
    rows, columns = image.stored.shape
    size = (rows, columns) if camera.quarter_turns % 2 else (columns, rows)
    scene = Scene(image, over.shading, camera, *size)
    return grey_levels(render_picture(scene, None, over.drawings, masks=over.masks, shutter=over.shutter))


def by_dcmtk(image_path: Path, state_path: Path) -> NDArray[np.int64]:
    """Return DCMTK's picture of an image under a presentation state; overlays it keeps apart."""
    if RENDERER is None:
        pytest.skip("DCMTK's dcmp2pgm is not installed")
    picture = state_path.with_suffix(".pgm")
    subprocess.run([RENDERER, "-p", state_path, image_path, picture], check=True, capture_output=True)
    return grey_levels(QImage(str(picture)))


TABLE = item(LUTDescriptor=[256, 0, 8], LUTData=np.abs(np.arange(-127, 129)).astype("<u2").tobytes())
RAMP = ct_slice(RescaleIntercept="0", PixelSpacing=["0.5", "0.5"])

STATES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a window": {"SoftcopyVOILUTSequence": [item(WindowCenter="900", WindowWidth="1500")]},
    "inverse": {"PresentationLUTShape": "INVERSE"},
    "a rescale": {
        "RescaleSlope": "2",
        "RescaleIntercept": "-500",
        "RescaleType": "HU",
        "SoftcopyVOILUTSequence": [item(WindowCenter="900", WindowWidth="3000")],
    },
    "a table": {
        "PresentationLUTShape": None,
        "PresentationLUTSequence": [TABLE],
        "SoftcopyVOILUTSequence": [item(WindowCenter="900", WindowWidth="1500")],
    },
    "a turn": {"ImageRotation": 90, "ImageHorizontalFlip": "N"},
    "a turn and a flip": {"ImageRotation": 270, "ImageHorizontalFlip": "Y"},
    "a flip": {"ImageRotation": 0, "ImageHorizontalFlip": "Y"},
}


@pytest.fixture
def files(tmp_path: Path) -> Any:
    def made(**changes: Any) -> tuple[Path, Path]:
        state = presentation_state(RAMP, **changes)
        return write(RAMP, tmp_path / "image.dcm"), write(state, tmp_path / "state.dcm")

    return made


@pytest.mark.parametrize("name", STATES)
def test_h27_an_image_under_a_state_looks_as_dcmtk_says(files: Any, name: str) -> None:
    image, state = files(**STATES[name])

    difference = np.abs(shown(image, state) - by_dcmtk(image, state))

    assert difference.max() <= 1


def test_our_own_states_for_tests_are_valid(files: Any) -> None:
    if CHECKER is None:
        pytest.skip("DCMTK's dcmpschk is not installed")
    _, state = files(
        DisplayedAreaSelectionSequence=[area(2, 2, 9, 7)],
        GraphicLayerSequence=[item(GraphicLayer="MARKS", GraphicLayerOrder=1)],
        GraphicAnnotationSequence=[
            annotation(graphic("POLYLINE", [1, 1, 5, 5]), texts=[text("mass", box=[1, 1, 5, 3])])
        ],
    )

    told = subprocess.run([CHECKER, state], capture_output=True, text=True, check=False)

    assert "Test passed" in told.stdout + told.stderr


@pytest.mark.corpus
def test_three_scrambled_tables_unscramble_a_real_image(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "derived" / "gsps"
    state = Path(shutil.copy(folder / "prLUTs.dcm", tmp_path))

    found = shown(folder / "imageForPrLUTs.dcm", state)

    reference = grey_levels(QImage(str(folder / "expected" / "expected_imgForPrLUT.png")))
    assert np.array_equal(found, reference)
    assert np.array_equal(found, by_dcmtk(folder / "imageForPrLUTs.dcm", state))


@pytest.mark.corpus
def test_six_overlays_of_a_real_image_and_its_state_are_drawn(corpus: Path, tmp_path: Path) -> None:
    folder = corpus / "derived" / "gsps"
    state = Path(shutil.copy(folder / "prOverlay.dcm", tmp_path))

    found = shown(folder / "overlay.dcm", state)

    reference = grey_levels(QImage(str(folder / "expected" / "expected_overlay.png")))
    overlaid = found != by_dcmtk(folder / "overlay.dcm", state)
    assert overlaid.sum() == 532 + 537 + 603 + 606 + 680 + 680
    assert np.abs(found - reference)[~overlaid].max() <= 1
    assert (found[overlaid] == 255).all()  # what the layers ask for
    assert (reference[overlaid] == 220).all()  # how the reference draws overlays


def test_a_state_without_an_image_at_hand_changes_nothing(files: Any) -> None:
    image, state = files()
    other: Dataset = ct_slice(50.0)

    found = read_instance(write(other, image.with_name("other.dcm")))
    carrier = read_instance(state)

    assert carrier.presentation is not None
    assert not carrier.presentation.refers.cover(found.sop_instance_uid, 1)
