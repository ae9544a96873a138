"""What turns colors, or stored numbers, into the colors that their maker meant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColorProfile:
    """An ICC input profile: what the red, green and blue of an image stand for. PS3.3 C.11.15.

    Attributes
    ----------
    name
        What the profile calls itself, or the color space that the header names.
    data
        The profile itself; empty where the header names a well-known color space and brings none.
    """

    name: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Supplement:
    """Colors for the upper part of a grey image's numbers. Supplemental Palette Color LUT, PS3.3 C.7.6.19.

    Attributes
    ----------
    first
        The stored number that the first color stands for; numbers below it are grey.
    colors
        Red, green and blue of one number after the other, a byte each. Numbers beyond take the last.
    """

    first: int
    colors: bytes
