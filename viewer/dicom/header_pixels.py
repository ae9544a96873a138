"""How the pixels of an object are stored, checked before anybody makes room for them. PS3.3 C.7.6.3 (SAFETY F5)."""

from dataclasses import dataclass, replace

from viewer.core.study import NumberKind, PixelFormat
from viewer.core.windowing import Padding
from viewer.dicom.elements import DOUBLE_PIXELS, FLOAT_PIXELS
from viewer.dicom.values import Elements, remembered

LARGEST_BYTES = 64 << 30
LARGE_BYTES = 8 << 30
BITS = {1, 8, 16, 32}
SAMPLES = {1, 3}


class PixelFormatError(ValueError):
    """Pixels described so that nobody should make room for them; the message says why."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the header says of one frame, or why it cannot be believed."""

    format: PixelFormat | None
    refused: str = ""


def pixel_format(elements: Elements, pixel_tag: int) -> PixelFormat:
    """Return how pixels are stored.

    Raises
    ------
    PixelFormatError
        For sizes and bit depths that are absent, impossible, or beyond what any image needs.
    """
    shape = _shape_of(elements)
    if shape.format is None:
        raise PixelFormatError(shape.refused)
    if pixel_tag == FLOAT_PIXELS:
        return replace(shape.format, kind=NumberKind.FLOAT, signed=True)
    if pixel_tag == DOUBLE_PIXELS:
        return replace(shape.format, kind=NumberKind.DOUBLE, signed=True)
    if shape.format.bits_allocated not in BITS:
        raise PixelFormatError(f"Bits Allocated (0028,0100) is {shape.format.bits_allocated}")
    return shape.format


def _shape(elements: Elements) -> _Shape:
    try:
        return _Shape(_checked(elements))
    except PixelFormatError as problem:
        return _Shape(None, str(problem))


_shape_of = remembered(
    _shape,
    (
        "Rows",
        "Columns",
        "NumberOfFrames",
        "SamplesPerPixel",
        "BitsAllocated",
        "BitsStored",
        "HighBit",
        "PixelRepresentation",
        "PhotometricInterpretation",
        "PlanarConfiguration",
    ),
    size=256,
)


def _checked(elements: Elements) -> PixelFormat:
    rows, columns = (_size(elements, name, tag) for name, tag in (("Rows", "0010"), ("Columns", "0011")))
    samples = elements.integer("SamplesPerPixel") or 1
    if samples not in SAMPLES:
        raise PixelFormatError(f"Samples per Pixel (0028,0002) is {samples}")
    allocated = elements.integer("BitsAllocated")
    if allocated is None or not 0 < allocated <= 64:
        raise PixelFormatError(f"Bits Allocated (0028,0100) is {allocated if allocated else 'missing'}")
    frames = _frames(elements)
    needed = rows * columns * frames * samples * allocated // 8
    if needed > LARGEST_BYTES:
        raise PixelFormatError(
            f"{rows} rows × {columns} columns × {frames} frames × {samples} samples × {allocated} bits"
            f" would take {needed / 2**30:.0f} GiB (limit {LARGEST_BYTES >> 30})"
        )
    if needed > LARGE_BYTES:
        elements.problems.append(f"its pixels take {needed / 2**30:.1f} GiB")
    stored, high = _bits(elements, allocated)
    return PixelFormat(
        rows=rows,
        columns=columns,
        frames=frames,
        samples=samples,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high,
        signed=elements.integer("PixelRepresentation") == 1,
        photometric=_photometric(elements, samples),
        planar=1 if elements.integer("PlanarConfiguration") == 1 else 0,
    )


def _size(elements: Elements, keyword: str, tag: str) -> int:
    found = elements.integer(keyword)
    if found is None:
        raise PixelFormatError(f"{keyword} (0028,{tag}) is missing")
    if not 0 < found <= 1 << 20:
        raise PixelFormatError(f"{keyword} (0028,{tag}) is {found}")
    return found


def _frames(elements: Elements) -> int:
    if not elements.numbers("NumberOfFrames"):
        return 1
    found = elements.integer("NumberOfFrames")
    if found is None or found < 0:
        raise PixelFormatError(f"Number of Frames (0028,0008) is {found}")
    if found == 0:
        elements.problems.append("Number of Frames (0028,0008) is 0; one frame is shown")
    return max(found, 1)


def _bits(elements: Elements, allocated: int) -> tuple[int, int]:
    """Return Bits Stored and High Bit, put right where they cannot be."""
    stored = elements.integer("BitsStored")
    if stored is None or not 0 < stored <= allocated:
        if "PixelRepresentation" in elements:
            elements.problems.append(f"Bits Stored (0028,0101) is {stored}; all {allocated} bits are used")
        stored = allocated
    high = elements.integer("HighBit")
    if high is None or not stored - 1 <= high < allocated:
        return stored, stored - 1
    return stored, high


def _photometric(elements: Elements, samples: int) -> str:
    found = elements.text("PhotometricInterpretation")
    if found:
        return found
    assumed = "MONOCHROME2" if samples == 1 else "RGB"
    elements.problems.append(f"Photometric Interpretation (0028,0004) is missing; {assumed} is assumed")
    return assumed


def padding_of(elements: Elements, pixels: PixelFormat) -> Padding | None:
    """Return the stored numbers that are no image, in the number range of the pixels. C.7.5.1.1.2 (H10).

    Value and limit are read with the sign of the pixels, whatever VR they were written with. One that no pixel
    can have is left out, rather than hide a value that pixels do have.
    """
    if pixels.kind is not NumberKind.INTEGER:
        return _float_padding(elements)
    if pixels.is_color:
        return None
    value = _in_range(elements, "PixelPaddingValue", pixels)
    if value is None:
        return None
    limit = _in_range(elements, "PixelPaddingRangeLimit", pixels)
    ends = (value, value if limit is None else limit)
    return Padding(min(ends), max(ends))


def _float_padding(elements: Elements) -> Padding | None:
    for keyword in ("FloatPixelPaddingValue", "DoubleFloatPixelPaddingValue"):
        value = elements.number(keyword)
        if value is not None:
            limit = elements.number(f"{keyword.removesuffix('Value')}RangeLimit")
            ends = (value, value if limit is None else limit)
            return Padding(min(ends), max(ends))
    return None


def _in_range(elements: Elements, keyword: str, pixels: PixelFormat) -> int | None:
    found = elements.integer(keyword)
    if found is None:
        return None
    cell = found & (1 << pixels.bits_allocated) - 1
    value = (
        cell - (1 << pixels.bits_allocated) if pixels.signed and cell >> (pixels.bits_allocated - 1) else cell
    )
    half = 1 << pixels.bits_stored - 1
    lowest, highest = (-half, half - 1) if pixels.signed else (0, 2 * half - 1)
    if lowest <= value <= highest:
        return value
    elements.problems.append(
        f"the pixel padding {found} does not fit {pixels.bits_stored} bits and is not used"
    )
    return None
