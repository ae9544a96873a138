"""From draft to signed, and after. No way leads from signed to other words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from reporting.core.draft import edit_lines, in_step
from reporting.core.encoding import from_bytes, to_bytes
from reporting.core.errors import ReportError
from reporting.core.opinions import with_agreement
from reporting.core.readiness import Concern, needs_attention, reasons_not_to_sign
from reporting.core.report import (
    Agreement,
    Line,
    Reader,
    Report,
    Reservation,
    Role,
    SectionName,
    State,
)
from reporting.core.signing import (
    add_addendum,
    addendum_from_record,
    canonical_addendum_bytes,
    canonical_bytes,
    is_proven,
    release,
    report_from_record,
    sign,
)
from tests.builders.reports import (
    ADA,
    BLAISE,
    CT_CHEST,
    NOON,
    draft,
    first_opinion,
    region,
    second_draft,
)
from viewer.core.plain import EncodingError

PREVIOUS = "ab" * 32


def test_a_signature_says_who_when_and_exactly_which_words() -> None:
    signed = sign(draft(), BLAISE, NOON, PREVIOUS)

    assert signed.signature is not None
    assert (signed.signature.reader, signed.signature.at) == (BLAISE, NOON)
    assert signed.signature.previous_sha256 == PREVIOUS
    assert signed.signature.sha256 == sha256(canonical_bytes(signed)).hexdigest()
    assert (signed.state, signed.reader, signed.changed_at) == (State.FINAL, BLAISE, NOON)
    assert is_proven(signed)


def test_signing_changes_no_word() -> None:
    assert sign(draft(), ADA, NOON, "").sections == draft().sections


def test_h21_the_moment_of_signing_is_kept_in_utc() -> None:
    in_berlin = NOON.astimezone(timezone(timedelta(hours=2)))

    signature = sign(draft(), ADA, in_berlin, "").signature

    assert signature is not None
    assert (signature.at, signature.at.tzinfo) == (NOON, UTC)


def test_only_what_a_line_points_at_is_signed() -> None:
    unlinked = edit_lines(draft(), SectionName.FINDINGS, draft().section(SectionName.FINDINGS).lines[:1])

    signed = sign(unlinked, ADA, NOON, "")

    assert [known.uid for known in signed.measurements] == ["length-1"]
    assert signed.key_images == ()
    assert [known.sop_instance_uid[-2:] for known in signed.evidence] == ["40"]


def test_canonical_bytes_are_the_same_for_the_same_words_however_composed() -> None:
    composed = edit_lines(draft(), SectionName.IMPRESSION, (Line("Pneumonie à gauche"),))
    decomposed = edit_lines(draft(), SectionName.IMPRESSION, (Line("Pneumonie a\u0300 gauche"),))

    assert canonical_bytes(sign(composed, ADA, NOON, "")) == canonical_bytes(sign(decomposed, ADA, NOON, ""))


def test_a_record_gives_the_report_back() -> None:
    signed = first_opinion()

    assert report_from_record(canonical_bytes(signed)) == signed


def test_addenda_are_numbered_signed_and_leave_the_report_as_it_was() -> None:
    signed = first_opinion()

    once = add_addendum(signed, "Prior of 2020 now seen: no change.", BLAISE, NOON, PREVIOUS)
    twice = add_addendum(once, "Telephoned.", ADA, NOON, "cd" * 32)

    assert [(known.number, known.text, known.signature.reader) for known in twice.addenda] == [
        (1, "Prior of 2020 now seen: no change.", BLAISE),
        (2, "Telephoned.", ADA),
    ]
    assert replace(twice, addenda=()) == signed
    assert twice.addenda[1].signature.previous_sha256 == "cd" * 32
    assert is_proven(twice)


def test_an_addendum_can_be_read_from_its_record() -> None:
    longer = add_addendum(first_opinion(), "More.", ADA, NOON, PREVIOUS)

    assert addendum_from_record(canonical_addendum_bytes(longer, longer.addenda[0])) == (
        "report-1",
        longer.addenda[0],
    )


@pytest.mark.parametrize(
    "forge",
    [
        lambda report: replace(report, patient=replace(report.patient, name="Doe^John")),
        lambda report: replace(report, changed_at=report.changed_at + timedelta(seconds=1)),
        lambda report: replace(report, measurements=(region(45.2), *report.measurements[1:])),
        lambda report: replace(report, signature=replace(report.signature, reader=BLAISE)),
        lambda report: replace(report, signature=replace(report.signature, previous_sha256="")),
        lambda report: replace(report, signature=replace(report.signature, sha256="0" * 64)),
        lambda report: replace(report, addenda=(replace(report.addenda[0], text="Less."),)),
        lambda report: replace(report, addenda=(replace(report.addenda[0], number=2),)),
        lambda report: replace(report, addenda=report.addenda * 2),
        lambda report: replace(report, signature=None),
    ],
)
def test_every_forgery_is_found(forge: Callable[[Report], Report]) -> None:
    longer = add_addendum(first_opinion(previous_sha256=PREVIOUS), "More.", ADA, NOON, PREVIOUS)
    assert is_proven(longer)

    assert not is_proven(forge(longer))


@pytest.mark.parametrize(
    "written",
    [
        canonical_bytes(draft()),
        to_bytes({"version": 1}),
        canonical_bytes(replace(first_opinion(), state=State.DRAFT)),
        canonical_bytes(first_opinion()).replace(b'"sha256":""', b'"sha256":"0"'),
    ],
)
def test_what_is_no_record_of_a_signed_report_is_refused(written: bytes) -> None:
    with pytest.raises(EncodingError):
        report_from_record(written)


def test_an_addendum_of_an_unknown_version_is_refused() -> None:
    longer = add_addendum(first_opinion(), "More.", ADA, NOON, PREVIOUS)
    plain = from_bytes(canonical_addendum_bytes(longer, longer.addenda[0]))
    assert isinstance(plain, dict)

    with pytest.raises(EncodingError, match="version"):
        addendum_from_record(to_bytes({**plain, "version": 2}))


def test_a_preliminary_report_can_be_read_and_still_be_changed() -> None:
    later = NOON + timedelta(hours=1)

    preliminary = release(draft(), later)

    assert (preliminary.state, preliminary.changed_at) == (State.PRELIMINARY, later)
    assert edit_lines(preliminary, SectionName.IMPRESSION, (Line("Better."),)).state is State.PRELIMINARY
    assert sign(preliminary, ADA, NOON, "").state is State.FINAL


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: sign(signed, ADA, NOON, ""),
        lambda signed: release(signed, NOON),
    ],
)
def test_nothing_leads_back_from_final(change: Callable[[Report], Report]) -> None:
    with pytest.raises(ReportError, match="Add an addendum"):
        change(first_opinion())


def marked() -> Report:
    return in_step(draft(), [region()], CT_CHEST)


def unanswered() -> Report:
    return replace(draft(), role=Role.SECOND)


@pytest.mark.parametrize(
    ("report", "reader", "why"),
    [
        (draft(), Reader(" "), "the reader has no name"),
        (draft(impression=""), ADA, "the impression is empty"),
        (draft(impression=" \n"), ADA, "the impression is empty"),
        (marked(), ADA, "1 line is written from a measurement that was changed or deleted"),
        (in_step(draft(), [], CT_CHEST), ADA, "2 lines are written from"),
        (unanswered(), BLAISE, "none is named"),
        (with_agreement(second_draft(first_opinion()), None), BLAISE, "does not say whether you agree"),
        (with_agreement(second_draft(first_opinion()), Agreement.PARTLY, " "), BLAISE, "no reason is given"),
        (with_agreement(second_draft(first_opinion()), Agreement.DISAGREE), BLAISE, "no reason is given"),
        (replace(draft(), reservations=(Reservation("a"),)), ADA, "1 reservation is not accepted"),
    ],
)
def test_signing_is_refused_with_what_helps(report: Report, reader: Reader, why: str) -> None:
    with pytest.raises(ReportError) as refused:
        sign(report, reader, NOON, "")

    assert why in refused.value.why
    assert refused.value.remedy
    assert "Doe" not in str(refused.value)


def test_agreement_needs_no_reason() -> None:
    agreed = with_agreement(second_draft(first_opinion()), Agreement.AGREE)

    assert reasons_not_to_sign(agreed, BLAISE) == ()


def test_h22_an_accepted_reservation_is_signed_with_the_report() -> None:
    accepted = replace(draft(), reservations=(Reservation("101 of 300 images", accepted=True),))

    assert sign(accepted, ADA, NOON, "").reservations == accepted.reservations


def test_all_reasons_are_told_at_once() -> None:
    report = replace(draft(impression=""), reservations=(Reservation("a"), Reservation("b")))

    assert len(reasons_not_to_sign(report, Reader())) == 3


def test_what_needs_attention_is_named_line_by_line() -> None:
    report = replace(marked(), reservations=(Reservation("x"), Reservation("y", accepted=True)))
    report = edit_lines(report, SectionName.IMPRESSION, (Line("Lungs:"), Line("fine")))
    report = edit_lines(report, SectionName.INDICATION, ())

    assert needs_attention(report) == (
        Concern("measurement deleted", True, SectionName.FINDINGS, 0),
        Concern("heading without words", False, SectionName.IMPRESSION, 0),
        Concern("not accepted: x", True),
    )


def test_an_opinion_on_ones_own_opinion_is_pointed_at() -> None:
    report = replace(second_draft(first_opinion()), reader=ADA)

    assert needs_attention(with_agreement(report, None)) == (
        Concern("it does not say whether you agree with the first opinion", True),
        Concern("both opinions are by the same reader", False),
    )


def test_an_empty_impression_is_pointed_at_until_the_report_is_signed() -> None:
    assert needs_attention(draft(impression="")) == (
        Concern("the impression is empty", True, SectionName.IMPRESSION),
    )
    assert needs_attention(first_opinion()) == ()


@pytest.mark.parametrize(
    ("report", "words", "reader", "why"),
    [
        (draft(), "More.", ADA, "not signed yet"),
        (first_opinion(), " \n", ADA, "no words"),
        (first_opinion(), "More.", Reader(""), "no name"),
    ],
)
def test_an_addendum_is_refused_with_what_helps(report: Report, words: str, reader: Reader, why: str) -> None:
    with pytest.raises(ReportError) as refused:
        add_addendum(report, words, reader, datetime.now(UTC), "")

    assert why in refused.value.why


def test_d9_a_clock_that_jumps_back_does_not_stop_a_signature() -> None:
    assert is_proven(sign(draft(), ADA, NOON - timedelta(days=1), PREVIOUS))
