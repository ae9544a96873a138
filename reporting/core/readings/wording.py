"""A reading in words: what the panel says at a glance."""

from dataclasses import dataclass
from datetime import datetime

from reporting.core.readings.reading import Blinding, Member, Progress, Reading


@dataclass(frozen=True, slots=True)
class Glance:
    """Who, what, when, blinded, signed.

    Attributes
    ----------
    blinding
        Empty where the reading was never blinded.
    warning
        What must not be overlooked: overdue, held by another, unblinded, retracted.
    """

    what: str = ""
    who: str = ""
    when: str = ""
    blinding: str = ""
    progress: str = ""
    warning: str = ""


def glance_at(reading: Reading, now: datetime, person_uid: str = "") -> Glance:
    """Return what a reading is, for somebody at the workstation."""
    return Glance(
        what=f"{reading.turn.value.capitalize()}, {reading.purpose.value}",
        who=_who(reading),
        when=_when(reading),
        blinding="" if reading.blinding is Blinding.NONE else reading.blinding.value.upper(),
        progress=reading.progress.value.capitalize(),
        warning=_warning(reading, now, person_uid),
    )


def member_words(member: Member | None) -> str:
    """Return somebody with their role."""
    if member is None:
        return "whoever comes"
    role = f", {member.role.value}" if member.role else ""
    return f"{member.name or 'unnamed reader'}{role}"


def local(moment: datetime) -> str:
    """Return a moment on this workstation's clock."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _who(reading: Reading) -> str:
    if reading.supervisor is not None:
        return f"{member_words(reading.reader)}; countersigned by {member_words(reading.supervisor)}"
    if reading.reader is not None:
        return member_words(reading.reader)
    return f"for {member_words(reading.assigned)}"


def _when(reading: Reading) -> str:
    if reading.signed_at is not None:
        return f"signed {local(reading.signed_at)}"
    return f"due {local(reading.due_at)}" if reading.due_at is not None else ""


def _warning(reading: Reading, now: datetime, person_uid: str) -> str:
    if reading.progress is Progress.RETRACTED:
        return "Retracted: do not use"
    held = reading.lock is not None and reading.lock.holder.uid != person_uid
    parts = (
        f"Unblinded: {reading.broken}" if reading.broken else "",
        "Overdue" if reading.is_overdue(now) else "",
        f"Held by {reading.lock.holder.name} since {local(reading.lock.since)}"
        if held and reading.lock
        else "",
    )
    return ". ".join(part for part in parts if part)
