"""Siemens mosaics: slices in one picture, taken apart, each at its place."""

import contextlib
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from app.headless.opening import open_here
from tests.builders.dicom import csa_header, siemens_mosaic, write
from tests.builders.scenes import scene
from viewer.core.geometry import Verdict
from viewer.core.images import Image
from viewer.core.overlay import Context, Level, corner_text
from viewer.core.study import DisplayKind, DisplaySet, Instance
from viewer.dicom.decoding import FrameReader, decode_frame
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance
from viewer.dicom.pixels_in_place import lies_in_place
from viewer.dicom.siemens_csa import CsaError, csa_values
from viewer.modalities.table import modality_for

FIVE = {"NumberOfImagesInMosaic": ("5", ""), "SliceNormalVector": ("0.0", "0.0", "1.0")}
DOWN = {"NumberOfImagesInMosaic": ("5", ""), "SliceNormalVector": ("0.0", "0.0", "-1.0")}


def read(folder: Path, dataset: Dataset) -> Instance:
    return read_instance(write(dataset, folder / "mosaic.dcm"))


def only_set(instance: Instance) -> DisplaySet:
    (shown,) = group([instance]).studies[0].display_sets
    return shown


def badges(instance: Instance) -> list[str]:
    frame = only_set(instance).frames[0]
    shown = scene(Image(frame, decode_frame(instance, frame.number)))
    text = corner_text(shown, modality_for("MR"), Level.FULL, Context())
    return [badge.text for badge in text.badges]


@pytest.mark.parametrize("newer", [True, False])
def test_the_slices_of_a_mosaic_make_a_volume(tmp_path: Path, newer: bool) -> None:
    instance = read(tmp_path, siemens_mosaic(csa_header(FIVE, newer=newer)))

    shown = only_set(instance)

    assert [frame.number for frame in shown.frames] == [1, 2, 3, 4, 5]
    assert shown.kind is DisplayKind.STACK
    assert shown.verdict.kind is Verdict.REGULAR
    assert shown.verdict.spacing_mm == pytest.approx(3.0)
    for frame in shown.frames:
        assert np.array_equal(decode_frame(instance, frame.number), np.full((4, 6), frame.number))
    assert not lies_in_place(instance), "its parts do not lie one after the other"
    assert "MOSAIC" not in badges(instance)


def test_h2_a_mosaic_names_the_corner_of_one_large_slice_around_the_first(tmp_path: Path) -> None:
    instance = read(
        tmp_path,
        siemens_mosaic(
            csa_header(FIVE), ImagePositionPatient=["-100", "-50", "30"], PixelSpacing=["0.5", "0.25"]
        ),
    )

    places = [frame.plane.origin_lps for frame in only_set(instance).frames]

    # 18 - 6 columns of 0.25 mm and 12 - 4 rows of 0.5 mm, half of them before the slice
    assert places[0] == pytest.approx((-100 + 6 * 0.25, -50 + 4 * 0.5, 30))
    assert places[4] == pytest.approx((-98.5, -48, 30 + 4 * 3))


def test_h1_slices_that_follow_each_other_downwards_are_put_in_order(tmp_path: Path) -> None:
    shown = only_set(read(tmp_path, siemens_mosaic(csa_header(DOWN))))

    assert [frame.number for frame in shown.frames] == [5, 4, 3, 2, 1]
    assert [frame.plane.origin_lps[2] for frame in shown.frames] == [-12, -9, -6, -3, 0]


def test_the_number_of_slices_may_stand_beside_the_header(tmp_path: Path) -> None:
    dataset = siemens_mosaic(csa_header({"SliceNormalVector": ("0", "0", "1")}))
    dataset.add_new(0x00190010, "LO", "SIEMENS MR HEADER")
    dataset.add_new(0x0019100A, "US", 5)

    assert len(only_set(read(tmp_path, dataset)).frames) == 5


@pytest.mark.parametrize(
    "csa",
    [
        pytest.param(None, id="none"),
        pytest.param(b"", id="empty"),
        pytest.param(csa_header(FIVE)[:100], id="cut"),
        pytest.param(csa_header({"SliceNormalVector": ("0", "0", "1")}), id="no number"),
        pytest.param(csa_header({"NumberOfImagesInMosaic": ("many",)}), id="no number at all"),
        pytest.param(csa_header({"NumberOfImagesInMosaic": ("99999999",)}), id="too many"),
        pytest.param(csa_header({"NumberOfImagesInMosaic": ("50",)}), id="does not fit"),
    ],
)
def test_a_mosaic_whose_layout_cannot_be_read_stays_whole_and_says_so(
    tmp_path: Path, csa: bytes | None
) -> None:
    instance = read(tmp_path, siemens_mosaic(csa))

    shown = only_set(instance)

    assert len(shown.frames) == 1
    assert decode_frame(instance).shape == (12, 18)
    assert any("mosaic" in note for note in shown.notes)
    assert "MOSAIC" in badges(instance)


@pytest.mark.parametrize(
    "normal", [("0.0", "1.0", "0.0"), ("0.0", "0.0", "0.5"), ("0", "0"), ("a", "b", "c")]
)
def test_slices_whose_direction_is_not_told_stay_in_their_picture(
    tmp_path: Path, normal: tuple[str, ...]
) -> None:
    values = {"NumberOfImagesInMosaic": ("5",), "SliceNormalVector": normal}

    instance = read(tmp_path, siemens_mosaic(csa_header(values)))

    assert len(only_set(instance).frames) == 1
    assert "MOSAIC" in badges(instance)


@pytest.mark.parametrize("spacing", [None, "0", "-3", "1000"])
def test_h5_slices_whose_distance_is_not_told_stay_in_their_picture(
    tmp_path: Path, spacing: str | None
) -> None:
    # the slice thickness, 5 mm, would be a guess
    instance = read(tmp_path, siemens_mosaic(csa_header(FIVE), SpacingBetweenSlices=spacing))

    assert len(only_set(instance).frames) == 1


@given(st.binary(max_size=300), st.integers(0, 400), st.sampled_from([True, False]))
def test_f1_a_damaged_siemens_header_is_refused_and_nothing_worse(noise: bytes, at: int, newer: bool) -> None:
    whole = csa_header(FIVE, newer=newer)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with contextlib.suppress(CsaError):
        assert all(texts for texts in csa_values(damaged).values())


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("which", "reference"), [("axial", "ax_asc_35sl_6"), ("sagittal", "sag_asc_35sl_22")]
)
def test_h2_mosaics_lie_where_dcm2niix_puts_them(
    corpus: Path, which: str, reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path))
    folder = corpus / f"mr/siemens_mosaic_{which}"
    to_voxels, volumes = nifti(folder / f"expected/{reference}.nii.gz")
    sets = [shown for study in open_here([folder]).studies for shown in study.display_sets if shown.frames]

    assert [len(shown.frames) for shown in sets] == [35, 35]
    for shown, volume in zip(sets, volumes, strict=True):
        for frame in shown.frames:
            with FrameReader(frame.instance) as frames:
                stored = frames.frame(frame.number)
            rows, columns = np.mgrid[0 : stored.shape[0], 0 : stored.shape[1]]
            places = frame.plane.to_lps(np.stack([columns.ravel(), rows.ravel()], axis=1)) * (-1, -1, 1)
            exact = places @ to_voxels[:3, :3].T + to_voxels[:3, 3]
            i, j, k = np.rint(exact).astype(int).T
            assert np.abs(exact - np.rint(exact)).max() < 1e-4
            assert np.array_equal(volume[k, j, i], stored.ravel())


def nifti(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return what turns RAS millimetres into voxels, (4, 4), and the volumes, (t, k, j, i), of a NIfTI-1 file."""
    data = gzip.decompress(path.read_bytes())
    sides = np.frombuffer(data, "<i2", 5, 40)[1:]
    start = int(np.frombuffer(data, "<f4", 1, 108)[0])
    affine = np.vstack([np.frombuffer(data, "<f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]]).astype(float)
    stored = np.frombuffer(data, "<i2", int(np.prod(sides)), start)
    return np.linalg.inv(affine), stored.reshape(sides[::-1])
