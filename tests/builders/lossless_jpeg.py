"""A plain writer of lossless JPEG (ISO 10918-1 H), independent of every decoder we use.

It can write what ordinary encoders avoid: any predictor, any precision, differences that must wrap at 2^16.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_CATEGORIES = 17
_CODE_BITS = 5


def encode(image: NDArray[np.unsignedinteger], *, bits: int, predictor: int) -> bytes:
    """Return a lossless JPEG stream of a grey image, (rows, columns)."""
    rows, columns = image.shape
    frame = bytes([bits]) + rows.to_bytes(2, "big") + columns.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    counts = bytes(_CATEGORIES if length == _CODE_BITS else 0 for length in range(1, 17))
    tables = b"\x00" + counts + bytes(range(_CATEGORIES))
    scan = b"\x01\x01\x00" + bytes([predictor]) + b"\x00\x00"
    parts = [_segment(0xC3, frame), _segment(0xC4, tables), _segment(0xDA, scan)]
    return (
        b"\xff\xd8" + b"".join(parts) + _stuffed(_bits(image.astype(np.int64), bits, predictor)) + b"\xff\xd9"
    )


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def _bits(image: NDArray[np.int64], bits: int, predictor: int) -> Iterator[int]:
    for row in range(image.shape[0]):
        for column in range(image.shape[1]):
            difference = (int(image[row, column]) - _predicted(image, row, column, bits, predictor)) & 0xFFFF
            yield from _code(difference - 0x10000 if difference > 0x8000 else difference)


def _predicted(image: NDArray[np.int64], row: int, column: int, bits: int, predictor: int) -> int:
    if row == 0:
        return 1 << (bits - 1) if column == 0 else int(image[0, column - 1])
    if column == 0:
        return int(image[row - 1, 0])
    left, above, corner = (
        int(image[place]) for place in ((row, column - 1), (row - 1, column), (row - 1, column - 1))
    )
    return {
        1: left,
        2: above,
        3: corner,
        4: left + above - corner,
        5: left + ((above - corner) >> 1),
        6: above + ((left - corner) >> 1),
        7: (left + above) >> 1,
    }[predictor]


def _code(difference: int) -> Iterator[int]:
    category = abs(difference).bit_length()
    if difference == 0x8000:
        category = 16
    yield from _digits(category, _CODE_BITS)
    if 0 < category < 16:
        yield from _digits(difference if difference > 0 else difference + (1 << category) - 1, category)


def _digits(value: int, count: int) -> Iterator[int]:
    for place in reversed(range(count)):
        yield value >> place & 1


def _stuffed(bits: Iterator[int]) -> bytes:
    digits = list(bits)
    digits += [1] * (-len(digits) % 8)
    packed = np.packbits(np.array(digits, np.uint8)).tobytes()
    return packed.replace(b"\xff", b"\xff\x00")
