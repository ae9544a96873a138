"""What a PET image says of dose, time and patient, private elements included. PS3.3 C.8.9.1, C.8.9.2; SAFETY H19."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from math import isfinite

from viewer.core.suv import PetFacts
from viewer.dicom.private_elements import private_element
from viewer.dicom.values import Elements, remembered, to_numbers

GE = "GEMS_PETD_01"
PHILIPS = "Philips PET Private Group"
_GE_SCAN_AT, _PHILIPS_SUV, _PHILIPS_BQ = 0x0D, 0x00, 0x09
_GE_GROUP, _PHILIPS_GROUP = 0x0009, 0x7053

_KEYWORDS = (
    "Units",
    "SUVType",
    "CorrectedImage",
    "DecayCorrection",
    "SeriesDate",
    "SeriesTime",
    "AcquisitionDate",
    "AcquisitionTime",
    "PatientWeight",
    "PatientSize",
    "PatientSex",
    "TimezoneOffsetFromUTC",
    "RadiopharmaceuticalInformationSequence",
)


def _facts(elements: Elements) -> PetFacts:
    drugs = elements.items("RadiopharmaceuticalInformationSequence")
    drug = elements.first("RadiopharmaceuticalInformationSequence")
    return PetFacts(
        units=elements.text("Units"),
        suv_type=elements.text("SUVType"),
        corrections=elements.texts("CorrectedImage"),
        decay_correction=elements.text("DecayCorrection"),
        series_at=moment(elements.text("SeriesDate") + elements.text("SeriesTime")),
        acquired_at=moment(elements.text("AcquisitionDate") + elements.text("AcquisitionTime")),
        injected_at=moment(
            drug.text("RadiopharmaceuticalStartDateTime"), elements.text("TimezoneOffsetFromUTC")
        ),
        injection_time=_time_of_day(drug.text("RadiopharmaceuticalStartTime")),
        injections=len(drugs),
        half_life_s=drug.number("RadionuclideHalfLife"),
        dose_bq=drug.number("RadionuclideTotalDose"),
        weight_kg=elements.number("PatientWeight"),
        height_m=elements.number("PatientSize"),
        sex=elements.text("PatientSex"),
    )


_facts_of = remembered(_facts, _KEYWORDS, size=512)


def pet_facts(elements: Elements) -> PetFacts:
    """Return what the header of a PET image says that standardized uptake values rest on."""
    found = _facts_of(elements)
    ge_scan_at = moment(_private_text(elements, _GE_GROUP, GE, _GE_SCAN_AT))
    suv_factor = _private_number(elements, _PHILIPS_GROUP, PHILIPS, _PHILIPS_SUV)
    bq_factor = _private_number(elements, _PHILIPS_GROUP, PHILIPS, _PHILIPS_BQ)
    if ge_scan_at is None and suv_factor is None and bq_factor is None:
        return found
    return replace(found, ge_scan_at=ge_scan_at, philips_suv_factor=suv_factor, philips_bq_factor=bq_factor)


_ENHANCED = (
    "AttenuationCorrected",
    "DecayCorrected",
    "DecayCorrectionDateTime",
    "PatientWeight",
    "PatientSize",
    "PatientSex",
    "TimezoneOffsetFromUTC",
    "RadiopharmaceuticalInformationSequence",
)


def _enhanced(elements: Elements) -> PetFacts:
    found = _facts(elements)
    said = (("AttenuationCorrected", "ATTN"), ("DecayCorrected", "DECY"))
    corrected_to = moment(elements.text("DecayCorrectionDateTime"), elements.text("TimezoneOffsetFromUTC"))
    return replace(
        found,
        corrections=tuple(code for keyword, code in said if elements.text(keyword) == "YES"),
        decay_correction="START" if corrected_to else "",
        corrected_to=corrected_to,
    )


_enhanced_of = remembered(_enhanced, (*_KEYWORDS, *_ENHANCED), size=128)


def enhanced_pet_facts(elements: Elements, unit: str) -> PetFacts:
    """Return what the header of an enhanced PET object says that standardized uptake values rest on. C.8.22.

    Parameters
    ----------
    unit
        Of the values after the rescale, as a real world value mapping names it: there is no Units (0054,1001).
    """
    return replace(_enhanced_of(elements), units="BQML" if unit == "Bq/ml" else "")


def moment(stored: str, offset: str = "") -> datetime | None:
    """Return a DICOM date and time, YYYYMMDDHHMM[SS[.ffffff]][&ZZXX]; None where it is none, or no time is given.

    As stored, without a zone (SAFETY H21); where the value has a zone and the header names another for its times,
    ``offset``, the time in that zone.
    """
    text, sign, zone = _without_zone(stored)
    digits, _, fraction = text.partition(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (12, 14)):
        return None
    try:
        found = datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if fraction.isascii() and fraction.isdigit():
        found += timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
    own, theirs = _minutes(sign + zone), _minutes(offset)
    return found if own is None or theirs is None else found + timedelta(minutes=theirs - own)


def _without_zone(stored: str) -> tuple[str, str, str]:
    text = stored.strip()
    for sign in "+-":
        if sign in text:
            before, _, zone = text.partition(sign)
            return before, sign, zone
    return text, "", ""


def _minutes(offset: str) -> int | None:
    """Return an offset from UTC, &ZZXX, in minutes."""
    text = offset.strip()
    if len(text) != 5 or text[0] not in "+-" or not (text[1:].isascii() and text[1:].isdigit()):
        return None
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return -minutes if text[0] == "-" else minutes


def _time_of_day(stored: str) -> time | None:
    found = moment("20000101" + stored) if stored else None
    return found.time() if found else None


def _private_text(elements: Elements, group: int, creator: str, element: int) -> str:
    found = private_element(elements, group, creator, element)
    return found[1].strip(b"\0 ").decode("ascii", "replace") if found else ""


def _private_number(elements: Elements, group: int, creator: str, element: int) -> float | None:
    """Return a positive number of the maker: binary where its VR says so, else written decimals."""
    found = private_element(elements, group, creator, element)
    if found is None:
        return None
    _, encoding, _ = elements.part(())
    vr = found[0] if found[0] in (b"FD", b"FL") else b"DS"
    try:
        numbers = to_numbers(vr, found[1], encoding.order)
    except ValueError:  # text that is no number, in bytes that are no text: the maker meant something else
        return None
    return next((number for number in numbers if isfinite(number) and number > 0), None)
