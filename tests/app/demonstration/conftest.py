"""The demonstration studies, written once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset

from app.demonstration.studies import write_demonstration_studies
from app.demonstration.truth import Position


@dataclass(frozen=True)
class Volume:
    """A series as a reader would stack it, from its headers alone.

    Attributes
    ----------
    values
        (slices, rows, columns), rescaled.
    """

    headers: tuple[Dataset, ...]
    values: NDArray[np.float32]

    @property
    def spacing_mm(self) -> NDArray[np.float64]:
        """Between voxels along x, y and z."""
        first, second = (np.array(ds.ImagePositionPatient, float) for ds in self.headers[:2])
        row_mm, column_mm = self.headers[0].PixelSpacing
        return np.array([column_mm, row_mm, second[2] - first[2]])

    def axes_lps(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return x of columns, y of rows, z of slices."""
        x, y, z = (
            start + step * np.arange(count)
            for start, step, count in zip(
                self.headers[0].ImagePositionPatient, self.spacing_mm, self.values.shape[::-1], strict=True
            )
        )
        return x, y, z

    def around(self, center: Position, half_mm: float) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return the values in a box, and the distances of its voxels from the center, mm."""
        x, y, z = (axis - middle for axis, middle in zip(self.axes_lps(), center, strict=True))
        k, j, i = (np.flatnonzero(np.abs(axis) <= half_mm) for axis in (z, y, x))
        distance = np.sqrt(z[k][:, None, None] ** 2 + y[j][None, :, None] ** 2 + x[i][None, None, :] ** 2)
        return self.values[np.ix_(k, j, i)], distance

    def mean_within(self, center: Position, radius_mm: float) -> float:
        """Return the mean in a sphere."""
        values, distance = self.around(center, radius_mm)
        return float(values[distance <= radius_mm].mean())


@dataclass(frozen=True)
class Written:
    """The studies on disk, read back."""

    folder: Path
    first_ct: Volume
    follow_up_ct: Volume
    t1: Volume
    t2: Volume
    radiograph: Dataset
    progress: tuple[tuple[int, int], ...]


def read_volume(folder: Path) -> Volume:
    """Read a series in the order of its slices."""
    headers = sorted(map(dcmread, folder.glob("*.dcm")), key=lambda ds: float(ds.ImagePositionPatient[2]))
    values = np.stack(
        [
            ds.pixel_array * np.float32(ds.get("RescaleSlope", 1)) + np.float32(ds.get("RescaleIntercept", 0))
            for ds in headers
        ]
    )
    return Volume(tuple(headers), values)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the studies; they are only read, so one set serves all tests."""
    folder = tmp_path_factory.mktemp("demonstration")
    steps: list[tuple[int, int]] = []
    write_demonstration_studies(folder, lambda done, total: steps.append((done, total)))
    return Written(
        folder,
        read_volume(folder / "ct-thorax-2026-03-02" / "1-axial"),
        read_volume(folder / "ct-thorax-2026-07-06" / "1-axial"),
        read_volume(folder / "mr-head-2026-05-11" / "1-t1"),
        read_volume(folder / "mr-head-2026-05-11" / "2-t2"),
        dcmread(folder / "xr-chest-2026-03-02" / "1-pa" / "0001.dcm"),
        tuple(steps),
    )
