"""What does harm elsewhere is opened in the real window: it stays alive, says why, and leaves the disk as it was."""

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.wiring import Workstation
from tests.builders.dicom import ct_slice, write, write_series
from tests.builders.hostile import FILES, bomb, escaping_disc, fingerprint, junk, traversal
from viewer.core.study import DisplaySet, Opened, Rejected

pytestmark = pytest.mark.story

PATIENCE_S = 60.0


class Desk:
    """The running program, and what it made of what it was given last."""

    def __init__(self, home: Path) -> None:
        self.at = Workstation(home)
        self._found: list[Opened] = []
        self.at.studies.finished.connect(self._found.append)
        self.at.start()
        self.at.window.resize(1280, 800)
        assert QTest.qWaitForWindowExposed(self.at.window, 10_000)

    def begin(self, *places: Path) -> None:
        """Put away what is open, and begin to open these places."""
        self.at.studies.put_away()
        QTest.qWait(1)
        self._found.clear()
        self.at.studies.open(list(places))

    def end(self) -> Opened:
        """Wait until everything is opened."""
        self._wait("opening", lambda: bool(self._found))
        return self._found[-1]

    def open(self, *places: Path) -> Opened:
        """Open places, and return what was found."""
        self.begin(*places)
        return self.end()

    def look_at(self, shown: DisplaySet, index: int = 0) -> str:
        """Show an image; return why it is not there, empty where it is drawn."""
        self.at.session.show(shown.uid)
        self.at.session.active.set(replace(self.at.session.active.value, index=index))
        self.at.pixels.want(shown.uid, index)
        pixels = self.at.pixels
        self._wait(
            f"image {index + 1} of {shown.uid}",
            lambda: bool(pixels.image(shown.uid, index) or pixels.failure(shown.uid, index)),
        )
        QTest.qWait(1)
        reason = pixels.failure(shown.uid, index)
        if not reason:
            self._wait("the picture", lambda: self._draws(shown, index))
        return reason

    def _draws(self, shown: DisplaySet, index: int) -> bool:
        picture = self.at.grid.active.picture
        return picture is not None and picture.scene.image.frame.key == shown.frames[index].key

    def _wait(self, what: str, is_so: Callable[[], bool]) -> None:
        until = monotonic() + PATIENCE_S
        while not is_so():
            assert monotonic() < until, what
            QTest.qWait(5)


@pytest.fixture(scope="module")
def _desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("home"))
    yield desk
    desk.at.window.close()


@pytest.fixture
def desk(_desk: Desk, caplog: pytest.LogCaptureFixture) -> Iterator[Desk]:
    """The running program, which must be alive and without a fault of its own afterwards."""
    caplog.set_level(logging.ERROR, "overread")
    yield _desk
    assert _desk.at.window.isVisible()
    assert [record.getMessage() for record in caplog.records if record.name == "overread"] == []


@pytest.fixture
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sound series."""
    folder = tmp_path_factory.mktemp("good")
    write_series(folder, (0.0, 5.0, 10.0))
    return folder


def sets_of(opened: Opened) -> list[DisplaySet]:
    return [shown for study in opened.studies for shown in study.display_sets]


def is_whole(desk: Desk, good: Path) -> bool:
    """Whether a sound study can still be opened and looked at."""
    (shown,) = sets_of(desk.open(good))
    return desk.look_at(shown) == ""


def reasons(opened: Opened) -> list[str]:
    """Return everything the program says against what it was given."""
    hidden = [
        one.not_displayable or shown.blocked
        for shown in sets_of(opened)
        if not shown.frames
        for one in shown.instances
    ]
    return [*(bad.reason for bad in opened.rejected), *hidden]


@pytest.mark.parametrize("name", FILES)
def test_f3_f5_f17_a_damaged_file_is_harmless(desk: Desk, tmp_path: Path, name: str) -> None:
    make, reason = FILES[name]
    make(tmp_path / name)
    before = fingerprint(tmp_path)

    opened = desk.open(tmp_path / name)
    told = [*reasons(opened), *(desk.look_at(shown) for shown in sets_of(opened) if shown.frames)]

    assert opened.files == opened.accounted == 1
    assert opened.not_dicom == (1 if not reason else 0)
    assert all(told)
    assert any(reason in one or "100 of 160 bytes" in one for one in told) or not reason
    assert fingerprint(tmp_path) == before


def test_f17_f18_among_junk_the_sound_image_is_shown(desk: Desk, tmp_path: Path) -> None:
    write(ct_slice(), junk(tmp_path) / "sound.dcm")
    before = fingerprint(tmp_path)

    opened = desk.open(tmp_path)

    assert opened.files == opened.accounted == len(FILES) + 1
    assert [desk.look_at(shown) for shown in sets_of(opened) if "sound" in str(shown.instances)] == [""]
    assert "could not be read" in desk.at.window.notice
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize("when", ["before", "at once", "later"])
def test_f18_a_place_that_vanishes_is_told(desk: Desk, tmp_path: Path, good: Path, when: str) -> None:
    place = tmp_path / "stick"
    write_series(place, tuple(5.0 * number for number in range(60)))
    if when == "before":
        shutil.rmtree(place)
    desk.begin(place)
    if when == "later":
        QTest.qWait(30)
    shutil.rmtree(place, ignore_errors=True)

    opened = desk.end()

    assert opened.files == opened.accounted
    assert opened.rejected or sets_of(opened)
    assert all(bad.reason for bad in opened.rejected)
    assert is_whole(desk, good)


def test_f18_images_that_vanish_after_opening_say_so(desk: Desk, tmp_path: Path, good: Path) -> None:
    place = tmp_path / "stick"
    write_series(place, tuple(5.0 * number for number in range(40)))
    (shown,) = sets_of(desk.open(place))
    shutil.rmtree(place)

    # Some may have been read already; none may end in anything but a picture or a reason.
    told = {desk.look_at(shown, index) for index in (0, 39)}

    assert all(reason == "" or "the system says" in reason for reason in told)
    assert is_whole(desk, good)


def test_an_empty_folder_is_told(desk: Desk, tmp_path: Path) -> None:
    opened = desk.open(tmp_path)

    assert opened == Opened()
    assert "0 objects in 0 studies" in desk.at.window.notice


def test_f4_f10_f11_nothing_leaves_an_archive_or_a_disc(desk: Desk, tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bomb(folder / "bomb.zip")
    traversal(folder / "traversal.zip")
    escaping_disc(folder)
    before = fingerprint(tmp_path)

    blown, unpacked, disc = (desk.open(folder / name) for name in ("bomb.zip", "traversal.zip", "DICOMDIR"))

    assert (blown.studies, disc.studies) == ((), ())
    assert all(isinstance(bad, Rejected) and bad.reason for bad in (*blown.rejected, *disc.rejected))
    assert len(sets_of(unpacked)) == 1
    assert fingerprint(tmp_path) == before
    assert is_whole(desk, good)


@pytest.mark.corpus
def test_every_damaged_file_of_the_corpus_is_harmless(desk: Desk, corpus: Path, good: Path) -> None:
    folder = corpus / "broken"
    before = fingerprint(folder)

    for path in sorted(folder.rglob("*")):
        if path.is_file():
            opened = desk.open(path)
            assert opened.files == opened.accounted == 1, path
            for shown in sets_of(opened):
                if shown.frames:
                    desk.look_at(shown)

    assert fingerprint(folder) == before
    assert is_whole(desk, good)


@pytest.mark.corpus
def test_h23_every_series_of_the_corpus_is_drawn_or_says_why(desk: Desk, corpus: Path) -> None:
    opened = desk.open(corpus)

    failed = {
        str(shown.frames[0].instance.source.path.relative_to(corpus)): reason
        for shown in sets_of(opened)
        if shown.frames and (reason := desk.look_at(shown))
    }

    assert opened.files == opened.accounted > 1400
    assert set(failed) == {
        "broken/JPEG2000-embedded-sequence-delimiter.dcm",
        "broken/made/truncated_in_pixels.dcm",
    }
    assert all("header says" in reason or "of 32768 bytes" in reason for reason in failed.values())
