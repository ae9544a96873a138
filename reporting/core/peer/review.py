"""A review: two readings of a study, what they differ in, the score of the second reader, and the arbitration."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from uuid import uuid4

from reporting.core.discrepancy.comparing import Discrepancies
from reporting.core.peer.scores import Score
from reporting.core.readings.reading import Member
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Person


class Stage(Enum):
    """How far a review has come."""

    UNSCORED = "waits for the score"
    CLOSED = "scored"
    ARBITRATION = "in arbitration"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Given:
    """A score, why, by whom and when (UTC)."""

    score: Score
    reason: str
    by: Member
    at: datetime


@dataclass(frozen=True, slots=True)
class Rating:
    """The category both readings give in one system, e.g. Lung-RADS 2 and 4A."""

    system: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Review:
    """Two committed readings of one study, reviewed. A value; functions below make the next one.

    Attributes
    ----------
    blinded
        Whether the second reader had seen nothing of the first before signing; only these count in statistics.
    first_sha256, second_sha256
        Of the words that were compared.
    discussed
        Uids of the entries that the readers have ticked off.
    arbitration_reading
        Of the reading in which a third reader decides; empty before it is needed.
    conclusion_uid
        Of the report that the third reader signed; empty before.
    """

    study_uid: str
    first_reading: str
    second_reading: str
    first_report: str
    second_report: str
    first_sha256: str
    second_sha256: str
    first_reader: Member
    second_reader: Member
    blinded: bool
    made_at: datetime
    found: Discrepancies
    site: str = ""
    modality: str = ""
    ratings: tuple[Rating, ...] = ()
    discussed: frozenset[str] = frozenset()
    given: Given | None = None
    arbitration_reading: str = ""
    conclusion_uid: str = ""
    uid: str = field(default_factory=lambda: uuid4().hex)

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.given is None:
            return Stage.UNSCORED
        if not self.given.score.needs_arbitration:
            return Stage.CLOSED
        return Stage.DECIDED if self.conclusion_uid else Stage.ARBITRATION


def ticked(review: Review, entry_uid: str, *, discussed: bool) -> Review:
    """Return the review with an entry discussed, or not."""
    if entry_uid not in {entry.uid for entry in review.found.entries}:
        raise ReadingError(
            Refusal.WRONG_STATE,
            "The entry was not ticked",
            why="there is none of this name",
            remedy="Look at the list again",
        )
    others = review.discussed - {entry_uid}
    return replace(review, discussed=others | {entry_uid} if discussed else others)


def scored(review: Review, person: Person, score: Score, reason: str, now: datetime) -> Review:
    """Return the review with the second reader's score: once, with a reason, and by nobody else."""
    if person.uid and person.uid != review.second_reader.uid:
        raise ReadingError(
            Refusal.NOT_ALLOWED,
            "The score was not given",
            why=f"only the second reader scores, {review.second_reader.name or 'who is not named'}",
            remedy="Leave the score to the second reader",
        )
    if review.given is not None:
        raise ReadingError(
            Refusal.WRONG_STATE,
            "The score was not given",
            why=f"it is {review.given.score.grade} already",
            remedy="Say in the arbitration what you would say otherwise",
        )
    if not reason.strip():
        raise ReadingError(
            Refusal.NO_REASON,
            "The score was not given",
            why="no reason is given",
            remedy="Say in a few words why",
        )
    return replace(review, given=Given(score, reason.strip(), Member.of(person), now.astimezone(UTC)))
