"""One reading of a study: whose turn, by whom, for what, by when, and how far it has come."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import uuid4

from reporting.core.readings.staff import Person, StaffRole


class Turn(Enum):
    """Which of the readings of a study it is."""

    FIRST = "first reading"
    SECOND = "second reading"
    FURTHER = "further reading"
    ARBITRATION = "arbitration"


class Purpose(Enum):
    """What the reading is for."""

    DIAGNOSIS = "diagnosis"
    TREATMENT_PLANNING = "treatment planning"
    FOLLOW_UP = "follow-up"


class Progress(Enum):
    """How far a reading has come."""

    OPEN = "open"
    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    ADDENDED = "addended"
    RETRACTED = "retracted"


class Blinding(Enum):
    """Whether the reader sees what others have found."""

    NONE = "not blinded"
    BLINDED = "blinded"
    UNBLINDED = "unblinded"


COMMITTED = frozenset({Progress.FINAL, Progress.ADDENDED, Progress.RETRACTED})
"""From here on the words bind, and the reader may see everything."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff, as a reading names them."""

    uid: str = ""
    name: str = ""
    role: StaffRole | None = None

    @classmethod
    def of(cls, person: Person) -> "Member":
        """Return a person as a reading names them."""
        return cls(person.uid, person.name, person.role)


@dataclass(frozen=True, slots=True)
class Lock:
    """Who has the reading open for writing, and since when (UTC)."""

    holder: Member
    since: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading. A value; ``steps`` makes the next one.

    Attributes
    ----------
    reader
        Who reads or has read; None before anybody began.
    assigned
        Who is to read; None for whoever comes.
    supervisor
        Who countersigned for a resident; None where nobody had to.
    report_uid
        Of the report it led to, empty before one is begun.
    signed_at
        When it became final (UTC); the recall window counts from here.
    broken
        Why a blinded reading is not one any more, and since when.
    """

    study_uid: str
    turn: Turn = Turn.FIRST
    purpose: Purpose = Purpose.DIAGNOSIS
    progress: Progress = Progress.OPEN
    blinding: Blinding = Blinding.NONE
    reader: Member | None = None
    assigned: Member | None = None
    supervisor: Member | None = None
    due_at: datetime | None = None
    lock: Lock | None = None
    report_uid: str = ""
    signed_at: datetime | None = None
    broken: str = ""
    uid: str = field(default_factory=lambda: uuid4().hex)

    @property
    def hides_others(self) -> bool:
        """Whether what others found must stay unreachable for its reader now."""
        return self.blinding is Blinding.BLINDED and self.progress not in COMMITTED

    def is_of(self, person: Person) -> bool:
        """Whether somebody reads it or is to read it; on a workstation without accounts that is whoever is there."""
        if not person.uid:
            return True
        concerned = (self.reader, self.assigned, self.lock.holder if self.lock else None)
        return any(member is not None and member.uid == person.uid for member in concerned)

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been committed by now."""
        return self.due_at is not None and self.progress not in COMMITTED and now > self.due_at
