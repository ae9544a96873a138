"""From a file to the stored numbers of a frame. One table says which codec reads which transfer syntax.

Compressed frames are to be decoded in a worker process: a decoder that meets a damaged stream may end it (SAFETY
finding 2).
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType

import numpy as np

from viewer.core.errors import ViewerError
from viewer.core.study import Instance, Mosaic, PixelFormat
from viewer.dicom import decoding_codecs as codecs
from viewer.dicom.decoding_fragments import Fragment, frames_of, joined
from viewer.dicom.decoding_video import VIDEO_SYNTAXES, VideoFrames, video_at
from viewer.dicom.failures import UnreadableError
from viewer.dicom.pixels import Numbers, PixelsError, check, clean, number_type
from viewer.dicom.pixels_color import to_rgb
from viewer.dicom.pixels_elements import inflated_pixels, palette_in
from viewer.dicom.pixels_native import read_samples
from viewer.dicom.pixels_palette import Palette
from viewer.dicom.sources import File, Memory, Source, opened

Decode = Callable[[bytes, PixelFormat], Numbers]


@dataclass(frozen=True, slots=True)
class Codec:
    """How one transfer syntax is read.

    Attributes
    ----------
    instead
        Tried where ``decode`` refuses a stream; None where no second decoder is as trustworthy.
    gives_rgb
        Whether three samples come out as RGB whatever Photometric Interpretation says (H31).
    """

    decode: Decode
    instead: Decode | None = None
    gives_rgb: bool = False


_JPEG = "1.2.840.10008.1.2.4."
_LOSSY = Codec(codecs.jpeg_lossy, gives_rgb=True)
_LOSSLESS = Codec(codecs.jpeg_lossless, codecs.jpeg_lossless_again)
_REVERSIBLE_HT = Codec(codecs.jpeg_2000_high_throughput, codecs.jpeg_2000)

CODECS: dict[str, Codec] = {
    "1.2.840.10008.1.2.1.98": Codec(codecs.uncompressed),
    "1.2.840.10008.1.2.5": Codec(codecs.run_length),
    "1.2.840.10008.1.2.8.1": Codec(codecs.deflated),
    f"{_JPEG}50": _LOSSY,  # baseline
    f"{_JPEG}51": _LOSSY,  # extended, 8 and 12 bits
    f"{_JPEG}53": _LOSSY,  # spectral selection, retired
    f"{_JPEG}55": _LOSSY,  # full progression, retired
    f"{_JPEG}57": _LOSSLESS,
    f"{_JPEG}70": _LOSSLESS,
    f"{_JPEG}80": Codec(codecs.jpeg_ls),
    f"{_JPEG}81": Codec(codecs.jpeg_ls),
    f"{_JPEG}90": Codec(codecs.jpeg_2000),
    f"{_JPEG}91": Codec(codecs.jpeg_2000),
    f"{_JPEG}110": Codec(codecs.jpeg_xl, gives_rgb=True),
    f"{_JPEG}111": Codec(codecs.jpeg_xl, gives_rgb=True),
    f"{_JPEG}112": Codec(codecs.jpeg_xl, gives_rgb=True),
    f"{_JPEG}201": _REVERSIBLE_HT,
    f"{_JPEG}202": _REVERSIBLE_HT,
    f"{_JPEG}203": Codec(codecs.jpeg_2000),
}
"""Encapsulated pixel data other than video. Uncompressed and deflated datasets need no codec."""


class FrameError(ViewerError):
    """One frame cannot be shown; the others can (F6).

    Attributes
    ----------
    number
        Of the frame, from 1.
    reason
        Why, without patient data.
    """

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(
            f"Frame {number} cannot be decoded",
            why=reason,
            remedy="Scroll past it, or ask for the image to be sent again",
        )
        self.number = number
        self.reason = reason

    def __reduce__(self) -> tuple[type["FrameError"], tuple[int, str]]:
        return type(self), (self.number, self.reason)


def decode_frame(instance: Instance, number: int = 1) -> Numbers:
    """Return the stored numbers of frame ``number`` (from 1).

    Returns
    -------
    (rows, columns) of ``stored_type``: masked to the stored bits and sign-extended (H9); or (rows, columns, 3)
    uint8, red, green, blue.

    Raises
    ------
    FrameError
        Whatever the reason; other frames of the instance are not affected.
    """
    with FrameReader(instance) as frames:
        return frames.frame(number)


class FrameReader:
    """The frames of one instance, one after the other; keeps what they share: the open file, tables, palette."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._opened = ExitStack()

    def __enter__(self) -> "FrameReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def frame(self, number: int) -> Numbers:
        """Return the stored numbers of one frame, as ``decode_frame`` does."""
        try:
            return self._stored(number)
        except OSError as problem:
            reason = f"the system says: {problem.strerror or type(problem).__name__}"
            raise FrameError(number, reason) from problem
        except UnreadableError as problem:
            raise FrameError(number, problem.reason) from problem
        except PixelsError as problem:
            raise FrameError(number, str(problem)) from problem
        except Exception as problem:  # a declared boundary: codecs raise what they like about damaged streams
            raise FrameError(number, f"the decoder says: {_brief(problem)}") from problem

    def _stored(self, number: int) -> Numbers:
        pixels, source = self._instance.pixels, self._instance.source
        if pixels is None:
            raise PixelsError("the object holds no pixels")
        check(pixels)
        if not 1 <= number <= pixels.frames:
            raise PixelsError(f"there are {pixels.frames} frames")
        if self._instance.mosaic is not None:
            return _part(self._picture, number, self._instance.mosaic, pixels)
        if source.transfer_syntax_uid in VIDEO_SYNTAXES:
            return self._video.frame(number)
        if source.encapsulated:
            return self._decompressed(number, pixels)
        data, plain = self._native
        return self._colored(clean(read_samples(data, plain, number), pixels), pixels.photometric, pixels)

    def _decompressed(self, number: int, pixels: PixelFormat) -> Numbers:
        codec = CODECS.get(self._instance.source.transfer_syntax_uid)
        if codec is None:
            raise PixelsError(f"transfer syntax {self._instance.source.transfer_syntax_uid} is not supported")
        if number > len(self._fragments):
            raise PixelsError(f"the file ends after {len(self._fragments)} of {pixels.frames} frames")
        samples = _decoded(joined(self._file, self._fragments[number - 1]), codec, pixels)
        cleaned = clean(
            samples.astype(number_type(pixels), copy=False), pixels, high_bit=pixels.bits_stored - 1
        )
        return self._colored(cleaned, "RGB" if codec.gives_rgb else pixels.photometric, pixels)

    def _colored(self, cleaned: Numbers, photometric: str, pixels: PixelFormat) -> Numbers:
        if pixels.samples == 3:
            return to_rgb(cleaned, photometric, pixels.bits_stored)
        return self._palette.to_rgb(cleaned) if pixels.is_color else cleaned

    @cached_property
    def _picture(self) -> Numbers:
        """The whole picture that frames are parts of."""
        mosaic, pixels = self._instance.mosaic, self._instance.pixels
        assert mosaic is not None, "only mosaics have one"
        assert pixels is not None, "only images are read"
        whole = replace(pixels, rows=mosaic.rows, columns=mosaic.columns, frames=1)
        reader = FrameReader(replace(self._instance, pixels=whole, mosaic=None))
        return self._opened.enter_context(reader).frame(1)

    @cached_property
    def _file(self) -> File:
        return self._opened.enter_context(opened(self._instance.source.path))

    @cached_property
    def _native(self) -> tuple[Source, Instance]:
        """The uncompressed pixels: in the file, or in memory where the dataset was deflated."""
        if self._instance.source.offset >= 0:
            return self._file, self._instance
        data = inflated_pixels(self._file)
        source = replace(self._instance.source, offset=0, length=len(data))
        return Memory(data), replace(self._instance, source=source)

    @cached_property
    def _fragments(self) -> list[tuple[Fragment, ...]]:
        assert self._instance.pixels is not None, "only images are read"
        return frames_of(self._file, self._instance.source.offset, self._instance.pixels.frames)

    @cached_property
    def _palette(self) -> Palette:
        assert self._instance.pixels is not None, "only images are read"
        return palette_in(self._file, signed=self._instance.pixels.signed)

    @cached_property
    def _video(self) -> VideoFrames:
        assert self._instance.pixels is not None, "only images are read"
        return video_at(self._instance.source.path, self._instance.source.offset, self._instance.pixels)


def _decoded(data: bytes, codec: Codec, pixels: PixelFormat) -> Numbers:
    """Decode with the pinned codec, else with the one that stands in for it; then check what came out (F6)."""
    try:
        samples = codec.decode(data, pixels)
    except Exception:
        if codec.instead is None:
            raise
        samples = codec.instead(data, pixels)
    expected = (pixels.rows, pixels.columns, 3) if pixels.samples == 3 else (pixels.rows, pixels.columns)
    if samples.shape != expected:
        raise PixelsError(
            f"the stream holds an image of {_times(samples.shape)}, the header says {_times(expected)}"
        )
    return samples


def _part(picture: Numbers, number: int, mosaic: Mosaic, pixels: PixelFormat) -> Numbers:
    """Return frame ``number`` (from 1) of those that lie in one picture row by row."""
    down, across = divmod(number - 1, mosaic.across)
    top, left = down * pixels.rows, across * pixels.columns
    return np.ascontiguousarray(picture[top : top + pixels.rows, left : left + pixels.columns])


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(str(side) for side in shape)


def _brief(problem: Exception) -> str:
    """Return the first line of what a decoder says, or the kind of its error."""
    lines = str(problem).splitlines()
    return lines[0][:160] if lines else type(problem).__name__
