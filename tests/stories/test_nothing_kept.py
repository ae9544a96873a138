"""A home that takes nothing: the program opens, images can be read, and the reader knows that nothing is kept."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import psutil
import pytest
from PySide6.QtCore import QSysInfo
from PySide6.QtTest import QTest

from app.failures import LOG
from app.start import is_held_here, lock_of, open_home
from app.wiring import Workstation
from reporting.core.report import Line, SectionName
from reporting.store.report_store import ReportStore
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.measurements import length

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]

FILES = ("log", "studies", "pictures", "reports")
FOLDERS = ("settings.toml", "settings.new", "measurements.sqlite3", "window.state", "words.txt")


def wait_for(is_so: Callable[[], bool]) -> bool:
    """Let the program run until something is so, or for half a minute."""
    until = monotonic() + 30
    while not is_so() and monotonic() < until:
        QTest.qWait(20)
    return is_so()


def a_file(home: Path) -> None:
    """Let the home be a file: not even root can write into it."""
    home.touch()


def all_taken(home: Path) -> None:
    """Let every name in the home be taken by something of the wrong kind."""
    for name in FOLDERS:
        (home / name / "full").mkdir(parents=True)
    for name in FILES:
        (home / name).touch()


@pytest.fixture(params=[a_file, all_taken])
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workstation]:
    make: Callable[[Path], None] = request.param
    make(tmp_path / "home")
    for place in range(3):
        made = ct_slice(5.0 * place, SeriesInstanceUID=uid("series"), StudyInstanceUID=uid("study"))
        write(made, tmp_path / "ct" / f"{place}")
    open_home(tmp_path / "home")
    workstation = Workstation(tmp_path / "home")
    workstation.dialogs.may_lose_words = lambda: True  # type: ignore[method-assign]  # the reader gives them up
    found: list[object] = []
    workstation.studies.finished.connect(found.append)
    workstation.start()
    workstation.studies.open([tmp_path / "ct"])
    assert wait_for(lambda: bool(found))
    yield workstation
    if workstation.window.isVisible():
        workstation.window.close()
    for handler in tuple(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()


def test_d5_where_nothing_can_be_kept_images_are_read_and_measured_all_the_same(at: Workstation) -> None:
    assert wait_for(lambda: at.grid.active.picture is not None)
    study = at.session.opened.value.studies[0].header.uid

    history = at.session.history
    history.set(history.value.record(history.value.now.with_one(length(study_uid=study))))

    assert [known.uid for known in at.session.annotations.measurements] == ["a"]
    assert "could not be saved" in at.window.notice


def test_d5_the_window_closes_and_leaves_no_process_behind(at: Workstation) -> None:
    at.window.close()

    assert not at.window.isVisible()
    assert [child.name() for child in psutil.Process().children() if child.name() != "Xvfb"] == []


def test_d5_a_line_that_stays_says_that_nothing_is_kept(tmp_path: Path) -> None:
    a_file(tmp_path / "home")
    at = Workstation(tmp_path / "home")

    assert "Nothing is kept" in at.window.banner
    at.close()


@pytest.mark.parametrize("gives_up", [True, False])
def test_d4_a_window_with_words_that_cannot_be_saved_asks_before_it_closes(
    tmp_path: Path, gives_up: bool
) -> None:
    at = Workstation(tmp_path / "home")
    asked = []

    def may_lose_words() -> bool:
        asked.append(True)
        return gives_up

    at.dialogs.may_lose_words = may_lose_words  # type: ignore[method-assign]  # the reader's answer
    at.start()
    folder = tmp_path / "ct"
    write(ct_slice(), folder / "1")
    at.studies.open([folder])
    assert wait_for(lambda: at.desk.report.value is not None)
    drafts = tmp_path / "home" / "reports" / "drafts"
    drafts.rename(drafts.with_name("gone"))
    at.desk.edit(SectionName.IMPRESSION, (Line("One nodule."),))

    at.window.close()
    closed = not at.window.isVisible()

    drafts.with_name("gone").rename(drafts)
    assert (asked, closed) == ([True], gives_up)
    if not closed:
        at.window.close()
        store = ReportStore(tmp_path / "home" / "reports")
        assert [report.section(SectionName.IMPRESSION).text for report in store.reports()] == ["One nodule."]
        store.close()


def test_d7_a_second_window_on_the_same_reports_is_refused(tmp_path: Path) -> None:
    held = lock_of(tmp_path)
    assert held is not None

    assert lock_of(tmp_path) is None
    assert is_held_here(tmp_path)


@pytest.mark.parametrize("left", ["", "999999\npython3\nelsewhere\n"], ids=["torn", "of another machine"])
def test_d7_a_lock_that_proves_nothing_can_be_taken_by_force(tmp_path: Path, left: str) -> None:
    (tmp_path / "lock").write_text(left)

    assert lock_of(tmp_path) is None
    assert not is_held_here(tmp_path)
    assert lock_of(tmp_path, by_force=True) is not None


def test_d7_a_lock_left_by_a_crash_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(f"999999\npython3\n{QSysInfo.machineHostName()}\n")

    assert lock_of(tmp_path) is not None


def test_d5_a_home_that_takes_no_files_needs_no_lock(tmp_path: Path) -> None:
    assert lock_of(tmp_path / "nowhere") is not None
