"""Memory for pixels, asked of the system in large pages where it has them.

The first touch of a page costs time, here and there more than reading what goes into it: on a virtual machine 250 MB
in pages of 4 kB took 0.7 s of the processor, in pages of 2 MB 0.08 s.
"""

import mmap
from contextlib import suppress
from math import prod

import numpy as np

from viewer.dicom.pixels import Numbers

_LARGE_BYTES = 4 << 20
"""From which size on large pages are worth it: two of them may be used in part only."""


def room(shape: tuple[int, ...], kind: np.dtype[np.generic]) -> Numbers:
    """Return a new contiguous array of this shape and type, its numbers undefined; it costs no memory yet."""
    size = prod(shape) * kind.itemsize
    advice = getattr(mmap, "MADV_HUGEPAGE", None)
    if advice is None or size < _LARGE_BYTES:
        return np.empty(shape, kind)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a system built without large pages gives small ones
        memory.madvise(advice)
    return np.frombuffer(memory, kind).reshape(shape)
