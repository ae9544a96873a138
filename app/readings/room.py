"""The readings of studies, for whoever is at the workstation: each step checked, kept and written down in one turn."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

from psygnal import Signal

from app.readings.book import ReadingBook
from app.security.audit_events import Event, EventType, Outcome
from app.security.gate import Gate
from reporting.core.readings import steps
from reporting.core.readings.reading import Blinding, Member, Progress, Purpose, Reading, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Person, Right
from reporting.core.readings.words import words_of
from reporting.core.report import Report, Role, State

TURNS = {Role.FIRST: Turn.FIRST, Role.SECOND: Turn.SECOND, Role.ARBITRATION: Turn.ARBITRATION}
"""Which reading a report of each role is the outcome of, where none waits for it."""

HAD_SEEN = "its reader had seen another opinion or its drawings before"


class ReadingRoom:
    """Where readings are assigned, taken up, blinded and brought to an end.

    Parameters
    ----------
    recall_minutes
        The window set by the site.
    """

    changed = Signal(str)
    """The Study Instance UID whose readings, or what may be seen of it, are not what they were."""

    def __init__(
        self,
        book: ReadingBook,
        gate: Gate,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._book, self.gate, self._now = book, gate, now

    @property
    def recall_minutes(self) -> int:
        """How long after signing a report can be recalled, as the site has set it."""
        return int(self.gate.accounts.choice("recall_minutes", str(steps.RECALL_MINUTES)))

    # What may be seen.

    def hides(self, study_uid: str) -> bool:
        """Whether what others found in a study must stay unreachable for whoever is there, its existence too."""
        person = self.gate.person.value
        return any(
            reading.hides_others and (person is None or reading.is_of(person))
            for reading in self._book.of_study(study_uid)
        )

    def hidden_studies(self) -> frozenset[str]:
        """Return the studies that somebody is still to read blinded, for who does not say who asks."""
        return frozenset(one.study_uid for one in self._book.all() if one.hides_others)

    def blinded(self, study_uid: str) -> Reading | None:
        """Return the blinded reading that whoever is there has not committed yet."""
        person = self.gate.person.value
        found = (one for one in self._book.of_study(study_uid) if one.hides_others)
        return next((one for one in found if person is not None and one.is_of(person)), None)

    def may_see(self, report: Report) -> bool:
        """Whether whoever is there may know of a report."""
        if not self.hides(report.study.uid):
            return True
        own = self.blinded(report.study.uid)
        return own is not None and own.report_uid == report.uid

    def may_write(self, report: Report) -> bool:
        """Whether whoever is there may write in a report: one they may see, or a new one of their own."""
        own = self.blinded(report.study.uid)
        new = self._book.of_report(report.uid) is None and (own is None or not own.report_uid)
        return self.may_see(report) or new

    def is_private(self, report: Report) -> bool:
        """Whether a report is still a draft that only its reader sees."""
        person, reading = self.gate.person.value, self._book.of_report(report.uid)
        if report.state is not State.DRAFT or reading is None or person is None or not person.uid:
            return False
        return not reading.is_of(person)

    def leave_all(self, person: Person) -> None:
        """Let others take up what somebody holds who has gone."""
        for reading in self._book.all() if person.uid else ():
            if reading.lock is not None and reading.lock.holder.uid == person.uid:
                self._keep(steps.leave(reading, person), EventType.LEAVE, "U")

    def in_one_turn(self) -> AbstractContextManager[object]:
        """Keep everything that is written within this turn, or nothing of it."""
        return self._book.database.writing()

    def on_record(self, study_uid: str) -> tuple[Reading, ...]:
        """Return the readings of a study, for the program itself; people ask ``readings``."""
        return self._book.of_study(study_uid)

    def note_seen(self, report: Report) -> None:
        """Write down, once, that somebody has seen another's report: they are blind to it no more."""
        person, reading = self.gate.person.value, self._book.of_report(report.uid)
        own = reading is not None and person is not None and reading.is_of(person)
        if person is None or not person.uid or own:
            return
        if self._book.keep_seen(report.study.uid, report.uid, person.uid, self._now()):
            self._write_down(EventType.READ, "R", report.study.uid, report)

    def note_drawings_seen(self, study_uid: str) -> None:
        """Write down, once, that somebody was shown drawings or presentation states in a study."""
        person = self.gate.person.value
        if person is not None and person.uid:
            self._book.keep_seen(study_uid, "", person.uid, self._now())

    def released_words(self, report: Report) -> str:
        """Return what a resident released of a report, before a supervisor changed it."""
        return self._book.released(report.uid) if self.may_see(report) else ""

    def readings(self, study_uid: str) -> tuple[Reading, ...]:
        """Return the readings of a study: under blinding, the reader's own alone."""
        self.gate.require()
        found = self._book.of_study(study_uid)
        own = self.blinded(study_uid)
        return found if own is None else (own,)

    def of_report(self, report: Report) -> Reading | None:
        """Return the reading that led to a report."""
        return self._book.of_report(report.uid) if self.may_see(report) else None

    # What readers and those who organise them do.

    def open(
        self,
        study_uid: str,
        turn: Turn,
        purpose: Purpose = Purpose.DIAGNOSIS,
        *,
        blinded: bool = False,
        assigned: Member | None = None,
        due_at: datetime | None = None,
    ) -> Reading:
        """Open another reading of a study."""
        self.gate.require(Right.ASSIGN)
        reading = Reading(
            study_uid,
            turn,
            purpose,
            blinding=Blinding.BLINDED if blinded else Blinding.NONE,
            assigned=assigned,
            due_at=due_at,
        )
        return self._keep(self._with_eyes_of(reading, assigned), EventType.ASSIGN, "C")

    def assign(self, uid: str, to: Member | None, due_at: datetime | None) -> Reading:
        """Give a reading to somebody."""
        return self._step(
            uid,
            EventType.ASSIGN,
            lambda reading, person: self._with_eyes_of(steps.assign(reading, person, to, due_at), to),
        )

    def take_up(self, uid: str) -> Reading:
        """Hold a reading, to write."""
        return self._step(
            uid,
            EventType.BEGIN,
            lambda reading, person: self._with_eyes_of(
                steps.take_up(reading, person, self._now()), Member.of(person)
            ),
        )

    def take_over(self, uid: str, reason: str) -> Reading:
        """Hold a reading that somebody else held."""
        return self._step(
            uid,
            EventType.TAKE_OVER,
            lambda reading, person: self._with_eyes_of(
                steps.take_over(reading, person, self._now(), reason), Member.of(person)
            ),
            reason,
        )

    def leave(self, uid: str) -> Reading:
        """Let others take a reading up."""
        return self._step(uid, EventType.LEAVE, steps.leave)

    def unblind(self, uid: str, reason: str) -> Reading:
        """Open what others found, knowingly: the reading is blinded no more."""
        return self._step(
            uid,
            EventType.UNBLIND,
            lambda reading, person: steps.unblind(reading, person, reason),
            reason,
        )

    # What becomes of reports; asked by GuardedReports before and after it keeps something.

    def for_report(self, report: Report, person: Person) -> Reading:
        """Return the reading a report belongs to: its own, one waiting for this person, or a new one."""
        known = self._book.of_report(report.uid)
        if known is not None:
            return known
        blinded = self.blinded(report.study.uid)
        if blinded is not None and not blinded.report_uid:
            return blinded
        waiting = [
            one
            for one in self._book.of_study(report.study.uid)
            if one.progress is Progress.OPEN and not one.report_uid and _suits(one, report)
        ]
        mine = [one for one in waiting if one.assigned is not None and one.is_of(person)]
        free = [one for one in waiting if one.assigned is None and not one.hides_others]
        return next(iter((*mine, *free)), Reading(report.study.uid, TURNS[report.role]))

    def reconcile(self, report: Report) -> None:
        """Bring a reading in step with its report, where a crash came between the two, or where it has none yet."""
        known = self._book.of_report(report.uid)
        progress = _progress_of(report)
        if known is not None and (known.progress is progress or known.progress is Progress.RETRACTED):
            return
        if known is not None and progress in (Progress.DRAFT, Progress.PRELIMINARY):
            return
        reader = Member("", report.reader.name)
        begun = known or replace(
            Reading(report.study.uid, TURNS[report.role]),
            reader=reader,
            report_uid=report.uid,
        )
        signed_at = report.signature.at if report.signature else None
        lock = None if report.is_signed else begun.lock
        self._keep(
            replace(begun, progress=progress, signed_at=signed_at, lock=lock),
            EventType.RECONCILED,
            "U",
            report=report,
        )

    def keep(
        self, reading: Reading, kind: EventType, report: Report, detail: str = "", *, words: bool = False
    ) -> None:
        """Keep a reading after its report was kept, and write that down; ``words`` keeps what was released too."""
        person = self.gate.require()
        with self._book.database.writing():
            if words:
                self._book.keep_released(report.uid, words_of(report), person.uid, self._now())
            self._keep(reading, kind, "U", detail, report)

    def keep_quietly(self, reading: Reading) -> None:
        """Keep a reading whose draft was saved; the trail has a line only for the first saving."""
        known = self._book.of_uid(reading.uid)
        if known == reading:
            return
        begun = known is None or known.progress is not reading.progress
        if begun:
            self._keep(reading, EventType.BEGIN, "U")
        else:
            self._book.put(reading)
            self.changed.emit(reading.study_uid)

    def refuse(self, refusal: ReadingError, kind: EventType, report: Report) -> None:
        """Write down that something was refused."""
        self._write_down(kind, "U", report.study.uid, report, refusal.why, Outcome.REFUSED)

    def check_third(self, study_uid: str) -> None:
        """Refuse whoever is there as the one who decides between the readings of a study, unless they are a third."""
        steps.check_third(self._book.of_study(study_uid), self.gate.require())

    def now(self) -> datetime:
        """Return the moment (UTC)."""
        return self._now()

    def has_seen(self, study_uid: str, person: Person) -> bool:
        """Whether somebody has seen what others made of a study."""
        return bool(person.uid) and self._book.has_seen(study_uid, person.uid)

    def _with_eyes_of(self, reading: Reading, member: Member | None) -> Reading:
        """Return a blinded reading unblinded, if its reader-to-be has seen another opinion already."""
        if member is None or not member.uid or not reading.hides_others:
            return reading
        if not self._book.has_seen(reading.study_uid, member.uid):
            return reading
        return replace(reading, blinding=Blinding.UNBLINDED, broken=HAD_SEEN)

    def _step(
        self,
        uid: str,
        kind: EventType,
        change: Callable[[Reading, Person], Reading],
        detail: str = "",
    ) -> Reading:
        person = self.gate.require()
        known = self._book.of_uid(uid)
        if known is None or (self.hides(known.study_uid) and self.blinded(known.study_uid) != known):
            raise ReadingError(
                Refusal.WRONG_STATE,
                "The reading was not found",
                why="there is none under this name",
                remedy="Look at the readings of this study again",
            )
        try:
            changed = change(known, person)
        except ReadingError as refusal:
            self._write_down(kind, "U", known.study_uid, None, refusal.why, Outcome.REFUSED)
            raise
        return self._keep(changed, kind, "U", detail)

    def _keep(
        self, reading: Reading, kind: EventType, action: str, detail: str = "", report: Report | None = None
    ) -> Reading:
        before = self._book.of_uid(reading.uid)
        was = "new" if before is None else before.progress.value
        told = "; ".join(
            part for part in (f"{was} → {reading.progress.value}", reading.broken, detail) if part
        )
        with self._book.database.writing():
            self._book.put(reading)
            self._write_down(kind, action, reading.study_uid, report, told)
        self.changed.emit(reading.study_uid)
        return reading

    def _write_down(
        self,
        kind: EventType,
        action: str,
        study_uid: str,
        report: Report | None,
        detail: str = "",
        outcome: Outcome = Outcome.DONE,
    ) -> None:
        self.gate.note(
            Event.PROCEDURE,
            kind,
            action,
            outcome,
            study_uid=study_uid,
            patient_id="" if report is None else report.patient.patient_id,
            report_uid="" if report is None else report.uid,
            detail=detail,
        )


def _suits(reading: Reading, report: Report) -> bool:
    turn = Turn.SECOND if reading.turn is Turn.FURTHER else reading.turn
    return turn is TURNS[report.role] and report.blinded is reading.hides_others


def _progress_of(report: Report) -> Progress:
    if report.state is State.FINAL:
        return Progress.ADDENDED if report.addenda else Progress.FINAL
    return Progress.PRELIMINARY if report.state is State.PRELIMINARY else Progress.DRAFT
