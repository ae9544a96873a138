"""The run of every commit: twenty thousand damaged files, none of which may reach the program (SAFETY F1)."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.work.jobs import BackgroundJobs
from tests.builders.hostile import fingerprint
from tests.conftest import CORPUS
from tests.fuzz.campaign import Campaign, private_place, until
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import Seeds, seeds_of
from tests.fuzz.survival import Batch, try_files
from tests.fuzz.watch import watch
from viewer.core.images import Shading
from viewer.core.study import Opened
from viewer.loading.loader import Loader
from viewer.loading.opening import Opening
from viewer.render.snapshot import render_plain

FILES = 20_040
OPENED = 320


@pytest.fixture(scope="module")
def private() -> Iterator[Path]:
    """A folder that nobody else uses, in memory where the system can."""
    with tempfile.TemporaryDirectory(dir=private_place(), prefix="fuzz") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def seeds(private: Path) -> Seeds:
    """Sound files of every kind: of the corpus too, where it is there."""
    return seeds_of(CORPUS if CORPUS.is_dir() else None, private / "made")


@pytest.fixture
def beside(private: Path) -> Iterator[Path]:
    """A folder with files that are nobody's business; beside them damaged files may use a folder called work."""
    made = private / "beside"
    (made / "work").mkdir(parents=True)
    for name in ("IM0", "DICOMDIR", "x", "escaped.dcm"):
        (made / name).write_text("nobody's business", encoding="utf-8")
    yield made
    shutil.rmtree(made)


def test_f1_f10_f11_twenty_thousand_damaged_files_are_read_or_refused_in_words_and_nothing_else(
    seeds: Seeds, beside: Path
) -> None:
    """One test, because the run takes half a minute; that this process lives at its end is part of it."""
    before = fingerprint(beside)

    result = Campaign(seeds, beside / "work").run(until(FILES))

    after = {name: content for name, content in fingerprint(beside).items() if "work/" not in name}
    assert result.files >= 20_000
    assert len(result.tried) == len(seeds)
    assert min(result.became[what] for what in ("shown", "rejected", "listed", "not DICOM")) > 100, str(
        result
    )
    assert result.bugs == []
    assert result.hangs == []
    assert result.unaccounted == [], "files that are in no list"
    assert len(result.deaths) < FILES / 1000, result.deaths
    assert result.outside == [], "what Python opened, listed, made or removed"
    assert after == before
    assert not list((beside / "work" / "tried").iterdir())


def test_damage_is_the_same_for_the_same_number(seeds: Seeds) -> None:
    ct, report = seeds["ct"], seeds["report"]
    made = [mutated(ct, report, number) for number in range(200)]

    assert made == [mutated(ct, report, number) for number in range(200)]
    assert sum(one == ct for one in made) < 20
    assert len(set(made)) > 150


def test_the_run_would_notice_a_read_outside(beside: Path) -> None:
    inside, watching = beside / "x", watch()
    watching.outside.clear()
    watching.inside = os.path.realpath(inside)
    inside.read_bytes()
    (beside / "IM0").read_bytes()
    watching.inside = ""

    assert len(watching.outside) == 1
    assert watching.outside[0].endswith("IM0")


def test_the_run_would_notice_an_error_nobody_thought_of(
    private: Path, seeds: Seeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = private / "noticed"
    folder.mkdir()
    (folder / "packed").write_bytes(seeds["ct"])
    nothing: dict[str, int] = {}
    monkeypatch.setattr("viewer.dicom.scan.read_instance", lambda _: nothing["Rows"])

    toll = try_files(Batch(folder / "packed", (("ct", 0, len(seeds["ct"])),), (0, 1), folder, 1))

    assert len(toll.bugs) == 2
    assert "KeyError" in toll.bugs[0]


def test_f1_f6_damaged_files_are_opened_and_shown_as_far_as_they_go(
    qapp: QCoreApplication, qtbot: QtBot, private: Path, seeds: Seeds
) -> None:
    """By the real workers, and by what runs in the program itself: grouping, loading, drawing."""
    folder = private / "opened"
    folder.mkdir()
    names = sorted(seeds)
    for number in range(OPENED):
        name, other = names[number % len(names)], names[number * 7 % len(names)]
        (folder / str(number)).write_bytes(mutated(seeds[name], seeds[other], 1_000_000 + number))
    jobs = BackgroundJobs()
    try:
        opened = _opened(jobs, qtbot, folder)
        loader = Loader(jobs, limit_bytes=1 << 30)
        sets = [shown for study in opened.studies for shown in study.display_sets if shown.frames]
        loader.know(sets)
        for shown in sets:
            loader.want_later(shown.uid, 0)
        qtbot.waitUntil(
            lambda: all(loader.image(one.uid, 0) or loader.failure(one.uid, 0) for one in sets),
            timeout=60_000,
        )
        drawn = [render_plain(image, Shading()) for one in sets if (image := loader.image(one.uid, 0))]
    finally:
        jobs.close()

    assert opened.accounted == opened.files == OPENED
    assert len(drawn) > 30
    assert all("cannot be decoded" in why for one in sets if (why := loader.failure(one.uid, 0)))


def _opened(jobs: BackgroundJobs, qtbot: QtBot, folder: Path) -> Opened:
    opening = Opening(jobs)
    heard: list[Opened] = []
    opening.published.connect(lambda opened, more: None if more else heard.append(opened))
    opening.open([folder])
    qtbot.waitUntil(lambda: bool(heard), timeout=60_000)
    return heard[0]
