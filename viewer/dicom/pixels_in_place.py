"""Uncompressed frames that lie in the file as they are needed: read straight into their place, no copy. PS3.5 8.

Imports little, for it runs in the program itself.
"""

from io import FileIO

from viewer.core.study import Instance, PixelFormat
from viewer.dicom.pixels import Numbers, PixelsError, clean

SHARED_COLORS = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
"""Photometric interpretations in which two neighbours share their colors, where pixels are uncompressed."""


def native_frame_bits(pixels: PixelFormat) -> int:
    """Return how many bits of the file one uncompressed frame takes; frames of single bits follow without a gap."""
    samples = 2 if pixels.samples == 3 and pixels.photometric in SHARED_COLORS else pixels.samples
    return pixels.rows * pixels.columns * samples * pixels.bits_allocated


def lies_in_place(instance: Instance) -> bool:
    """Whether frames can be read into arrays as they are: numbers of whole bytes, or RGB of 8 bits a color."""
    pixels, source = instance.pixels, instance.source
    if (
        pixels is None
        or instance.mosaic is not None
        or source.encapsulated
        or source.offset < 0
        or pixels.bits_allocated not in (8, 16, 32, 64)
    ):
        return False
    if pixels.is_color:
        plain = (
            pixels.photometric == "RGB"
            and pixels.planar == 0
            and pixels.bits_stored == pixels.bits_allocated == 8
        )
        return plain and not source.big_endian
    return pixels.bits_allocated > 8 or not source.big_endian


def read_in_place(instance: Instance, number: int, out: Numbers) -> None:
    """Read frame ``number`` (from 1) into ``out``, contiguous, of ``stored_type`` and ``stored_shape``.

    Raises
    ------
    PixelsError
        Where the file or the element ends before the frame does.
    """
    pixels, source = instance.pixels, instance.source
    assert pixels is not None, "only images are read"
    refuse_beyond_element(instance, number)
    with FileIO(source.path) as file:
        file.seek(source.offset + (number - 1) * (native_frame_bits(pixels) // 8))
        _fill(file, out.data.cast("B"))
    if source.big_endian:
        out.byteswap(inplace=True)
    clean(out, pixels)


def refuse_beyond_element(instance: Instance, number: int) -> None:
    """Refuse a frame that the pixel data element is too short for (F6)."""
    assert instance.pixels is not None, "only images are read"
    length = instance.source.length
    needed = (number * native_frame_bits(instance.pixels) + 7) // 8
    if length is not None and length < needed:
        raise PixelsError(f"the pixel data have {length} bytes; {needed} are needed up to this frame")


def _fill(file: FileIO, out: memoryview) -> None:
    """Fill a view from where the file stands; short reads go on, the end of the file does not."""
    filled = 0
    while filled < len(out):
        read = file.readinto(out[filled:])
        if not read:
            raise PixelsError(f"the file ends after {filled} of {len(out)} bytes of the frame")
        filled += read
