"""What a compressed stream says of itself, read from its first markers before any decoder sees it (SAFETY F6)."""

from dataclasses import dataclass, replace

from viewer.dicom.pixels import PixelsError

_JPEG_START, _J2K_START = b"\xff\xd8", b"\xff\x4f\xff\x51"
_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0), 0xF7}) - {0xC4, 0xC8, 0xCC}
_SCAN, _ADOBE, _JFIF = 0xDA, 0xEE, 0xE0
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Stream:
    """The size a stream declares, and what its markers tell of its colors.

    Attributes
    ----------
    bits
        Of a sample.
    signed
        Whether samples are signed (JPEG 2000 alone knows signed ones).
    adobe_transform
        What an Adobe marker says: 0 no transform, 1 YCbCr; None without the marker.
    component_ids
        Numbers of the components, by which some writers say R, G, B.
    subsampled
        Whether components have different resolutions.
    begins
        Where the frame header lies in the stream.
    """

    rows: int
    columns: int
    components: int
    bits: int
    signed: bool = False
    adobe_transform: int | None = None
    component_ids: tuple[int, ...] = ()
    subsampled: bool = False
    jfif: bool = False
    begins: int = 0


def jpeg_stream(data: bytes) -> Stream:
    """Read the frame header of a JPEG or JPEG-LS stream. ISO 10918-1 B.2.2, ISO 14495-1 C.2.2."""
    if not data.startswith(_JPEG_START):
        raise PixelsError("the stream does not begin like a JPEG image")
    adobe, jfif, at = None, False, 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise PixelsError("the JPEG stream has no marker where one is due")
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        if marker in _FRAME_MARKERS:
            return replace(_jpeg_frame(body, adobe, jfif=jfif), begins=at)
        if marker == _SCAN:
            break
        if marker == _ADOBE and body[:5] == b"Adobe" and len(body) >= 12:
            adobe = body[11]
        jfif = jfif or (marker == _JFIF and body[:5] == b"JFIF\0")
        at += 2 + max(length, 2)
    raise PixelsError("the JPEG stream has no frame header")


def _jpeg_frame(body: bytes, adobe: int | None, *, jfif: bool) -> Stream:
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        raise PixelsError("the JPEG frame header is cut short")
    parts = [body[6 + 3 * number : 9 + 3 * number] for number in range(body[5])]
    return Stream(
        rows=int.from_bytes(body[1:3], "big"),
        columns=int.from_bytes(body[3:5], "big"),
        components=body[5],
        bits=body[0],
        adobe_transform=adobe,
        component_ids=tuple(part[0] for part in parts),
        subsampled=len({part[1] for part in parts}) > 1,
        jfif=jfif,
    )


def jpeg2000_stream(data: bytes) -> Stream:
    """Read the size marker of a JPEG 2000 codestream, inside a JP2 file or bare. ISO 15444-1 A.5.1."""
    at = data.find(_J2K_START, 0, 4096)
    size = data[at + 4 : at + 4 + 39]
    if at < 0 or len(size) < 39:
        raise PixelsError("the stream does not begin like a JPEG 2000 image")
    far_x, far_y, near_x, near_y = (
        int.from_bytes(size[place : place + 4], "big") for place in (4, 8, 12, 16)
    )
    components, depth = int.from_bytes(size[36:38], "big"), size[38]
    return Stream(
        far_y - near_y, far_x - near_x, components, (depth & 0x7F) + 1, signed=bool(depth & 0x80), begins=at
    )
