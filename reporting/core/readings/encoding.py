"""Readings as plain dictionaries for JSON, and back, strictly (viewer.core.plain)."""

from datetime import datetime

from reporting.core.encoding import moment_from_text, moment_to_text
from reporting.core.readings.reading import (
    Blinding,
    Lock,
    Member,
    Progress,
    Purpose,
    Reading,
    Turn,
)
from reporting.core.readings.staff import StaffRole
from viewer.core.plain import EncodingError, Plain, fields_of, member, text

VERSION = 1
_READING = (
    "version uid study_uid turn purpose progress blinding reader assigned supervisor due_at lock report_uid"
    " signed_at broken"
)


def reading_to_plain(reading: Reading) -> Plain:
    """Return a reading as a plain dictionary."""
    lock = reading.lock
    return {
        "version": VERSION,
        "uid": reading.uid,
        "study_uid": reading.study_uid,
        "turn": reading.turn.name,
        "purpose": reading.purpose.name,
        "progress": reading.progress.name,
        "blinding": reading.blinding.name,
        "reader": member_to_plain(reading.reader),
        "assigned": member_to_plain(reading.assigned),
        "supervisor": member_to_plain(reading.supervisor),
        "due_at": _moment(reading.due_at),
        "lock": None
        if lock is None
        else {"holder": member_to_plain(lock.holder), "since": _moment(lock.since)},
        "report_uid": reading.report_uid,
        "signed_at": _moment(reading.signed_at),
        "broken": reading.broken,
    }


def reading_from_plain(plain: object) -> Reading:
    """Return the reading a dictionary stands for.

    Raises
    ------
    EncodingError
        Where the dictionary is not one that ``reading_to_plain`` of this version makes.
    """
    fields = fields_of(plain, "reading", _READING)
    if fields["version"] != VERSION:
        raise EncodingError("reading.version is not one this program knows")
    return Reading(
        study_uid=text(fields["study_uid"], "reading.study_uid"),
        turn=member(fields["turn"], "reading.turn", Turn),
        purpose=member(fields["purpose"], "reading.purpose", Purpose),
        progress=member(fields["progress"], "reading.progress", Progress),
        blinding=member(fields["blinding"], "reading.blinding", Blinding),
        reader=member_from_plain(fields["reader"]),
        assigned=member_from_plain(fields["assigned"]),
        supervisor=member_from_plain(fields["supervisor"]),
        due_at=_moment_from(fields["due_at"], "reading.due_at"),
        lock=_lock_from(fields["lock"]),
        report_uid=text(fields["report_uid"], "reading.report_uid"),
        signed_at=_moment_from(fields["signed_at"], "reading.signed_at"),
        broken=text(fields["broken"], "reading.broken"),
        uid=text(fields["uid"], "reading.uid"),
    )


def member_to_plain(known: Member | None) -> Plain | None:
    """Return a member of the staff as a plain dictionary."""
    if known is None:
        return None
    return {"uid": known.uid, "name": known.name, "role": known.role.name if known.role else None}


def member_from_plain(plain: object) -> Member | None:
    """Return the member of the staff a dictionary stands for."""
    if plain is None:
        return None
    fields = fields_of(plain, "member", "uid name role")
    role = fields["role"]
    return Member(
        text(fields["uid"], "member.uid"),
        text(fields["name"], "member.name"),
        None if role is None else member(role, "member.role", StaffRole),
    )


def _lock_from(plain: object) -> Lock | None:
    if plain is None:
        return None
    fields = fields_of(plain, "lock", "holder since")
    holder = member_from_plain(fields["holder"])
    if holder is None:
        raise EncodingError("lock.holder is nobody")
    return Lock(holder, moment_from_text(fields["since"], "lock.since"))


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment_to_text(moment)


def _moment_from(value: object, where: str) -> datetime | None:
    return None if value is None else moment_from_text(value, where)
