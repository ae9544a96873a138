"""Signed records as rows and as files: what each holds, and whether it is what was signed."""

import re
from dataclasses import dataclass, replace

from reporting.core.acts import Act, ActKind, act_from_record, canonical_act_bytes
from reporting.core.report import Report
from reporting.core.signing import (
    addendum_from_record,
    canonical_addendum_bytes,
    canonical_bytes,
    digest,
    is_proven,
    report_from_record,
)
from viewer.core.plain import EncodingError

REPORT, ADDENDUM = "report", "addendum"
ACTS = frozenset(kind.value for kind in ActKind)
_KINDS = "|".join([REPORT, ADDENDUM, *sorted(ACTS)])


@dataclass(frozen=True, slots=True)
class Record:
    """One signed record.

    Attributes
    ----------
    sequence
        Its place in the order of signing, from 1.
    kind
        ``report``, ``addendum``, or the kind of an act (reporting.core.acts).
    payload
        The canonical bytes, whose SHA-256 is ``sha256``.
    """

    sequence: int
    kind: str
    report_uid: str
    study_uid: str
    sha256: str
    previous_sha256: str
    payload: bytes

    @property
    def file_name(self) -> str:
        """The name of the record's own file: its place, what it is and its digest; nothing of the patient."""
        return f"{self.sequence:08d}-{self.kind}-{self.sha256}.json"

    @property
    def is_unchanged(self) -> bool:
        """Whether the payload is what was signed."""
        return digest(self.payload) == self.sha256


def record_of_report(report: Report, sequence: int) -> Record:
    """Return the record of a signed report."""
    payload = canonical_bytes(report)
    assert report.signature is not None
    previous = report.signature.previous_sha256
    return Record(sequence, REPORT, report.uid, report.study.uid, digest(payload), previous, payload)


def record_of_addendum(report: Report, sequence: int) -> Record:
    """Return the record of the last addendum of a report."""
    addendum = report.addenda[-1]
    payload = canonical_addendum_bytes(report, addendum)
    previous = addendum.signature.previous_sha256
    return Record(sequence, ADDENDUM, report.uid, report.study.uid, digest(payload), previous, payload)


def record_of_act(act: Act, study_uid: str, sequence: int) -> Record:
    """Return the record of an act on a report."""
    payload = canonical_act_bytes(act)
    previous = act.signature.previous_sha256
    return Record(sequence, act.kind.value, act.report_uid, study_uid, digest(payload), previous, payload)


def acts_of(records: list[Record]) -> tuple[Act, ...]:
    """Return the acts among records, in the order they were signed."""
    return tuple(act_from_record(record.payload) for record in records if record.kind in ACTS)


def read_record(file_name: str, payload: bytes, study_of: dict[str, str]) -> Record | None:
    """Return the record a file holds, None where it is not what its name says was signed.

    ``study_of`` tells the study of reports already read: addenda and acts name only their report.
    """
    named = re.fullmatch(rf"(\d{{8}})-({_KINDS})-([0-9a-f]{{64}})\.json", file_name)
    if named is None or digest(payload) != named[3]:
        return None
    try:
        report_uid, study_uid, previous = _contents(named[2], payload)
    except EncodingError:
        return None
    study_uid = study_uid or study_of.get(report_uid, "")
    return Record(int(named[1]), named[2], report_uid, study_uid, named[3], previous, payload)


def whole_report(records: list[Record]) -> Report:
    """Return the report that its own record and those of its addenda, in order, stand for; acts change nothing.

    Raises
    ------
    EncodingError
        Where they are not what was signed.
    """
    report = report_from_record(records[0].payload)
    addenda = tuple(
        addendum_from_record(record.payload)[1] for record in records[1:] if record.kind == ADDENDUM
    )
    report = replace(report, addenda=addenda)
    acts_fit = all(act.report_sha256 == records[0].sha256 for act in acts_of(records))
    if not is_proven(report) or not acts_fit or not all(record.is_unchanged for record in records):
        raise EncodingError("the words are not those that were signed")
    return report


def _contents(kind: str, payload: bytes) -> tuple[str, str, str]:
    """Return report uid, study uid (empty for addenda and acts) and previous digest, from the payload itself."""
    if kind == ADDENDUM:
        report_uid, addendum = addendum_from_record(payload)
        return report_uid, "", addendum.signature.previous_sha256
    if kind in ACTS:
        act = act_from_record(payload)
        if act.kind.value != kind:
            raise EncodingError("the record is of another kind than its name says")
        return act.report_uid, "", act.signature.previous_sha256
    if kind != REPORT:
        raise EncodingError("the record is of no kind this program knows")
    report = report_from_record(payload)
    assert report.signature is not None
    return report.uid, report.study.uid, report.signature.previous_sha256


def problems_of_chain(records: list[Record], last_sequence: int) -> list[str]:
    """Return what was changed, taken out, moved or put in, of all records in their order.

    ``last_sequence`` is the highest number ever given.
    """
    problems: list[str] = []
    previous, expected, addenda = "", 1, dict[str, list[Record]]()
    for record in records:
        if record.sequence != expected:
            problems.append(f"Signed records {expected} to {record.sequence - 1} are missing")
        if record.previous_sha256 != previous:
            problems.append(f"Signed record {record.sequence} does not follow the record before it")
        if problem := _problem_of(record, addenda):
            problems.append(f"Signed record {record.sequence} {problem}")
        previous, expected = record.sha256, record.sequence + 1
    if expected <= last_sequence:
        problems.append(f"Signed records {expected} to {last_sequence} are missing")
    return problems


def _problem_of(record: Record, known: dict[str, list[Record]]) -> str:
    """Return what is wrong with one record, empty if nothing is; ``known`` has those before, by report."""
    if not record.is_unchanged:
        return "is not what was signed"
    try:
        report_uid, study_uid, previous = _contents(record.kind, record.payload)
        if (report_uid, previous) != (record.report_uid, record.previous_sha256):
            return "is filed under another name than its own"
        own = known.setdefault(report_uid, [])
        own.append(record)
        whole_report(own)
    except EncodingError:
        return "does not fit the report it belongs to"
    return "" if (study_uid or own[0].study_uid) == record.study_uid else "is filed under another study"
