"""Damaged presentation states, selections and overlays cost words, never an exception (SAFETY F1, F7, F16)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from tests.builders.dicom import ct_slice, write
from tests.builders.presentation import (
    annotation,
    area,
    graphic,
    item,
    key_objects,
    presentation_state,
    references,
    text,
    with_overlay,
)
from viewer.core.companions import Companions
from viewer.core.images import Image
from viewer.core.over_image import over_image
from viewer.core.presenting import camera_for
from viewer.core.study import Frame
from viewer.core.viewport import ViewportState
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header import read_instance
from viewer.dicom.overlays import read_planes

ROUNDS = 300
IMAGE = ct_slice()
BITS = np.eye(8, 10, dtype=np.bool_)


def state() -> Dataset:
    window = item(WindowCenter="40", WindowWidth="400", ReferencedImageSequence=references(IMAGE))
    drawn = annotation(graphic("ELLIPSE", [1, 2, 3, 4, 5, 6, 7, 8]), texts=[text("mass", box=[1, 1, 5, 3])])
    made = presentation_state(
        IMAGE,
        RescaleSlope="1",
        RescaleIntercept="-1024",
        RescaleType="HU",
        SoftcopyVOILUTSequence=[window],
        GraphicAnnotationSequence=[drawn],
        DisplayedAreaSelectionSequence=[area(1, 1, 10, 8)],
        ShutterShape=["RECTANGULAR", "CIRCULAR"],
        ShutterLeftVerticalEdge="2",
        ShutterRightVerticalEdge="9",
        ShutterUpperHorizontalEdge="2",
        ShutterLowerHorizontalEdge="7",
        CenterOfCircularShutter=["4", "5"],
        RadiusOfCircularShutter="4",
    )
    return with_overlay(made, BITS, group=0x6002, layer="MARKS")


def damaged(whole: bytes, noise: np.random.Generator) -> bytes:
    """Return bytes with some flipped, some lengths made absurd, a piece lost or the end cut off."""
    data = bytearray(whole)
    for _ in range(int(noise.integers(1, 3))):
        at = int(noise.integers(132, len(data) - 4))
        match int(noise.integers(7)):
            case 0 | 1 | 2 | 3:
                data[at] ^= 1 << int(noise.integers(8))
            case 4:
                data[at : at + 4] = noise.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\x7f\0\0"])
            case 5:
                del data[at : at + int(noise.integers(1, 40))]
            case _:
                data = data[: max(at, 200)]
    return bytes(data)


@pytest.mark.parametrize("make", [state, lambda: key_objects(IMAGE), lambda: with_overlay(ct_slice(), BITS)])
def test_f1_whatever_is_damaged_is_read_or_refused_in_words(
    tmp_path: Path, make: Callable[[], Dataset]
) -> None:
    noise = np.random.default_rng(17)
    whole = write(make(), tmp_path / "whole").read_bytes()
    shown = read_instance(write(IMAGE, tmp_path / "image"))
    image = Image(Frame(shown), np.zeros((8, 10), np.int16))
    read = 0
    for _ in range(ROUNDS):
        (tmp_path / "damaged").write_bytes(damaged(whole, noise))
        try:
            found = read_instance(tmp_path / "damaged")
        except (UnreadableError, NotDicomError):
            continue
        read += 1
        headers = found.presentation.overlays if found.presentation else found.overlays
        for plane in read_planes(found, headers, 1):
            assert plane.bits.size or plane.problem or plane.header.frame_over(1) is None
        if found.presentation is not None:
            camera_for(found.presentation, image.frame)
            applied = ViewportState("x", presentation_uid=found.sop_instance_uid)
            over_image(image, applied, Companions((found,)), read_planes)
    assert read > ROUNDS // 10
