"""The report store behind the service: nobody reaches a report, in the window or by a command, but through here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from app.readings.room import ReadingRoom
from app.security.audit_events import Event, EventType
from reporting.core.acts import WITHDRAWING, Act, ActKind
from reporting.core.errors import ReportError
from reporting.core.opinions import respond_to
from reporting.core.readings import steps
from reporting.core.readings.reading import Blinding, Member, Reading
from reporting.core.readings.refusals import ReadingError
from reporting.core.readings.staff import Person, Right
from reporting.core.readings.words import count_changed, difference, words_of
from reporting.core.report import Reader, Report, Role, State
from viewer.core.plain import Plain

Attest = Callable[[Report], Plain]


class Kept(Protocol):
    """What is asked of reporting.store.report_store."""

    notices: tuple[str, ...]

    def reports(self, study_uid: str | None = None) -> tuple[Report, ...]: ...
    def load(self, report_uid: str) -> Report: ...
    def save_draft(self, report: Report) -> None: ...
    def save_preliminary(self, report: Report, now: datetime) -> Report: ...
    def sign(
        self, report: Report, reader: Reader, now: datetime, acts: Sequence[tuple[ActKind, Plain]] = ()
    ) -> Report: ...
    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report: ...
    def add_act(
        self, report_uid: str, kind: ActKind, content: Plain, reader: Reader, now: datetime
    ) -> Report: ...
    def acts(self, report_uid: str | None = None) -> tuple[Act, ...]: ...
    def verify(self) -> tuple[str, ...]: ...
    def close(self) -> None: ...


class GuardedReports:
    """Checks role, state and blinding, then keeps; a refused step changes nothing and is written down.

    Parameters
    ----------
    attest
        What the report rests on, signed with it: displayed images, completeness of the study, display check.
    """

    def __init__(self, kept: Kept, room: ReadingRoom, attest: Attest = lambda _: {}) -> None:
        self._kept, self._room, self._attest = kept, room, attest
        self.notices = kept.notices

    # Looking.

    def reports(self, study_uid: str | None = None) -> tuple[Report, ...]:
        """Return the reports that whoever is there may know of, those that were withdrawn left out."""
        self._room.gate.require(Right.READ)
        withdrawn = {act.report_uid for act in self._kept.acts() if act.kind in WITHDRAWING}
        found = [
            report
            for report in self._kept.reports(study_uid)
            if report.uid not in withdrawn
            and self._room.may_see(report)
            and not self._room.is_private(report)
        ]
        for report in found:
            self._room.reconcile(report)
            if study_uid is not None:
                self._room.note_seen(report)
        return tuple(self._as_it_stands(report, found) for report in found)

    def withdrawn(self, study_uid: str) -> tuple[tuple[Report, Act], ...]:
        """Return reports that were recalled or retracted, and why: kept for good, out of the way."""
        self._room.gate.require(Right.READ)
        acts = {act.report_uid: act for act in self._kept.acts() if act.kind in WITHDRAWING}
        return tuple(
            (report, acts[report.uid])
            for report in self._kept.reports(study_uid)
            if report.uid in acts and self._room.may_see(report)
        )

    def load(self, report_uid: str) -> Report:
        """Return one report; one that is hidden is as one that is not there."""
        self._room.gate.require(Right.READ)
        report = self._visible(report_uid)
        self._room.note_seen(report)
        return self._as_it_stands(report, ())

    def acts(self, report_uid: str) -> tuple[Act, ...]:
        """Return what was signed about a report besides its words."""
        self._room.gate.require(Right.READ)
        return self._kept.acts(self._visible(report_uid).uid)

    def verify(self) -> tuple[str, ...]:
        """Return everything that is not as it was signed."""
        self._room.gate.require(Right.VERIFY)
        problems = self._kept.verify()
        self._room.gate.note(
            Event.PROCEDURE, EventType.VERIFIED, "R", detail=f"{len(problems)} problems found"
        )
        return problems

    def hand_on(self, report: Report) -> None:
        """Let a report be exported or printed, and write that down.

        Raises
        ------
        ReadingError, ReportError
            Where the role may not, or the report is hidden.
        """
        self._room.gate.require(Right.EXPORT)
        if not self._room.may_see(report):
            raise _not_here("The report was not handed on")
        if any(act.kind in WITHDRAWING for act in self._kept.acts(report.uid)):
            raise ReportError(
                "The report was not handed on",
                why="it was recalled or retracted",
                remedy="Hand on the report that took its place",
            )
        self._room.gate.note(
            Event.EXPORT,
            None,
            "R",
            study_uid=report.study.uid,
            patient_id=report.patient.patient_id,
            report_uid=report.uid,
        )

    # Writing.

    def save_draft(self, report: Report) -> None:
        """Keep a draft of whoever holds its reading."""
        person = self._room.gate.require(Right.WRITE)
        report = self._by_account(report, person)
        reading = self._room.for_report(report, person)
        reading = self._checked(
            EventType.BEGIN, report, lambda: steps.write(reading, person, report.uid, self._room.now())
        )
        self._kept.save_draft(report)
        self._room.keep_quietly(reading)

    def save_preliminary(self, report: Report, now: datetime) -> Report:
        """Release a report before it is final, and keep the words as they were released."""
        person = self._room.gate.require(Right.RELEASE)
        report = self._by_account(report, person)
        reading = self._room.for_report(report, person)
        reading = self._checked(
            EventType.RELEASE,
            report,
            lambda: steps.release(steps.write(reading, person, report.uid, now), person, now),
        )
        released = self._kept.save_preliminary(report, now)
        self._room.keep(reading, EventType.RELEASE, released, words=True)
        return released

    def sign(self, report: Report, reader: Reader, now: datetime) -> Report:
        """Sign a report for good; for a resident's, countersign it. What it rests on is signed with it."""
        gate = self._room.gate
        person = gate.require()
        before = self._room.for_report(report, person)
        countersigned = steps.is_countersigning(before, person)
        kind = EventType.COUNTERSIGN if countersigned else EventType.SIGN
        reading = self._checked(kind, report, lambda: steps.sign(before, person, now))
        reading = self._blind_no_more(reading, person, countersigned=countersigned)
        report = replace(report, blinded=reading.blinding is Blinding.BLINDED)
        proof = gate.use_confirmation()
        signer = person.reader if gate.asks else reader
        acts = [(ActKind.ATTESTATION, self._attestation(report, reading, proof))]
        if countersigned:
            acts.append((ActKind.COUNTERSIGNATURE, self._countersignature(report, before)))
        signed = self._kept.sign(report, signer, now, acts)
        self._room.keep(replace(reading, report_uid=report.uid), kind, signed)
        return signed

    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report:
        """Add words to a signed report for good."""
        person = self._room.gate.require(Right.ADD)
        report = self._visible(report_uid)
        reading = self._room.for_report(report, person)
        reading = self._checked(EventType.ADD, report, lambda: steps.add(reading, person))
        self._room.gate.use_confirmation()
        signer = person.reader if self._room.gate.asks else reader
        longer = self._kept.add_addendum(report_uid, words, signer, now)
        self._room.keep(reading, EventType.ADD, longer)
        return longer

    def cosign(self, report_uid: str, reader: Reader, now: datetime) -> Report:
        """Put another name under a signed report, for good."""
        person = self._room.gate.require(Right.SIGN)
        report = self._visible(report_uid)
        reading = self._room.for_report(report, person)
        reading = self._checked(EventType.COSIGN, report, lambda: steps.cosign(reading, person))
        self._room.gate.use_confirmation()
        signer = person.reader if self._room.gate.asks else reader
        signed = self._kept.add_act(report_uid, ActKind.COSIGNATURE, {}, signer, now)
        self._room.keep(reading, EventType.COSIGN, signed)
        return signed

    def recall(self, report_uid: str, reason: str, now: datetime) -> Report:
        """Take a signed report back within the site's window; return the draft it is written on in."""
        person = self._room.gate.require(Right.RECALL)
        report = self._visible(report_uid)
        reading = self._room.for_report(report, person)
        minutes = self._room.recall_minutes
        reading = self._checked(
            EventType.RECALL, report, lambda: steps.recall(reading, person, now, reason, minutes=minutes)
        )
        again = replace(
            report,
            uid=uuid4().hex,
            state=State.DRAFT,
            signature=None,
            addenda=(),
            blinded=report.blinded and reading.blinding is Blinding.BLINDED,
        )
        self._kept.save_draft(
            again
        )  # first the words that go on, then the withdrawal: nothing is lost between
        self._kept.add_act(report_uid, ActKind.RECALL, {"reason": reason}, person.reader, now)
        self._room.keep(replace(reading, report_uid=again.uid), EventType.RECALL, again, reason)
        return again

    def retract(self, report_uid: str, reason: str, now: datetime) -> Report:
        """Withdraw a report of the wrong patient: it is kept for good, and no longer counts."""
        person = self._room.gate.require(Right.RETRACT)
        report = self._visible(report_uid)
        reading = self._room.for_report(report, person)
        reading = self._checked(EventType.RETRACT, report, lambda: steps.retract(reading, person, reason))
        signed = self._kept.add_act(report_uid, ActKind.RETRACTION, {"reason": reason}, person.reader, now)
        self._room.keep(reading, EventType.RETRACT, signed, reason)
        return signed

    def close(self) -> None:
        """Let go of the store."""
        self._kept.close()

    def _by_account(self, report: Report, person: Person) -> Report:
        """Return a report under the name of the account that writes it; a supervisor leaves the author's."""
        reading = self._room.of_report(report)
        author = reading.reader if reading is not None else None
        own = author is None or author.uid == person.uid
        return replace(report, reader=person.reader) if self._room.gate.asks and own else report

    def _as_it_stands(self, report: Report, among: Sequence[Report]) -> Report:
        """Return a draft that was begun blinded as one that answers, once its reading was unblinded."""
        if report.is_signed or not report.blinded or self._room.hides(report.study.uid):
            return report
        draft = replace(report, blinded=False)
        firsts = [known for known in among if known.is_signed and known.role is Role.FIRST]
        return respond_to(draft, firsts[0]) if firsts and draft.role is Role.SECOND else draft

    def _visible(self, report_uid: str) -> Report:
        report = self._kept.load(report_uid)
        if not self._room.may_see(report) or self._room.is_private(report):
            raise _not_here("The report was not opened")
        return report

    def _checked(self, kind: EventType, report: Report, step: Callable[[], Reading]) -> Reading:
        try:
            if not self._room.may_write(report):
                raise _not_here("The report was not kept")
            if report.role is Role.ARBITRATION:
                self._room.check_third(report.study.uid)
            return step()
        except ReadingError as refusal:
            self._room.refuse(refusal, kind, report)
            raise

    def _blind_no_more(self, reading: Reading, person: Person, *, countersigned: bool) -> Reading:
        """Return the reading unblinded, if a supervisor who has seen the other opinion countersigns it."""
        blinded = reading.blinding is Blinding.BLINDED
        if blinded and countersigned and self._room.has_seen(reading.study_uid, person):
            return replace(
                reading, blinding=Blinding.UNBLINDED, broken="its supervisor had seen another opinion"
            )
        return reading

    def _attestation(self, report: Report, reading: Reading, proof: str) -> Plain:
        return {
            "reading": reading.uid,
            "turn": reading.turn.value,
            "purpose": reading.purpose.value,
            "blinding": reading.blinding.value,
            "unblinded_because": reading.broken,
            "signed_with": proof,
            **self._attest(report),
        }

    def _countersignature(self, report: Report, before: Reading) -> Plain:
        released = self._room.released_words(report)
        author = before.reader or Member()
        return {
            "written_by": author.name,
            "role": author.role.value if author.role else "",
            "words_changed": count_changed(difference(released, words_of(report))),
        }


def _not_here(what: str) -> ReportError:
    return ReportError(what, why="it is not kept here", remedy="Open the folder of reports it was kept in")
