"""Every exception ends in words for the reader and a log line without patient data."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from psygnal import EmitLoopError

from app.failures import LOG, Failures, Notice, notice_of, start_log
from viewer.core.errors import ViewerError
from viewer.core.store import Store


@pytest.fixture(autouse=True)
def hooks_restored() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = hooks
    for handler in list(LOG.handlers):
        handler.close()
        LOG.removeHandler(handler)


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_our_own_errors_say_what_why_and_what_next() -> None:
    error = ViewerError("The series cannot be shown", why="a slice is missing", remedy="Ask for it again")

    assert notice_of(error) == Notice("The series cannot be shown", "a slice is missing", "Ask for it again")


@pytest.mark.parametrize("error", [PermissionError(13, "x"), OSError(28, "No space left"), MemoryError()])
def test_the_systems_refusals_are_put_into_words(error: BaseException) -> None:
    notice = notice_of(error)

    assert notice.what
    assert notice.remedy


def test_other_errors_name_their_kind_and_place_and_never_their_message() -> None:
    notice = notice_of(raised(KeyError("Lovelace^Ada")))

    assert "KeyError" in notice.why
    assert "test_failures.py" in notice.why
    assert "Lovelace" not in str(notice)


def test_the_log_knows_where_and_never_who(tmp_path: Path) -> None:
    start_log(tmp_path / "log")
    shown: list[Notice] = []
    failures = Failures(shown.append)

    failures.take(raised(ValueError("Lovelace^Ada in /home/ada/scan")))

    written = (tmp_path / "log" / "overread.log").read_text()
    assert "ValueError at test_failures.py" in written
    assert "Lovelace" not in written
    assert "/home" not in written
    assert len(shown) == 1


def test_what_nobody_catches_arrives_too(tmp_path: Path) -> None:
    start_log(tmp_path / "log")
    shown: list[Notice] = []
    Failures(shown.append).install()

    error = raised(ValueError("x"))
    sys.excepthook(ValueError, error, None)
    thread = threading.Thread(target=lambda: dict[str, int]()["Lovelace"])
    thread.start()
    thread.join()

    assert len(shown) == 1, "a thread cannot speak to the reader"
    written = (tmp_path / "log" / "overread.log").read_text()
    assert "KeyError at" in written
    assert "Lovelace" not in written


def test_an_interruption_stays_one() -> None:
    with pytest.raises(KeyboardInterrupt):
        Failures(lambda _: None).take(KeyboardInterrupt())


def test_chatty_libraries_are_quiet(tmp_path: Path) -> None:
    start_log(tmp_path)

    assert not logging.getLogger("pydicom").isEnabledFor(logging.WARNING)


def test_a_listeners_failure_is_told_as_its_own() -> None:
    store: Store[int] = Store(0)

    def refuse(_: int, __: int) -> None:
        raise ViewerError("It cannot be shown", why="it is odd", remedy="Try another")

    store.changed.connect(refuse)
    shown: list[Notice] = []
    with pytest.raises(EmitLoopError) as caught:
        store.set(1)

    Failures(shown.append).take(caught.value)

    assert shown == [Notice("It cannot be shown", "it is odd", "Try another")]
