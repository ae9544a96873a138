"""Lossless files decode to the same numbers by decoders that share no code with ours.

That every file decodes to the published numbers, made by GDCM and the pylibjpeg family, is tried in
tests/viewer/dicom/test_decoding_corpus.py. Here is the second witness: FFmpeg's own decoders for JPEG 2000 and
JPEG-LS, jpeg_sof3 for lossless JPEG, OpenJPEG for what OpenJPH decoded, pydicom's own for RLE.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import imagecodecs
import numpy as np
import pytest
from pydicom.pixels.decoders.rle import _rle_decode_frame

from tests.corpus.conftest import Rows
from viewer.core.study import Instance, PixelFormat
from viewer.dicom.decoding import CODECS, decode_frame
from viewer.dicom.decoding_fragments import frames_of, joined
from viewer.dicom.decoding_streams import jpeg2000_stream, jpeg_stream
from viewer.dicom.encoding import DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header import read_instance
from viewer.dicom.pixels import Numbers, PixelsError, number_type
from viewer.dicom.sources import opened

pytestmark = pytest.mark.corpus

_JPEG = "1.2.840.10008.1.2.4."
MOST_A_FOLDER = 12
"""Files of one series are alike; every n-th of them is tried."""

FFMPEG_CANNOT = {
    "syntax/misc/JLSL_RGB_ILV2.dcm",  # colors interleaved by sample come out black
    "sm/highdicom/sm_image_jpegls.dcm",
    "syntax/pydicom/SC_rgb_jls_lossy_sample.dcm",
}
REFUSED = {"broken/JPEG2000-embedded-sequence-delimiter.dcm"}
"""Damaged on purpose: no decoder is asked."""


def by_ffmpeg(codec: str, data: bytes, bits: int, *, signed: bool) -> Numbers:
    """Return samples as they were coded: FFmpeg moves them to the top of 8 or 16 bits, signed ones up by half."""
    context = av.CodecContext.create(codec, "r")
    context.thread_count = 1
    (frame, *_) = context.decode(av.Packet(data)) or context.decode(None)
    samples: Numbers = frame.to_ndarray()
    width = 8 * samples.dtype.itemsize
    if signed:
        return (samples.astype(np.int32) - (1 << (width - 1))) >> (width - bits)
    return samples >> (width - bits)


def jpeg_2000(data: bytes, _: PixelFormat) -> Numbers:
    stream = jpeg2000_stream(data)
    return by_ffmpeg("jpeg2000", data, stream.bits, signed=stream.signed)


def jpeg_ls(data: bytes, _: PixelFormat) -> Numbers:
    return by_ffmpeg("jpegls", data, jpeg_stream(data).bits, signed=False)


def jpeg_lossless(data: bytes, _: PixelFormat) -> Numbers:
    return np.asarray(imagecodecs.jpegsof3_decode(data))


def high_throughput(data: bytes, _: PixelFormat) -> Numbers:
    return np.asarray(imagecodecs.jpeg2k_decode(data, planar=False))


def run_length(data: bytes, pixels: PixelFormat) -> Numbers:
    kind = number_type(pixels)
    planes = _rle_decode_frame(data, pixels.rows, pixels.columns, pixels.samples, 8 * kind.itemsize)
    by_sample = np.frombuffer(planes, kind).reshape(pixels.samples, pixels.rows, pixels.columns)
    return by_sample[0] if pixels.samples == 1 else np.moveaxis(by_sample, 0, 2)


SECOND: dict[str, Callable[[bytes, PixelFormat], Numbers]] = {
    f"{_JPEG}57": jpeg_lossless,
    f"{_JPEG}70": jpeg_lossless,
    f"{_JPEG}80": jpeg_ls,
    f"{_JPEG}81": jpeg_ls,
    f"{_JPEG}90": jpeg_2000,
    f"{_JPEG}201": high_throughput,
    "1.2.840.10008.1.2.5": run_length,
}
"""Near-lossless JPEG-LS is among them: whoever decodes it must find the same numbers."""


def some_of(manifest: Rows, syntax: str) -> Iterator[str]:
    """Yield the files of a transfer syntax; of large folders every n-th."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path, row in manifest.items():
        if f"({syntax})" in row["transfer syntax"] and path not in REFUSED:
            folders[str(Path(path).parent)].append(path)
    for paths in folders.values():
        yield from sorted(paths)[:: -(-len(paths) // MOST_A_FOLDER)]


def image_of(path: Path) -> Instance | None:
    """Return an object with frames to decode; None for what is none."""
    try:
        instance = read_instance(path)
    except (NotDicomError, UnreadableError):
        return None
    pixels = instance.pixels
    return (
        instance
        if pixels is not None and pixels.bits_allocated > 1 and instance.source.encapsulated
        else None
    )


def first_stream(instance: Instance) -> bytes:
    assert instance.pixels is not None
    with opened(instance.source.path) as file:
        fragments = frames_of(file, instance.source.offset, instance.pixels.frames)
        return joined(file, fragments[0])


@pytest.mark.parametrize("syntax", SECOND)
def test_f8_decoders_that_share_no_code_with_ours_find_the_same_numbers(
    corpus: Path, manifest: Rows, syntax: str
) -> None:
    compared = 0
    for name in some_of(manifest, syntax):
        instance = image_of(corpus / name)
        if instance is None or instance.pixels is None or name in FFMPEG_CANNOT:
            continue
        try:
            data = first_stream(instance)
        except PixelsError:
            continue
        ours = CODECS[syntax].decode(data, instance.pixels)
        theirs = SECOND[syntax](data, instance.pixels)
        assert ours.shape == theirs.shape, name
        assert np.array_equal(ours, theirs), name
        compared += 1

    assert compared > 0


def test_h9_one_image_is_the_same_in_every_lossless_syntax(corpus: Path) -> None:
    """The CT that the corpus holds in all of them: uncompressed both ways round, deflated, and every codec."""
    images = [read_instance(path) for path in sorted((corpus / "syntax" / "ct_every_syntax").glob("*.dcm"))]
    plain = {EXPLICIT_LITTLE, EXPLICIT_BIG, IMPLICIT_LITTLE, DEFLATED}
    lossless = (set(SECOND) - {f"{_JPEG}81"}) | plain
    decoded = {
        one.source.transfer_syntax_uid: decode_frame(one)
        for one in images
        if one.source.transfer_syntax_uid in lossless
    }

    first, *others = decoded.values()
    assert plain <= set(decoded)
    assert len(decoded) >= 9
    assert all(np.array_equal(first, other) for other in others)
