"""The small pieces that FHIR R4 resources are made of: codes, references, names, moments.

Resources are plain dictionaries, as they are written; nothing empty is ever in them (FHIR knows no empty values).
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydicom.sr.coding import Code

from reporting.export import versions
from reporting.export.letters import one_line, plain_lines
from reporting.export.moments import in_utc
from viewer.core.plain import Plain

OWN = f"urn:oid:{versions.derived_uid('fhir', 'codes')}"
"""System of our own codes and identifiers, where no system of others says what is meant."""

IMAGE_REGION = f"urn:oid:{versions.derived_uid('fhir', 'image-region')}"
"""Url of the extension that says which part of an imaging study is meant, as ImagingSelection does from R5 on."""

SYSTEMS = {
    "SCT": "http://snomed.info/sct",
    "LN": "http://loinc.org",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "UCUM": "http://unitsofmeasure.org",
    "NCIt": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "RADLEX": "http://radlex.org",
}
DICOM_UID = "urn:dicom:uid"
URI = "urn:ietf:rfc3986"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


def resource(kind: str, known_as: str, /, **content: object) -> Plain:
    """Return a resource under an id that always follows from what it is known as, without what is empty."""
    return {"resourceType": kind, "id": str(id_of(kind, known_as)), **filled(content)}


def filled(content: Plain) -> Plain:
    """Return a dictionary without what is empty."""
    return {name: value for name, value in content.items() if value not in (None, "", [], {}, ())}


def id_of(kind: str, name: str) -> UUID:
    """Return the UUID of a resource, always the same for the same name."""
    return UUID(int=int(versions.derived_uid("fhir", kind, name).rpartition(".")[2]))


def url_of(known: Plain) -> str:
    """Return under which address a resource stands in its bundle."""
    return f"urn:uuid:{known['id']}"


def reference(known: Plain, display: str = "") -> Plain:
    """Return a reference to a resource of the same bundle."""
    return filled({"reference": url_of(known), "display": one_line(display)})


def by_identifier(kind: str, system: str, value: str, display: str = "") -> Plain:
    """Return a reference to something that is not in the bundle, by what it is known as elsewhere."""
    return filled(
        {"type": kind, "identifier": {"system": system, "value": value}, "display": one_line(display)}
    )


def concept(code: Code) -> Plain:
    """Return a coded concept."""
    return {"coding": [coding(code)], "text": code.meaning}


def coding(code: Code) -> Plain:
    """Return a code in its system.

    LOINC and SNOMED CT have names of their own for what DICOM calls otherwise: their codes go without a name here.
    """
    system = SYSTEMS.get(code.scheme_designator, OWN)
    named = {} if code.scheme_designator in ("LN", "SCT") else {"display": code.meaning}
    return {"system": system, "code": code.value, **named}


def of_terminology(system: str, code: str, display: str) -> Plain:
    """Return a concept of HL7's own terminology."""
    return {"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code, "display": display}]}


def uid_identifier(uid: str) -> Plain:
    """Return a DICOM UID as an identifier. FHIR R4, ImagingStudy, notes."""
    return {"system": DICOM_UID, "value": f"urn:oid:{uid}"}


def instant(at: datetime) -> str:
    """Return a moment in UTC to the millisecond."""
    return in_utc(at).isoformat(timespec="milliseconds")


def date(stored: str) -> str:
    """Return a DICOM date as FHIR has it; empty where it is none."""
    try:
        return datetime.strptime(stored, "%Y%m%d").date().isoformat()
    except ValueError:
        return ""


def markdown(words: str) -> str:
    """Return words for an element of several lines."""
    return plain_lines(words).strip()


def narrative(paragraphs: Iterable[str]) -> Plain:
    """Return words in XHTML, made of pieces that are safe in it; empty where there are none."""
    inside = "".join(paragraphs)
    if not inside:
        return {}
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'}


def base64(content: bytes) -> str:
    """Return bytes as they stand in an attachment."""
    return b64encode(content).decode("ascii")
