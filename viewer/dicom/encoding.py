"""Transfer syntaxes: how the elements of a file are written, and what its pixels went through. PS3.5 A, PS3.6 A."""

from dataclasses import dataclass
from struct import Struct

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"

_JPEG = "1.2.840.10008.1.2.4."

LOSSY = {
    f"{_JPEG}50": "ISO_10918_1",
    f"{_JPEG}51": "ISO_10918_1",
    f"{_JPEG}53": "ISO_10918_1",
    f"{_JPEG}55": "ISO_10918_1",
    f"{_JPEG}81": "ISO_14495_1",
    f"{_JPEG}100": "ISO_13818_2",
    f"{_JPEG}101": "ISO_13818_2",
    f"{_JPEG}102": "ISO_14496_10",
    f"{_JPEG}103": "ISO_14496_10",
    f"{_JPEG}104": "ISO_14496_10",
    f"{_JPEG}105": "ISO_14496_10",
    f"{_JPEG}106": "ISO_14496_10",
    f"{_JPEG}107": "ISO_23008_2",
    f"{_JPEG}108": "ISO_23008_2",
    f"{_JPEG}111": "ISO_18181_1",
}
"""Transfer syntaxes whose pixels are never what the scanner measured, and the method's name (0028,2114)."""

PERHAPS_LOSSY = {f"{_JPEG}91": "ISO_15444_1", f"{_JPEG}203": "ISO_15444_15", f"{_JPEG}112": "ISO_18181_1"}
"""Transfer syntaxes that may hold either; the code stream or the header must tell."""

VIDEO = {
    f"{_JPEG}100": "MPEG-2 video",
    f"{_JPEG}101": "MPEG-2 video",
    f"{_JPEG}102": "MPEG-4 video",
    f"{_JPEG}103": "MPEG-4 video",
    f"{_JPEG}104": "MPEG-4 video",
    f"{_JPEG}105": "MPEG-4 video",
    f"{_JPEG}106": "MPEG-4 video",
    f"{_JPEG}107": "HEVC video",
    f"{_JPEG}108": "HEVC video",
}

BY_REFERENCE = {f"{_JPEG}94", f"{_JPEG}95", f"{_JPEG}204", f"{_JPEG}205"}
"""Syntaxes (JPIP) whose pixels lie on a server elsewhere."""

READABLE = frozenset(
    {IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED, *VIDEO}
    | {f"1.2.840.10008.1.2{end}" for end in (".1.98", ".5", ".8.1")}
    | {f"{_JPEG}{end}" for end in (50, 51, 53, 55, 57, 70, 80, 81, 90, 91, 110, 111, 112, 201, 202, 203)}
)
"""Transfer syntaxes whose pixels are shown; viewer.dicom.decoding has a codec for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """How elements are written: with or without their VR, and in which byte order. There are three, made below."""

    explicit: bool
    little: bool = True

    @property
    def order(self) -> str:
        """The byte order as struct and int.from_bytes spell it in one character."""
        return "<" if self.little else ">"

    @property
    def with_vr(self) -> Struct:
        """Group, element, VR and short length of an explicit element."""
        return _WITH_VR[self.little]

    @property
    def without_vr(self) -> Struct:
        """Group, element and length of an implicit element or an item."""
        return _WITHOUT_VR[self.little]


_WITH_VR = {True: Struct("<HH2sH"), False: Struct(">HH2sH")}
_WITHOUT_VR = {True: Struct("<HHL"), False: Struct(">HHL")}

IMPLICIT = Encoding(explicit=False)
EXPLICIT = Encoding(explicit=True)
BIG = Encoding(explicit=True, little=False)


def encoding_of(transfer_syntax_uid: str) -> Encoding:
    """Return how the elements of a file of this syntax are written; all but two are explicit little endian."""
    if transfer_syntax_uid == IMPLICIT_LITTLE:
        return IMPLICIT
    return BIG if transfer_syntax_uid == EXPLICIT_BIG else EXPLICIT


def is_encapsulated(transfer_syntax_uid: str) -> bool:
    """Whether pixels of this syntax are kept as compressed fragments."""
    return transfer_syntax_uid not in {IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED}
