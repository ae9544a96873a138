"""A report in words as DICOM: Basic Diagnostic Imaging Report, PS3.16 TID 2000, in an Enhanced SR."""

from collections.abc import Iterator
from dataclasses import replace

from pydicom import Dataset
from pydicom.sr.coding import Code
from pydicom.uid import UID

from reporting.core.report import Addendum, Line, Mark, Reader, Report, Response, Role, Section
from reporting.core.signing import canonical_bytes, digest
from reporting.export import codes, sr_items, versions
from reporting.export.dicom_document import IMPLEMENTATION_UID, MANUFACTURER, DocumentIdentity, person_name
from reporting.export.moments import made_at
from reporting.export.references import References
from reporting.export.sr_document import NARRATIVE, NARRATIVE_CLASS, answered_reference, new_sr
from reporting.export.sr_items import (
    CONTAINS,
    HAS_CONTEXT,
    HAS_PROPERTIES,
    INFERRED_FROM,
    MODIFIES,
)
from reporting.export.wording import in_plain_words, listed_marks

SERIES_NUMBER = 9901

ENGLISH = Code("en", "RFC5646", "English")
NOT_STATED = "not stated"


def narrative_sr(
    report: Report,
    first: Report | None = None,
    *,
    language: Code = ENGLISH,
    organization: str = NOT_STATED,
) -> Dataset:
    """Return the report's words, links and key images as a DICOM document.

    Parameters
    ----------
    first
        The report a second opinion answers, where it is at hand: then its addenda can be named too.
    language
        Of the words, RFC 5646.
    organization
        Of whoever signs; DICOM demands one of a verified document (C.17.2).
    """
    identity = DocumentIdentity(
        sop_class_uid=UID(NARRATIVE_CLASS),
        sop_instance_uid=versions.instance_uid(NARRATIVE, report, digest(canonical_bytes(report))),
        series_uid=versions.series_uid(NARRATIVE, report.uid),
        modality="SR",
        series_number=SERIES_NUMBER,
        made_at=made_at(report),
        description=f"Report, {report.role.value}",
        instance_number=1 + len(report.addenda),
    )
    document = new_sr(report, identity, NARRATIVE, first, organization)
    root = sr_items.container("", codes.REPORT, _content(report, first, language))
    for element in root:
        document.add(element)
    document.ContentTemplateSequence = [_template("2000")]
    return document


def observer(reader: Reader, role: Role) -> Iterator[Dataset]:
    """Yield who observes: a person by name, or this software where the reader has none yet. TID 1002–1004."""
    if not person_name(reader.name):
        yield sr_items.code(HAS_CONTEXT, codes.OBSERVER_TYPE, codes.DEVICE)
        yield sr_items.uid(HAS_CONTEXT, codes.DEVICE_UID, IMPLEMENTATION_UID)
        yield sr_items.text(HAS_CONTEXT, codes.DEVICE_NAME, MANUFACTURER)
        return
    yield sr_items.code(HAS_CONTEXT, codes.OBSERVER_TYPE, codes.PERSON)
    yield sr_items.person(HAS_CONTEXT, codes.PERSON_NAME, reader.name)
    yield sr_items.code(HAS_CONTEXT, codes.PERSON_ROLE, codes.ROLES_IN_PROCEDURE[role])
    if reader.qualification.strip():
        yield sr_items.text(HAS_CONTEXT, codes.QUALIFICATION, reader.qualification)


def _template(identifier: str) -> Dataset:
    item = Dataset()
    item.MappingResource = "DCMR"
    item.TemplateIdentifier = identifier
    return item


def _content(report: Report, first: Report | None, language: Code) -> Iterator[Dataset]:
    yield sr_items.code(MODIFIES, codes.LANGUAGE, language)
    yield from observer(report.reader, report.role)
    yield sr_items.code(HAS_CONTEXT, codes.READING_ROLE, codes.ROLES[report.role])
    yield sr_items.text(HAS_CONTEXT, codes.REPORT_STATE, report.state.value)
    yield sr_items.text(HAS_CONTEXT, codes.REPORT_UID, report.uid)
    if report.signature is not None:
        yield sr_items.text(HAS_CONTEXT, codes.REPORT_SHA256, report.signature.sha256)
        yield sr_items.moment(HAS_CONTEXT, codes.SIGNED_AT, report.signature.at)
    for addendum in reversed(report.addenda):
        yield _addendum(addendum, report.role)
    if report.response is not None:
        yield _answer(report, report.response, first)
    for known in report.reservations:
        if known.accepted:
            yield sr_items.text(CONTAINS, codes.RESERVATION, known.text)
    references = References(report)
    for section in report.sections:
        if any(_says_something(line) for line in section.lines):
            yield _section(section, report, references)
    if report.key_images:
        yield sr_items.container(CONTAINS, codes.KEY_IMAGES, _key_images(report, references))


def _addendum(addendum: Addendum, role: Role) -> Dataset:
    """Return an addendum with its own observer and time; the newest stands first, all of them above the report."""
    below = [
        *observer(addendum.signature.reader, role),
        sr_items.text(HAS_CONTEXT, codes.NUMBER, str(addendum.number)),
        sr_items.text(HAS_CONTEXT, codes.REPORT_SHA256, addendum.signature.sha256),
        sr_items.moment(HAS_CONTEXT, codes.SIGNED_AT, addendum.signature.at),
        sr_items.text(CONTAINS, codes.SECTION_TEXT, addendum.text),
    ]
    return sr_items.container(CONTAINS, codes.ADDENDUM, below)


def _answer(report: Report, response: Response, first: Report | None) -> Dataset:
    """Return what a second opinion says of the first, and exactly which words it answers."""
    below = []
    if response.agreement is not None:
        below.append(sr_items.code(CONTAINS, codes.AGREEMENT, codes.AGREEMENTS[response.agreement]))
    if response.reason.strip():
        below.append(sr_items.text(CONTAINS, codes.REASON, response.reason))
    if not response.is_outside:
        reference = answered_reference(response, first, report.study.uid)
        below.append(sr_items.composite(CONTAINS, codes.ANSWERED_REPORT, reference))
    below.append(sr_items.text(CONTAINS, codes.REPORT_UID, response.report_uid))
    below.append(sr_items.text(CONTAINS, codes.REPORT_SHA256, response.sha256))
    below.append(sr_items.moment(CONTAINS, codes.SIGNED_AT, response.signed_at))
    if person_name(response.reader.name):
        below.append(sr_items.person(CONTAINS, codes.ANSWERED_READER, response.reader.name))
    return sr_items.container(CONTAINS, codes.SECOND_OPINION, below)


def _section(section: Section, report: Report, references: References) -> Dataset:
    named = codes.SECTIONS[section.name]
    marked = zip(section.lines, listed_marks(section.lines), strict=True)
    lines = [
        _line(replace(line, text=in_plain_words(line, mark)), named.line, report, references)
        for line, mark in marked
        if _says_something(line)
    ]
    return sr_items.container(CONTAINS, named.heading, lines)


def _says_something(line: Line) -> bool:
    return bool(line.text.strip()) or line.is_linked


def _line(line: Line, name: Code, report: Report, references: References) -> Dataset:
    """Return a line of text, and below it the measurement or image it rests on."""
    item = sr_items.text(CONTAINS, name, line.text if line.text.strip() else "–")
    return sr_items.with_children(item, _grounds(line, report, references))


def _grounds(line: Line, report: Report, references: References) -> Iterator[Dataset]:
    if line.mark is not Mark.NONE:
        yield sr_items.text(HAS_PROPERTIES, codes.CHANGED_SINCE, line.mark.value)
    found = (report.measurement(uid) for uid in dict.fromkeys(line.measurement_uids))
    for measurement in (known for known in found if known is not None):
        reference = references.of(measurement.place.frame)
        frame = measurement.place.frame.frame
        yield sr_items.text(HAS_PROPERTIES, codes.TRACKING_ID, measurement.uid)
        yield sr_items.uid(HAS_PROPERTIES, codes.TRACKING_UID, versions.tracking_uid(measurement.uid))
        for quantity in measurement.quantities:
            yield sr_items.number(INFERRED_FROM, quantity)
        yield sr_items.image(INFERRED_FROM, codes.SOURCE_OF_MEASUREMENT, reference, frame)
    key = report.key_image(line.key_image_uid)
    if key is not None:
        yield sr_items.image(INFERRED_FROM, codes.ILLUSTRATION, references.of(key.frame), key.frame.frame)


def _key_images(report: Report, references: References) -> Iterator[Dataset]:
    for key in report.key_images:
        shown = sr_items.image(INFERRED_FROM, codes.ILLUSTRATION, references.of(key.frame), key.frame.frame)
        caption = sr_items.text(CONTAINS, codes.CAPTION, key.caption.strip() or "Key image")
        notes = [sr_items.text(HAS_PROPERTIES, codes.COMMENT, note) for note in key.notes if note.strip()]
        yield sr_items.with_children(caption, [*notes, shown])
