"""The whole program as a reader meets it: how soon it can be used, how it opens a folder, how it follows the hand.

Every measurement is a process of its own with an empty home; figures are medians of several.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import time
from typing import Any

from pydicom.uid import JPEG2000Lossless

from tests.benchmarks.folders import SIDE_PX, write_ct
from tests.benchmarks.table import Row

STARTS, OPENINGS, HANDS = 5, 3, 3
SLICES, COMPRESSED_SLICES = 500, 120
USABLE_S, FIRST_S, WHOLE_S, WAIT_MS, MEMORY_RATIO, FRAME_MS = 2.0, 0.3, 0.6, 50.0, 1.3, 10.0
HANDED = {
    "scroll": "scroll, one viewport of 1000 × 1000",
    "window": "window drag, one viewport of 1000 × 1000",
    "zoom": "zoom drag, one viewport of 1000 × 1000",
    "pan": "pan, one viewport of 1000 × 1000",
    "four": "scroll, four linked viewports in 1200 × 900",
}


def run() -> list[Row]:
    """Measure everything; some minutes."""
    started()  # the disk is warm afterwards
    rows = _started()
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        folder = write_ct(Path(made) / "uncompressed", SLICES)
        rows += _opened(folder, f"{SLICES} × {SIDE_PX}² CT", bars=True)
        packed = write_ct(Path(made) / "jpeg2000", COMPRESSED_SLICES, JPEG2000Lossless)
        rows += _opened(packed, f"{COMPRESSED_SLICES} × {SIDE_PX}² CT, JPEG 2000", bars=False)
        rows += _handled(folder)
    return rows


def probe(*arguments: str) -> dict[str, Any]:
    """Return what one run of the program in a process of its own found out."""
    command = [sys.executable, "-m", "tests.benchmarks.probe", *arguments]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def started() -> dict[str, Any]:
    """Return what one start of the program found out."""
    return probe("start", str(time()))


def _started() -> list[Row]:
    found = [started() for _ in range(STARTS)]
    usable, processor = (median(one[name] for one in found) for name in ("usable", "processor"))
    what = "window usable after the start of the process, warm disk"
    return [
        Row(what, usable, bar=f"≤ {USABLE_S:g} s", unit="s", met=usable <= USABLE_S),
        Row(f"{what}: processor time", processor, unit="s"),
    ]


def _opened(folder: Path, what: str, *, bars: bool) -> list[Row]:
    found = [probe("open", str(folder)) for _ in range(OPENINGS)]
    first, whole, wait, own, more, voxels = (
        median(one[name] for one in found)
        for name in ("first", "whole", "longest_ms", "own_ms", "more_bytes", "voxel_bytes")
    )
    ratio, bare = more / voxels, median(probe("bare", str(folder))["whole"] for _ in range(OPENINGS))
    rows = [
        Row(
            f"{what} in the window: longest wait of the main thread",
            wait,
            bar=_most(WAIT_MS),
            met=wait <= WAIT_MS,
        ),
        Row("  of it not for a processor that other programs had", own),
    ]
    if bars:
        memory = f"{what} in the window: peak memory above the empty window, of its voxels, workers included"
        rows = [
            Row(
                f"{what} in the window: first image",
                first,
                bar=f"≤ {FIRST_S:g} s",
                unit="s",
                met=first <= FIRST_S,
            ),
            Row(
                f"{what} in the window: whole volume",
                whole,
                "the same bytes read bare into fresh memory, in a new process",
                bare,
                bare / whole,
                bar=f"≤ {WHOLE_S:g} s",
                unit="s",
                met=whole <= WHOLE_S,
            ),
            *rows,
            Row(memory, ratio, bar=f"≤ {MEMORY_RATIO:g}×", unit="×", met=ratio <= MEMORY_RATIO),
        ]
    return rows


def _handled(folder: Path) -> list[Row]:
    found = [probe("hand", str(folder)) for _ in range(HANDS)]
    rows = []
    for name, what in HANDED.items():
        passed, worked = (median(one[name][place] for one in found) for place in (0, 1))
        rows.append(Row(f"whole window: {what}", passed, bar=_most(FRAME_MS), met=passed <= FRAME_MS))
        rows.append(Row("  processor time of the main thread in it", worked))
    return rows


def _most(limit_ms: float) -> str:
    return f"≤ {limit_ms:g} ms"
