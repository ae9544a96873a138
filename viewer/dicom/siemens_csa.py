"""The header that Siemens keeps in one private element, (0029,xx10): named values, each a few texts.

Little endian. An optional mark SV10, the number of elements, then each element: its name in 64 bytes, its
multiplicity, VR, and items, each with its length and padded to four bytes. What does not follow is refused.
"""

from struct import Struct, error, unpack_from

MARK = b"SV10"
MOST = 1_000
"""Elements in a header, and items in an element: real ones have about a hundred, and six."""

_ELEMENT = Struct("<64si4siii")
_ITEM = Struct("<4i")


class CsaError(ValueError):
    """The header is not what Siemens writes; the message says how."""


def csa_values(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the texts of each element by its name; elements without a value are left out.

    Raises
    ------
    CsaError
        For anything else than such a header.
    """
    try:
        return _values(data)
    except (error, IndexError) as problem:
        raise CsaError("the Siemens header ends too early") from problem


def _values(data: bytes) -> dict[str, tuple[str, ...]]:
    newer = data.startswith(MARK)
    at = 8 if newer else 0
    count = unpack_from("<I", data, at)[0]
    if not 0 < count <= MOST:
        raise CsaError(f"the Siemens header claims to have {count} elements")
    at += 8
    found: dict[str, tuple[str, ...]] = {}
    usual = 0  # older headers add the number of items of the first element to every length
    for place in range(count):
        name, _, _, _, items, _ = _ELEMENT.unpack_from(data, at)
        at += _ELEMENT.size
        if not 0 <= items <= MOST:
            raise CsaError("an element of the Siemens header has an impossible number of items")
        usual = items if place == 0 and not newer else usual
        texts = []
        for _ in range(items):
            lengths = _ITEM.unpack_from(data, at)
            at += _ITEM.size
            length = lengths[1] if newer else lengths[0] - usual
            if not 0 <= length <= len(data) - at:
                raise CsaError("an item of the Siemens header is longer than the header")
            text = data[at : at + length].split(b"\0")[0].strip()
            if text:
                texts.append(text.decode("latin-1"))
            at += length + -length % 4
        if texts:
            found[name.split(b"\0")[0].decode("latin-1")] = tuple(texts)
    return found
