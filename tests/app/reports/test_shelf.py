"""The shelf of reports is opened away from the main thread, and says when it is open."""

from pathlib import Path

from app.reports.shelf import ReportShelf
from reporting.core.errors import ReportError
from tests.builders.jobs import ByHand


def shelf_at(folder: Path) -> tuple[ReportShelf, ByHand, list[BaseException]]:
    jobs = ByHand()
    failures: list[BaseException] = []
    return ReportShelf(folder, jobs, lambda _: None, failures.append), jobs, failures


def test_reports_are_opened_by_a_thread_once_however_many_wait_for_them(tmp_path: Path) -> None:
    shelf, jobs, _ = shelf_at(tmp_path)
    heard: list[str] = []

    shelf.when_open(lambda: heard.append("first"))
    shelf.when_open(lambda: heard.append("second"))
    assert (shelf.is_open, heard, len(jobs.waiting)) == (False, [], 1)

    jobs.next().finish()
    assert (shelf.is_open, heard) == (True, ["first", "second"])
    shelf.close()


def test_an_open_shelf_lets_nobody_wait(tmp_path: Path) -> None:
    shelf, jobs, _ = shelf_at(tmp_path)
    assert shelf.reports("1.2.3") == ()
    heard: list[str] = []

    shelf.when_open(lambda: heard.append("now"))

    assert (heard, jobs.waiting) == (["now"], [])
    shelf.close()


def test_a_shelf_that_cannot_be_opened_says_why_and_may_be_tried_again(tmp_path: Path) -> None:
    shelf, jobs, failures = shelf_at(tmp_path)
    heard: list[str] = []
    shelf.when_open(lambda: heard.append("never"))
    refusal = ReportError("The reports were not opened", why="the disk refused", remedy="Make room")

    jobs.next().fail(refusal)
    assert (failures, heard) == ([refusal], [])

    shelf.when_open(lambda: heard.append("later"))
    jobs.next().finish()
    assert heard == ["later"]
    shelf.close()
