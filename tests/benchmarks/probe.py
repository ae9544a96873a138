"""The whole program in a process of its own, measured from inside: ``-m tests.benchmarks.probe WHAT [FOLDER or TIME]``.

Prints what it found as one line of JSON. Times are seconds unless their name says otherwise.
"""

import gc
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from io import FileIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time, time

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.start import READY_MS, make_application, make_workstation
from app.wiring import Workstation
from viewer.core.overlays.looks import Layers
from viewer.core.overlays.offers import Progress
from viewer.ui.viewport import Viewport

HEAVY = (
    "vtk",
    "vtkmodules",
    "SimpleITK",
    "highdicom",
    "imagecodecs",
    "sqlalchemy",
    "alembic",
    "pydicom",
    "av",
)
"""Libraries that nobody has a use for before something is opened."""

PATIENCE_S = 120.0
WARM_UP, FRAMES = 6, 80
BEAT_MS = 5
WORKERS = 3
"""Two that work and one that stands by; the window is empty but ready when all are there."""
SQUARE, FOUR = (1000, 1000), (1200, 900)

Act = Callable[[], None]


class FirstPaint(QObject):
    """Notes when a widget was painted for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt calls it so
        """Note a paint."""
        self.is_over = self.is_over or event.type() == QEvent.Type.Paint
        return False


class Heart:
    """A timer that should beat every few milliseconds, and how long it was silent at worst.

    Attributes
    ----------
    own_s
        The longest silence without the time in which the thread could run but other programs had the processor;
        0 where the system does not tell.
    """

    def __init__(self) -> None:
        self.longest_s = self.own_s = 0.0
        self._last, self._last_delay = perf_counter(), delay_s()
        self._timer = QTimer()
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now, delay = perf_counter(), delay_s()
        self.longest_s = max(self.longest_s, now - self._last)
        self.own_s = max(self.own_s, now - self._last - (delay - self._last_delay))
        self._last, self._last_delay = now, delay


def delay_s() -> float:
    """Return how long this thread has waited for a processor."""
    told = Path("/proc/thread-self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


def start(arguments: Sequence[str]) -> dict[str, object]:
    """Measure from the start of the process, which its parent noted, to a window that is painted and listens."""
    station = _workstation()
    painted, heard = FirstPaint(), []
    station.grid.active.installEventFilter(painted)
    station.start()
    wait_for(lambda: painted.is_over)
    QTimer.singleShot(0, lambda: heard.append(time()))
    wait_for(lambda: bool(heard))
    usable = heard[0] - float(arguments[0])
    found: dict[str, object] = {"usable": usable, "processor": process_time(), "heavy": _heavy()}
    QTest.qWait(READY_MS + 500)
    found["heavy_later"] = _heavy()
    found["left_alone"] = gc.get_freeze_count()
    station.window.close()
    return found


def open_folder(arguments: Sequence[str]) -> dict[str, object]:
    """Measure the opening of one series: first image, whole volume, waits of the main thread, memory."""
    station = _workstation()
    station.start()
    wait_for(lambda: len(psutil.Process().children()) == WORKERS)
    QTest.qWait(3000)
    before = memory_bytes()
    heart, started = Heart(), perf_counter()
    first: list[float] = []
    viewport = station.grid.active

    def note() -> None:
        if viewport.picture is not None:
            first.append(perf_counter() - started)

    viewport.pictured.connect(note)
    station.studies.open([Path(arguments[0])])
    wait_for(lambda: _is_whole(station))
    whole = perf_counter() - started
    heart.stop()
    shown = station.pixels.volume(station.session.active.value.display_set_uid)
    assert shown is not None, "waited for above"
    report_heart = Heart()
    wait_for(lambda: station.desk.report.value is not None)
    QTest.qWait(500)
    report_heart.stop()
    found: dict[str, object] = {
        "first": first[0],
        "whole": whole,
        "longest_ms": 1000 * heart.longest_s,
        "own_ms": 1000 * heart.own_s,
        "report_own_ms": 1000 * report_heart.own_s,
        "voxel_bytes": shown.nbytes,
        "more_bytes": memory_bytes(peak=True) - before,
    }
    station.window.close()
    return found


def bare(arguments: Sequence[str]) -> dict[str, object]:
    """Measure the reading of the same bytes into memory that nobody has touched yet, and nothing else."""
    files = sorted(Path(arguments[0]).iterdir())
    sizes = [file.stat().st_size for file in files]
    started = perf_counter()
    room, at = np.empty(sum(sizes), np.uint8).data, 0
    for file, size in zip(files, sizes, strict=True):
        with FileIO(file) as opened:
            opened.readinto(room[at : at + size])
        at += size
    return {"whole": perf_counter() - started}


def hand(arguments: Sequence[str]) -> dict[str, object]:
    """Measure frames under the hand in the real window: scroll, window, zoom, pan; then four linked viewports."""
    station = _workstation()
    station.start()
    station.studies.open([Path(arguments[0])])
    wait_for(lambda: _is_whole(station) and station.desk.report.value is not None)
    fit(station, SQUARE)
    found: dict[str, object] = {"scroll": _frame_ms(scrolls(station.grid.active))}
    for tool in ("window", "zoom", "pan"):
        station.viewing.take_tool(tool)
        found[tool] = _frame_ms(_drags(station.grid.active))
        _release(station.grid.active)
    station.viewing.fit()
    station.viewing.lay_out(2, 2)
    for cell in range(1, 4):
        station.session.show(station.session.viewports[0].value.display_set_uid, cell)
    station.session.activate(0)
    fit(station, FOUR)
    station.following.linked.set(True)
    found["four"] = _frame_ms(scrolls(station.grid.active))
    station.window.close()
    return found


def laid(arguments: Sequence[str]) -> dict[str, object]:
    """Measure scrolling with everything of a second folder laid over the images of the first, then back again."""
    station = _workstation()
    station.start()
    station.studies.open([Path(argument) for argument in arguments])
    wait_for(lambda: _is_whole(station) and bool(station.overlays.offers.value))
    ct = station.session.active.value.display_set_uid
    for offer in station.overlays.offers.value:
        station.overlays.turn_on(offer.sop_instance_uid)
    offers = station.overlays.offers
    wait_for(lambda: all(offer.progress in (Progress.READ, Progress.FAILED) for offer in offers.value))
    station.session.show(ct)
    station.viewing.go_to(0)
    fit(station, SQUARE)
    assert all(offer.progress is Progress.READ for offer in offers.value), "nothing is measured without them"
    station.session.cuts.keep(Layers())
    first = _frame_ms(scrolls(station.grid.active))
    station.viewing.go_to(0)
    QTest.qWait(200)
    found: dict[str, object] = {"first": first, "again": _frame_ms(scrolls(station.grid.active))}
    station.window.close()
    return found


def _workstation() -> Workstation:
    make_application()
    return make_workstation(Path(os.environ["OVERREAD_HOME"]))


def _heavy() -> list[str]:
    return sorted({name.partition(".")[0] for name in sys.modules} & set(HEAVY))


def wait_for(is_so: Callable[[], bool], turn: Callable[[], object] = lambda: QTest.qWait(1)) -> None:
    """Let the event loop turn until something is so."""
    until = perf_counter() + PATIENCE_S
    while not is_so():
        if perf_counter() > until:
            raise TimeoutError("the program did not come so far")
        turn()


def _is_whole(station: Workstation) -> bool:
    uid = station.session.active.value.display_set_uid
    return bool(uid) and station.pixels.volume(uid) is not None


def memory_bytes(*, peak: bool = False) -> int:
    """Return the memory of the program and its workers, bytes; with ``peak`` the most that each has had."""
    field = "VmHWM" if peak else "VmRSS"
    this = psutil.Process()
    return sum(_status_bytes(process.pid, field) for process in (this, *this.children(recursive=True)))


def _status_bytes(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def fit(station: Workstation, size: tuple[int, int]) -> None:
    """Give the grid a size by resizing the window."""
    for _ in range(8):
        grid, window = station.grid, station.window
        window.resize(window.width() + size[0] - grid.width(), window.height() + size[1] - grid.height())
        QTest.qWait(60)


def _frame_ms(acts: Sequence[Act]) -> tuple[float, float]:
    """Return the median time, and processor time, of an event and all that follows from it, painting included."""
    taken = []
    for act in acts:
        started, used = perf_counter(), thread_time()
        act()
        QApplication.processEvents()
        QApplication.processEvents()
        taken.append((1000 * (perf_counter() - started), 1000 * (thread_time() - used)))
    passed, worked = zip(*taken[WARM_UP:], strict=True)
    return float(median(passed)), float(median(worked))


def scrolls(viewport: Viewport, turns: int = WARM_UP + FRAMES) -> list[Act]:
    """Return turns of the wheel over a viewport, each to the next image."""
    middle = QPointF(viewport.rect().center())
    on_screen = QPointF(viewport.mapToGlobal(middle.toPoint()))

    def turn() -> None:
        nothing, wheel = Qt.MouseButton.NoButton, QPoint(0, -120)
        held, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(middle, on_screen, QPoint(), wheel, nothing, held, phase, False)
        QApplication.sendEvent(viewport, event)

    return [turn] * turns


def _drags(viewport: Viewport) -> list[Act]:
    middle, left = viewport.rect().center(), Qt.MouseButton.LeftButton
    _mouse(viewport, QEvent.Type.MouseButtonPress, middle, left, left)

    def move(step: int) -> Act:
        at = middle + QPoint(step, step // 2)
        return lambda: _mouse(viewport, QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, left)

    return [move(step) for step in range(1, WARM_UP + FRAMES + 1)]


def _release(viewport: Viewport) -> None:
    nothing, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    _mouse(viewport, QEvent.Type.MouseButtonRelease, viewport.rect().center(), left, nothing)


def _mouse(
    viewport: Viewport, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton
) -> None:
    on_screen = QPointF(viewport.mapToGlobal(at))
    event = QMouseEvent(kind, QPointF(at), on_screen, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, event)


def main() -> None:
    """Measure what the command line asks for, with an empty home."""
    what, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="benchmark") as home:
        os.environ["OVERREAD_HOME"] = home
        measured = {"start": start, "open": open_folder, "bare": bare, "hand": hand, "laid": laid}[what](
            arguments
        )
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
