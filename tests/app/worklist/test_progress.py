"""What the readings of a study make of its status in the list."""

from dataclasses import replace

import pytest

from app.library.catalogue.values import Notes, SecondRead, Status
from app.worklist.progress import begun_by, following, seen_blinded
from reporting.core.readings.reading import Member, Progress, Reading, Turn

STUDY = "1.2.3"


def reading(turn: Turn, progress: Progress, name: str = "") -> Reading:
    return Reading(STUDY, turn, progress=progress, reader=Member("", name) if name else None)


def after(notes: Notes, *readings: Reading) -> Notes:
    change = following(readings)
    return notes if change is None else change(notes)


@pytest.mark.parametrize(
    ("progress", "status"),
    [
        (Progress.DRAFT, Status.IN_PROGRESS),
        (Progress.PRELIMINARY, Status.PRELIMINARY),
        (Progress.FINAL, Status.FINAL),
        (Progress.ADDENDED, Status.ADDENDED),
    ],
)
def test_the_status_is_that_of_the_first_reading_and_names_its_reader(
    progress: Progress, status: Status
) -> None:
    assert after(Notes(), reading(Turn.FIRST, progress, "Dr Ada")) == Notes(status=status, reader="Dr Ada")


def test_a_second_reading_has_its_own_state_beside() -> None:
    first, second = reading(Turn.FIRST, Progress.FINAL, "Dr Ada"), reading(Turn.SECOND, Progress.OPEN)

    waiting = after(Notes(), first, second)
    begun = after(waiting, first, replace(second, progress=Progress.DRAFT, reader=Member("", "Dr Bo")))
    done = after(begun, first, replace(second, progress=Progress.FINAL))

    assert [one.second_read for one in (waiting, begun, done)] == [
        SecondRead.WANTED,
        SecondRead.IN_PROGRESS,
        SecondRead.FINAL,
    ]
    assert {(one.status, one.reader) for one in (waiting, begun, done)} == {(Status.FINAL, "Dr Ada")}


def test_a_reading_that_nobody_began_changes_no_status() -> None:
    noted = Notes(status=Status.IN_PROGRESS, reader="Dr Ada")

    assert after(noted, reading(Turn.FIRST, Progress.OPEN)) == noted


def test_a_study_whose_report_was_withdrawn_waits_again() -> None:
    assert after(Notes(status=Status.FINAL), reading(Turn.FIRST, Progress.RETRACTED)).status is Status.UNREAD


def test_a_discrepancy_stays_when_the_second_reading_is_final() -> None:
    noted = Notes(second_read=SecondRead.DISCREPANT)

    assert after(noted, reading(Turn.SECOND, Progress.FINAL)).second_read is SecondRead.DISCREPANT


def test_opening_begins_what_nobody_began_and_nothing_else() -> None:
    begin = begun_by("Dr Ada", as_second=False)

    assert begin(Notes()) == Notes(status=Status.IN_PROGRESS, reader="Dr Ada")
    assert begin(Notes(status=Status.FINAL, reader="Dr Bo")) == Notes(status=Status.FINAL, reader="Dr Bo")
    assert begun_by("Dr Ada", as_second=True)(Notes(status=Status.FINAL)) == Notes(
        status=Status.FINAL, second_read=SecondRead.IN_PROGRESS
    )


def test_who_reads_blinded_sees_their_own_reading_in_place_of_the_first() -> None:
    assert seen_blinded(None) == Notes()
    assert seen_blinded(reading(Turn.SECOND, Progress.DRAFT, "Dr Bo")) == Notes(
        status=Status.IN_PROGRESS, reader="Dr Bo"
    )
