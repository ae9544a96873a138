"""Every real file that decodes, decodes to exactly the numbers other programs found; lossy ones within a level."""

import csv
import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels.utils import pixel_array

from viewer.core.study import Instance, PixelFormat
from viewer.dicom.decoding import FrameError, FrameReader, decode_frame
from viewer.dicom.header import read_instance
from viewer.dicom.pixels import Numbers

pytestmark = pytest.mark.corpus

FOLDERS = [
    "broken",
    "charset",
    "ct",
    "derived",
    "dicomdir",
    "mr",
    "nm_pt",
    "rt",
    "sm",
    "syntax",
    "us",
    "xa",
    "xray",
]

DECODERS_DIFFER = {
    "ct/enhanced/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-Baseline_YBR422.dcm",
    "syntax/colour_pattern/TestPattern_JPEG-Baseline_YBRFull.dcm",
    "syntax/ct_every_syntax/CT_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm",
}
"""Lossy JPEG, which the standard lets decoders round differently."""

BEYOND_PYDICOM = {
    "broken/emri_small_jpeg_2k_lossless_too_short.dcm": 109.699121,
    "syntax/ct_every_syntax/CT_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm": 1548.2821,
    "syntax/ct_every_syntax/CT_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm": 1548.2821,
    "syntax/misc/liver_nonbyte_aligned_deflate.dcm": 0.137252,
    "syntax/misc/liver_rle.dcm": 0.136182,
    "syntax/pydicom/JPEG-lossy.dcm": 14.37,
    "syntax/video_derived/hevc_main51.dcm": 10.3,
    "syntax/video_derived/mpeg2_mp_ml.dcm": 10.3,
    "syntax/video_derived/mpeg4_avc_hp41.dcm": 10.3,
}
"""Files that pydicom does not decode and we do, with the mean that is known of them or of their twins."""


def rows(table: Path) -> dict[str, dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["path"]: row for row in csv.DictReader(lines, delimiter="\t")}


def in_one_picture(instance: Instance) -> Instance:
    """Return a mosaic as it is stored: its slices in one picture."""
    if instance.mosaic is None or instance.pixels is None:
        return instance
    picture = replace(instance.pixels, rows=instance.mosaic.rows, columns=instance.mosaic.columns, frames=1)
    return replace(instance, pixels=picture, mosaic=None)


def all_frames(instance: Instance) -> Numbers:
    assert instance.pixels is not None
    with FrameReader(instance) as reader:
        frames = [reader.frame(number + 1) for number in range(instance.pixels.frames)]
    return np.stack(frames) if len(frames) > 1 else frames[0]


def as_published(instance: Instance, decoded: Numbers) -> Numbers:
    """Return what the table of expected values holds: indexes of palettes, colors of more than eight bits."""
    pixels = instance.pixels
    assert pixels is not None
    if pixels.photometric == "PALETTE COLOR":
        return all_frames(replace(instance, pixels=replace(pixels, photometric="MONOCHROME2")))
    if pixels.samples == 3 and pixels.bits_stored > 8:
        whole = pixel_array(pydicom.dcmread(instance.source.path))
        assert np.array_equal(decoded, whole >> (pixels.bits_stored - 8))
        return whole
    return decoded


@pytest.mark.parametrize("folder", FOLDERS)
def test_h9_every_file_decodes_to_the_published_numbers(corpus: Path, folder: str) -> None:
    expected = rows(corpus / "expected" / "decoded_pixels.tsv")
    different = []
    for path in sorted(path for path in expected if path.startswith(f"{folder}/")):
        instance = in_one_picture(read_instance(corpus / path))
        numbers = as_published(instance, all_frames(instance))
        little = np.ascontiguousarray(numbers).astype(numbers.dtype.newbyteorder("<"))
        if hashlib.sha256(little.tobytes()).hexdigest() != expected[path]["sha256_of_little_endian_array"]:
            different.append(path)

    assert set(different) == {path for path in DECODERS_DIFFER if path.startswith(f"{folder}/")}


@pytest.mark.parametrize("path", sorted(DECODERS_DIFFER))
def test_lossy_files_are_within_a_level_of_the_published_range_and_mean(corpus: Path, path: str) -> None:
    published = rows(corpus / "expected" / "decoded_pixels.tsv")[path]
    ours = all_frames(read_instance(corpus / path))

    assert ours.mean() == pytest.approx(float(published["mean_stored"]), abs=0.5)
    assert int(ours.min()) == pytest.approx(float(published["min_stored"]), abs=1)
    assert int(ours.max()) == pytest.approx(float(published["max_stored"]), abs=1)


@pytest.mark.parametrize("path", sorted(path for path in DECODERS_DIFFER if "Baseline_" in path))
def test_lossy_files_of_eight_bits_are_within_a_level_of_another_decoder(corpus: Path, path: str) -> None:
    ours = all_frames(read_instance(corpus / path)).astype(int)
    theirs = pixel_array(pydicom.dcmread(corpus / path), decoding_plugin="gdcm").astype(int)

    assert np.abs(ours - theirs).max() <= 1
    assert np.abs(ours - theirs).mean() <= 0.5


@pytest.mark.skipif(shutil.which("dcmdjpeg") is None, reason="needs DCMTK's dcmdjpeg")
@pytest.mark.parametrize("process", ["2_4", "6_8", "10_12", "14", "14SV1"])
def test_jpeg_of_twelve_and_sixteen_bits_is_within_a_level_of_dcmtk(
    corpus: Path, tmp_path: Path, process: str
) -> None:
    (path,) = (corpus / "syntax" / "ct_every_syntax").glob(f"CT_JPEGProcess{process}TransferSyntax_*.dcm")
    subprocess.run(["dcmdjpeg", str(path), str(tmp_path / "native.dcm")], check=True, capture_output=True)

    ours = decode_frame(read_instance(path)).astype(int)
    theirs = pixel_array(pydicom.dcmread(tmp_path / "native.dcm")).astype(int)

    assert np.abs(ours - theirs).max() <= (0 if process.startswith("14") else 1)
    assert np.abs(ours - theirs).mean() <= 0.5


@pytest.mark.parametrize("path", sorted(BEYOND_PYDICOM))
def test_files_that_others_do_not_decode_are_decoded(corpus: Path, path: str) -> None:
    decoded = all_frames(read_instance(corpus / path))

    assert decoded.mean() == pytest.approx(BEYOND_PYDICOM[path], rel=0.005)


def test_h31_a_palette_shows_the_colors_of_its_twin(corpus: Path) -> None:
    folder = corpus / "syntax" / "colour_pattern"
    eight, sixteen = (
        decode_frame(read_instance(folder / f"TestPattern_Palette{n}.dcm")) for n in ("", "_16")
    )
    direct = decode_frame(read_instance(folder / "TestPattern_JPEG-Lossless_RGB.dcm"))

    assert np.array_equal(eight, sixteen)
    assert np.abs(eight.astype(int) - direct).mean() < 3


def test_video_frames_are_found_in_any_order(corpus: Path) -> None:
    instance = read_instance(corpus / "syntax/video_derived/mpeg4_avc_hp41.dcm")
    with FrameReader(instance) as reader:
        in_order = [reader.frame(number) for number in (1, 2, 7)]
    with FrameReader(instance) as reader:
        backwards = [reader.frame(number) for number in (7, 2, 1)]

    assert all(np.array_equal(one, other) for one, other in zip(in_order, reversed(backwards), strict=True))


def test_video_beyond_its_end_is_refused(corpus: Path) -> None:
    instance = read_instance(corpus / "syntax/video_derived/mpeg2_mp_ml.dcm")
    longer = replace(instance, pixels=more_frames(instance, 31))

    with pytest.raises(FrameError, match="the video ends after 30 frames"):
        decode_frame(longer, 31)


def test_f6_video_of_another_size_than_the_header_is_refused(corpus: Path) -> None:
    instance = read_instance(corpus / "syntax/video_derived/mpeg2_mp_ml.dcm")
    assert instance.pixels is not None

    with pytest.raises(FrameError, match="the header says 241 × 320"):
        decode_frame(replace(instance, pixels=replace(instance.pixels, rows=241)))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("broken/MR_truncated.dcm", "8130 of 8192 bytes"),
        ("broken/made/truncated_in_pixels.dcm", "23906 of 32768 bytes"),
        ("broken/JPEG2000-embedded-sequence-delimiter.dcm", "the header says 1024 × 256"),
    ],
)
def test_f6_damaged_files_say_what_is_wrong(corpus: Path, path: str, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        decode_frame(read_instance(corpus / path))


@pytest.mark.parametrize(
    "syntax",
    ["1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90"],
)
def test_f8_a_second_decoder_agrees_on_real_lossless_files(corpus: Path, syntax: str) -> None:
    manifest = rows(corpus / "MANIFEST.tsv")
    paths = [path for path, row in manifest.items() if f"({syntax})" in row["transfer syntax"]]
    decodable = [path for path in paths if manifest[path]["pixel data decodes"] == "yes"][:20]
    assert decodable
    for path in decodable:
        theirs = pixel_array(pydicom.dcmread(corpus / path), decoding_plugin="gdcm", index=0)
        instance = read_instance(corpus / path)
        if instance.pixels is not None and instance.pixels.bits_allocated > 1:
            assert np.array_equal(decode_frame(instance), theirs), path


def more_frames(instance: Instance, count: int) -> PixelFormat:
    assert instance.pixels is not None
    return replace(instance.pixels, frames=count)
