"""Segmentations as their files say them, made by highdicom and read back by this program."""

from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.builders.dicom import write
from tests.builders.jobs import AtOnce
from tests.builders.segmentations import ct_stack, segmentation
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import Labels, OverlayLayer, Shares
from viewer.core.overlays.reading import LayerError
from viewer.core.study import FrameKey
from viewer.dicom.header import read_instance
from viewer.loading.layers import Listener
from viewer.loading.planar_layers import Planar

SLICES, ROWS, COLUMNS = 4, 24, 32
LIVER = (41661, 41167, 40792)


def organs() -> NDArray[np.uint8]:
    """Return row numbers, (slices, rows, columns): 1 in three slices, most in the second; 2 in the last."""
    pixels = np.zeros((SLICES, ROWS, COLUMNS), np.uint8)
    pixels[0, 5:7, 10:14] = 1
    pixels[1, 5:11, 10:20] = 1
    pixels[2, 5:8, 10:16] = 1
    pixels[3, 15:17, 2:5] = 2
    return pixels


def read(path: Path) -> OverlayLayer:
    """Return the one layer that an object makes."""
    made: list[OverlayLayer] = []
    failed: list[BaseException] = []
    Planar(AtOnce()).read(
        read_instance(path), Listener(lambda _done, _total: None, made.extend, failed.append)
    )
    if failed:
        raise failed[0]
    (layer,) = made
    return layer


def grids(folder: Path) -> list[ImageGrid]:
    """Return the pixels of the slices under the segmentation."""
    found = []
    for number, made in enumerate(ct_stack()):
        instance = read_instance(write(made, folder / f"ct {number}"))
        plane = instance.describe(1).plane
        assert plane is not None
        found.append(ImageGrid.of(FrameKey(instance.sop_instance_uid), plane, (ROWS, COLUMNS)))
    return found


def numbers_over(layer: OverlayLayer, grid: ImageGrid) -> NDArray[np.generic]:
    """Return row numbers over an image, all rasters in one; each must lie on its pixels exactly."""
    whole = np.zeros((ROWS, COLUMNS), np.uint8)
    for raster in layer.content.on(grid).rasters:
        assert isinstance(raster, Labels)
        assert np.allclose(raster.to_image, [[1, 0, 0], [0, 1, 0]], atol=1e-6)
        whole = np.maximum(whole, raster.numbers)
    return whole


@pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])
def test_segments_lie_over_the_pixels_they_were_drawn_on(kind: str, tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs(), kind=kind)
    layer = read(write(made, tmp_path / "seg"))

    for number, grid in enumerate(grids(tmp_path)):
        assert np.array_equal(numbers_over(layer, grid), organs()[number])


def test_what_is_read_is_what_highdicom_reads(tmp_path: Path) -> None:
    path = write(segmentation(ct_stack(), organs()), tmp_path / "seg")
    layer = read(path)
    theirs = hd.seg.segread(path).get_pixels_by_source_instance(
        [made.SOPInstanceUID for made in ct_stack()],
        combine_segments=True,
        assert_missing_frames_are_empty=True,
    )

    for number, grid in enumerate(grids(tmp_path)):
        assert np.array_equal(numbers_over(layer, grid), theirs[number])


def test_overlapping_segments_are_all_kept(tmp_path: Path) -> None:
    masks = np.zeros((SLICES, ROWS, COLUMNS, 2), np.uint8)
    masks[1, 2:10, 2:10, 0] = 1
    masks[1, 6:14, 6:14, 1] = 1
    layer = read(write(segmentation(ct_stack(), masks), tmp_path / "seg"))

    rasters = layer.content.on(grids(tmp_path)[1]).rasters

    assert len(rasters) == 2
    for number in (1, 2):
        found = sum(int((raster.numbers == number).sum()) for raster in rasters if isinstance(raster, Labels))
        assert found == 64


def test_fractional_segments_are_shares_of_all(tmp_path: Path) -> None:
    shares = np.zeros((SLICES, ROWS, COLUMNS, 1), np.float32)
    shares[1, 3, 4, 0], shares[1, 3, 5, 0] = 1.0, 0.25
    made = segmentation(ct_stack(), shares, ["Lesion"], kind="FRACTIONAL", max_fractional_value=200)
    layer = read(write(made, tmp_path / "seg"))

    (found,) = layer.content.on(grids(tmp_path)[1]).rasters

    assert isinstance(found, Shares)
    assert found.shares[3, 4:7].tolist() == [255, 64, 0]
    assert "fractional" in layer.notes[0]


def test_a_segment_has_its_name_color_code_and_volume(tmp_path: Path) -> None:
    layer = read(write(segmentation(ct_stack(), organs(), colors=[LIVER]), tmp_path / "seg"))

    liver, spleen = layer.rows

    assert (liver.label, liver.color) == ("Liver", "#d98265")
    assert "Liver · Tissue · manual" in liver.note
    pixels = int((organs() == 1).sum())
    assert liver.note.startswith(f"{pixels * 0.5 * 0.75 * 2.0 / 1000:.3g} ml")
    assert spleen.color != liver.color


def test_a_segment_leads_to_its_largest_slice(tmp_path: Path) -> None:
    layer = read(write(segmentation(ct_stack(), organs()), tmp_path / "seg"))

    assert layer.rows[0].place_lps is not None
    assert layer.rows[0].place_lps[2] == pytest.approx(2.0)
    assert layer.rows[1].place_lps is not None
    assert layer.rows[1].place_lps[2] == pytest.approx(6.0)


def test_a_segment_without_pixels_is_said_to_be_empty(tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs(), ["Liver", "Spleen", "Kidney"])
    layer = read(write(made, tmp_path / "seg"))

    assert layer.rows[2].note.endswith("empty")
    assert layer.rows[2].place_lps is None


def test_columns_that_are_no_multiple_of_eight_do_not_shift_bits(tmp_path: Path) -> None:
    slices = ct_stack(rows=7, columns=13)
    pixels = np.random.default_rng(1).integers(0, 2, (SLICES, 7, 13)).astype(np.uint8)
    layer = read(write(segmentation(slices, pixels, ["Odd"]), tmp_path / "seg"))

    assert np.array_equal(layer.content.volumes[0], pixels)  # type: ignore[attr-defined]  # of labels


def test_a_file_that_ends_early_says_so_and_shows_the_frames_it_holds(tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs(), ["Liver", "Spleen"])
    made.PixelData = made.PixelData[: 2 * ROWS * COLUMNS // 8]
    layer = read(write(made, tmp_path / "seg"))

    assert layer.warning == "INCOMPLETE, the file holds 2 of 4 frames"
    assert (layer.content.volumes[0] == 1).sum() > 0  # type: ignore[attr-defined]  # of labels


def test_frames_without_a_segment_are_refused_with_the_reason(tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs())
    del made.PerFrameFunctionalGroupsSequence[0].SegmentIdentificationSequence

    with pytest.raises(LayerError, match="which segment") as refused:
        read(write(made, tmp_path / "seg"))

    assert refused.value.what == "Segmentation cannot be laid over images"


def test_an_unknown_kind_is_refused_with_the_reason(tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs())
    made.SegmentationType = "ODD"

    with pytest.raises(LayerError, match="Segmentation Type"):
        read(write(made, tmp_path / "seg"))


def test_f16_very_many_segments_are_read_in_time(tmp_path: Path) -> None:
    made = segmentation(ct_stack(), organs(), kind="LABELMAP")
    first = made.SegmentSequence[-1]
    for number in range(3, 3000):
        another = hd.seg.SegmentDescription.from_dataset(first)
        another.SegmentNumber = number
        made.SegmentSequence.append(another)

    layer = read(write(made, tmp_path / "seg"))

    assert len(layer.rows) == 2999


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "planes", "pixels"),
    [
        ("derived/seg_liver/liver_seg.dcm", 3, 107098),
        ("syntax/misc/liver_expb.dcm", 3, 107098),
        ("syntax/misc/liver_j2k.dcm", 3, 107098),
        ("syntax/misc/liver_rle.dcm", 3, 107098),
        ("syntax/misc/liver_nonbyte_aligned_deflate.dcm", 3, 107098),
        ("derived/seg_labelmap/sparse_labelmap.dcm", 2, 630),
        ("derived/seg_23x38x3/seg.dcm", 3, 322),
        ("derived/sr_tid1500/seg.dcm", 13, 795),
        ("sm/highdicom/seg_image_sm_control.dcm", 20, 523),
    ],
)
def test_real_segmentations_hold_what_every_encoding_of_them_holds(
    corpus: Path, name: str, planes: int, pixels: int
) -> None:
    layer = read(corpus / name)

    volumes = layer.content.volumes  # type: ignore[attr-defined]  # of labels
    assert len(volumes[0]) == planes
    assert sum(int((volume > 0).sum()) for volume in volumes) == pixels


@pytest.mark.corpus
def test_real_overlapping_segments_are_those_that_highdicom_reads(corpus: Path) -> None:
    path = corpus / "derived/seg_liver/partial_overlaps_seg.dcm"
    theirs = hd.seg.segread(path)
    layer = read(path)

    counts = {row.number: 0 for row in layer.rows}
    for volume in layer.content.volumes:  # type: ignore[attr-defined]  # of labels
        for number in counts:
            counts[number] += int((volume == number).sum())

    expected = {
        int(number): int(theirs.get_volume(segment_numbers=[number], rescale_fractional=False).array.sum())
        for number in theirs.segment_numbers
    }
    assert counts == expected
