"""Compressed frames: exact where the syntax is lossless, close where it is not, and in words where it fails."""

import pickle
import shutil
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from tests.builders import lossless_jpeg
from tests.builders.dicom import ct_slice, write
from tests.builders.frames import encapsulated, noise, pixel_format
from viewer.dicom.decoding import CODECS, FrameError, FrameReader, decode_frame
from viewer.dicom.decoding_codecs import jpeg_lossless, jpeg_lossless_again
from viewer.dicom.encoding import BY_REFERENCE, LOSSY, PERHAPS_LOSSY, VIDEO
from viewer.dicom.header import read_instance

JPEG = "1.2.840.10008.1.2.4."
BASELINE, EXTENDED, LOSSLESS, LOSSLESS_FIRST = (f"{JPEG}{number}" for number in (50, 51, 57, 70))
JPEG_LS, JPEG_2000, JPEG_XL, HIGH_THROUGHPUT = (f"{JPEG}{number}" for number in (80, 90, 110, 201))
RLE, DEFLATED_FRAME, PLAIN = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.1.98"

WRAPPING = np.array(
    [
        [0, 65535, 0, 65535, 1, 32768],
        [65535, 0, 32767, 2, 65534, 0],
        [0, 65535, 65535, 0, 0, 65535],
        [32768, 32767, 0, 65535, 32769, 1],
    ],
    dtype=np.uint16,
)
"""24 pixels whose predictions leave the range of 16 bits and must wrap (SAFETY finding 1)."""


def smooth(rows: int = 64, columns: int = 96) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    y, x = np.mgrid[0:rows, 0:columns]
    grey = 128 + 60 * np.sin(x / 20) + 50 * np.cos(y / 15)
    return np.asarray(grey, dtype=np.uint8)


def jpeg(image: np.ndarray[Any, Any], **how: Any) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(image, **how))


def rle_segments(*planes: bytes) -> bytes:
    packed = [bytes(imagecodecs.packbits_encode(plane)) for plane in planes]
    packed = [segment + bytes(len(segment) % 2) for segment in packed]
    starts = [64 + sum(map(len, packed[:place])) for place in range(len(packed))]
    header = np.zeros(16, "<u4")
    header[: len(packed) + 1] = [len(packed), *starts]
    return header.tobytes() + b"".join(packed)


@pytest.mark.parametrize("predictor", range(1, 8))
def test_f8_predictions_that_leave_sixteen_bits_wrap(tmp_path: Path, predictor: int) -> None:
    stream = lossless_jpeg.encode(WRAPPING, bits=16, predictor=predictor)
    made = encapsulated(tmp_path, pixel_format(4, 6), [stream], LOSSLESS)

    assert np.array_equal(decode_frame(made), WRAPPING)


@pytest.mark.parametrize("predictor", range(1, 8))
@pytest.mark.parametrize("bits", range(2, 17))
def test_f8_both_lossless_jpeg_decoders_are_exact(bits: int, predictor: int) -> None:
    image = noise(24, 17, bits=bits, seed=predictor)
    stream = lossless_jpeg.encode(image, bits=bits, predictor=predictor)
    pixels = pixel_format(24, 17, bits_allocated=8 if bits <= 8 else 16, bits_stored=bits)

    assert np.array_equal(jpeg_lossless(stream, pixels), image)
    assert np.array_equal(jpeg_lossless_again(stream, pixels), image)


@pytest.mark.skipif(shutil.which("dcmdjpeg") is None, reason="needs DCMTK's dcmdjpeg")
@pytest.mark.parametrize("bits", [8, 12, 16])
def test_f8_dcmtk_reads_the_same_numbers_from_every_predictor(tmp_path: Path, bits: int) -> None:
    for predictor in range(1, 8):
        image = noise(24, 17, bits=bits, seed=predictor)
        allocated = 8 if bits == 8 else 16
        dataset = ct_slice(
            Rows=24,
            Columns=17,
            BitsAllocated=allocated,
            BitsStored=bits,
            HighBit=bits - 1,
            PixelRepresentation=0,
        )
        dataset.PixelData = encapsulate([lossless_jpeg.encode(image, bits=bits, predictor=predictor)])
        dataset["PixelData"].VR = "OB"
        path = write(dataset, tmp_path / "compressed", transfer_syntax=UID(LOSSLESS))

        subprocess.run(["dcmdjpeg", str(path), str(tmp_path / "plain")], check=True, capture_output=True)

        theirs = decode_frame(read_instance(tmp_path / "plain"))
        assert np.array_equal(theirs, image)
        assert np.array_equal(decode_frame(read_instance(path)), theirs)


@pytest.mark.parametrize("predictor", range(1, 8))
def test_f8_the_other_writer_of_lossless_jpeg_agrees(tmp_path: Path, predictor: int) -> None:
    image = noise(24, 17, bits=16, seed=predictor)
    stream = jpeg(image, lossless=True, predictor=predictor, bitspersample=16)

    assert np.array_equal(
        decode_frame(encapsulated(tmp_path, pixel_format(24, 17), [stream], LOSSLESS)), image
    )


@pytest.mark.parametrize("bits", [8, 12, 16])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("syntax", [LOSSLESS_FIRST, JPEG_LS, JPEG_2000, HIGH_THROUGHPUT, JPEG_XL, RLE])
def test_h9_lossless_syntaxes_give_back_every_stored_number(
    tmp_path: Path, syntax: str, bits: int, signed: bool
) -> None:
    unsigned = noise(32, 40, bits=bits, seed=bits)
    allocated = 8 if bits == 8 else 16
    encoders: dict[str, Callable[[], Any]] = {
        LOSSLESS_FIRST: lambda: lossless_jpeg.encode(unsigned, bits=bits, predictor=1),
        JPEG_LS: lambda: imagecodecs.jpegls_encode(unsigned),
        JPEG_2000: lambda: imagecodecs.jpeg2k_encode(
            unsigned, level=0, codecformat="J2K", reversible=True, bitspersample=bits
        ),
        HIGH_THROUGHPUT: lambda: imagecodecs.htj2k_encode(unsigned, reversible=True),
        JPEG_XL: lambda: imagecodecs.jpegxl_encode(unsigned, lossless=True),
        RLE: lambda: rle_segments(
            *([(unsigned >> 8).astype(np.uint8).tobytes()] if bits > 8 else []),
            unsigned.astype(np.uint8).tobytes(),
        ),
    }
    stream = encoders[syntax]()
    pixels = pixel_format(32, 40, bits_allocated=allocated, bits_stored=bits, signed=signed)

    decoded = decode_frame(encapsulated(tmp_path, pixels, [bytes(stream)], syntax))

    top = 1 << (bits - 1)
    expected = unsigned.astype(int) - (unsigned >= top) * (1 << bits) if signed else unsigned.astype(int)
    assert decoded.dtype == np.dtype(f"{'i' if signed else 'u'}{allocated // 8}")
    assert np.array_equal(decoded, expected)


def test_h9_signed_jpeg_2000_keeps_its_sign(tmp_path: Path) -> None:
    image = noise(32, 40, bits=16).astype(np.int16)
    stream = bytes(imagecodecs.jpeg2k_encode(image, level=0, codecformat="J2K", reversible=True))
    made = encapsulated(tmp_path, pixel_format(32, 40, signed=True), [stream], JPEG_2000)

    assert np.array_equal(decode_frame(made), image)


@pytest.mark.parametrize("syntax", [LOSSLESS_FIRST, JPEG_LS, JPEG_2000, HIGH_THROUGHPUT, JPEG_XL, RLE, PLAIN])
def test_h31_lossless_colors_come_back_as_they_were(tmp_path: Path, syntax: str) -> None:
    rgb = noise(16, 20, bits=8, samples=3)
    encoders: dict[str, Callable[[], Any]] = {
        LOSSLESS_FIRST: lambda: jpeg(rgb, lossless=True, predictor=1, colorspace="RGB", outcolorspace="RGB"),
        JPEG_LS: lambda: imagecodecs.jpegls_encode(rgb),
        JPEG_2000: lambda: imagecodecs.jpeg2k_encode(
            rgb, level=0, codecformat="J2K", reversible=True, mct=True
        ),
        HIGH_THROUGHPUT: lambda: imagecodecs.htj2k_encode(rgb, reversible=True),
        JPEG_XL: lambda: imagecodecs.jpegxl_encode(rgb, lossless=True),
        RLE: lambda: rle_segments(*(rgb[..., sample].tobytes() for sample in range(3))),
        PLAIN: rgb.tobytes,
    }
    stream = encoders[syntax]()
    photometric = "YBR_RCT" if syntax in (JPEG_2000, HIGH_THROUGHPUT) else "RGB"
    pixels = pixel_format(16, 20, bits_allocated=8, samples=3, photometric=photometric)

    assert np.array_equal(decode_frame(encapsulated(tmp_path, pixels, [bytes(stream)], syntax)), rgb)


def test_h31_lossless_ybr_is_converted_by_the_header(tmp_path: Path) -> None:
    ybr = np.full((4, 6, 3), (76, 85, 255), np.uint8)
    pixels = pixel_format(bits_allocated=8, samples=3, photometric="YBR_FULL")
    made = encapsulated(tmp_path, pixels, [rle_segments(*(ybr[..., s].tobytes() for s in range(3)))], RLE)

    assert decode_frame(made)[0, 0].tolist() == [254, 0, 0]


RED = np.full((16, 16, 3), (230, 30, 40), np.uint8)


@pytest.mark.parametrize("subsampling", ["444", "422", "420"])
def test_h31_jpeg_stored_as_ybr_is_shown_as_rgb(tmp_path: Path, subsampling: str) -> None:
    stream = jpeg(RED, level=98, colorspace="RGB", outcolorspace="YCBCR", subsampling=subsampling)
    for photometric in ("YBR_FULL", "YBR_FULL_422"):
        pixels = pixel_format(16, 16, bits_allocated=8, samples=3, photometric=photometric)

        decoded = decode_frame(encapsulated(tmp_path, pixels, [stream], BASELINE))

        assert np.abs(decoded.astype(int) - RED).max() <= 3


def without_markers(stream: bytes, *markers: int) -> bytes:
    """Take application segments out of a JPEG stream."""
    at = 2
    while stream[at + 1] in (*range(0xE0, 0xF0), 0xFE):
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        if stream[at + 1] in markers:
            stream = stream[:at] + stream[end:]
        else:
            at = end
    return stream


def test_h31_jpeg_stored_as_rgb_without_a_word_about_it_is_believed_by_the_header(tmp_path: Path) -> None:
    stream = jpeg(RED, level=98, colorspace="RGB", outcolorspace="RGB", subsampling="444")
    bare = without_markers(stream, 0xE0, 0xEE)
    numbered = bare.replace(b"\x03R\x11\x00G\x11\x00B\x11\x00", b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00")
    numbered = numbered.replace(b"\x03R\x00G\x00B\x00", b"\x03\x01\x00\x02\x00\x03\x00")
    assert numbered != bare
    pixels = pixel_format(16, 16, bits_allocated=8, samples=3, photometric="RGB")

    decoded = decode_frame(encapsulated(tmp_path, pixels, [numbered], BASELINE))

    assert np.abs(decoded.astype(int) - RED).max() <= 3


def test_h31_a_jpeg_that_says_rgb_itself_is_believed_against_the_header(tmp_path: Path) -> None:
    stream = jpeg(RED, level=98, colorspace="RGB", outcolorspace="RGB", subsampling="444")
    pixels = pixel_format(16, 16, bits_allocated=8, samples=3, photometric="YBR_FULL")

    decoded = decode_frame(encapsulated(tmp_path, pixels, [stream], BASELINE))

    assert np.abs(decoded.astype(int) - RED).max() <= 3


def test_h31_a_jpeg_with_colors_of_half_resolution_cannot_be_rgb(tmp_path: Path) -> None:
    stream = jpeg(RED, level=98, colorspace="RGB", outcolorspace="YCBCR", subsampling="422")
    pixels = pixel_format(16, 16, bits_allocated=8, samples=3, photometric="RGB")
    made = encapsulated(tmp_path, pixels, [without_markers(stream, 0xE0, 0xEE)], BASELINE)

    assert np.abs(decode_frame(made).astype(int) - RED).max() <= 3


def test_lossy_jpeg_is_close(tmp_path: Path) -> None:
    image = smooth()
    stream = jpeg(image, level=95)

    decoded = decode_frame(encapsulated(tmp_path, pixel_format(64, 96, bits_allocated=8), [stream], BASELINE))

    assert np.abs(decoded.astype(int) - image).mean() < 1


def test_lossy_jpeg_of_twelve_bits_is_close(tmp_path: Path) -> None:
    image = smooth().astype(np.uint16) * 16
    stream = jpeg(image, level=95, bitspersample=12)
    made = encapsulated(tmp_path, pixel_format(64, 96, bits_stored=12), [stream], EXTENDED)

    assert np.abs(decode_frame(made).astype(int) - image).mean() < 16


def test_deflated_frames_are_inflated(tmp_path: Path) -> None:
    image = noise(5, 7, bits=12)
    deflate = zlib.compressobj(wbits=-15)
    stream = deflate.compress(image.astype("<u2").tobytes()) + deflate.flush()

    made = encapsulated(tmp_path, pixel_format(5, 7, bits_stored=12), [stream], DEFLATED_FRAME)

    assert np.array_equal(decode_frame(made), image)


def test_f4_a_deflated_frame_is_inflated_no_further_than_its_size(tmp_path: Path) -> None:
    deflate = zlib.compressobj(wbits=-15)
    stream = deflate.compress(bytes(200_000_000)) + deflate.flush()

    assert not decode_frame(encapsulated(tmp_path, pixel_format(5, 7), [stream], DEFLATED_FRAME)).any()


def test_pixels_may_be_encapsulated_and_not_compressed(tmp_path: Path) -> None:
    frames = [noise(5, 7, bits=16, seed=seed) for seed in (1, 2)]
    made = encapsulated(tmp_path, pixel_format(5, 7, frames=2), [frame.tobytes() for frame in frames], PLAIN)

    assert np.array_equal(decode_frame(made, 2), frames[1])


def test_single_bits_may_be_run_length_encoded(tmp_path: Path) -> None:
    bits = np.random.default_rng(4).integers(0, 2, (6, 9)).astype(np.uint8)
    stream = rle_segments(np.packbits(bits.ravel(), bitorder="little").tobytes())

    assert np.array_equal(
        decode_frame(encapsulated(tmp_path, pixel_format(6, 9, bits_allocated=1), [stream], RLE)), bits
    )


@pytest.mark.parametrize(
    ("syntax", "stream"),
    [
        (BASELINE, jpeg(noise(8, 8, bits=8))),
        (LOSSLESS, lossless_jpeg.encode(noise(8, 8, bits=8), bits=8, predictor=1)),
        (JPEG_LS, imagecodecs.jpegls_encode(noise(8, 8, bits=8))),
        (JPEG_2000, imagecodecs.jpeg2k_encode(noise(8, 8, bits=8), codecformat="J2K")),
        (HIGH_THROUGHPUT, imagecodecs.htj2k_encode(noise(8, 8, bits=8))),
        (JPEG_XL, imagecodecs.jpegxl_encode(noise(8, 8, bits=8))),
        (RLE, rle_segments(bytes(64))),
        (PLAIN, bytes(64)),
    ],
)
def test_f6_a_stream_of_another_size_than_the_headers_is_refused(
    tmp_path: Path, syntax: str, stream: bytes
) -> None:
    pixels = pixel_format(16, 8, bits_allocated=8)

    with pytest.raises(FrameError, match="Frame 1 cannot be decoded"):
        decode_frame(encapsulated(tmp_path, pixels, [bytes(stream)], syntax))


def test_f6_colors_where_the_header_says_grey_are_refused(tmp_path: Path) -> None:
    stream = bytes(imagecodecs.jpegls_encode(noise(8, 8, bits=8, samples=3)))

    with pytest.raises(FrameError, match="3 samples a pixel, the header says 1"):
        decode_frame(encapsulated(tmp_path, pixel_format(8, 8, bits_allocated=8), [stream], JPEG_LS))


def test_f6_more_bits_than_the_header_has_room_for_are_refused(tmp_path: Path) -> None:
    stream = bytes(imagecodecs.jpegls_encode(noise(8, 8, bits=12)))

    with pytest.raises(FrameError, match="16 bits a sample, the header allocates 8"):
        decode_frame(encapsulated(tmp_path, pixel_format(8, 8, bits_allocated=8), [stream], JPEG_LS))


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (b"", "cut short"),
        (np.array([7, *[64] * 15], "<u4").tobytes() + bytes(9), "7 RLE segments, but 2 expected"),
        (np.array([2, 64, 64, *[0] * 13], "<u4").tobytes() + bytes(9), "overlap or lie outside"),
        (np.array([2, 64, 9_999_999, *[0] * 13], "<u4").tobytes() + bytes(9), "overlap or lie outside"),
        (np.array([2, 10, 64, *[0] * 13], "<u4").tobytes() + bytes(9), "overlap or lie outside"),
        (rle_segments(bytes(3), bytes(24)), "3 of 24 bytes"),
    ],
)
def test_f6_run_lengths_that_make_no_sense_are_refused(tmp_path: Path, stream: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        decode_frame(encapsulated(tmp_path, pixel_format(4, 6), [stream], RLE))


def test_f6_one_bad_frame_leaves_the_others_alone(tmp_path: Path) -> None:
    frames = [noise(8, 8, bits=12, seed=seed) for seed in range(3)]
    streams = [bytes(imagecodecs.jpegls_encode(frame)) for frame in frames]
    streams[1] = streams[1][:30]
    made = encapsulated(tmp_path, pixel_format(8, 8, bits_stored=12, frames=3), streams, JPEG_LS)

    with FrameReader(made) as reader:
        assert np.array_equal(reader.frame(1), frames[0])
        with pytest.raises(FrameError, match="Frame 2 cannot be decoded"):
            reader.frame(2)
        assert np.array_equal(reader.frame(3), frames[2])


def test_f6_frames_the_file_does_not_hold_are_told_apart_from_damaged_ones(tmp_path: Path) -> None:
    stream = bytes(imagecodecs.jpegls_encode(noise(8, 8, bits=12)))
    made = encapsulated(tmp_path, pixel_format(8, 8, bits_stored=12, frames=17), [stream] * 16, JPEG_LS)

    assert decode_frame(made, 16).shape == (8, 8)
    with pytest.raises(FrameError, match="Frame 17 cannot be decoded: the file ends after 16 of 17 frames"):
        decode_frame(made, 17)


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_frame_nobody_promised_is_refused(tmp_path: Path, number: int) -> None:
    made = encapsulated(tmp_path, pixel_format(), [b"aa"], JPEG_LS)

    with pytest.raises(FrameError, match="there are 1 frames"):
        decode_frame(made, number)


def test_objects_without_pixels_are_refused(tmp_path: Path) -> None:
    made = encapsulated(tmp_path, pixel_format(), [b"aa"], JPEG_LS)

    with pytest.raises(FrameError, match="holds no pixels"):
        decode_frame(replace(made, pixels=None))


def test_a_transfer_syntax_nobody_knows_is_named(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match=r"transfer syntax 1\.2\.3\.4 is not supported"):
        decode_frame(encapsulated(tmp_path, pixel_format(), [b"aa"], "1.2.3.4"))


def test_a_frame_error_survives_the_way_out_of_a_worker() -> None:
    error = pickle.loads(pickle.dumps(FrameError(17, "it is damaged")))

    assert str(error) == str(FrameError(17, "it is damaged"))
    assert error.number == 17


def test_every_compressed_syntax_that_can_be_read_from_a_file_has_its_codec() -> None:
    named = {*LOSSY, *PERHAPS_LOSSY} - set(VIDEO) - BY_REFERENCE

    assert named <= set(CODECS)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_f1_a_jpeg_ls_stream_that_was_cut_is_refused_quickly(tmp_path: Path, kept: float) -> None:
    stream = bytes(imagecodecs.jpegls_encode(smooth().astype(np.uint16) * 8))
    cut = stream[: int(kept * len(stream))]

    started = perf_counter()
    with pytest.raises(FrameError, match="the decoder says"):
        decode_frame(encapsulated(tmp_path, pixel_format(64, 96, bits_stored=12), [cut], JPEG_LS))

    assert perf_counter() - started < 1


def test_a_jpeg_ls_stream_that_lacks_nothing_but_its_end_is_decoded(tmp_path: Path) -> None:
    image = noise(64, 96, bits=12)
    stream = bytes(imagecodecs.jpegls_encode(image))
    made = encapsulated(tmp_path, pixel_format(64, 96, bits_stored=12), [stream[:-2]], JPEG_LS)

    assert np.array_equal(decode_frame(made), image)
