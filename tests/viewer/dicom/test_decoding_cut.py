"""Streams that were cut or damaged are refused, not filled up with pixels nobody took (SAFETY F6)."""

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.builders.frames import encapsulated, pixel_format
from viewer.core.study import PixelFormat
from viewer.dicom.decoding import FrameError, decode_frame
from viewer.dicom.decoding_codecs import jpeg_2000_high_throughput, jpeg_lossless_again
from viewer.dicom.pixels import PixelsError

_JPEG = "1.2.840.10008.1.2.4."
END = b"\xff\xd9"
Encode = Callable[[NDArray[np.uint16]], bytes]

ENCODERS: dict[str, Encode] = {
    f"{_JPEG}51": lambda image: bytes(imagecodecs.jpeg8_encode(image, bitspersample=12)),
    f"{_JPEG}57": lambda image: bytes(
        imagecodecs.jpeg8_encode(image, lossless=True, predictor=5, bitspersample=12)
    ),
    f"{_JPEG}70": lambda image: bytes(imagecodecs.jpeg8_encode(image, lossless=True, bitspersample=12)),
    f"{_JPEG}80": lambda image: bytes(imagecodecs.jpegls_encode(image)),
    f"{_JPEG}90": lambda image: bytes(imagecodecs.jpeg2k_encode(image, codecformat="J2K")),
    f"{_JPEG}110": lambda image: bytes(imagecodecs.jpegxl_encode(image, lossless=True)),
    f"{_JPEG}201": lambda image: bytes(imagecodecs.htj2k_encode(image)),
}
"""Of every codec that reads a stream; for the JPEGs the standard demands an end, and some writers forget it."""

WITHOUT_END = [f"{_JPEG}{name}" for name in (51, 57, 70)]


def image() -> NDArray[np.uint16]:
    y, x = np.mgrid[0:64, 0:64]
    noise = np.random.default_rng(4).normal(0, 20, (64, 64))
    return np.asarray(2000 + 900 * np.sin(x / 7) + 700 * np.cos(y / 5) + noise, dtype=np.uint16)


def layout() -> PixelFormat:
    return pixel_format(64, 64, bits_stored=12)


def decoded(folder: Path, stream: bytes, syntax: str) -> NDArray[np.generic]:
    return decode_frame(encapsulated(folder, layout(), [stream], syntax))


@pytest.mark.parametrize("syntax", ENCODERS)
def test_f6_a_stream_that_was_cut_anywhere_is_refused(tmp_path: Path, syntax: str) -> None:
    stream = ENCODERS[syntax](image())
    for length in np.linspace(len(stream) // 5, len(stream) - 12, 25).astype(int):
        with pytest.raises(FrameError, match="Frame 1 cannot be decoded"):
            decoded(tmp_path, stream[:length], syntax)


@pytest.mark.parametrize("syntax", WITHOUT_END)
def test_f6_a_whole_image_whose_writer_forgot_its_end_is_shown(tmp_path: Path, syntax: str) -> None:
    stream = ENCODERS[syntax](image())
    assert stream.endswith(END)

    shown = decoded(tmp_path, stream[: -len(END)], syntax)

    assert np.array_equal(shown, decoded(tmp_path, stream, syntax))


@pytest.mark.parametrize("syntax", WITHOUT_END)
def test_f6_what_follows_the_end_does_not_matter(tmp_path: Path, syntax: str) -> None:
    stream = ENCODERS[syntax](image())

    assert np.array_equal(
        decoded(tmp_path, stream + b"\x51\xf6\x57\xfe", syntax), decoded(tmp_path, stream, syntax)
    )


def test_f6_the_second_decoder_of_lossless_jpeg_makes_nothing_up_either() -> None:
    stream = ENCODERS[f"{_JPEG}70"](image())

    with pytest.raises(PixelsError, match="ends before its image does"):
        jpeg_lossless_again(stream[: len(stream) // 2], layout())


def test_f6_an_error_inside_high_throughput_data_is_not_ignored(tmp_path: Path) -> None:
    """The codec itself returns an image all the same and leaves the error to a hook of Python's."""
    stream, syntax = ENCODERS[f"{_JPEG}201"](image()), f"{_JPEG}201"
    rng, told = np.random.default_rng(1), 0
    for _ in range(60):
        damaged = bytearray(stream)
        for place in rng.integers(100, len(stream), 3):
            damaged[place] ^= 1 << int(rng.integers(8))
        try:
            jpeg_2000_high_throughput(bytes(damaged), layout())
        except PixelsError:
            told += 1
            with pytest.raises(FrameError):
                decoded(tmp_path, bytes(damaged), syntax)
        except RuntimeError:
            continue

    assert told > 5
