"""What a reading refuses, by name, so that a program can tell the reasons apart and a reader can read them."""

from enum import Enum

from reporting.core.errors import ReportError


class Refusal(Enum):
    """Why a step of a reading was refused."""

    NOT_ALLOWED = "not allowed"
    NOBODY_SIGNED_IN = "nobody signed in"
    NOT_CONFIRMED = "not confirmed"
    WRONG_STATE = "wrong state"
    HELD = "held by another"
    ASSIGNED = "assigned to another"
    OWN_WORK = "own work"
    WINDOW_OVER = "recall window over"
    NO_REASON = "no reason"
    NOT_BLINDED = "not blinded"
    BLINDED = "read blinded"


class ReadingError(ReportError):
    """A step that a reading, a role or the blinding does not allow.

    Attributes
    ----------
    refusal
        Its name.
    """

    def __init__(self, refusal: Refusal, what: str, *, why: str, remedy: str) -> None:
        super().__init__(what, why=why, remedy=remedy)
        self.refusal = refusal


def not_allowed(right: str, role: str) -> ReadingError:
    """Return the refusal of something that a role has no right to."""
    return ReadingError(
        Refusal.NOT_ALLOWED,
        "That was not done",
        why=f"the role {role} may not {right}",
        remedy="Ask somebody whose role may",
    )


def nobody() -> ReadingError:
    """Return the refusal of everything while nobody is signed in."""
    return ReadingError(
        Refusal.NOBODY_SIGNED_IN,
        "That was not done",
        why="nobody is signed in",
        remedy="Sign in first",
    )
