"""Instances whose pixels lie in small files written for a test: the pixel data and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from viewer.core.calibration import Calibration
from viewer.core.study import (
    FrameDescription,
    Instance,
    Patient,
    PixelFormat,
    PixelSource,
    SeriesHeader,
    StudyHeader,
)

EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"


def pixel_format(rows: int = 4, columns: int = 6, **said: object) -> PixelFormat:
    """Return a format of one 16-bit frame; anything may be said otherwise. Bits Stored follows Bits Allocated."""
    allocated = int(str(said.get("bits_allocated", 16)))
    stored = int(str(said.get("bits_stored", allocated)))
    defaults: dict[str, object] = {"bits_allocated": allocated, "bits_stored": stored, "high_bit": stored - 1}
    return PixelFormat(rows, columns, **{**defaults, **said})  # type: ignore[arg-type]  # names are the fields'


def instance(
    path: Path, pixels: PixelFormat, *, syntax: str = EXPLICIT_LITTLE, uid: str = "1.2.3.4", **source: object
) -> Instance:
    """Return an instance whose pixels lie in a file; ``source`` is what else PixelSource says."""
    return Instance(
        uid,
        "1.2.840.10008.5.1.4.1.1.2",
        Patient(),
        StudyHeader("1.2"),
        SeriesHeader("1.2.3"),
        PixelSource(path, syntax, **source),  # type: ignore[arg-type]  # names are the fields'
        pixels=pixels,
        descriptions=(FrameDescription(None, Calibration.none()),),
    )


def uncompressed(
    folder: Path, pixels: PixelFormat, data: bytes, *, uid: str = "1.2.3.4", big_endian: bool = False
) -> Instance:
    """Write uncompressed pixel data behind the head of their element."""
    path = folder / f"{uid}.bin"
    head = b"\xe0\x7f\x10\x00OW\0\0" + len(data).to_bytes(4, "little")
    if big_endian:
        head = b"\x7f\xe0\x00\x10OW\0\0" + len(data).to_bytes(4, "big")
    path.write_bytes(head + data)
    return instance(path, pixels, uid=uid, offset=len(head), length=len(data), big_endian=big_endian)


def fragment(data: bytes) -> bytes:
    """Return one item of encapsulated pixel data."""
    padded = data + bytes(len(data) % 2)
    return b"\xfe\xff\x00\xe0" + len(padded).to_bytes(4, "little") + padded


def encapsulated(
    folder: Path,
    pixels: PixelFormat,
    fragments: Sequence[bytes],
    syntax: str,
    *,
    table: Sequence[int] = (),
    before: bytes = b"",
    uid: str = "1.2.3.4",
) -> Instance:
    """Write fragments behind a basic offset table; ``before`` lies in front of the pixel data element."""
    path = folder / f"{uid}.bin"
    offsets = b"".join(offset.to_bytes(4, "little") for offset in table)
    head = b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff"
    end = b"\xfe\xff\xdd\xe0\0\0\0\0"
    path.write_bytes(before + head + fragment(offsets) + b"".join(map(fragment, fragments)) + end)
    return instance(path, pixels, syntax=syntax, uid=uid, offset=len(before) + len(head), encapsulated=True)


def noise(
    rows: int, columns: int, *, bits: int, seed: int = 1, samples: int = 1
) -> np.ndarray[tuple[int, ...], np.dtype[np.unsignedinteger]]:
    """Return numbers that use all of so many bits, (rows, columns[, samples])."""
    shape = (rows, columns) if samples == 1 else (rows, columns, samples)
    kind = np.uint8 if bits <= 8 else np.uint16
    return np.random.default_rng(seed).integers(0, 1 << bits, shape).astype(kind)
