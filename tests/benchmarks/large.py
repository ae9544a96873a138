"""Sets that are large, and sittings that are long: nobody waits, and memory stays where it was said to stay."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from pydicom.uid import ExplicitVRLittleEndian

from tests.benchmarks.folders import ct_slices, header, meta, write_ct
from tests.benchmarks.table import Row

SLICES, MANY_SLICES, FRAMES = 1000, 3500, 2000
LIMIT_MIB, SOAK_SLICES, SOAK_S, ROUNDS = 512, 60, 120, 3
LATE_MS, FPS, MEMORY_RATIO, GROWTH = 100.0, 60.0, 1.25, 0.05


def run() -> list[Row]:
    """Measure everything; some minutes."""
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        folder = Path(made)
        rows = _chased(write_ct(folder / "ct", SLICES))
        rows += _limited(write_ct(folder / "many", MANY_SLICES), f"{MANY_SLICES} slices of 512²")
        rows += _limited(write_frames(folder / "frames", FRAMES), f"{FRAMES} frames of 512² in one object")
        rows.append(_soaked(write_ct(folder / "small", SOAK_SLICES)))
    return rows


def long_probe(what: str, folder: Path, number: int) -> dict[str, Any]:
    """Return what one run in a process of its own found out."""
    command = [sys.executable, "-m", "tests.benchmarks.long_probe", what, str(folder), str(number)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=900
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _chased(folder: Path) -> list[Row]:
    found = [long_probe("chase", folder, 0) for _ in range(ROUNDS)]
    names = ("latest_ms", "latest_own_ms", "while_loading_ms", "loaded_fps")
    latest, own, loading, fps = (median(one[name] for one in found) for name in names)
    what = f"{SLICES} × 512² CT, 1000 × 1000 raster"
    return [
        Row(
            f"{what}: latest frame while scrolling right after opening",
            latest,
            bar=f"≤ {LATE_MS:g} ms",
            met=latest <= LATE_MS,
        ),
        Row("  of it not for a processor that other programs had", own),
        Row("  median of these frames", loading),
        Row(
            f"{what}: scrolling once loaded", fps, bar=f"≥ {FPS:g} frames/s", unit="frames/s", met=fps >= FPS
        ),
    ]


def _limited(folder: Path, what: str) -> list[Row]:
    found = long_probe("limited", folder, LIMIT_MIB)
    ratio = found["more_bytes"] / (LIMIT_MIB << 20)
    size = f"{what} ({found['voxel_bytes'] / 2**30:.1f} GiB) with {LIMIT_MIB} MiB for images"
    return [
        Row(
            f"{size}: memory while it is looked through, of what is allowed",
            ratio,
            bar=f"≤ {MEMORY_RATIO:g}×",
            unit="×",
            met=ratio <= MEMORY_RATIO,
        ),
        Row("  an image that is jumped to, median", found["median_ms"]),
        Row("  the latest of them", found["latest_ms"]),
    ]


def _soaked(folder: Path) -> Row:
    found = long_probe("soak", folder, SOAK_S)
    what = (
        f"{found['rounds']} times opened and closed in {found['seconds']:.0f} s: memory grown after warm-up"
    )
    return Row(
        what, 100 * found["growth"], bar=f"≤ {100 * GROWTH:g} %", unit="%", met=found["growth"] <= GROWTH
    )


def write_frames(folder: Path, count: int) -> Path:
    """Write one object of many frames, a gigabyte, and return its folder."""
    folder.mkdir(parents=True)
    dataset = header(0, "2.25.1", "2.25.2", "2.25.3")
    dataset.SOPClassUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.7.3", "OT"
    del (
        dataset.ImagePositionPatient,
        dataset.ImageOrientationPatient,
    )  # else they were as many volumes at one place
    dataset.NumberOfFrames, dataset.FrameTime = count, "40"
    dataset.file_meta = meta(dataset, ExplicitVRLittleEndian)
    dataset.PixelData = np.stack(ct_slices(count)).tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.save_as(folder / "frames", enforce_file_format=True)
    return folder
