"""Damaged streams and real worker processes: the program goes on, and says which frame it was."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.work.jobs import BackgroundJobs
from tests.builders.frames import encapsulated, pixel_format
from tests.builders.work import end_like_a_crashed_decoder
from tests.viewer.loading.sets import display_set, numbers, slices
from viewer.loading.frames import FramesRequest
from viewer.loading.jobs import Answer, Ticket
from viewer.loading.loader import Loader

UID = "1.2.3"
DYING: Callable[[], Any] = end_like_a_crashed_decoder
ENCODERS: dict[str, Callable[[NDArray[np.uint16]], bytes]] = {
    "1.2.840.10008.1.2.4.51": lambda image: bytes(imagecodecs.jpeg8_encode(image, bitspersample=12)),
    "1.2.840.10008.1.2.4.70": lambda image: bytes(
        imagecodecs.jpeg8_encode(image, lossless=True, bitspersample=12)
    ),
    "1.2.840.10008.1.2.4.80": lambda image: bytes(imagecodecs.jpegls_encode(image)),
    "1.2.840.10008.1.2.4.90": lambda image: bytes(imagecodecs.jpeg2k_encode(image, codecformat="J2K")),
    "1.2.840.10008.1.2.4.110": lambda image: bytes(imagecodecs.jpegxl_encode(image, lossless=True)),
    "1.2.840.10008.1.2.4.201": lambda image: bytes(imagecodecs.htj2k_encode(image)),
}


@pytest.fixture
def jobs(qapp: QCoreApplication) -> Iterator[BackgroundJobs]:
    made = BackgroundJobs(workers=2)
    yield made
    made.close()


def mutated(stream: bytes, rng: np.random.Generator) -> bytes:
    """Return a stream with bits flipped, bytes taken out, or its end cut off."""
    data = bytearray(stream)
    match int(rng.integers(3)):
        case 0:
            for place in rng.integers(2, len(data), 6):
                data[place] ^= 1 << int(rng.integers(8))
        case 1:
            start = int(rng.integers(2, len(data)))
            del data[start : start + int(rng.integers(1, 40))]
        case _:
            del data[int(rng.integers(2, len(data))) :]
    return bytes(data)


@pytest.mark.parametrize("syntax", ENCODERS)
def test_f1_mutated_streams_do_not_reach_the_program(
    jobs: BackgroundJobs, qtbot: QtBot, tmp_path: Path, syntax: str
) -> None:
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:48, 0:64]
    image = np.asarray(2000 + 900 * np.sin(x / 7) + 700 * np.cos(y / 5), dtype=np.uint16)
    stream = ENCODERS[syntax](image)
    instances = [
        encapsulated(
            tmp_path, pixel_format(48, 64, bits_stored=12), [mutated(stream, rng)], syntax, uid=f"1.{place}"
        )
        for place in range(60)
    ]
    loader = Loader(jobs, limit_bytes=1 << 30)
    settled: list[int] = []
    loader.progress.connect(lambda _, done, count: settled.append(done))
    loader.know([display_set(instances)])

    loader.want(UID, 0)
    qtbot.waitUntil(lambda: bool(settled) and settled[-1] == 60, timeout=120_000)

    assert all((loader.image(UID, place) is None) == bool(loader.failure(UID, place)) for place in range(60))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process so")
def test_f1_a_worker_killed_from_outside_costs_no_frame(
    jobs: BackgroundJobs, qtbot: QtBot, tmp_path: Path
) -> None:
    values = numbers(60, 256, 256)
    loader = Loader(jobs, limit_bytes=1 << 30)
    loader.know([display_set(slices(tmp_path, values, compressed=True))])
    workers = [jobs.wait_for(os.getpid, seconds=30) for _ in range(4)]

    loader.want(UID, 30)
    os.kill(workers[0], signal.SIGKILL)
    qtbot.waitUntil(lambda: loader.loaded_count(UID) == 60, timeout=60_000)

    volume = loader.volume(UID)
    assert volume is not None
    assert np.array_equal(volume, values)


class Deadly(BackgroundJobs):
    """Real jobs, but whoever decodes a file of this name dies of it, as of a stream that ends its decoder."""

    deadly = "17.bin"

    def in_process(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
        *,
        seconds: float = 5.0,
    ) -> Ticket:
        """Hand the work over, or death."""
        asked = work.frames if isinstance(work, FramesRequest) else ()
        if any(instance.source.path.name.endswith(self.deadly) for instance, _ in asked):
            return super().in_process(DYING, done, failed, seconds=seconds)
        return super().in_process(work, done, failed, seconds=seconds)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process so")
def test_f6_a_frame_that_ends_its_decoder_is_named_and_all_others_come(
    qapp: QCoreApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    jobs = Deadly()
    values = numbers(60, 256, 256)
    try:
        loader = Loader(jobs, limit_bytes=1 << 30)
        files = slices(tmp_path, values, compressed=True)
        place = next(i for i, one in enumerate(files) if one.source.path.name.endswith(Deadly.deadly))
        loader.know([display_set(files)])
        loader.want(UID, 30)
        qtbot.waitUntil(lambda: loader.loaded_count(UID) == 59, timeout=60_000)
        qtbot.waitUntil(lambda: bool(loader.failure(UID, place)), timeout=60_000)
    finally:
        jobs.close()

    shown = [image.stored for index in range(60) if (image := loader.image(UID, index)) is not None]
    assert loader.failure(UID, place).startswith(f"frame {place + 1} cannot be decoded: ")
    assert np.array_equal(np.stack(shown), np.delete(values, place, axis=0))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process so")
def test_d10_after_a_death_the_spare_worker_goes_on_at_once(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    """What a start would cost is half a second and more; the figure itself is in the benchmarks."""
    for _ in range(3):
        jobs.wait_for(os.getpid, seconds=30)
    qtbot.wait(2500)  # until the spare is warm
    heard: list[float] = []

    def died(_: BaseException) -> None:
        heard.append(perf_counter())
        for _again in range(2):  # as many as there are workers: one of them must be the spare
            jobs.in_process(os.getpid, lambda _pid: heard.append(perf_counter()), died)

    jobs.in_process(DYING, heard.append, died)
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=20_000)

    assert heard[-1] - heard[0] < 0.4


def test_uncompressed_frames_are_read_by_threads_of_the_program(
    jobs: BackgroundJobs, qtbot: QtBot, tmp_path: Path
) -> None:
    values = numbers(40, 128, 128)
    loader = Loader(jobs, limit_bytes=1 << 30)
    loader.know([display_set(slices(tmp_path, values))])

    loader.want(UID, 7)
    qtbot.waitUntil(lambda: loader.volume(UID) is not None, timeout=30_000)

    assert np.array_equal(loader.volume(UID), values)  # type: ignore[arg-type]  # waited for
    assert any(thread.name.startswith("reading") for thread in threading.enumerate())


def test_codecs_and_parsers_stay_out_of_the_program() -> None:
    program = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        "import viewer.loading.loader, viewer.loading.opening, app.work.jobs\n"
        "print(sorted({'pydicom', 'imagecodecs', 'av', 'SimpleITK', 'vtkmodules'} & set(sys.modules)))\n"
    )
    root = str(Path(__file__).resolve().parents[3])

    printed = subprocess.run(
        [sys.executable, "-P", "-c", program, root, *sys.path], capture_output=True, check=True, text=True
    )

    assert printed.stdout.strip() == "[]"
