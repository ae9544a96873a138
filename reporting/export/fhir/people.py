"""Who a report is about, who reads, at which site: Patient, Practitioner, Organization, Device. FHIR R4."""

from collections.abc import Iterator

from reporting.core.report import Reader, Report
from reporting.export.dicom_document import MANUFACTURER
from reporting.export.fhir.elements import OWN, TERMINOLOGY, date, filled, resource
from reporting.export.letterhead import Letterhead
from reporting.export.letters import one_line
from viewer.core.plain import Plain
from viewer.core.wording import spoken_name

GENDERS = {"M": "male", "F": "female", "O": "other"}
_REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
_GROUPS = ("ABC", "IDE", "SYL")
"""Alphabetic, ideographic, phonetic: the groups of a DICOM person name. PS3.5 6.2.1."""


def patient(report: Report) -> Plain:
    """Return the patient as the images name them."""
    known = report.patient
    number = one_line(known.patient_id)
    identifier = filled(
        {
            "type": {"coding": [{"system": f"{TERMINOLOGY}/v2-0203", "code": "MR"}]},
            "value": number,
            "assigner": filled({"display": one_line(known.issuer)}),
        }
    )
    return resource(
        "Patient",
        "\0".join((known.patient_id, known.issuer, known.name, known.birth_date)),
        identifier=[identifier] if number else [],
        name=list(human_names(known.name)),
        gender=GENDERS.get(known.sex, "unknown"),
        birthDate=date(known.birth_date),
    )


def human_names(name: str) -> Iterator[Plain]:
    """Yield a name once for each of its groups, alphabetic, ideographic, phonetic."""
    for group, kind in zip(name.split("="), _GROUPS, strict=False):
        family, given, middle, prefix, suffix = [*map(one_line, group.split("^")), *[""] * 5][:5]
        if not any((family, given, middle, prefix, suffix)):
            continue
        yield filled(
            {
                "extension": [{"url": _REPRESENTATION, "valueCode": kind}],
                "text": one_line(spoken_name(group)),
                "family": family,
                "given": [part for part in (given, middle) if part],
                "prefix": [prefix] if prefix else [],
                "suffix": [suffix] if suffix else [],
            }
        )


def practitioner(reader: Reader) -> Plain | None:
    """Return a reader; None where nobody is named. Which part of the name is the family name is not known."""
    name, qualified = one_line(reader.name), one_line(reader.qualification)
    if not name:
        return None
    return resource(
        "Practitioner",
        f"{name}\0{qualified}",
        name=[{"text": name}],
        qualification=[{"code": {"text": qualified}}] if qualified else [],
    )


def device() -> Plain:
    """Return this software, which stands where no reader is named."""
    return resource("Device", MANUFACTURER, deviceName=[{"name": MANUFACTURER, "type": "manufacturer-name"}])


def organization(letterhead: Letterhead) -> Plain | None:
    """Return the site; None where it does not say its name."""
    name = one_line(letterhead.name)
    if not name:
        return None
    lines = [one_line(words) for words in letterhead.address if words.strip()]
    return resource(
        "Organization", f"{OWN}\0{name}", name=name, address=[{"text": ", ".join(lines)}] if lines else []
    )
