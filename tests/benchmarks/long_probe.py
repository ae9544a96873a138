"""Large sets and long sittings in a process of its own: ``python -m tests.benchmarks.long_probe WHAT FOLDER NUMBER``.

Prints what it found as one line of JSON. Times are seconds unless their name says otherwise.
"""

import gc
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.start import make_application, make_workstation
from app.wiring import Workstation
from tests.benchmarks.loading import Reader, largest
from tests.benchmarks.probe import SQUARE, delay_s, fit, memory_bytes, scrolls, wait_for
from viewer.ui.viewport import Viewport

AHEAD_TURNS, LOADED_TURNS = 300, 200
SETTLE_S = 2.0
_WARM_UP_SHARE, _LEAST_ROUNDS = 0.3, 12


def chase(folder: Path, _number: int) -> dict[str, object]:
    """Scroll from the first image on while the rest is still being loaded, then again when all is there."""
    station = _started()
    viewport = station.grid.active
    fit(station, SQUARE)
    station.studies.open([folder])
    wait_for(lambda: viewport.picture is not None and not viewport.picture.waiting)
    late, own = _turned(station, viewport, AHEAD_TURNS)
    wait_for(lambda: station.pixels.volume(station.session.active.value.display_set_uid) is not None)
    QTest.qWait(1500)
    station.viewing.go_to(0)
    loaded, _ = _turned(station, viewport, LOADED_TURNS)
    station.window.close()
    return {
        "latest_ms": 1000 * max(late),
        "latest_own_ms": 1000 * max(own),
        "while_loading_ms": 1000 * median(late),
        "loaded_fps": 1 / median(loaded),
    }


def _turned(station: Workstation, viewport: Viewport, turns: int) -> tuple[list[float], list[float]]:
    """Turn the wheel; for each turn how long it took until its image was on the screen.

    The second list is without the time in which other programs had the processor.
    """
    took, own = [], []
    for turn in scrolls(viewport, turns):
        started, delay = perf_counter(), delay_s()
        turn()
        while perf_counter() - started < SETTLE_S:
            QApplication.processEvents()
            if _is_shown(station, viewport):
                break
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)
        QApplication.processEvents()
        took.append(perf_counter() - started)
        own.append(took[-1] - (delay_s() - delay))
    return took, own


def _is_shown(station: Workstation, viewport: Viewport) -> bool:
    """Whether the image on the screen is the one that is wanted now; while a set grows its place may change."""
    wanted, picture = station.session.active.value, viewport.picture
    shown = station.session.display_set(wanted.display_set_uid)
    if shown is None or picture is None or picture.waiting:
        return False
    return picture.scene.image.frame.key == shown.frames[wanted.index].key


def soak(folder: Path, seconds: int) -> dict[str, object]:
    """Open, look through and close a study again and again; how much memory grows once everything is warm."""
    station = _started()
    used: list[int] = []
    started, worked = perf_counter(), process_time()
    while perf_counter() < started + seconds or len(used) < _LEAST_ROUNDS:
        station.studies.open([folder], remember=False)
        wait_for(lambda: station.pixels.volume(station.session.active.value.display_set_uid) is not None)
        for turn in scrolls(station.grid.active, 20):
            turn()
            QApplication.processEvents()
        station.studies.put_away()
        QTest.qWait(50)
        gc.collect()
        used.append(memory_bytes())
    warm = used[int(len(used) * _WARM_UP_SHARE) :]
    half = len(warm) // 2
    before, after = median(warm[:half]), median(warm[half:])
    station.window.close()
    return {
        "rounds": len(used),
        "growth": after / before - 1,
        "mebibytes": after / 2**20,
        "seconds": perf_counter() - started,
        "worked": process_time() - worked,
    }


def limited(folder: Path, limit_mib: int) -> dict[str, object]:
    """Open what is larger than the memory it may take, and look through it from end to end and back."""
    _ = QCoreApplication.instance() or QCoreApplication([])
    reader = Reader.ready(limit_bytes=limit_mib << 20)
    before = memory_bytes()
    started = perf_counter()
    reader.opening.open([folder])
    found = []
    reader.opening.published.connect(lambda opened, more: None if more else found.append(largest(opened)))
    wait_for(lambda: bool(found), turn=QCoreApplication.processEvents)
    known = perf_counter() - started
    shown = found[0]
    reader.loader.know([shown])
    count, late, highest = len(shown.frames), [], 0
    for index in [*range(0, count, 25), *range(count - 1, -1, -25)]:
        asked = perf_counter()
        reader.loader.want(shown.uid, index)
        wait_for(partial(_is_here, reader, shown.uid, index), turn=QCoreApplication.processEvents)
        late.append(perf_counter() - asked)
        highest = max(highest, memory_bytes())
    held = reader.loader.bytes_in_use
    reader.jobs.close()
    return {
        "known": known,
        "voxel_bytes": shown_bytes(count, shown.frames[0].instance.pixels),
        "held_bytes": held,
        "more_bytes": highest - before,
        "latest_ms": 1000 * max(late),
        "median_ms": 1000 * median(late),
    }


def _is_here(reader: Reader, uid: str, index: int) -> bool:
    return reader.loader.image(uid, index) is not None


def shown_bytes(frames: int, pixels: object) -> int:
    """Return how much all frames take, two bytes a pixel."""
    return 2 * frames * getattr(pixels, "rows", 0) * getattr(pixels, "columns", 0)


def _started() -> Workstation:
    make_application()
    station = make_workstation(Path(os.environ["OVERREAD_HOME"]))
    station.start()
    wait_for(lambda: len(psutil.Process().children()) >= 3)
    QTest.qWait(2000)
    return station


def main() -> None:
    """Measure what the command line asks for, with an empty home."""
    what, folder, number = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="benchmark") as home:
        os.environ["OVERREAD_HOME"] = home
        measured = {"chase": chase, "soak": soak, "limited": limited}[what](Path(folder), int(number))
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
