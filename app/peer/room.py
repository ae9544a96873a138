"""Where readings are held against each other, scored and arbitrated: each step checked, kept and written down."""

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Protocol

from psygnal import Signal

from app.peer.book import ReviewBook
from app.peer.pairing import pairs, review_of
from app.readings.room import ReadingRoom
from app.security.audit_events import Event, EventType
from reporting.core.acts import WITHDRAWING, Act
from reporting.core.errors import ReportError
from reporting.core.peer.encoding import review_to_plain
from reporting.core.peer.review import Review, Stage, scored, ticked
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping, Row, statistics
from reporting.core.readings.reading import Progress, Reading, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Right
from reporting.core.readings.steps import check_third
from reporting.core.report import Report


class Signed(Protocol):
    """What is asked of the store of reports, for the program itself."""

    def load(self, report_uid: str) -> Report: ...
    def acts(self, report_uid: str | None = None) -> tuple[Act, ...]: ...


class ReviewRoom:
    """The reviews of this workstation, for whoever is there."""

    changed = Signal(str)
    """The Study Instance UID whose reviews are not what they were."""

    def __init__(self, book: ReviewBook, room: ReadingRoom, signed: Signed) -> None:
        self._book, self._room, self._signed = book, room, signed
        self.gate = room.gate

    # For the program itself.

    def catch_up(self, study_uid: str) -> None:
        """Make the reviews that follow from what is committed, and note what was decided.

        Whatever a crash or another program left undone is done here; what is done already stays as it is.
        """
        readings = self._room.on_record(study_uid)
        known = {(one.first_report, one.second_report) for one in self._book.of_study(study_uid)}
        made = [
            pair
            for pair in pairs(readings, self._answered(readings))
            if (pair[0].report_uid, pair[1].report_uid) not in known
        ]
        for first, second in made:
            reports = self._signed.load(first.report_uid), self._signed.load(second.report_uid)
            review = review_of(
                (first, reports[0]), (second, reports[1]), self._acts(first, second), self._room.now()
            )
            count = len(review.found.entries)
            self._keep(review, EventType.COMPARED, "C", f"{count} differences")
        self._decide(study_uid, readings)

    # Looking.

    def reviews(self, study_uid: str) -> tuple[Review, ...]:
        """Return the reviews of a study that count, for who may see both readings: nobody who is still blinded."""
        self.gate.require(Right.READ)
        if self._room.hides(study_uid):
            return ()
        self.catch_up(study_uid)
        withdrawn = {act.report_uid for act in self._signed.acts() if act.kind in WITHDRAWING}
        found = self._book.of_study(study_uid)
        return tuple(one for one in found if not {one.first_report, one.second_report} & withdrawn)

    def review(self, uid: str) -> Review:
        """Return one review, by its uid or the beginning of it."""
        studies = {one.study_uid for one in self._book.all() if uid and one.uid.startswith(uid)}
        visible = [one for study in sorted(studies) for one in self.reviews(study) if one.uid.startswith(uid)]
        if len(visible) != 1:
            raise ReportError(
                "The review was not found",
                why="not one review has an id that begins so",
                remedy="Look at the reviews of the study again",
            )
        return visible[0]

    def of_both(self, review: Review) -> tuple[Report, Report]:
        """Return both reports of a review."""
        self._visible(review)
        return self._signed.load(review.first_report), self._signed.load(review.second_report)

    def conclusion(self, review: Review) -> tuple[Report, ...]:
        """Return the report that decided a review, empty before there is one."""
        self._visible(review)
        return (self._signed.load(review.conclusion_uid),) if review.conclusion_uid else ()

    def can_score(self, review: Review) -> bool:
        """Whether whoever is there is the second reader, whose score is waited for."""
        person = self.gate.person.value
        if person is None or not person.may(Right.SCORE) or review.stage is not Stage.UNSCORED:
            return False
        return not person.uid or person.uid == review.second_reader.uid

    def can_arbitrate(self, review: Review) -> bool:
        """Whether whoever is there may decide: a third reader, while nobody has."""
        person = self.gate.person.value
        if person is None or review.stage is not Stage.ARBITRATION:
            return False
        try:
            check_third(self._room.on_record(review.study_uid), person)
        except ReadingError:
            return False
        return True

    def statistics(self, by: Grouping, *, with_names: bool = False) -> tuple[Row, ...]:
        """Return what all reviews say together; names only for a role that may see them.

        Raises
        ------
        ReadingError
            Where the role may not, or asks for names it may not see.
        """
        self.gate.require(Right.STATISTICS)
        if with_names:
            self.gate.require(Right.NAMES)
        withdrawn = {act.report_uid for act in self._signed.acts() if act.kind in WITHDRAWING}
        counted = [
            one
            for one in self._book.all()
            if not {one.first_report, one.second_report} & withdrawn and not self._room.hides(one.study_uid)
        ]
        names = {account.uid: account.name for account in self.gate.accounts.accounts()}
        self.gate.note(
            Event.QUERY,
            EventType.STATISTICS,
            "E",
            detail=f"by {by.value}{', with names' if with_names else ''}",
        )
        return statistics(counted, by, names if with_names else None)

    # Doing.

    def tick(self, uid: str, entry_uid: str, *, discussed: bool) -> Review:
        """Note that an entry was discussed, or was not."""
        self.gate.require(Right.WRITE)
        review = ticked(self.review(uid), entry_uid, discussed=discussed)
        state = "discussed" if discussed else "not discussed"
        return self._keep(review, EventType.DISCUSSED, "U", f"{entry_uid} {state}")

    def score(self, uid: str, score: Score, reason: str) -> Review:
        """Take the second reader's score; from 2b on, open the arbitration in the same step."""
        person = self.gate.require(Right.SCORE)
        before = self.review(uid)
        given = scored(before, person, score, reason, self._room.now())
        with self._book.database.writing():
            if score.needs_arbitration:
                given = replace(given, arbitration_reading=self._arbitration_of(before).uid)
            return self._keep(given, EventType.SCORED, "U", f"RADPEER {score.grade}")

    def take_arbitration(self, uid: str) -> Reading:
        """Hold the arbitration of a review, as a third reader, to write what binds."""
        self.gate.require(Right.ARBITRATE)
        review = self.review(uid)
        self._room.check_third(review.study_uid)
        if review.stage is not Stage.ARBITRATION:
            raise ReadingError(
                Refusal.WRONG_STATE,
                "The arbitration was not begun",
                why=f"the review {review.stage.value}"
                if review.given is None
                else f"it is {review.stage.value}",
                remedy="Look at the review again",
            )
        return self._room.take_up(review.arbitration_reading)

    def hand_on(self, review: Review) -> None:
        """Let the differences of two readings be exported, and write that down."""
        self.gate.require(Right.EXPORT)
        self._visible(review)
        self.gate.note(
            Event.EXPORT, None, "R", study_uid=review.study_uid, detail=f"discrepancies {review.uid}"
        )

    def _visible(self, review: Review) -> None:
        self.gate.require(Right.READ)
        if self._room.hides(review.study_uid):
            raise ReportError(
                "The review was not opened", why="it is not kept here", remedy="Look at the readings again"
            )

    def _arbitration_of(self, review: Review) -> Reading:
        """Return the reading in which a third reader decides, opened now unless one waits already."""
        waiting = (
            one
            for one in self._room.on_record(review.study_uid)
            if one.turn is Turn.ARBITRATION and one.progress in (Progress.OPEN, Progress.DRAFT)
        )
        taken = {one.arbitration_reading for one in self._book.of_study(review.study_uid)}
        free = next((one for one in waiting if one.uid not in taken), None)
        return free or self._room.open(review.study_uid, Turn.ARBITRATION)

    def _decide(self, study_uid: str, readings: Sequence[Reading]) -> None:
        signed = {
            one.uid: one.report_uid
            for one in readings
            if one.turn is Turn.ARBITRATION and one.progress in (Progress.FINAL, Progress.ADDENDED)
        }
        for review in self._book.of_study(study_uid):
            conclusion = signed.get(review.arbitration_reading, "")
            if conclusion and conclusion != review.conclusion_uid:
                self._keep(replace(review, conclusion_uid=conclusion), EventType.DECIDED, "U", conclusion)

    def _answered(self, readings: Sequence[Reading]) -> dict[str, str]:
        signed = [
            one.report_uid
            for one in readings
            if one.turn in (Turn.SECOND, Turn.FURTHER) and one.progress in (Progress.FINAL, Progress.ADDENDED)
        ]
        answers = ((uid, self._signed.load(uid).response) for uid in signed if uid)
        return {uid: response.report_uid for uid, response in answers if response is not None}

    def _acts(self, first: Reading, second: Reading) -> tuple[Act, ...]:
        return (*self._signed.acts(first.report_uid), *self._signed.acts(second.report_uid))

    def _keep(self, review: Review, kind: EventType, action: str, detail: str) -> Review:
        """Keep a review and its line in the trail, which names the digest of all that it says, in one step."""
        written = json.dumps(review_to_plain(review), sort_keys=True, ensure_ascii=False).encode()
        with self._book.database.writing():
            self._book.put(review)
            self.gate.note(
                Event.PROCEDURE,
                kind,
                action,
                study_uid=review.study_uid,
                report_uid=review.second_report,
                detail=f"{detail}; review {review.uid}, SHA-256 {sha256(written).hexdigest()}",
            )
        self.changed.emit(review.study_uid)
        return review
