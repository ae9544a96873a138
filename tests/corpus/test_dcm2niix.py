"""Series lie, voxel by voxel, where dcm2niix puts them: order, orientation, spacing and values (SAFETY H1, H2)."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.headless.opening import open_here
from viewer.dicom.decoding import decode_frame

pytestmark = pytest.mark.corpus

SERIES = [
    ("mr/philips_asl_classic", "1901_cl", 1),
    ("mr/philips_asl_enhanced", "1901_enh_real", 1),
    ("mr/ge_epi_fmri_4d", "mr_0004", 10),
    ("mr/siemens_xa10_enhanced", "REST1", 4),
]
"""Folder, reference beside it, and volumes: one by one, in one object, by time, in objects of their own."""


@pytest.mark.parametrize(("folder", "reference", "times"), SERIES)
def test_h1_h2_every_voxel_lies_where_dcm2niix_puts_it(
    corpus: Path, private_home: Path, folder: str, reference: str, times: int
) -> None:
    to_voxels, volumes = nifti(corpus / folder / "expected" / f"{reference}.nii.gz")
    sets = [shown for study in open_here([corpus / folder]).studies for shown in study.display_sets]
    shown_sets = [shown for shown in sets if shown.frames]

    assert len(shown_sets) == len(volumes) == times
    for shown, volume in zip(shown_sets, volumes, strict=True):
        assert len(shown.frames) == len(volume)
        for frame in shown.frames:
            stored = decode_frame(frame.instance, frame.number)
            rows, columns = np.indices(stored.shape)
            places_ras = frame.plane.to_lps(np.stack([columns.ravel(), rows.ravel()], axis=1)) * (-1, -1, 1)
            exact = places_ras @ to_voxels[:3, :3].T + to_voxels[:3, 3]
            i, j, k = np.rint(exact).astype(int).T
            assert np.abs(exact - np.rint(exact)).max() < 1e-4
            assert np.array_equal(volume[k, j, i], stored.ravel())


def nifti(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """Return what turns RAS mm into voxels, (4, 4), and the stored numbers, (t, k, j, i), of a NIfTI-1 file."""
    data = gzip.decompress(path.read_bytes())
    count, *sides = np.frombuffer(data, "<i2", 5, 40).tolist()
    start = int(np.frombuffer(data, "<f4", 1, 108)[0])
    affine = np.vstack([np.frombuffer(data, "<f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]]).astype(float)
    shape = sides if count == 4 else [*sides[:3], 1]
    stored = np.frombuffer(data, "<i2", int(np.prod(shape)), start)
    return np.linalg.inv(affine), stored.reshape(shape[::-1])
