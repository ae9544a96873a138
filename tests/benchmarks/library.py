"""How fast the library takes in, is made again, and answers; beside Orthanc receiving the same files.

What is durable is compared with what is durable: Orthanc syncs its storage as it does by default, and both lie on the
same disk. Nagle's delay is off on both sides of the connection, else it is what one measures.
"""

import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from app.library.catalogue.values import (
    Column,
    Priority,
    SortKey,
    Status,
    WorklistQuery,
)
from app.library.catalogue.worklist import Worklist
from app.library.importing import Importer
from app.library.library import Library
from app.library.rebuilding import rebuild
from app.work.side_by_side import side_by_side
from tests.benchmarks.folders import write_ct
from tests.benchmarks.table import Row
from tests.builders.worklists import FAMILIES, GIVENS, MODALITIES, fill_catalogue
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers

FILES, PEER_FILES, ROUNDS = 1000, 200, 3
STUDIES, INSTANCES_EACH, QUERIES = 100_000, 10, 200
IMPORT_BAR, IMPORT_RATIO, REBUILD_BAR = 300.0, 1.5, 2000.0
START_S, QUERY_MS, SEARCH_MS = 3.0, 100.0, 200.0


def run() -> list[Row]:
    """Measure everything; some minutes, most of them for making a million instances."""
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        folder = Path(made)
        return [*_imports(folder), *_worklists(folder / "large")]


def _imports(folder: Path) -> list[Row]:
    files = list_files([write_ct(folder / "ct", FILES)]).files
    ours, again, theirs = [], [], []
    for number in range(ROUNDS):
        with Library(folder / f"library {number}") as library, side_by_side() as at_once:
            ours.append(FILES / _timed(lambda: Importer(library, read_headers, at_once).run(files)))
            again.append(FILES / _timed(lambda: rebuild(library, read_headers, at_once)))
        shutil.rmtree(folder / f"library {number}")
        theirs.append(_received_by_orthanc(folder / f"peer {number}", files[:PEER_FILES]))
    rate, made_again = statistics.median(ours), statistics.median(again)
    known = [one for one in theirs if one]
    peer = statistics.median(known) if known else None
    ratio = None if peer is None else rate / peer
    return [
        Row(
            f"durable import of {FILES} × 0.5 MB",
            rate,
            "Orthanc by storescu" if peer else "Orthanc: not installed",
            peer,
            ratio,
            f"≥ {IMPORT_BAR:g}/s, ≥ {IMPORT_RATIO:g}×",
            "objects/s",
            rate >= IMPORT_BAR and (ratio is None or ratio >= IMPORT_RATIO),
        ),
        Row(
            "catalogue made again from its files",
            made_again,
            bar=f"≥ {REBUILD_BAR:g}/s",
            unit="instances/s",
            met=made_again >= REBUILD_BAR,
        ),
    ]


def _received_by_orthanc(folder: Path, files: tuple[Path, ...]) -> float | None:
    """Return how many files a second Orthanc receives from storescu; None where one of the two is missing."""
    server, sender = shutil.which("Orthanc", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("storescu")
    if server is None or sender is None:
        return None
    environment = {**os.environ, "TCP_NODELAY": "1"}
    with _orthanc(server, folder, environment) as port:
        called = [sender, "-aec", "PEER", "127.0.0.1", str(port)]
        took = _timed(lambda: subprocess.run([*called, *map(str, files)], env=environment, check=True))
    return len(files) / took


@contextmanager
def _orthanc(server: str, folder: Path, environment: dict[str, str]) -> Iterator[int]:
    """Run a private Orthanc and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    folder.mkdir()
    (folder / "config.json").write_text(
        json.dumps(
            {
                "Name": "peer",
                "StorageDirectory": str(folder / "storage"),
                "IndexDirectory": str(folder / "storage"),
                "HttpServerEnabled": False,
                "DicomServerEnabled": True,
                "DicomAet": "PEER",
                "DicomPort": port,
                "DicomAlwaysAllowStore": True,
                "DicomCheckCalledAet": False,
                "Plugins": [],
            }
        )
    )
    with subprocess.Popen(
        [server, str(folder / "config.json")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)
    shutil.rmtree(folder)


def _wait_for(port: int) -> None:
    ends = perf_counter() + 30
    while perf_counter() < ends:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("Orthanc does not answer")


def _worklists(folder: Path) -> list[Row]:
    with Library(folder) as library:
        fill_catalogue(library.engine, STUDIES, instances_each=INSTANCES_EACH)
    start = statistics.median(_start_s(folder) for _ in range(ROUNDS))
    with Library(folder) as library:
        queries, searches = _some_queries(random.Random(3)), _some_searches(random.Random(4))
        pages = [_shown_ms(library, query) for query in queries]
        found = [_shown_ms(library, query) for query in searches]
    size = f"{STUDIES // 1000} 000 studies, {STUDIES * INSTANCES_EACH:,} instances".replace(",", " ")
    return [
        Row(f"{size}: start to list", start, bar=f"≤ {START_S:g} s", unit="s", met=start <= START_S),
        _percentile("query with sort and filters, count and a page, p99", pages, QUERY_MS),
        _percentile("patient search, count and a page, p99", found, SEARCH_MS),
    ]


def _percentile(what: str, times_ms: list[float], bar: float) -> Row:
    worst = statistics.quantiles(times_ms, n=100)[98]
    return Row(
        f"{what} (median {statistics.median(times_ms):.0f} ms)", worst, bar=f"≤ {bar:g} ms", met=worst <= bar
    )


def _shown_ms(library: Library, query: WorklistQuery) -> float:
    """Return how long a new query takes until its count and a page of it are there."""
    worklist = Worklist(library.engine)  # remembers nothing
    return 1000 * _timed(lambda: worklist.page(query, worklist.count(query) // 2, 60))


def _some_queries(chance: random.Random) -> list[WorklistQuery]:
    return [
        WorklistQuery(
            statuses=frozenset({chance.choice(list(Status))}) if chance.random() < 0.5 else frozenset(),
            priorities=frozenset({chance.choice(list(Priority))}) if chance.random() < 0.2 else frozenset(),
            modalities=frozenset({chance.choice(MODALITIES)}) if chance.random() < 0.5 else frozenset(),
            date_from=chance.choice(("", "", "20240101", "20260101")),
            columns=((Column.DESCRIPTION, "thorax"),) if chance.random() < 0.2 else (),
            sort=(SortKey(chance.choice(list(Column)), chance.random() < 0.5),),
        )
        for _ in range(QUERIES)
    ]


def _some_searches(chance: random.Random) -> list[WorklistQuery]:
    """Return what readers type: beginnings of names, whole names, numbers."""
    searches = []
    for _ in range(QUERIES):
        family, given = chance.choice(FAMILIES), chance.choice(GIVENS)
        typed = chance.choice(
            (
                family[: chance.randrange(2, 6)],
                f"{family} {given}",
                f"{family[:3]} {given[:2]}",
                f"P{chance.randrange(STUDIES // 2):07d}",
                f"A{chance.randrange(10**8):08d}"[:5],
                "山田",
            )
        )
        searches.append(WorklistQuery(text=typed))
    return searches


def _start_s(folder: Path) -> float:
    """Return seconds from the start of a process to the first page of the worklist, imports included."""
    script = (
        "import sys; sys.path[:] = sys.argv[2:]\n"
        "from time import perf_counter; began = perf_counter()\n"
        "from pathlib import Path\n"
        "from app.library.catalogue.values import WorklistQuery\n"
        "from app.library.opening import open_library\n"
        "from viewer.loading.headers import read_headers\n"
        "library = open_library(Path(sys.argv[1]), read_headers)\n"
        "assert library.worklist.count(WorklistQuery()) and library.worklist.page(WorklistQuery(), 0, 60)\n"
        "print(perf_counter() - began)"
    )
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-P", "-c", script, str(folder), root, *sys.path]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
