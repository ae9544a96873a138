"""Discrepancy reports as plain dictionaries for JSON, and back, strictly (viewer.core.plain)."""

from reporting.core.discrepancy.comparing import Discrepancies
from reporting.core.discrepancy.entry import Entry, Side, Topic
from reporting.core.report import SectionName
from viewer.core.encoding import frame_key_from_plain, frame_key_to_plain
from viewer.core.plain import Plain, each, fields_of, member, text, whole


def discrepancies_to_plain(found: Discrepancies) -> Plain:
    """Return a discrepancy report as a plain dictionary."""
    return {
        "agreed": found.agreed,
        "notes": list(found.notes),
        "entries": [_entry_to_plain(entry) for entry in found.entries],
    }


def discrepancies_from_plain(plain: object) -> Discrepancies:
    """Return the discrepancy report a dictionary stands for."""
    fields = fields_of(plain, "discrepancies", "agreed notes entries")
    return Discrepancies(
        each(fields["entries"], "entries", _entry_from_plain),
        whole(fields["agreed"], "agreed"),
        each(fields["notes"], "notes", text),
    )


def _entry_to_plain(entry: Entry) -> Plain:
    return {
        "uid": entry.uid,
        "topic": entry.topic.name,
        "title": entry.title,
        "why": entry.why,
        "first": _side_to_plain(entry.first),
        "second": _side_to_plain(entry.second),
    }


def _entry_from_plain(plain: object, where: str) -> Entry:
    fields = fields_of(plain, where, "uid topic title why first second")
    return Entry(
        text(fields["uid"], "entry.uid"),
        member(fields["topic"], "entry.topic", Topic),
        text(fields["title"], "entry.title"),
        text(fields["why"], "entry.why"),
        _side_from_plain(fields["first"]),
        _side_from_plain(fields["second"]),
    )


def _side_to_plain(side: Side | None) -> Plain | None:
    if side is None:
        return None
    return {
        "report_uid": side.report_uid,
        "text": side.text,
        "section": side.section.name if side.section else None,
        "row": side.row,
        "measurement_uid": side.measurement_uid,
        "key_image_uid": side.key_image_uid,
        "frame": None if side.frame is None else frame_key_to_plain(side.frame),
    }


def _side_from_plain(plain: object) -> Side | None:
    if plain is None:
        return None
    fields = fields_of(plain, "side", "report_uid text section row measurement_uid key_image_uid frame")
    section, frame = fields["section"], fields["frame"]
    return Side(
        text(fields["report_uid"], "side.report_uid"),
        text(fields["text"], "side.text"),
        None if section is None else member(section, "side.section", SectionName),
        whole(fields["row"], "side.row"),
        text(fields["measurement_uid"], "side.measurement_uid"),
        text(fields["key_image_uid"], "side.key_image_uid"),
        None if frame is None else frame_key_from_plain(frame),
    )
