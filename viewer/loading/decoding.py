"""Decoding many frames in one go, in a worker process: one that fails leaves the others alone (SAFETY F6)."""

from collections.abc import Sequence
from itertools import groupby

from viewer.core.study import Instance
from viewer.dicom.decoding import FrameError, FrameReader
from viewer.dicom.pixels import Numbers


def decode(frames: Sequence[tuple[Instance, int]]) -> tuple[Numbers | str, ...]:
    """Return for each frame its stored numbers, or why it cannot be decoded."""
    decoded: list[Numbers | str] = []
    for _, group in groupby(frames, key=lambda frame: id(frame[0])):
        asked = list(group)
        with FrameReader(asked[0][0]) as reader:
            decoded += [_decoded(reader, number) for _, number in asked]
    return tuple(decoded)


def _decoded(reader: FrameReader, number: int) -> Numbers | str:
    try:
        return reader.frame(number)
    except FrameError as problem:
        return problem.reason
