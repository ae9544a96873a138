"""Display sets whose pixels lie in files written for a test."""

from collections.abc import Sequence
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from tests.builders.frames import encapsulated, noise, pixel_format, uncompressed
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.study import DisplayKind, DisplaySet, Frame, Instance, Patient, SeriesHeader, StudyHeader

JPEG_LS = "1.2.840.10008.1.2.4.80"
ROWS, COLUMNS = 4, 6
FRAME_BYTES = 2 * ROWS * COLUMNS


def numbers(count: int, rows: int = ROWS, columns: int = COLUMNS) -> NDArray[np.uint16]:
    """Return stored numbers of so many frames, all different, (frames, rows, columns)."""
    return np.stack([noise(rows, columns, bits=12, seed=seed) for seed in range(count)]).astype(np.uint16)


def slices(
    folder: Path, values: NDArray[np.uint16], *, compressed: bool = False, name: str = "1.2.3"
) -> list[Instance]:
    """Write one file for each slice, uncompressed or JPEG-LS."""
    folder.mkdir(exist_ok=True)
    pixels = pixel_format(*values.shape[1:], bits_stored=12)
    made = []
    for place, stored in enumerate(values):
        uid = f"{name}.{place + 1}"
        if compressed:
            stream = bytes(imagecodecs.jpegls_encode(stored))
            made.append(encapsulated(folder, pixels, [stream], JPEG_LS, uid=uid))
        else:
            made.append(uncompressed(folder, pixels, stored.tobytes(), uid=uid))
    return made


def display_set(instances: Sequence[Instance], uid: str = "1.2.3") -> DisplaySet:
    """Return a set of the frames of instances, in the order given."""
    frames = tuple(
        Frame(one, number + 1)
        for one in instances
        for number in range(one.pixels.frames if one.pixels else 1)
    )
    return DisplaySet(
        uid,
        DisplayKind.STACK,
        Patient(),
        StudyHeader("1.2"),
        SeriesHeader("1.2.3"),
        tuple(instances),
        frames,
        GeometryVerdict(Verdict.NOT_A_VOLUME),
    )
