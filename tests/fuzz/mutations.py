"""Damage done to files, the same for the same number: bits, lengths, pieces lost, moved and borrowed, ends cut off."""

import re
from collections.abc import Callable
from random import Random

_LENGTHS = (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\xfe\xff\xff\xff", b"\x01\0\0\0")
_SHORT_LENGTHS = (b"\xff\xff", b"\0\0", b"\x01\0", b"\xfe\xff")
_LONG_HEADER = re.compile(rb"(?:O[BDFLVW]|SQ|U[CNRT]|SV|UV)\0\0|\xfe\xff\x00\xe0")
_SHORT_HEADER = re.compile(rb"A[EST]|CS|D[AST]|F[DL]|IS|L[OT]|PN|S[HLST]|TM|U[ILS]")
_VALUES = (b"-1", b"0", b"2147483647", b"1e400", b"nan", b"\\\\\\\\", b"65535", b"\x1b$B", b"../../x")
_FILE_META_BYTES = 132
_WINDOW = 1 << 16


def mutated(seed: bytes, other: bytes, number: int) -> bytes:
    """Return a seed with one to four kinds of damage; pieces may come from another file."""
    chance = Random(number)
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        if len(data) > 8:
            chance.choice(_DAMAGE)(data, other, chance)
    return bytes(data)


def _flip(data: bytearray, _: bytes, chance: Random) -> None:
    for _time in range(chance.choice((1, 1, 2, 8, 40))):
        data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _lie_about_length(data: bytearray, _: bytes, chance: Random) -> None:
    found = _some(_LONG_HEADER, data, chance)
    if found is not None and len(data) >= found + 8:
        data[found + 4 : found + 8] = chance.choice(_LENGTHS)


def _lie_about_short_length(data: bytearray, _: bytes, chance: Random) -> None:
    found = _some(_SHORT_HEADER, data, chance)
    if found is not None and len(data) >= found + 4:
        data[found + 2 : found + 4] = chance.choice(_SHORT_LENGTHS)


def _overwrite_number(data: bytearray, _: bytes, chance: Random) -> None:
    at = _place(data, chance)
    new = chance.choice((*_LENGTHS, *_SHORT_LENGTHS, *_VALUES))
    data[at : at + len(new)] = new


def _delete(data: bytearray, _: bytes, chance: Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 2, 4, 8, 60, 1000))]


def _double(data: bytearray, _: bytes, chance: Random) -> None:
    at, length = _place(data, chance), chance.choice((1, 2, 8, 200, 4000))
    data[at:at] = data[at : at + length]


def _splice(data: bytearray, other: bytes, chance: Random) -> None:
    at, length = _place(data, chance), chance.choice((4, 8, 100, 3000))
    start = chance.randrange(max(1, len(other)))
    data[at : at + chance.choice((0, length))] = other[start : start + length]


def _cut(data: bytearray, _: bytes, chance: Random) -> None:
    del data[_place(data, chance) :]


_DAMAGE: tuple[Callable[[bytearray, bytes, Random], None], ...] = (
    _flip,
    _flip,
    _lie_about_length,
    _lie_about_short_length,
    _overwrite_number,
    _delete,
    _double,
    _splice,
    _cut,
)


def _place(data: bytearray, chance: Random) -> int:
    """Return somewhere in the data: headers come first and are small, so half of all damage is done there."""
    if len(data) > _FILE_META_BYTES and chance.random() < 0.5:
        return chance.randrange(_FILE_META_BYTES, min(len(data), _FILE_META_BYTES + 4000))
    return chance.randrange(len(data))


def _some(pattern: re.Pattern[bytes], data: bytearray, chance: Random) -> int | None:
    """Return where a header like this is, one of many."""
    start = chance.randrange(max(1, len(data) - _WINDOW))
    places = [found.start() for found in pattern.finditer(data, start, start + _WINDOW)]
    return chance.choice(places) if places else None
