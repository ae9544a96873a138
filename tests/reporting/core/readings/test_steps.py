"""A reading goes from open to final by named steps; what does not fit is refused by name, and nothing changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from reporting.core.readings import steps
from reporting.core.readings.encoding import reading_from_plain, reading_to_plain
from reporting.core.readings.reading import Blinding, Lock, Member, Progress, Purpose, Reading, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Person, StaffRole
from reporting.core.readings.wording import glance_at
from tests.builders.people import ADA, BLAISE, REA, ROOT, TIM
from tests.builders.reports import NOON
from viewer.core.plain import EncodingError

OPEN = Reading("1.2.3")
BLINDED = Reading("1.2.3", Turn.SECOND, blinding=Blinding.BLINDED, assigned=Member.of(BLAISE))


def refused(step: Callable[[], object]) -> Refusal:
    with pytest.raises(ReadingError) as refusal:
        step()
    return refusal.value.refusal


def test_a_radiologist_writes_releases_signs_and_adds() -> None:
    draft = steps.write(OPEN, ADA, "report-1", NOON)
    preliminary = steps.release(draft, ADA, NOON)
    final = steps.sign(preliminary, ADA, NOON)
    addended = steps.add(final, ADA)

    went = [known.progress.value for known in (OPEN, draft, preliminary, final, addended)]
    assert went == ["open", "draft", "preliminary", "final", "addended"]
    assert (final.reader, final.supervisor, final.signed_at, final.lock) == (Member.of(ADA), None, NOON, None)


def test_a_resident_signs_preliminary_only_and_a_supervisor_countersigns() -> None:
    draft = steps.write(OPEN, REA, "report-1", NOON)
    assert refused(lambda: steps.sign(draft, REA, NOON)) is Refusal.NOT_ALLOWED
    assert refused(lambda: steps.sign(draft, ADA, NOON)) is Refusal.WRONG_STATE

    preliminary = steps.release(draft, REA, NOON)
    changed = steps.write(preliminary, ADA, "report-1", NOON)
    final = steps.sign(changed, ADA, NOON)

    assert (final.reader, final.supervisor) == (Member.of(REA), Member.of(ADA))
    assert changed.progress is Progress.PRELIMINARY


def test_a_trainee_writes_and_releases_nothing() -> None:
    draft = steps.write(OPEN, TIM, "report-1", NOON)

    assert refused(lambda: steps.release(draft, TIM, NOON)) is Refusal.NOT_ALLOWED


def test_what_one_holds_another_takes_over_with_a_reason_only() -> None:
    held = steps.take_up(OPEN, ADA, NOON)

    assert refused(lambda: steps.take_up(held, BLAISE, NOON)) is Refusal.HELD
    assert refused(lambda: steps.take_over(held, BLAISE, NOON, " ")) is Refusal.NO_REASON
    assert refused(lambda: steps.take_over(held, REA, NOON, "off duty")) is Refusal.NOT_ALLOWED
    taken = steps.take_over(held, BLAISE, NOON, "Dr Ada is off duty")
    assert taken.lock == Lock(Member.of(BLAISE), NOON)
    assert refused(lambda: steps.leave(taken, ADA)) is Refusal.HELD
    assert steps.take_up(steps.leave(taken, BLAISE), BLAISE, NOON).lock == taken.lock


def test_what_is_assigned_to_one_is_not_taken_up_by_another() -> None:
    due = datetime(2026, 5, 4, 18, tzinfo=UTC)
    assigned = steps.assign(OPEN, ROOT, Member.of(ADA), due)

    assert refused(lambda: steps.take_up(assigned, BLAISE, NOON)) is Refusal.ASSIGNED
    assert steps.take_up(assigned, ADA, NOON).due_at == due
    assert not assigned.is_overdue(due)
    assert assigned.is_overdue(due + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("minutes", "window", "goes"), [(5, 5, True), (6, 5, False), (10, 99, True), (11, 99, False)]
)
def test_a_signer_recalls_within_the_window_of_the_site_of_ten_minutes_at_most(
    minutes: int, window: int, goes: bool
) -> None:
    final = steps.sign(steps.write(OPEN, ADA, "report-1", NOON), ADA, NOON)
    now = NOON + timedelta(minutes=minutes)

    if goes:
        again = steps.recall(final, ADA, now, "typing error", minutes=window)
        assert (again.progress, again.report_uid) == (Progress.DRAFT, "")
    else:
        recalled = lambda: steps.recall(final, ADA, now, "typing error", minutes=window)  # noqa: E731
        assert refused(recalled) is Refusal.WINDOW_OVER


def test_only_the_signer_recalls_and_what_was_committed_blinded_is_blinded_no_more() -> None:
    final = steps.sign(steps.write(BLINDED, BLAISE, "report-2", NOON), BLAISE, NOON)

    assert refused(lambda: steps.recall(final, ADA, NOON, "why", minutes=5)) is Refusal.NOT_ALLOWED
    assert steps.recall(final, BLAISE, NOON, "why", minutes=5).blinding is Blinding.UNBLINDED


def test_a_report_of_the_wrong_patient_is_retracted_for_good() -> None:
    final = steps.sign(steps.write(OPEN, ADA, "report-1", NOON), ADA, NOON)

    assert refused(lambda: steps.retract(final, REA, "wrong patient")) is Refusal.NOT_ALLOWED
    retracted = steps.retract(final, BLAISE, "wrong patient")
    assert retracted.report_uid == "report-1"
    assert refused(lambda: steps.add(retracted, ADA)) is Refusal.WRONG_STATE
    assert glance_at(retracted, NOON).warning == "Retracted: do not use"


def test_another_cosigns_and_the_signer_does_not() -> None:
    final = steps.sign(steps.write(OPEN, ADA, "report-1", NOON), ADA, NOON)

    assert steps.cosign(final, BLAISE) == final
    assert refused(lambda: steps.cosign(final, ADA)) is Refusal.OWN_WORK
    assert refused(lambda: steps.cosign(OPEN, BLAISE)) is Refusal.WRONG_STATE


def test_a_blinded_reading_hides_until_it_is_final_or_knowingly_unblinded() -> None:
    draft = steps.write(BLINDED, BLAISE, "report-2", NOON)
    final = steps.sign(draft, BLAISE, NOON)
    unblinded = steps.unblind(draft, BLAISE, "the referrer told me")

    assert [known.hides_others for known in (BLINDED, draft, final, unblinded)] == [True, True, False, False]
    assert (unblinded.blinding, unblinded.broken) == (Blinding.UNBLINDED, "the referrer told me")
    assert refused(lambda: steps.unblind(final, BLAISE, "late")) is Refusal.NOT_BLINDED
    assert refused(lambda: steps.unblind(draft, BLAISE, "")) is Refusal.NO_REASON


def test_no_step_leads_from_signed_words_back_to_others() -> None:
    """0 paths from SIGNED to changed words: every step on every signed state is refused or keeps the report."""
    final = steps.sign(steps.write(OPEN, ADA, "report-1", NOON), ADA, NOON)
    states = (final, steps.add(final, ADA), steps.retract(final, ADA, "wrong patient"))
    every: tuple[Callable[[Reading, Person], Reading], ...] = (
        lambda known, person: steps.write(known, person, "other words", NOON),
        lambda known, person: steps.release(known, person, NOON),
        lambda known, person: steps.sign(known, person, NOON),
        lambda known, person: steps.take_over(known, person, NOON, "why"),
        lambda known, person: steps.add(known, person),
        lambda known, person: steps.retract(known, person, "why"),
    )
    people = [Person("x", "X", "", role) for role in StaffRole] + [ADA, Person()]

    for state, step, person in product(states, every, people):
        try:
            after = step(state, person)
        except ReadingError:
            continue
        assert (after.report_uid, after.signed_at) == (state.report_uid, state.signed_at)


def test_one_implicit_reader_does_everything_alone() -> None:
    alone = Person("", "Dr Home")
    draft = steps.write(OPEN, alone, "report-1", NOON)

    assert (
        steps.recall(steps.sign(draft, alone, NOON), alone, NOON, "typing error", minutes=5).progress
        is Progress.DRAFT
    )


@pytest.mark.parametrize(
    "reading",
    [
        OPEN,
        replace(BLINDED, due_at=NOON, purpose=Purpose.TREATMENT_PLANNING, broken="told"),
        steps.sign(steps.release(steps.write(OPEN, REA, "r", NOON), REA, NOON), ADA, NOON),
        steps.take_up(OPEN, ADA, NOON),
    ],
)
def test_a_reading_is_kept_and_read_back_as_it_was(reading: Reading) -> None:
    plain = reading_to_plain(reading)

    assert reading_from_plain(plain) == reading
    for name in plain:
        with pytest.raises(EncodingError):
            reading_from_plain({known: value for known, value in plain.items() if known != name})
