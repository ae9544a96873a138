"""Measurements between the session and the disk: back when a study is opened, kept when it is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.library.annotation_journal import AnnotationJournal, JournalReadError
from app.reading.measurement_keeper import MeasurementKeeper
from tests.builders.measurements import length
from tests.builders.opened import display_set, images, opened
from viewer.core.annotations import Annotations, History
from viewer.core.measurements import Measurement
from viewer.core.session import Session
from viewer.core.study import Opened

ONE = opened(display_set(images()))
OTHER = opened(display_set(images(study_uid="7", series_uid="7.3")))
BOTH = opened(display_set(images()), display_set(images(study_uid="7", series_uid="7.3")))


@dataclass
class Kept:
    """A session, its keeper, and what the keeper complained of."""

    session: Session
    journal: AnnotationJournal
    keeper: MeasurementKeeper
    failures: list[BaseException]

    def draw(self, *measurements: Measurement) -> None:
        for measurement in measurements:
            history = self.session.history
            history.set(history.value.record(history.value.now.with_one(measurement)))

    def delete(self, uid: str) -> None:
        history = self.session.history
        history.set(history.value.record(history.value.now.without(uid)))

    def undo(self) -> None:
        self.session.history.set(self.session.history.value.undo())

    @property
    def now(self) -> list[str]:
        return [known.uid for known in self.session.annotations.measurements]

    def on_disk(self, study_uid: str) -> list[str]:
        return [known.uid for known in self.journal.load(study_uid).measurements]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    session, journal, failures = (
        Session(),
        AnnotationJournal(tmp_path / "journal.sqlite3"),
        list[BaseException](),
    )
    yield Kept(session, journal, MeasurementKeeper(session, journal, failures.append), failures)
    journal.close()


def test_measurements_leave_with_their_study_and_come_back_with_it(kept: Kept) -> None:
    kept.session.opened.set(ONE)
    kept.draw(length(uid="a"))

    kept.session.opened.set(OTHER)
    away = kept.now
    kept.session.opened.set(ONE)

    assert (away, kept.now) == ([], ["a"])


def test_undo_never_brings_back_what_was_drawn_in_a_study_that_was_closed(kept: Kept) -> None:
    kept.session.opened.set(ONE)
    kept.draw(length(uid="a"))
    kept.delete("a")
    kept.session.opened.set(OTHER)

    kept.undo()
    kept.session.opened.set(ONE)

    assert kept.now == [], "it was deleted, and stays so"


def test_undo_in_one_study_lives_through_the_opening_and_closing_of_another(kept: Kept) -> None:
    kept.session.opened.set(OTHER)
    kept.draw(length(uid="b", study_uid="7"))
    kept.session.opened.set(ONE)
    kept.draw(length(uid="a"))
    kept.delete("a")
    kept.session.opened.set(BOTH)
    assert kept.now == ["b"]

    kept.undo()
    assert sorted(kept.now) == ["a", "b"], "what the prior brought is not undone"
    kept.session.opened.set(ONE)
    kept.undo()

    assert kept.now == []
    assert (kept.on_disk("1.2"), kept.on_disk("7")) == ([], ["b"])


def test_d8_a_study_whose_measurements_cannot_be_read_still_opens_and_is_not_saved_over(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> Annotations:
        raise JournalReadError("disk I/O error")

    monkeypatch.setattr(kept.journal, "load", broken)
    kept.session.opened.set(ONE)
    assert [type(problem) for problem in kept.failures] == [JournalReadError]

    kept.draw(length(uid="a"))

    assert kept.now == ["a"], "it stays on the screen"
    assert len(kept.failures) == 2, "and the reader is told that it is not kept"


def test_d4_what_could_not_be_saved_is_saved_at_the_end(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.session.opened.set(ONE)
    kept.journal._database.execute("PRAGMA query_only = ON")
    kept.draw(length(uid="a"))
    assert len(kept.failures) == 1
    kept.journal._database.execute("PRAGMA query_only = OFF")

    kept.keeper.keep()

    assert kept.on_disk("1.2") == ["a"]


def test_closing_everything_leaves_nothing_behind(kept: Kept) -> None:
    kept.session.opened.set(ONE)
    kept.draw(length(uid="a"))

    kept.session.opened.set(Opened())

    assert kept.session.history.value == History()


def test_keeping_again_what_is_kept_does_nothing(kept: Kept) -> None:
    kept.session.opened.set(ONE)
    kept.draw(length(uid="a"))

    kept.keeper.keep()

    assert kept.failures == []
