"""Reports as plain dictionaries for JSON, and back; and the bytes that are signed.

Reading is strict: see viewer.core.plain. Every dictionary carries the version it is written in.
"""

import json
from datetime import datetime

from reporting.core.report import (
    Addendum,
    Agreement,
    Evidence,
    KeyImage,
    Reader,
    Report,
    Reservation,
    Response,
    Role,
    Section,
    SectionName,
    Signature,
    State,
)
from reporting.core.text_encoding import (
    composed,
    field_from_plain,
    field_to_plain,
    line_from_plain,
    line_to_plain,
)
from viewer.core.encoding import (
    camera_from_plain,
    camera_to_plain,
    frame_key_from_plain,
    frame_key_to_plain,
    measurement_from_plain,
    measurement_to_plain,
    shading_from_plain,
    shading_to_plain,
)
from viewer.core.plain import EncodingError, Plain, each, fields_of, member, text, truth, whole
from viewer.core.study import Patient, StudyHeader

VERSION = 1

_REPORT = (
    "version uid role state template patient study reader sections measurements key_images evidence"
    " reservations response signature addenda created_at changed_at"
)
_LATER = "fields blinded"
"""Fields that came later: left out where they say nothing, so that the bytes of older reports stay as they were."""
_PATIENT = "name patient_id issuer birth_date sex quadruped"
_STUDY = "uid date time description accession study_id referring patient_age institution"


def report_to_plain(report: Report) -> Plain:
    """Return a report as a plain dictionary, whole: signature and addenda too."""
    plain: Plain = {
        "version": VERSION,
        "uid": report.uid,
        "role": report.role.name,
        "state": report.state.name,
        "template": report.template,
        "patient": {name: getattr(report.patient, name) for name in _PATIENT.split()},
        "study": {name: getattr(report.study, name) for name in _STUDY.split()},
        "reader": reader_to_plain(report.reader),
        "sections": [_section_to_plain(section) for section in report.sections],
        "measurements": [measurement_to_plain(known) for known in report.measurements],
        "key_images": [_key_image_to_plain(known) for known in report.key_images],
        "evidence": [_evidence_to_plain(known) for known in report.evidence],
        "reservations": [{"text": known.text, "accepted": known.accepted} for known in report.reservations],
        "response": None if report.response is None else _response_to_plain(report.response),
        "signature": None if report.signature is None else signature_to_plain(report.signature),
        "addenda": [addendum_to_plain(addendum) for addendum in report.addenda],
        "created_at": _moment_to_plain(report.created_at),
        "changed_at": _moment_to_plain(report.changed_at),
    }
    if report.fields:
        plain["fields"] = [field_to_plain(known) for known in report.fields]
    if report.blinded:
        plain["blinded"] = True
    return plain


def report_from_plain(plain: object) -> Report:
    """Return the report a dictionary stands for.

    Raises
    ------
    EncodingError
        Where the dictionary is not one that ``report_to_plain`` of this version makes.
    """
    fields = fields_of(plain, "report", _REPORT, _LATER)
    if fields["version"] != VERSION:
        raise EncodingError("report.version is not one this program knows")
    return Report(
        patient=_patient_from_plain(fields["patient"]),
        study=_study_from_plain(fields["study"]),
        role=member(fields["role"], "role", Role),
        reader=reader_from_plain(fields["reader"]),
        template=text(fields["template"], "template"),
        sections=_sections_from_plain(fields["sections"]),
        measurements=each(fields["measurements"], "measurements", lambda one, _: measurement_from_plain(one)),
        key_images=each(fields["key_images"], "key_images", _key_image_from_plain),
        evidence=each(fields["evidence"], "evidence", _evidence_from_plain),
        reservations=each(fields["reservations"], "reservations", _reservation_from_plain),
        response=None if fields["response"] is None else _response_from_plain(fields["response"]),
        state=member(fields["state"], "state", State),
        signature=None if fields["signature"] is None else signature_from_plain(fields["signature"]),
        addenda=each(fields["addenda"], "addenda", lambda one, _: addendum_from_plain(one)),
        created_at=_moment_or_none(fields["created_at"], "created_at"),
        changed_at=_moment_or_none(fields["changed_at"], "changed_at"),
        uid=text(fields["uid"], "uid"),
        fields=each(fields.get("fields", ()), "fields", field_from_plain),
        blinded=truth(fields.get("blinded", False), "blinded"),
    )


def to_bytes(plain: Plain) -> bytes:
    """Return the one way a dictionary is written for signing: JSON, keys sorted, no blanks, NFC, UTF-8."""
    return json.dumps(
        _composed(plain), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def _composed(plain: object) -> object:
    """Return the same with every text in NFC, text by text: over the JSON, an escape could swallow an accent."""
    if isinstance(plain, str):
        return composed(plain)
    if isinstance(plain, dict):
        return {name: _composed(value) for name, value in plain.items()}
    if isinstance(plain, list):
        return [_composed(value) for value in plain]
    return plain


def from_bytes(written: bytes) -> object:
    """Return what bytes stand for.

    Raises
    ------
    EncodingError
        Where they are no JSON; the content is not named.
    """
    try:
        return json.loads(written.decode())
    except (ValueError, RecursionError) as error:
        raise EncodingError(f"not JSON: {type(error).__name__}") from None


def reader_to_plain(reader: Reader) -> Plain:
    """Return a reader as a plain dictionary."""
    return {"name": reader.name, "qualification": reader.qualification}


def reader_from_plain(plain: object) -> Reader:
    """Return the reader a dictionary stands for."""
    fields = fields_of(plain, "reader", "name qualification")
    return Reader(text(fields["name"], "reader.name"), text(fields["qualification"], "reader.qualification"))


def signature_to_plain(signature: Signature) -> Plain:
    """Return a signature as a plain dictionary."""
    return {
        "reader": reader_to_plain(signature.reader),
        "at": moment_to_text(signature.at),
        "sha256": signature.sha256,
        "previous_sha256": signature.previous_sha256,
    }


def signature_from_plain(plain: object) -> Signature:
    """Return the signature a dictionary stands for."""
    fields = fields_of(plain, "signature", "reader at sha256 previous_sha256")
    return Signature(
        reader=reader_from_plain(fields["reader"]),
        at=moment_from_text(fields["at"], "signature.at"),
        sha256=text(fields["sha256"], "signature.sha256"),
        previous_sha256=text(fields["previous_sha256"], "signature.previous_sha256"),
    )


def addendum_to_plain(addendum: Addendum) -> Plain:
    """Return an addendum as a plain dictionary."""
    return {
        "number": addendum.number,
        "text": addendum.text,
        "signature": signature_to_plain(addendum.signature),
    }


def addendum_from_plain(plain: object) -> Addendum:
    """Return the addendum a dictionary stands for."""
    fields = fields_of(plain, "addendum", "number text signature")
    return Addendum(
        number=whole(fields["number"], "addendum.number"),
        text=text(fields["text"], "addendum.text"),
        signature=signature_from_plain(fields["signature"]),
    )


def moment_to_text(moment: datetime) -> str:
    """Return a moment in ISO 8601, with its offset from UTC where it has one."""
    return moment.isoformat()


def moment_from_text(value: object, where: str) -> datetime:
    """Return the moment a text stands for."""
    try:
        return datetime.fromisoformat(text(value, where))
    except EncodingError:
        raise
    except ValueError:
        raise EncodingError(f"{where} is not a moment in ISO 8601") from None


def _moment_to_plain(moment: datetime | None) -> str | None:
    return None if moment is None else moment_to_text(moment)


def _moment_or_none(value: object, where: str) -> datetime | None:
    return None if value is None else moment_from_text(value, where)


def _patient_from_plain(plain: object) -> Patient:
    fields = fields_of(plain, "patient", _PATIENT)
    words = {name: text(fields[name], f"patient.{name}") for name in _PATIENT.split() if name != "quadruped"}
    return Patient(**words, quadruped=truth(fields["quadruped"], "patient.quadruped"))


def _study_from_plain(plain: object) -> StudyHeader:
    fields = fields_of(plain, "study", _STUDY)
    return StudyHeader(**{name: text(fields[name], f"study.{name}") for name in _STUDY.split()})


def _section_to_plain(section: Section) -> Plain:
    return {"name": section.name.name, "lines": [line_to_plain(line) for line in section.lines]}


def _sections_from_plain(plain: object) -> tuple[Section, ...]:
    sections = each(plain, "sections", _section_from_plain)
    if [section.name for section in sections] != list(SectionName):
        raise EncodingError("sections are not the five of a report in their order")
    return sections


def _section_from_plain(plain: object, where: str) -> Section:
    fields = fields_of(plain, where, "name lines")
    return Section(
        member(fields["name"], "section.name", SectionName), each(fields["lines"], "lines", line_from_plain)
    )


def _key_image_to_plain(known: KeyImage) -> Plain:
    return {
        "uid": known.uid,
        "frame": frame_key_to_plain(known.frame),
        "series_uid": known.series_uid,
        "sop_class_uid": known.sop_class_uid,
        "caption": known.caption,
        "shading": shading_to_plain(known.shading),
        "camera": camera_to_plain(known.camera),
        "notes": list(known.notes),
    }


def _key_image_from_plain(plain: object, where: str) -> KeyImage:
    fields = fields_of(plain, where, "uid frame series_uid sop_class_uid caption shading camera notes")
    return KeyImage(
        frame=frame_key_from_plain(fields["frame"]),
        series_uid=text(fields["series_uid"], "key_image.series_uid"),
        sop_class_uid=text(fields["sop_class_uid"], "key_image.sop_class_uid"),
        caption=text(fields["caption"], "key_image.caption"),
        shading=shading_from_plain(fields["shading"]),
        camera=camera_from_plain(fields["camera"]),
        notes=each(fields["notes"], "key_image.notes", text),
        uid=text(fields["uid"], "key_image.uid"),
    )


def _evidence_to_plain(known: Evidence) -> Plain:
    return {name: getattr(known, name) for name in _EVIDENCE.split()}


_EVIDENCE = "sop_instance_uid sop_class_uid series_uid content_hash"


def _evidence_from_plain(plain: object, where: str) -> Evidence:
    fields = fields_of(plain, where, _EVIDENCE)
    return Evidence(**{name: text(fields[name], f"evidence.{name}") for name in _EVIDENCE.split()})


def _reservation_from_plain(plain: object, where: str) -> Reservation:
    fields = fields_of(plain, where, "text accepted")
    return Reservation(
        text(fields["text"], "reservation.text"), truth(fields["accepted"], "reservation.accepted")
    )


def _response_to_plain(response: Response) -> Plain:
    return {
        "report_uid": response.report_uid,
        "sha256": response.sha256,
        "reader": reader_to_plain(response.reader),
        "signed_at": moment_to_text(response.signed_at),
        "agreement": None if response.agreement is None else response.agreement.name,
        "reason": response.reason,
        "addenda": response.addenda,
    }


def _response_from_plain(plain: object) -> Response:
    fields = fields_of(plain, "response", "report_uid sha256 reader signed_at agreement reason addenda")
    agreement = fields["agreement"]
    return Response(
        report_uid=text(fields["report_uid"], "response.report_uid"),
        sha256=text(fields["sha256"], "response.sha256"),
        reader=reader_from_plain(fields["reader"]),
        signed_at=moment_from_text(fields["signed_at"], "response.signed_at"),
        agreement=None if agreement is None else member(agreement, "response.agreement", Agreement),
        reason=text(fields["reason"], "response.reason"),
        addenda=whole(fields["addenda"], "response.addenda"),
    )
