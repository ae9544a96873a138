"""The series that follows the one shown is asked for while the reader looks at this one."""

from dataclasses import dataclass, field

import pytest

from app.reading.ahead import Ahead
from tests.builders.opened import BLAISE, display_set, images, opened
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.core.viewport import Layout


@dataclass
class Asked:
    """A loader that notes what it is asked for."""

    uids: list[str] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)

    def want_soon(self, display_set_uid: str, rank: int = 0) -> None:
        self.uids.append(display_set_uid)
        self.ranks.append(rank)


@pytest.fixture
def sets() -> tuple[DisplaySet, ...]:
    first, second, third = (display_set(images(series_uid=f"1.2.{n}", number=n)) for n in range(3, 6))
    other = display_set(images(series_uid="9.2.3", study_uid="9.2", patient=BLAISE))
    return first, second, third, other


@pytest.fixture
def session(sets: tuple[DisplaySet, ...]) -> Session:
    made = Session()
    made.opened.set(opened(*sets))
    return made


def test_the_next_series_of_the_study_is_asked_for(session: Session, sets: tuple[DisplaySet, ...]) -> None:
    asked = Asked()
    _ahead = Ahead(session, asked)

    session.show(sets[0].uid)

    assert asked.uids == [sets[1].uid]


def test_what_follows_what_is_shown_last_comes_first(session: Session, sets: tuple[DisplaySet, ...]) -> None:
    asked = Asked()
    _ahead = Ahead(session, asked)

    session.show(sets[0].uid)
    session.show(sets[1].uid)

    assert asked.uids == [sets[1].uid, sets[2].uid]
    assert asked.ranks[1] < asked.ranks[0]


def test_after_the_last_series_the_one_before_is_asked_for_and_nothing_of_another_patient(
    session: Session, sets: tuple[DisplaySet, ...]
) -> None:
    asked = Asked()
    _ahead = Ahead(session, asked)

    session.show(sets[2].uid)

    assert asked.uids == [sets[1].uid]


def test_a_study_of_one_series_has_nothing_that_follows(
    session: Session, sets: tuple[DisplaySet, ...]
) -> None:
    asked = Asked()
    _ahead = Ahead(session, asked)

    session.show(sets[3].uid)

    assert asked.uids == []


def test_scrolling_asks_for_nothing_more(session: Session, sets: tuple[DisplaySet, ...]) -> None:
    asked = Asked()
    _ahead = Ahead(session, asked)
    session.show(sets[0].uid)

    session.active.set(session.active.value.at(2, 3))

    assert len(asked.uids) == 1


def test_a_series_that_is_found_later_is_asked_for_then(sets: tuple[DisplaySet, ...]) -> None:
    session, asked = Session(), Asked()
    _ahead = Ahead(session, asked)
    session.opened.set(opened(sets[0]))
    session.show(sets[0].uid)

    session.opened.set(opened(*sets))

    assert asked.uids == [sets[1].uid]


def test_the_viewport_a_reader_turns_to_counts(session: Session, sets: tuple[DisplaySet, ...]) -> None:
    asked = Asked()
    session.layout.set(Layout(1, 2))
    session.show(sets[0].uid, 0)
    session.show(sets[1].uid, 1)
    _ahead = Ahead(session, asked)

    session.activate(0)
    session.activate(1)

    assert asked.uids == [sets[1].uid, sets[2].uid]
