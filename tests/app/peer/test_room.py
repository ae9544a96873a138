"""Reviews behind the service: made on commit, hidden from the blinded, scored by one, decided by a third."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.peer.book import ReviewBook
from app.peer.room import ReviewRoom
from reporting.core.discrepancy.entry import Topic
from reporting.core.peer.review import Review, Stage
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping
from reporting.core.readings.reading import Member, Progress, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Person, StaffRole
from reporting.core.report import Role
from tests.builders.people import ADA, AUDITOR, BLAISE, REA, ROOT, Practice, practice_at
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import BLAISE as BLAISE_READER
from tests.builders.reports import NOON, STUDY, draft

CARL = Person("carl", "Dr Carl Gauss", "Radiologist", StaffRole.RADIOLOGIST)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Practice]:
    with practice_at(tmp_path) as practice:
        yield practice


def reviews_of(at: Practice) -> ReviewRoom:
    return ReviewRoom(ReviewBook(at.service.database), at.service.room, at.kept)


def read_twice(at: Practice) -> Review:
    """Let ADA read first and BLAISE second, blinded; return the review."""
    at.enter(ADA)
    at.store.sign(draft(uid="first"), ADA_READER, NOON)
    at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))
    at.enter(BLAISE)
    second = draft(uid="second", reader=BLAISE_READER, impression="Nodule. Lung-RADS 4A. Biopsy advised.")
    at.store.sign(replace(second, role=Role.SECOND, blinded=True), BLAISE_READER, NOON)
    (review,) = reviews_of(at).reviews(STUDY.uid)
    return review


def test_a_review_is_made_once_of_what_is_committed(at: Practice) -> None:
    review = read_twice(at)

    assert (review.first_report, review.second_report, review.blinded) == ("first", "second", True)
    assert (review.first_reader.name, review.second_reader.name) == (ADA.name, BLAISE.name)
    assert review.site == "Test Clinic"
    assert {Topic.CATEGORY, Topic.ADVICE} <= {entry.topic for entry in review.found.entries}
    assert reviews_of(at).reviews(STUDY.uid) == (review,), "another look makes no other"
    assert at.written().count("COMPARED DONE") == 1
    first, second = reviews_of(at).of_both(review)
    assert (first.uid, second.uid) == ("first", "second")


def test_nobody_who_is_blinded_learns_of_a_review(at: Practice) -> None:
    review = read_twice(at)
    at.enter(ADA)
    at.service.room.open(STUDY.uid, Turn.FURTHER, blinded=True, assigned=Member.of(CARL))
    at.enter(CARL)
    reviews = reviews_of(at)

    assert reviews.reviews(STUDY.uid) == ()
    assert reviews.statistics(Grouping.ALL) == ()
    for asked in (
        lambda: reviews.review(review.uid),
        lambda: reviews.of_both(review),
        lambda: reviews.hand_on(review),
        lambda: reviews.tick(review.uid, review.found.entries[0].uid, discussed=True),
    ):
        with pytest.raises(Exception, match=r"not found|not opened"):
            asked()


def test_the_second_reader_scores_and_a_third_decides(at: Practice) -> None:
    review, reviews = read_twice(at), reviews_of(at)
    at.enter(ADA)
    assert not reviews.can_score(review)
    with pytest.raises(ReadingError) as own:
        reviews.score(review.uid, Score.CONCUR, "mine is right")
    assert own.value.refusal is Refusal.NOT_ALLOWED
    at.enter(BLAISE)
    assert reviews.can_score(review)

    given = reviews.score(review.uid, Score.UNDERSTANDABLE_MAJOR, "changes what is done")

    assert given.stage is Stage.ARBITRATION
    for reader in (ADA, BLAISE):
        at.enter(reader)
        assert not reviews.can_arbitrate(given)
        with pytest.raises(ReadingError) as refused:
            reviews.take_arbitration(review.uid)
        assert refused.value.refusal is Refusal.OWN_WORK
        with pytest.raises(ReadingError):
            at.store.save_draft(replace(draft(uid=f"by {reader.uid}"), role=Role.ARBITRATION))
    at.enter(CARL)
    assert reviews.can_arbitrate(given)
    reading = reviews.take_arbitration(review.uid)
    conclusion = replace(draft(uid="conclusion", reader=CARL.reader), role=Role.ARBITRATION)
    at.store.sign(conclusion, CARL.reader, NOON)
    decided = reviews.review(review.uid)
    assert (decided.stage, decided.conclusion_uid) == (Stage.DECIDED, "conclusion")
    assert at.service.room.on_record(STUDY.uid)[-1].progress is Progress.FINAL
    assert at.service.room.on_record(STUDY.uid)[-1].uid == reading.uid
    assert at.kept.verify() == ()
    assert at.service.trail.verify() == ()


def test_nobody_arbitrates_unasked(at: Practice) -> None:
    read_twice(at)
    at.enter(CARL)

    with pytest.raises(ReadingError) as refused:
        at.store.save_draft(replace(draft(uid="unasked"), role=Role.ARBITRATION))

    assert refused.value.refusal is Refusal.WRONG_STATE
    assert "unasked" not in {known.uid for known in at.kept.reports()}


def test_a_score_of_1_or_2a_ends_the_review(at: Practice) -> None:
    review, reviews = read_twice(at), reviews_of(at)

    assert reviews.score(review.uid, Score.UNDERSTANDABLE_MINOR, "of no consequence").stage is Stage.CLOSED
    assert not any(one.turn is Turn.ARBITRATION for one in at.service.room.on_record(STUDY.uid))


def test_what_was_withdrawn_is_reviewed_no_more(at: Practice) -> None:
    read_twice(at)
    at.store.retract("second", "wrong patient", NOON)

    assert reviews_of(at).reviews(STUDY.uid) == ()
    assert reviews_of(at).statistics(Grouping.ALL) == ()


def test_names_are_given_to_the_role_that_may_see_them(at: Practice) -> None:
    read_twice(at)
    at.service.accounts.keep(next(one for one in at.service.accounts.accounts() if one.uid == ADA.uid))
    groups = {}
    for person in (ADA, AUDITOR, ROOT):
        at.enter(person)
        groups[person.uid] = [row.group for row in reviews_of(at).statistics(Grouping.READER)]
    assert groups == {"ada": ["Reader 1"], "aud": ["Reader 1"], "root": ["Reader 1"]}
    assert [row.group for row in reviews_of(at).statistics(Grouping.READER, with_names=True)] == [ADA.name]
    for person in (ADA, AUDITOR, REA):
        at.enter(person)
        with pytest.raises(ReadingError) as refused:
            reviews_of(at).statistics(Grouping.READER, with_names=True)
        assert refused.value.refusal is Refusal.NOT_ALLOWED


def test_the_score_is_bound_into_the_audit_trail_and_survives_another_start(tmp_path: Path) -> None:
    with practice_at(tmp_path) as at:
        review = reviews_of(at).score(read_twice(at).uid, Score.EXPECTED_MAJOR, "missed")
    with practice_at(tmp_path, accounts=False) as at:
        at.enter(BLAISE)
        assert reviews_of(at).review(review.uid) == review
        (line,) = [
            one for one in at.service.trail.lines() if one.event.type and one.event.type.name == "SCORED"
        ]
        assert "RADPEER 3b" in line.event.detail
        assert review.uid in line.event.detail
