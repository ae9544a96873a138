"""Every object is lawful, named for what it is, and the same each time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.uid import UID

from app.demonstration.marking import word_mask
from app.demonstration.studies import truth, write_demonstration_studies
from tests.app.demonstration.conftest import Written

SERIES = (
    "ct-thorax-2026-03-02/1-axial",
    "ct-thorax-2026-07-06/1-axial",
    "xr-chest-2026-03-02/1-pa",
    "mr-head-2026-05-11/1-t1",
    "mr-head-2026-05-11/2-t2",
)


class CancelledError(Exception):
    """What a reader who changes their mind raises."""


def samples(folder: Path) -> list[Path]:
    """Return first, middle and last file of a series."""
    files = sorted(folder.glob("*.dcm"))
    return sorted({files[0], files[len(files) // 2], files[-1]})


@pytest.mark.parametrize("series", SERIES)
def test_dciodvfy_finds_no_error(series: str, written: Written) -> None:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy (dicom3tools) is not installed")
    for path in samples(written.folder / series):
        said = subprocess.run(
            ["dciodvfy", "-new", path], capture_output=True, text=True, errors="replace", check=False
        )
        errors = [line for line in (said.stdout + said.stderr).splitlines() if line.startswith("Error")]
        assert not errors


@pytest.mark.parametrize("series", SERIES)
def test_name_and_pixels_say_synthetic(series: str, written: Written) -> None:
    for path in samples(written.folder / series):
        ds = dcmread(path)
        assert "SYNTHETIC" in str(ds.PatientName)
        assert word_is_drawn(ds.pixel_array)


def word_is_drawn(image: NDArray[np.uint16]) -> bool:
    """Tell whether a corner holds the word, at any of a few sizes: as bright as nothing around it."""
    high, wide = max(30, image.shape[0] // 20), max(75, image.shape[1] // 10)
    for scale in (1, 3):
        word = word_mask(scale)
        height, width = word.shape
        for corner in (image[:high, :wide], image[-high:, :wide]):
            peak = corner == corner.max()
            rows, columns = np.nonzero(peak)
            if rows.size:
                found = peak[rows.min() : rows.min() + height, columns.min() : columns.min() + width]
                if found.shape == word.shape and np.array_equal(found, word):
                    return True
    return False


def test_every_study_has_the_patient_it_should(written: Written) -> None:
    seen = {
        series: (str(ds.PatientName), ds.PatientID, ds.StudyDate)
        for series in SERIES
        for ds in [dcmread(samples(written.folder / series)[0], stop_before_pixels=True)]
    }

    assert seen == {
        SERIES[0]: ("SYNTHETIC^THORAX", "SYN-0001", "20260302"),
        SERIES[1]: ("SYNTHETIC^THORAX", "SYN-0001", "20260706"),
        SERIES[2]: ("SYNTHETIC^THORAX", "SYN-0001", "20260302"),
        SERIES[3]: ("SYNTHETIC^HEAD", "SYN-0002", "20260511"),
        SERIES[4]: ("SYNTHETIC^HEAD", "SYN-0002", "20260511"),
    }


def test_no_two_objects_share_a_uid_and_all_are_lawful(written: Written) -> None:
    volumes = (written.first_ct, written.follow_up_ct, written.t1, written.t2)
    uids = [ds.SOPInstanceUID for volume in volumes for ds in volume.headers]
    uids.append(written.radiograph.SOPInstanceUID)

    assert len(set(uids)) == len(uids) == 425
    assert all(UID(uid).is_valid and uid.startswith("2.25.") for uid in uids)


def test_the_truth_names_the_series_that_are_written(written: Written) -> None:
    known = truth()

    assert written.first_ct.headers[0].SeriesInstanceUID == known.first_ct.series_uid
    assert written.follow_up_ct.headers[0].FrameOfReferenceUID == known.follow_up_ct.frame_of_reference_uid
    assert written.radiograph.StudyInstanceUID == known.radiograph.study_uid
    assert written.t2.headers[0].SeriesInstanceUID == known.head.t2_series_uid


def test_progress_is_told_after_every_file(written: Written) -> None:
    assert written.progress == tuple((done, 425) for done in range(1, 426))


def test_the_same_bytes_are_written_each_time_and_writing_can_be_cancelled(
    written: Written, tmp_path: Path
) -> None:
    def stop_after_two(done: int, total: int) -> None:
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_demonstration_studies(tmp_path, stop_after_two)

    again = sorted(tmp_path.rglob("*.dcm"))
    assert len(again) == 2
    for path in again:
        assert path.read_bytes() == (written.folder / path.relative_to(tmp_path)).read_bytes()
