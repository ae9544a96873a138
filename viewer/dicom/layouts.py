"""Headers laid out like one before, taken apart in one step: the slices of a series mostly are.

A layout is where elements begin, and the bytes of their heads: tag, VR and length. Where all heads of a header are
those of a layout, its values lie where they lay.
"""

from collections.abc import Callable
from struct import Struct
from typing import NamedTuple

from viewer.dicom.elements import PIXELS, Raw, read_plain
from viewer.dicom.encoding import Encoding
from viewer.dicom.walk import LONG_VRS, SEQUENCES, SHORT_VRS, head_at

_MOST, _LEAST_ELEMENTS = 6, 8


class _Layout(NamedTuple):
    """Where elements lie: every second piece is a head, the last one that of what is no ordinary element."""

    encoding: Encoding
    take_apart: Callable[[bytes], tuple[bytes, ...]]
    size: int
    heads: tuple[bytes, ...]
    tags: tuple[int, ...]
    vrs: tuple[bytes, ...]
    end: int


class Layouts:
    """The last few layouts that were met, the latest first."""

    def __init__(self) -> None:
        self._known: list[_Layout] = []

    def read_plain(self, values: dict[int, Raw], data: bytes, encoding: Encoding) -> int:
        """Read ordinary elements exactly as ``elements.read_plain`` does."""
        for place, known in enumerate(self._known):
            if known.encoding is not encoding or len(data) < known.size:
                continue
            pieces = known.take_apart(data)
            if pieces[::2] == known.heads:
                values.update(zip(known.tags, zip(known.vrs, pieces[1::2], strict=True), strict=True))
                if place:
                    self._known.insert(0, self._known.pop(place))
                return known.end
        found: dict[int, Raw] = {}
        end = read_plain(found, data, encoding)
        values.update(found)
        layout = _layout_of(found, data, end, encoding)
        if layout is not None:
            self._known = [layout, *self._known[: _MOST - 1]]
        return end


def _layout_of(found: dict[int, Raw], data: bytes, end: int, encoding: Encoding) -> _Layout | None:
    """Return how elements lay that were read; None where that is not worth it, or something was written twice."""
    if len(found) < _LEAST_ELEMENTS or len(data) - end < 12 or _is_plain(data, end, encoding):
        return None
    sizes = [(8 if vr in SHORT_VRS else 12, len(value)) for vr, value in found.values()]
    if sum(head + length for head, length in sizes) != end:
        return None
    pieces = Struct("".join(f"{head}s{length}s" for head, length in sizes) + "8s")
    return _Layout(
        encoding,
        pieces.unpack_from,
        pieces.size,
        pieces.unpack_from(data)[::2],
        tuple(found),
        tuple(vr for vr, _ in found.values()),
        end,
    )


def _is_plain(data: bytes, index: int, encoding: Encoding) -> bool:
    """Whether reading ended for want of data and not because of the element that comes next."""
    head = head_at(data, index, encoding)
    if head.vr in SHORT_VRS:
        return True
    special = head.vr == b"SQ" or head.tag in PIXELS or (head.vr == b"UN" and head.tag in SEQUENCES)
    return head.vr in LONG_VRS and not special
