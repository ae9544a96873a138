"""How far a study is, from its readings: what the worklist's status follows."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.library.catalogue.values import Notes, SecondRead, Status
from reporting.core.readings.reading import Progress, Reading, Turn
from reporting.core.report import Agreement, Report, Role

_STATUS = {
    Progress.DRAFT: Status.IN_PROGRESS,
    Progress.PRELIMINARY: Status.PRELIMINARY,
    Progress.FINAL: Status.FINAL,
    Progress.ADDENDED: Status.ADDENDED,
}
_SECOND = {
    Progress.OPEN: SecondRead.WANTED,
    Progress.DRAFT: SecondRead.IN_PROGRESS,
    Progress.PRELIMINARY: SecondRead.IN_PROGRESS,
    Progress.FINAL: SecondRead.FINAL,
    Progress.ADDENDED: SecondRead.FINAL,
}


def following(readings: Sequence[Reading]) -> Callable[[Notes], Notes] | None:
    """Return what the readings of a study change of its notes, None for nothing.

    The status is that of the first reading; second and further readings have their own state beside it. A reading
    that nobody has begun changes no status, and one whose report was withdrawn lets the study wait again.
    """
    firsts = [one for one in readings if one.turn is Turn.FIRST]
    others = [one for one in readings if one.turn is not Turn.FIRST]
    begun = [one for one in firsts if one.progress in _STATUS]
    seconds = [_SECOND[one.progress] for one in others if one.progress in _SECOND]
    status = max((_STATUS[one.progress] for one in begun), default=None)
    if status is None and any(one.progress is Progress.RETRACTED for one in firsts):
        status = Status.UNREAD
    reader = next((one.reader.name for one in reversed(begun) if one.reader is not None), "")
    if status is None and not seconds:
        return None

    def change(notes: Notes) -> Notes:
        after = notes
        if status is not None:
            after = replace(after, status=status, reader=reader or after.reader)
        if seconds:
            waiting = [one for one in seconds if one is not SecondRead.FINAL]
            second = max(waiting, default=SecondRead.FINAL)
            is_settled = after.second_read is SecondRead.DISCREPANT and second is SecondRead.FINAL
            after = after if is_settled else replace(after, second_read=second)
        return after

    return change


def disagreeing(report: Report | None) -> bool:
    """Whether a signed second opinion says that the first was wrong."""
    return (
        report is not None
        and report.is_signed
        and report.role is Role.SECOND
        and report.response is not None
        and report.response.agreement is Agreement.DISAGREE
    )


def begun_by(reader: str, *, as_second: bool) -> Callable[[Notes], Notes]:
    """Return what opening a study notes: that somebody reads it, unless somebody did before."""

    def change(notes: Notes) -> Notes:
        if as_second:
            waits = notes.second_read in (SecondRead.NONE, SecondRead.WANTED)
            return replace(notes, second_read=SecondRead.IN_PROGRESS) if waits else notes
        if notes.status is not Status.UNREAD:
            return notes
        return replace(notes, status=Status.IN_PROGRESS, reader=notes.reader or reader)

    return change


def seen_blinded(own: Reading | None) -> Notes:
    """Return what somebody who reads a study blinded may see in place of its notes: their own reading."""
    if own is None:
        return Notes()
    begun = own.progress in (Progress.DRAFT, Progress.PRELIMINARY)
    name = own.reader.name if own.reader is not None else ""
    return Notes(status=Status.IN_PROGRESS if begun else Status.UNREAD, reader=name)
