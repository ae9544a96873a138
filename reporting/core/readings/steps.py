"""What can happen to a reading: open → draft → preliminary → final → addended, and nothing leads back but a recall.

All functions are pure: a reading and a person in, the next reading out, or a named refusal.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reporting.core.readings.reading import Blinding, Lock, Member, Progress, Reading, Turn
from reporting.core.readings.refusals import ReadingError, Refusal, not_allowed
from reporting.core.readings.staff import Person, Right, StaffRole

RECALL_MINUTES, MOST_RECALL_MINUTES = 5, 10
"""How long a signed report can be recalled: by default, and at most (SAFETY 3.5)."""

_NOT_FINAL = frozenset({Progress.OPEN, Progress.DRAFT, Progress.PRELIMINARY})
_SIGNED = frozenset({Progress.FINAL, Progress.ADDENDED})


def check_right(person: Person, right: Right) -> None:
    """Refuse what a role may not do."""
    if not person.may(right):
        raise not_allowed(right.value, person.role.value if person.role else "none")


def assign(reading: Reading, person: Person, to: Member | None, due_at: datetime | None) -> Reading:
    """Return the reading given to somebody (None for whoever comes), due at a moment."""
    check_right(person, Right.ASSIGN)
    _in_progress(reading, _NOT_FINAL, "assigned")
    if reading.lock is not None and to is not None and reading.lock.holder.uid != to.uid:
        raise _held(reading)
    return replace(reading, assigned=to, due_at=None if due_at is None else due_at.astimezone(UTC))


def take_up(reading: Reading, person: Person, now: datetime) -> Reading:
    """Return the reading held by somebody who is going to write; refused while another holds it."""
    check_right(person, Right.WRITE)
    _in_progress(reading, _NOT_FINAL, "taken up")
    if reading.lock is not None and reading.lock.holder.uid != person.uid:
        raise _held(reading)
    if reading.assigned is not None and person.uid and reading.assigned.uid != person.uid:
        raise ReadingError(
            Refusal.ASSIGNED,
            "The reading was not taken up",
            why=f"it is assigned to {reading.assigned.name}",
            remedy="Ask for it to be assigned to you, or take it over",
        )
    return _held_by(reading, person, now)


def take_over(reading: Reading, person: Person, now: datetime, reason: str) -> Reading:
    """Return the reading held by somebody else than before, who says why."""
    check_right(person, Right.TAKE_OVER)
    _in_progress(reading, _NOT_FINAL, "taken over")
    _with_reason(reason, "The reading was not taken over")
    taken = replace(_held_by(reading, person, now), assigned=Member.of(person))
    if reading.reader is not None and reading.progress is not Progress.PRELIMINARY:
        return replace(taken, reader=Member.of(person))
    return taken


def leave(reading: Reading, person: Person) -> Reading:
    """Return the reading free for others; its holder stays its reader."""
    if reading.lock is None:
        return reading
    if reading.lock.holder.uid != person.uid:
        raise _held(reading)
    return replace(reading, lock=None)


def write(reading: Reading, person: Person, report_uid: str, now: datetime) -> Reading:
    """Return the reading with words in it: a draft, or as preliminary as it was; a supervisor may write there too."""
    taken = _supervised(reading, person, now) or take_up(reading, person, now)
    progress = Progress.DRAFT if reading.progress is Progress.OPEN else reading.progress
    return replace(
        taken, progress=progress, reader=reading.reader or Member.of(person), report_uid=report_uid
    )


def release(reading: Reading, person: Person, now: datetime) -> Reading:
    """Return the reading as preliminary: others may read it, and it may still change. Nobody holds it any more."""
    check_right(person, Right.RELEASE)
    taken = _supervised(reading, person, now) or take_up(reading, person, now)
    return replace(
        taken, progress=Progress.PRELIMINARY, reader=reading.reader or Member.of(person), lock=None
    )


def sign(reading: Reading, person: Person, now: datetime) -> Reading:
    """Return the reading final. Who signs for a resident or trainee countersigns.

    A reading held or assigned otherwise is refused as in ``take_up``, except that a supervisor may countersign
    what a resident released.
    """
    supervised = is_countersigning(reading, person)
    check_right(person, Right.COUNTERSIGN if supervised else Right.SIGN)
    _in_progress(reading, _NOT_FINAL, "signed")
    if supervised and reading.progress is not Progress.PRELIMINARY:
        raise ReadingError(
            Refusal.WRONG_STATE,
            "The report was not countersigned",
            why="its author has not released it as preliminary",
            remedy="Let the author release it, or take the reading over",
        )
    taken = _supervised(reading, person, now) or take_up(reading, person, now)
    return replace(
        taken,
        progress=Progress.FINAL,
        reader=reading.reader or Member.of(person),
        supervisor=Member.of(person) if supervised else None,
        signed_at=now.astimezone(UTC),
        lock=None,
    )


def cosign(reading: Reading, person: Person) -> Reading:
    """Return the reading as it is, if somebody else than its signers may put a name under it too."""
    check_right(person, Right.SIGN)
    _in_progress(reading, _SIGNED, "co-signed")
    signers = {member.uid for member in (reading.reader, reading.supervisor) if member is not None}
    if person.uid in signers:
        raise ReadingError(
            Refusal.OWN_WORK,
            "The report was not co-signed",
            why="you have signed it already",
            remedy="Ask a colleague to co-sign it",
        )
    return reading


def add(reading: Reading, person: Person) -> Reading:
    """Return the reading with an addendum."""
    check_right(person, Right.ADD)
    _in_progress(reading, _SIGNED, "added to")
    return replace(reading, progress=Progress.ADDENDED)


def recall(reading: Reading, person: Person, now: datetime, reason: str, *, minutes: int) -> Reading:
    """Return the reading as a draft again, within so many minutes of signing, by whoever signed it.

    What was signed stays as it is; the draft is another report. A blinded reading is one no more: its reader
    may have seen the others since.
    """
    check_right(person, Right.RECALL)
    _in_progress(reading, frozenset({Progress.FINAL}), "recalled")
    _with_reason(reason, "The report was not recalled")
    signer = reading.supervisor or reading.reader
    if person.uid and signer is not None and signer.uid != person.uid:
        raise ReadingError(
            Refusal.NOT_ALLOWED,
            "The report was not recalled",
            why=f"it was signed by {signer.name}",
            remedy="Only its signer recalls it; add an addendum",
        )
    window = timedelta(minutes=min(minutes, MOST_RECALL_MINUTES))
    if reading.signed_at is None or now - reading.signed_at > window:
        raise ReadingError(
            Refusal.WINDOW_OVER,
            "The report was not recalled",
            why=f"it was signed more than {window.seconds // 60} minutes ago",
            remedy="Add an addendum",
        )
    again = replace(reading, progress=Progress.DRAFT, signed_at=None, supervisor=None, report_uid="")
    if reading.blinding is Blinding.BLINDED:
        return replace(again, blinding=Blinding.UNBLINDED, broken="recalled after it was committed")
    return again


def retract(reading: Reading, person: Person, reason: str) -> Reading:
    """Return the reading withdrawn for good, e.g. as it is about the wrong patient. Its words stay kept."""
    check_right(person, Right.RETRACT)
    _in_progress(reading, _SIGNED, "retracted")
    _with_reason(reason, "The report was not retracted")
    return replace(reading, progress=Progress.RETRACTED, lock=None)


def unblind(reading: Reading, person: Person, reason: str) -> Reading:
    """Return the reading unblinded: its reader opened, or had opened, what others found."""
    check_right(person, Right.UNBLIND)
    if not reading.hides_others:
        raise ReadingError(
            Refusal.NOT_BLINDED,
            "The reading was not unblinded",
            why=f"it is {reading.blinding.value if not reading.broken else 'unblinded already'}",
            remedy="Open the other opinions",
        )
    _with_reason(reason, "The reading was not unblinded")
    return replace(reading, blinding=Blinding.UNBLINDED, broken=reason)


def check_third(readings: Iterable[Reading], person: Person) -> None:
    """Refuse somebody who has read a study as the one who decides between its readings, or whose role may not."""
    check_right(person, Right.ARBITRATE)
    known = list(readings)
    if not any(one.turn is Turn.ARBITRATION and one.progress is not Progress.RETRACTED for one in known):
        raise ReadingError(
            Refusal.WRONG_STATE,
            "The arbitration was not begun",
            why="no score asks for one: it follows from 2b on",
            remedy="Score the first reading, or write a further opinion",
        )
    readers = (one for one in known if one.turn is not Turn.ARBITRATION)
    concerned = {
        member.uid for one in readers for member in (one.reader, one.supervisor) if member is not None
    }
    if person.uid and person.uid in concerned:
        raise ReadingError(
            Refusal.OWN_WORK,
            "The arbitration was not begun",
            why="you have read this study yourself",
            remedy="Ask a third reader",
        )


def is_countersigning(reading: Reading, person: Person) -> bool:
    """Whether somebody would sign in place of a resident or trainee who wrote it."""
    learning = (StaffRole.RESIDENT, StaffRole.TRAINEE)
    return reading.reader is not None and reading.reader.uid != person.uid and reading.reader.role in learning


def _supervised(reading: Reading, person: Person, now: datetime) -> Reading | None:
    """Return the reading held by a supervisor of what a resident released, None where it is not that."""
    if not is_countersigning(reading, person) or reading.progress is not Progress.PRELIMINARY:
        return None
    check_right(person, Right.COUNTERSIGN)
    if reading.lock is not None and reading.lock.holder.uid != person.uid:
        raise _held(reading)
    return _held_by(reading, person, now)


def _held_by(reading: Reading, person: Person, now: datetime) -> Reading:
    if reading.lock is not None and reading.lock.holder.uid == person.uid:
        return reading
    return replace(reading, lock=Lock(Member.of(person), now.astimezone(UTC)))


def _in_progress(reading: Reading, among: frozenset[Progress], done: str) -> None:
    if reading.progress not in among:
        raise ReadingError(
            Refusal.WRONG_STATE,
            f"The reading was not {done}",
            why=f"it is {reading.progress.value}",
            remedy="Look at the readings of this study again",
        )


def _held(reading: Reading) -> ReadingError:
    assert reading.lock is not None
    return ReadingError(
        Refusal.HELD,
        "The reading is held by somebody else",
        why=f"{reading.lock.holder.name or 'somebody'} has held it since {reading.lock.since:%Y-%m-%d %H:%M} UTC",
        remedy="Wait until it is left, or take it over with a reason",
    )


def _with_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise ReadingError(Refusal.NO_REASON, what, why="no reason is given", remedy="Say in a few words why")
