"""Which readings of a study are reviewed together, and the review that is made of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from reporting.core.acts import Act, ActKind
from reporting.core.discrepancy.categories import categories
from reporting.core.discrepancy.comparing import discrepancies
from reporting.core.discrepancy.coverage import unseen_by_both
from reporting.core.peer.review import Rating, Review
from reporting.core.readings.reading import Blinding, Member, Progress, Reading, Turn
from reporting.core.report import Report
from viewer.core.plain import Plain

_SIGNED = (Progress.FINAL, Progress.ADDENDED)


def pairs(readings: Sequence[Reading], answered: dict[str, str]) -> Iterator[tuple[Reading, Reading]]:
    """Yield first and second readings that are committed both.

    Parameters
    ----------
    answered
        By report of a second reading the report it answers, where it names one; else it is held against the first
        reading that was signed first.
    """
    signed = [one for one in readings if one.progress in _SIGNED and one.report_uid]
    firsts = [one for one in signed if one.turn is Turn.FIRST]
    for second in signed:
        if second.turn not in (Turn.SECOND, Turn.FURTHER) or not firsts:
            continue
        wanted = answered.get(second.report_uid)
        yield next((one for one in firsts if one.report_uid == wanted), firsts[0]), second


def review_of(
    first: tuple[Reading, Report], second: tuple[Reading, Report], acts: Iterable[Act], now: datetime
) -> Review:
    """Return the review of two committed readings, with what they differ in."""
    attested = {act.report_uid: act.content for act in acts if act.kind is ActKind.ATTESTATION}
    reading, report = first
    other, its = second
    mine, theirs = attested.get(report.uid), attested.get(its.uid)
    return Review(
        study_uid=report.study.uid,
        first_reading=reading.uid,
        second_reading=other.uid,
        first_report=report.uid,
        second_report=its.uid,
        first_sha256=_digest(report),
        second_sha256=_digest(its),
        first_reader=_responsible(reading, report),
        second_reader=_responsible(other, its),
        blinded=other.blinding is Blinding.BLINDED,
        made_at=now,
        found=discrepancies(report, its, unseen_by_both(mine, theirs)),
        site=report.study.institution,
        modality=_modality(theirs or {}) or _modality(mine or {}),
        ratings=tuple(_ratings(report, its)),
    )


def _responsible(reading: Reading, report: Report) -> Member:
    """Return who answers for a reading: the supervisor where one countersigned."""
    return reading.supervisor or reading.reader or Member("", report.reader.name)


def _ratings(first: Report, second: Report) -> Iterator[Rating]:
    mine, its = categories(first), categories(second)
    yield from (Rating(name, mine[name].grade, its[name].grade) for name in sorted(set(mine) & set(its)))


def _modality(attested: Plain) -> str:
    known = attested.get("modalities")
    return "/".join(str(one) for one in known) if isinstance(known, list) else ""


def _digest(report: Report) -> str:
    return "" if report.signature is None else report.signature.sha256
