"""The numbers and structured answers of a report as Observations. FHIR R4."""

from math import isfinite

from pydicom.sr.coding import Code

from reporting.core.report import FieldValue, Report
from reporting.export import codes, versions
from reporting.export.fhir.elements import (
    OWN,
    concept,
    filled,
    markdown,
    of_terminology,
    reference,
    resource,
    uid_identifier,
)
from reporting.export.fhir.images import drawn_on
from reporting.export.fhir.status import OBSERVATION, status_of
from reporting.export.letters import one_line
from reporting.export.outline import number_in_words, numbers_of
from reporting.export.wording import measurement_on_paper
from viewer.core.measurements import Measurement
from viewer.core.plain import Plain

IMAGING = of_terminology("observation-category", "imaging", "Imaging")


def of_measurement(
    measurement: Measurement, report: Report, patient: Plain, studies: dict[str, Plain], performer: Plain
) -> Plain:
    """Return a measurement: one number as its value, several as components, each with a UCUM unit (SAFETY H6).

    Where the millimetres come from stands in the method; how each number was written for the reader, in a note.
    """
    numbers = [
        {
            "code": concept(codes.quantity_code(known.name)),
            "valueQuantity": _quantity(known.value, known.unit),
        }
        for known in measurement.quantities
    ]
    single = len(numbers) == 1
    trust = codes.TRUSTS[measurement.trust]
    noted = [*map(number_in_words, numbers_of(measurement)), *measurement.notes]
    what = concept(codes.own(measurement.tool, measurement_on_paper(measurement)))
    return resource(
        "Observation",
        f"{report.uid}\0{measurement.uid}",
        identifier=[
            uid_identifier(versions.tracking_uid(measurement.uid)),
            {"system": OWN, "value": one_line(measurement.uid)},
        ],
        status=status_of(report, OBSERVATION),
        category=[IMAGING],
        subject=reference(patient),
        performer=[reference(performer)],
        note=[{"text": markdown(words)} for words in noted if words.strip()],
        method=concept(trust),
        derivedFrom=[drawn_on(measurement, studies, report.study.uid)],
        **(numbers[0] if single else {"code": what, "component": numbers}),
    )


def of_field(known: FieldValue, report: Report, patient: Plain, performer: Plain) -> Plain | None:
    """Return what the words answer to a field of the template; None where it is not answered."""
    value = markdown(known.value)
    if not value:
        return None
    return resource(
        "Observation",
        f"{report.uid}\0field\0{known.id}",
        identifier=[{"system": OWN, "value": one_line(known.id)}],
        status=status_of(report, OBSERVATION),
        category=[IMAGING],
        code={"text": one_line(known.title) or one_line(known.id)},
        subject=reference(patient),
        performer=[reference(performer)],
        note=[{"text": markdown(known.remark)}] if known.remark.strip() else [],
        **_answer(known, value),
    )


def _answer(known: FieldValue, value: str) -> Plain:
    if known.code:
        scheme, _, code = known.code.rpartition(":")
        return {"valueCodeableConcept": concept(Code(code, scheme or codes.OWN_SCHEME, value))}
    number = _number(value)
    if number is not None and known.unit:
        return {"valueQuantity": _quantity(number, known.unit)}
    return {"valueString": value}


def _number(words: str) -> float | None:
    try:
        found = float(words.replace(",", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def _quantity(value: float, unit: str) -> Plain:
    code = codes.unit_code(unit)
    return filled({"unit": unit, "system": "http://unitsofmeasure.org", "code": code.value}) | {
        "value": value
    }
