"""Palettes: from an index to a color. PS3.3 C.7.6.3.1.5, C.7.6.3.1.6 and C.7.9."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.pixels import Numbers, PixelsError

_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Curve:
    """One of the three color tables of a palette, as it is stored.

    Attributes
    ----------
    entries, first, bits
        The descriptor: how many colors, the index of the first, 8 or 16 bits.
    data
        Entries, or segments that stand for them, little endian.
    """

    entries: int
    first: int
    bits: int
    data: bytes
    is_segmented: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """What color each index stands for.

    Attributes
    ----------
    first
        The index that the first color belongs to.
    colors
        (entries, 3), red, green, blue, 8 bits.
    """

    first: int
    colors: NDArray[np.uint8]

    def to_rgb(self, indexes: Numbers) -> NDArray[np.uint8]:
        """Look up indexes, (rows, columns). Those outside the palette take its first or last color (C.7.6.3.1.5)."""
        place = np.clip(indexes.astype(np.int64) - self.first, 0, len(self.colors) - 1)
        looked_up: NDArray[np.uint8] = self.colors[place]
        return looked_up


def palette_of(curves: Sequence[Curve]) -> Palette:
    """Join red, green and blue. What does not fit is refused; no entry is made up (SAFETY F7, H31)."""
    if len({(curve.first, curve.entries) for curve in curves}) > 1:
        raise PixelsError("the three color tables of the palette differ in length or start")
    return Palette(curves[0].first, np.stack([_values(curve) for curve in curves], axis=1))


def _values(curve: Curve) -> NDArray[np.uint8]:
    if curve.bits not in (8, 16):
        raise PixelsError(f"the entries of the palette have {curve.bits} bits")
    if not curve.data:
        raise PixelsError("a color table of the palette is missing")
    values = _segments(curve) if curve.is_segmented else _plain(curve)
    if len(values) < curve.entries:
        raise PixelsError(f"a color table of the palette has {len(values)} of {curve.entries} entries")
    # Some writers say 16 bits and put 8 into the low byte.
    shift = 8 if curve.bits == 16 and int(values.max(initial=0)) > 255 else 0
    return (values[: curve.entries] >> shift).astype(np.uint8)


def _plain(curve: Curve) -> NDArray[np.uint16]:
    """Return the entries of a table: words, or two 8-bit entries in each word."""
    if curve.bits == 8 and len(curve.data) < 2 * curve.entries:
        return np.frombuffer(curve.data, np.uint8).astype(np.uint16)
    return np.frombuffer(curve.data[: len(curve.data) // 2 * 2], "<u2").astype(np.uint16)


def _segments(curve: Curve) -> NDArray[np.uint16]:
    kind, size = ("<u2", 2) if curve.bits == 16 else ("u1", 1)
    words = np.frombuffer(curve.data[: len(curve.data) // size * size], kind).tolist()
    values = _Expansion(words, size, curve.entries).values()
    return np.array(values[: curve.entries], dtype=np.uint16)


class _Expansion:
    """Segments written out: runs of values, straight lines, and repeats of earlier segments. C.7.9.2."""

    def __init__(self, words: list[int], size: int, entries: int) -> None:
        self._words = words
        self._size = size
        self._entries = entries
        self._values: list[int] = []
        self._starts: list[int] = []

    def values(self) -> list[int]:
        """Write out until there are enough values or no more segments."""
        position = 0
        while position + 1 < len(self._words) and len(self._values) < self._entries:
            self._starts.append(position)
            position = self._write(position)
        return self._values

    def _write(self, position: int) -> int:
        """Write one segment out and return where the next one starts."""
        words, first = self._words, position + 2
        kind, count = words[position], words[position + 1]
        if kind == _DISCRETE and first + count <= len(words):
            self._values += words[first : first + count]
            return first + count
        if kind == _LINEAR and first < len(words) and self._values:
            line = np.linspace(self._values[-1], words[first], count + 1)[1:]
            self._values += np.rint(line).astype(int).tolist()
            return first + 1
        if kind == _INDIRECT:
            return self._repeat(first, count)
        raise PixelsError("a segment of the palette cannot be read")

    def _repeat(self, first: int, count: int) -> int:
        """Write earlier segments out again. Their byte offset takes 4 bytes, the low ones first."""
        parts = self._words[first : first + 4 // self._size]
        at = sum(part << (8 * self._size * place) for place, part in enumerate(parts)) // self._size
        if at not in self._starts[:-1]:
            raise PixelsError("a segment of the palette repeats one that does not exist")
        place = self._starts.index(at)
        for start in self._starts[place : min(place + count, len(self._starts) - 1)]:
            if self._words[start] == _INDIRECT:
                raise PixelsError("a segment of the palette repeats a repeat")
            self._write(start)
        return first + len(parts)
