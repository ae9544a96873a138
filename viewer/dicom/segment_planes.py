"""The frames of segmentations and parametric maps, read plane by plane in a worker process."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.overlays.reading import Largest, Outlook, Slab, Sort
from viewer.core.study import Instance
from viewer.dicom.decoding import FrameError, FrameReader
from viewer.dicom.pixels import Numbers

INSIDE = 0.5


def read_slab(instance: Instance, view: Outlook, first: int, last: int) -> Slab:
    """Return the planes from ``first`` to before ``last``; frames that cannot be read are named and left out."""
    plain = _as_numbers(instance)
    wanted = [frame for frame, plane in enumerate(view.at) if first <= plane < last]
    failed: list[str] = []
    slab = _Slab(view, first, last)
    with FrameReader(plain) as reader:
        for frame, numbers in _frames(reader, wanted, failed):
            slab.add(frame, numbers)
    return Slab(first, slab.volumes, tuple(slab.largest()), tuple(failed))


def _as_numbers(instance: Instance) -> Instance:
    """Return the instance with its pixels as numbers: a label map's palette gives colours, and no label."""
    if instance.pixels is not None and instance.pixels.photometric == "PALETTE COLOR":
        return replace(instance, pixels=replace(instance.pixels, photometric="MONOCHROME2"))
    return instance


def _frames(reader: FrameReader, wanted: list[int], failed: list[str]) -> Iterator[tuple[int, Numbers]]:
    for frame in wanted:
        try:
            yield frame, reader.frame(frame + 1)
        except FrameError as problem:
            failed.append(f"frame {problem.number} cannot be decoded: {problem.reason}")


class _Slab:
    """Planes being filled."""

    def __init__(self, view: Outlook, first: int, last: int) -> None:
        self._view, self._first = view, first
        self._shape = (last - first, *view.stack.shape)
        most = max((row.number for row in view.rows), default=0)
        self._type: type[np.generic] = np.uint8 if most < 256 else np.uint16
        self._known = np.zeros(1 << 16, dtype=np.bool_)
        self._known[[row.number for row in view.rows]] = True
        self.volumes: dict[int, NDArray[np.generic]] = {}

    def add(self, frame: int, numbers: Numbers) -> None:
        """Put a frame in its plane."""
        view = self._view
        place, segment = view.at[frame] - self._first, view.segments[frame]
        if view.sort is Sort.SHARES:
            shares = np.rint(numbers.astype(np.float32) * (255 / view.most)).clip(0, 255).astype(np.uint8)
            volume = self._volume(segment, np.uint8)
            volume[place] = np.maximum(volume[place], shares)
        elif segment:
            self._label(place, numbers != 0, segment)
        else:
            whole = numbers.astype(np.uint16)
            self._volume(0, self._type)[place] = np.where(self._known[whole], whole, 0)

    def _label(self, place: int, inside: NDArray[np.bool_], segment: int) -> None:
        """Put a segment in the first level where nothing of it is taken."""
        level = 0
        while level in self.volumes and bool(self.volumes[level][place][inside].any()):
            level += 1
        self._volume(level, self._type)[place][inside] = segment

    def _volume(self, name: int, kind: type[np.generic]) -> NDArray[np.generic]:
        if name not in self.volumes:
            self.volumes[name] = np.zeros(self._shape, dtype=kind)
        return self.volumes[name]

    def largest(self) -> Iterator[Largest]:
        """Yield for each row how much of it there is, and where most of it is."""
        found: dict[int, Largest] = {}
        for name, volume in self.volumes.items():
            shares = self._view.sort is Sort.SHARES
            for place, plane in enumerate(volume):
                numbers = np.where(plane >= round(255 * INSIDE), name, 0) if shares else plane
                for one in _areas(numbers, self._first + place):
                    found[one.number] = one.joined(found.get(one.number))
        yield from found.values()


def _areas(numbers: NDArray[np.generic], plane: int) -> Iterator[Largest]:
    """Yield how many pixels of a plane belong to each row, and their middle."""
    j, i = np.nonzero(numbers)
    if not i.size:
        return
    own = numbers[j, i].astype(np.intp)
    counts = np.bincount(own)
    across, down = np.bincount(own, weights=i), np.bincount(own, weights=j)
    for number in np.flatnonzero(counts).tolist():
        count = int(counts[number])
        yield Largest(number, count, plane, count, across[number] / count, down[number] / count)
