"""Text of a header: decoded in the character sets the file names, cleaned of what could deceive a reader.

PS3.3 C.12.1.1.2, PS3.5 6.1 and 6.2 (SAFETY H20, F13).
"""

import re
import unicodedata
from functools import lru_cache

from pydicom import charset

ESCAPE = b"\x1b"
STANDALONE = frozenset({"ISO_IR 192", "GB18030", "GBK"})

_DELIMITERS = frozenset(b"\r\n\t\f\\^=")
"""Characters that reset an ISO 2022 code extension, those of names included."""

_JOINERS = "\u200c\u200d"
"""Invisible, and part of the spelling in Persian and Indian scripts."""

_MISSPELT = re.compile(r"^ISO[-_ ]IR[-_ ]?(\d+)$")


_CODECS = {**charset.python_encoding, "": "ascii", "ISO_IR 6": "ascii", "ISO 2022 IR 6": "ascii"}


@lru_cache(maxsize=64)
def character_sets(value: bytes) -> tuple[str, ...]:
    """Return Python's codecs for Specific Character Set (0008,0005), ASCII for none or unknown ones."""
    names = _names(value)
    first = _CODECS.get(names[0], "ascii")
    if names[0] in STANDALONE:
        return (first,)
    return first, *(_CODECS[name] for name in names[1:] if name in _CODECS and name not in STANDALONE)


@lru_cache(maxsize=64)
def unknown_sets(value: bytes) -> tuple[str, ...]:
    """Return what Specific Character Set names and nobody knows."""
    return tuple(name for name in _names(value) if name not in _CODECS)


def _names(value: bytes) -> list[str]:
    """Return the defined terms, with the spelling mistakes that are common corrected (ISO-IR 100, ISO_IR_100)."""
    names = value.decode("ascii", "replace").rstrip("\0").split("\\")
    return [_MISSPELT.sub(r"ISO_IR \1", name.strip()) for name in names]


@lru_cache(maxsize=8192)
def decode(value: bytes, sets: tuple[str, ...]) -> str | None:
    """Return text of a value, None where the character sets do not fit it. Backslashes still separate values."""
    try:
        if value.isascii() and ESCAPE not in value:
            return value.decode("ascii").rstrip("\0 ")
        if ESCAPE in value:
            return _extended(value, sets).rstrip("\0 ")
        return value.decode(sets[0]).rstrip("\0 ")
    except (UnicodeError, LookupError):
        return None


def escaped(value: bytes) -> str:
    """Return a value whose character set is not known: what is ASCII as it is, other bytes as ``\\xNN``."""
    return value.decode("ascii", "backslashreplace").rstrip("\0 ")


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Return text without control characters, bidirectional overrides and other invisible marks.

    Line breaks and tabs become spaces: header text is shown on one line.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(_shown(character) for character in text).strip()


def parts(text: str) -> tuple[str, ...]:
    """Return the values of a text with backslashes between them, each cleaned."""
    if "\\" not in text:
        return (clean(text),)
    return tuple(clean(part) for part in text.split("\\"))


def _shown(character: str) -> str:
    if character in "\r\n\t\f":
        return " "
    if character in _JOINERS:
        return character
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} else character


def _extended(value: bytes, sets: tuple[str, ...]) -> str:
    """Return text of a value with ISO 2022 escape sequences; strict, so that nothing is replaced silently."""
    before, *rest = value.split(ESCAPE)
    return before.decode(sets[0]) + "".join(_after_escape(ESCAPE + piece, sets) for piece in rest)


def _after_escape(piece: bytes, sets: tuple[str, ...]) -> str:
    """Return the text behind one escape sequence; at a delimiter the first character set holds again."""
    length = 4 if piece.startswith((b"\x1b$(", b"\x1b$)")) else 3
    codec = charset.CODES_TO_ENCODINGS.get(piece[:length], "")
    if not codec or (codec not in sets and codec != charset.default_encoding):
        raise LookupError("an escape sequence of a character set that is not declared")
    if codec in charset.handled_encodings:
        return piece.decode(codec)  # Python's codec understands the escape sequence itself
    piece = piece[length:]
    stop = next((index for index, byte in enumerate(piece) if byte in _DELIMITERS), len(piece))
    return piece[:stop].decode(codec) + _after_delimiter(piece[stop:], codec, sets[0])


def _after_delimiter(piece: bytes, codec: str, first: str) -> str:
    """Return text of the first character set, or of the one before where the writer did not announce it again."""
    try:
        return piece.decode(first)
    except UnicodeError:
        return piece.decode(codec)
