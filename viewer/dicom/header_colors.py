"""What colors an image is meant to have: ICC profiles and supplemental palettes. PS3.3 C.11.15, C.7.6.19."""

from functools import lru_cache

from viewer.core.colors import ColorProfile, Supplement
from viewer.core.study import PixelFormat
from viewer.dicom.elements import ICC_PROFILE
from viewer.dicom.failures import name_of
from viewer.dicom.pixels import PixelsError
from viewer.dicom.pixels_elements import PALETTE, palette_from
from viewer.dicom.values import Elements

_HEADER_BYTES, _MOST_TAGS = 128, 200
_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})
_KNOWN_SPACES = {
    "SRGB": "sRGB",
    "ADOBERGB": "Adobe RGB",
    "DISPLAYP3": "Display P3",
    "ROMMRGB": "ProPhoto RGB",
}
"""Color Space (0028,2002) and what people call it."""


class ProfileError(ValueError):
    """Bytes that are no ICC profile of red, green and blue; the message says why."""


def profiles_of(elements: Elements) -> dict[str, ColorProfile]:
    """Return the profiles of an image by the optical path they are for, "" for all."""
    paths = elements.items("OpticalPathSequence")
    levels = [(path.text("OpticalPathIdentifier"), path) for path in paths] or [("", elements)]
    found = {}
    for name, level in levels:
        profile = _profile(level, elements)
        if profile is not None:
            found[name if len(levels) > 1 else ""] = profile
    return found


def profile_for(
    profiles: dict[str, ColorProfile], path: str, number: int, frames: int
) -> ColorProfile | None:
    """Return the profile of a frame, by its optical path.

    Without an identifier frames are in the order of tiled images: all tiles of one path before those of the next.
    """
    if "" in profiles or not profiles:
        return profiles.get("")
    if path:
        return profiles.get(path)
    return list(profiles.values())[(number - 1) * len(profiles) // max(frames, 1)]


def _profile(level: Elements, top: Elements) -> ColorProfile | None:
    data = level.bytes_of(ICC_PROFILE)
    if data:
        try:
            return ColorProfile(profile_name(data), data)
        except ProfileError as problem:
            top.problems.append(f"{name_of(ICC_PROFILE)} is not used: {problem}")
            return None
    named = level.text("ColorSpace")
    if not named or named == "SRGB":
        return None
    if named not in _KNOWN_SPACES:
        top.problems.append("Color Space (0028,2002) is not one of the standard's; sRGB is assumed")
        return None
    return ColorProfile(_KNOWN_SPACES[named])


@lru_cache(maxsize=64)
def profile_name(data: bytes) -> str:
    """Return what an ICC profile calls itself, once it is known to be one.

    Raises
    ------
    ProfileError
        For one that is damaged, or for other colors than red, green and blue.
    """
    if len(data) < _HEADER_BYTES + 4 or data[36:40] != b"acsp":
        raise ProfileError("it is no ICC profile")
    if int.from_bytes(data[:4], "big") > len(data):
        raise ProfileError("it is cut short")
    if data[12:16] not in _CLASSES or data[16:20] != b"RGB " or data[20:24] not in (b"XYZ ", b"Lab "):
        raise ProfileError("it is not for red, green and blue")
    count = int.from_bytes(data[_HEADER_BYTES : _HEADER_BYTES + 4], "big")
    if not 0 < count <= _MOST_TAGS:
        raise ProfileError("its table of contents makes no sense")
    name = ""
    for place in range(count):
        entry = data[_HEADER_BYTES + 4 + 12 * place : _HEADER_BYTES + 16 + 12 * place]
        start, length = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
        if len(entry) < 12 or start + length > len(data):
            raise ProfileError("its table of contents points outside of it")
        if entry[:4] == b"desc":
            name = _described(data[start : start + length])
    return name or "without name"


def _described(value: bytes) -> str:
    """Return the text of a description, as version 2 (desc) or version 4 (mluc) writes it."""
    if value[:4] == b"desc":
        length = int.from_bytes(value[8:12], "big")
        text = value[12 : 12 + length].decode("ascii", "replace")
    elif value[:4] == b"mluc" and len(value) >= 28:
        length, start = int.from_bytes(value[20:24], "big"), int.from_bytes(value[24:28], "big")
        text = value[start : start + length].decode("utf-16-be", "replace")
    else:
        return ""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:60]


def supplement_of(elements: Elements, pixels: PixelFormat) -> Supplement | None:
    """Return the colors of the upper numbers of a grey image; None where it brings none, or none that fit."""
    if pixels.photometric != "MONOCHROME2" or "RedPaletteColorLookupTableDescriptor" not in elements:
        return None
    tags = sorted(PALETTE)
    entries, encoding, _ = elements.part(tags)
    values = {tag: entry[1] for tag, entry in zip(tags, entries, strict=True) if entry is not None}
    try:
        palette = palette_from(values, encoding, signed=pixels.signed)
    except PixelsError as problem:
        elements.problems.append(f"its supplemental palette is not used: {problem}")
        return None
    return Supplement(palette.first, palette.colors.tobytes())
