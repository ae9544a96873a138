"""Who works here, and what each role may do. The one table that every door asks."""

from dataclasses import dataclass
from enum import Enum

from reporting.core.report import Reader


class StaffRole(Enum):
    """What somebody is employed as."""

    TRAINEE = "trainee"
    RESIDENT = "resident"
    RADIOLOGIST = "radiologist"
    PATHOLOGIST = "pathologist"
    TECHNOLOGIST = "technologist"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(Enum):
    """Something that not everybody may do."""

    READ = "read reports"
    WRITE = "write a report"
    RELEASE = "release a preliminary report"
    SIGN = "sign a final report"
    COUNTERSIGN = "countersign for a resident"
    ADD = "add an addendum"
    RECALL = "recall a signed report"
    RETRACT = "retract a report of the wrong patient"
    ASSIGN = "assign readings"
    TAKE_OVER = "take over a reading that somebody holds"
    UNBLIND = "open the other opinions of a blinded reading"
    EXPORT = "hand a report on"
    VERIFY = "verify signed reports"
    ACCOUNTS = "manage accounts"
    AUDIT = "read the audit trail"
    SCORE = "score another's reading"
    ARBITRATE = "decide between two readings"
    STATISTICS = "see statistics of readings"
    NAMES = "see the names of readers in statistics"
    BROWSE = "see the studies of the library"
    IMPORT = "take studies into the library"
    NOTE = "note something of studies"
    RELATE = "merge and split patients"
    HAND_OUT = "export studies"
    REMOVE = "remove studies for good"
    MAINTAIN = "verify, rebuild, back up and restore the library"


LIBRARY = frozenset(
    {Right.BROWSE, Right.IMPORT, Right.NOTE, Right.RELATE, Right.HAND_OUT, Right.REMOVE, Right.MAINTAIN}
)
"""The rights on the library of imported studies."""

_LEARNING = frozenset({Right.READ, Right.WRITE, Right.UNBLIND, Right.BROWSE})
_SUPERVISED = _LEARNING | {Right.RELEASE, Right.EXPORT, Right.IMPORT, Right.NOTE, Right.HAND_OUT}
_RESPONSIBLE = frozenset(Right) - {
    Right.ACCOUNTS,
    Right.AUDIT,
    Right.NAMES,
    Right.REMOVE,
    Right.MAINTAIN,
}
_TENDING = LIBRARY - {Right.REMOVE, Right.MAINTAIN}
_STATISTICS = frozenset({Right.STATISTICS, Right.NAMES})

RIGHTS: dict[StaffRole, frozenset[Right]] = {
    StaffRole.TRAINEE: _LEARNING,
    StaffRole.RESIDENT: _SUPERVISED,
    StaffRole.RADIOLOGIST: _RESPONSIBLE,
    StaffRole.PATHOLOGIST: _RESPONSIBLE,
    StaffRole.TECHNOLOGIST: _TENDING | {Right.READ, Right.ASSIGN},
    StaffRole.ADMINISTRATOR: _STATISTICS
    | LIBRARY
    | {Right.READ, Right.ASSIGN, Right.VERIFY, Right.ACCOUNTS, Right.AUDIT},
    StaffRole.AUDITOR: frozenset({Right.VERIFY, Right.AUDIT, Right.STATISTICS}),
}
"""Every right of every role; what is not here is refused."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the workstation.

    Attributes
    ----------
    uid
        Of the account; empty for the one implicit reader of a workstation without accounts.
    role
        None for the implicit reader, who may do everything.
    """

    uid: str = ""
    name: str = ""
    qualification: str = ""
    role: StaffRole | None = None

    @property
    def reader(self) -> Reader:
        """The name and qualification that stand under a report."""
        return Reader(self.name, self.qualification)

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return self.role is None or right in RIGHTS[self.role]
