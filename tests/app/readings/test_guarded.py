"""Reports are reached through the service only: roles, states and blinding hold whoever asks and however."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reporting.core.acts import ActKind
from reporting.core.errors import ReportError
from reporting.core.readings.reading import Blinding, Member, Progress, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.words import Change, difference, words_of
from reporting.core.report import Agreement, Report, Role
from tests.builders.people import ADA, AUDITOR, BLAISE, REA, ROOT, Practice, practice_at
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import NOON, STUDY, draft


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Practice]:
    with practice_at(tmp_path) as practice:
        yield practice


def refused(step: Callable[[], object]) -> Refusal:
    with pytest.raises(ReadingError) as refusal:
        step()
    return refusal.value.refusal


def signed_by_ada(at: Practice, uid: str = "report-1") -> Report:
    at.enter(ADA)
    at.store.save_draft(draft(uid=uid))
    return at.store.sign(draft(uid=uid), ADA_READER, NOON)


def blinded_for_blaise(at: Practice) -> str:
    at.enter(ADA)
    reading = at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))
    at.enter(BLAISE)
    return reading.uid


def second(uid: str = "report-2") -> Report:
    return replace(draft(uid=uid), role=Role.SECOND, blinded=True)


def test_what_a_report_rests_on_and_how_it_was_confirmed_is_signed_with_it(at: Practice) -> None:
    signed = signed_by_ada(at)
    (act,) = at.store.acts(signed.uid)

    assert act.kind is ActKind.ATTESTATION
    assert act.content["turn"] == "first reading"
    assert act.content["blinding"] == "not blinded"
    assert act.content["signed_with"] == "password or system credential of the account"
    assert signed.signature is not None
    assert signed.signature.reader == ADA.reader, "the name is the account's, whatever was typed"


def test_no_password_no_signature(at: Practice) -> None:
    at.enter(ADA, confirmed=False)
    at.store.save_draft(draft())

    assert refused(lambda: at.store.sign(draft(), ADA_READER, NOON)) is Refusal.NOT_CONFIRMED
    assert not at.store.load("report-1").is_signed


def test_a_residents_words_are_compared_and_countersigned(at: Practice) -> None:
    at.enter(REA)
    at.store.save_draft(draft())
    assert refused(lambda: at.store.sign(draft(), ADA_READER, NOON)) is Refusal.NOT_ALLOWED
    at.store.save_preliminary(draft(), NOON)

    at.enter(ADA)
    changed = replace(draft(impression="Solid nodule in the left upper lobe, follow-up in three months."))
    at.store.save_draft(changed)
    pieces = difference(at.service.room.released_words(changed), words_of(changed))
    assert [piece.text for piece in pieces if piece.change is not Change.SAME] == ["right", "left"]
    signed = at.store.sign(changed, ADA_READER, NOON)

    assert [act.kind for act in at.store.acts(signed.uid)] == [ActKind.ATTESTATION, ActKind.COUNTERSIGNATURE]
    assert at.store.acts(signed.uid)[1].content == {
        "written_by": "Dr Rea",
        "role": "resident",
        "words_changed": 2,
    }
    assert at.written()[-1] == "COUNTERSIGN DONE"
    assert at.store.verify() == ()


def test_a_draft_is_its_readers_own_until_it_is_released(at: Practice) -> None:
    at.enter(REA)
    at.store.save_draft(draft())
    at.enter(ADA)
    assert at.store.reports(STUDY.uid) == ()

    at.enter(REA)
    at.store.save_preliminary(draft(), NOON)
    at.enter(ADA)
    assert [report.uid for report in at.store.reports(STUDY.uid)] == ["report-1"]


def test_a_blinded_reader_finds_nothing_of_others_not_even_that_there_is_something(at: Practice) -> None:
    signed_by_ada(at)
    blinded_for_blaise(at)
    with pytest.raises(ReportError) as missing:
        at.store.load("no such report")

    assert (at.store.reports(STUDY.uid), at.store.reports(), at.store.withdrawn(STUDY.uid)) == ((), (), ())
    assert [known.turn for known in at.service.room.readings(STUDY.uid)] == [Turn.SECOND]
    for reach in (
        lambda: at.store.load("report-1"),
        lambda: at.store.acts("report-1"),
        lambda: at.store.add_addendum("report-1", "x", ADA_READER, NOON),
        lambda: at.store.recall("report-1", "x", NOON),
        lambda: at.store.retract("report-1", "x", NOON),
        lambda: at.store.cosign("report-1", ADA_READER, NOON),
    ):
        with pytest.raises(ReportError) as hidden:
            reach()
        assert hidden.value.why == missing.value.why, "as if it had never been there"
    with pytest.raises(ReportError):
        at.store.hand_on(at.kept.load("report-1"))
    with pytest.raises(ReportError):
        at.store.save_draft(draft(uid="report-1"))


def test_others_see_everything_meanwhile_and_a_blinded_reader_after_committing(at: Practice) -> None:
    signed_by_ada(at)
    blinded_for_blaise(at)
    at.store.save_draft(second())
    assert [report.uid for report in at.store.reports(STUDY.uid)] == ["report-2"]
    at.enter(ADA)
    assert [report.uid for report in at.store.reports(STUDY.uid)] == ["report-1"]

    at.enter(BLAISE)
    signed = at.store.sign(second(), ADA_READER, NOON)

    assert signed.blinded
    assert {report.uid for report in at.store.reports(STUDY.uid)} == {"report-1", "report-2"}
    assert at.store.acts("report-2")[0].content["blinding"] == "blinded"


def test_opening_knowingly_is_recorded_and_turns_the_reading_into_an_unblinded_one(at: Practice) -> None:
    signed_by_ada(at)
    uid = blinded_for_blaise(at)
    at.store.save_draft(second())

    at.service.room.unblind(uid, "the referrer told me")

    draft_now, first = at.store.reports(STUDY.uid)
    assert (first.uid, draft_now.blinded) == ("report-1", False)
    assert draft_now.response is not None
    assert draft_now.response.report_uid == "report-1", "it answers from now on"
    assert "UNBLIND DONE" in at.written()
    answer = replace(draft_now, response=replace(draft_now.response, agreement=Agreement.AGREE))
    assert not at.store.sign(answer, ADA_READER, NOON).blinded
    assert at.store.acts("report-2")[0].content["unblinded_because"] == "the referrer told me"


def test_who_has_seen_the_first_report_is_blind_to_it_no_more(at: Practice) -> None:
    signed_by_ada(at)
    at.enter(BLAISE)
    at.store.load("report-1")
    at.enter(ADA)

    reading = at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))

    assert reading.blinding is Blinding.UNBLINDED
    assert "READ DONE" in at.written()


def test_who_has_seen_the_drawings_of_the_first_is_blind_no_more_either(at: Practice) -> None:
    at.enter(BLAISE)
    at.service.room.note_drawings_seen(STUDY.uid)
    at.enter(ADA)

    reading = at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))

    assert reading.blinding is Blinding.UNBLINDED


def test_without_accounts_a_reader_blinds_their_own_second_reading(tmp_path: Path) -> None:
    with practice_at(tmp_path, accounts=False) as at:
        at.store.sign(draft(), ADA_READER, NOON)
        at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True)
        assert at.store.reports(STUDY.uid) == ()

        at.store.sign(second(), ADA_READER, NOON)
        assert len(at.store.reports(STUDY.uid)) == 2


def test_a_recalled_report_goes_on_as_a_draft_and_stays_kept(at: Practice) -> None:
    signed_by_ada(at)
    reading = at.service.room.readings(STUDY.uid)[0]
    assert reading.signed_at == NOON

    again = at.store.recall("report-1", "typing error", NOON + timedelta(minutes=2))

    assert [report.uid for report in at.store.reports(STUDY.uid)] == [again.uid]
    ((kept, act),) = at.store.withdrawn(STUDY.uid)
    assert (kept.is_signed, act.kind, act.content) == (True, ActKind.RECALL, {"reason": "typing error"})
    at.enter(ADA)
    assert at.store.sign(again, ADA_READER, NOON).is_signed
    assert at.store.verify() == ()


def test_a_report_of_the_wrong_patient_is_retracted_never_erased(at: Practice) -> None:
    signed_by_ada(at)
    at.store.retract("report-1", "wrong patient", NOON)

    assert at.store.reports(STUDY.uid) == ()
    at.enter(ROOT)
    ((kept, act),) = at.store.withdrawn(STUDY.uid)
    assert (kept.uid, act.kind) == ("report-1", ActKind.RETRACTION)
    assert at.service.room.readings(STUDY.uid)[0].progress is Progress.RETRACTED
    assert at.store.verify() == ()


def test_every_step_and_every_refusal_is_written_down(at: Practice) -> None:
    signed_by_ada(at)
    before = len(at.written())
    at.enter(REA)
    for step in (
        lambda: at.store.retract("report-1", "x", NOON),
        lambda: at.store.add_addendum("report-1", "x", ADA_READER, NOON),
        lambda: at.store.verify(),
    ):
        assert refused(step) is Refusal.NOT_ALLOWED

    assert [line for line in at.written()[before:] if line.endswith("REFUSED")] == ["ALERT REFUSED"] * 3
    at.enter(AUDITOR)
    assert at.service.trail.verify() == ()


def test_a_crash_between_signature_and_reading_is_made_good_at_the_next_look(at: Practice) -> None:
    at.enter(ADA)
    at.store.save_draft(draft())
    at.kept.sign(draft(), ADA_READER, NOON)  # the program dies before the reading is kept

    at.store.reports(STUDY.uid)

    assert at.service.room.readings(STUDY.uid)[0].progress is Progress.FINAL
    assert at.written()[-1] == "RECONCILED DONE"


def test_reports_from_before_there_were_readings_have_one_now(at: Practice) -> None:
    at.kept.sign(draft(), ADA_READER, NOON)
    at.enter(BLAISE)

    assert len(at.store.reports(STUDY.uid)) == 1
    (reading,) = at.service.room.readings(STUDY.uid)
    assert (reading.progress, reading.reader) == (Progress.FINAL, Member("", ADA_READER.name))
