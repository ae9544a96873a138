"""The coded words of the documents written here, and the units of their numbers.

Codes of DICOM (DCM), SNOMED CT (SCT) and LOINC (LN) where there is one; those of our own scheme only where none
of them says what is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydicom.sr.coding import Code

from reporting.core.report import Agreement, Role, SectionName
from viewer.core.calibration import Trust

OWN_SCHEME = "99OVERREAD"


def own(value: str, meaning: str) -> Code:
    """Return a code of our own scheme; those of others that mean the same are preferred."""
    return Code(value, OWN_SCHEME, meaning)


REPORT = Code("18748-4", "LN", "Diagnostic Imaging Report")
ADDENDUM = Code("55107-7", "LN", "Addendum")
KEY_IMAGES = Code("55113-5", "LN", "Key Images")
SECOND_OPINION = own("second-opinion", "Second opinion on another report")

LANGUAGE = Code("121049", "DCM", "Language of Content Item and Descendants")
OBSERVER_TYPE = Code("121005", "DCM", "Observer Type")
PERSON = Code("121006", "DCM", "Person")
DEVICE = Code("121007", "DCM", "Device")
PERSON_NAME = Code("121008", "DCM", "Person Observer Name")
PERSON_ROLE = Code("121011", "DCM", "Person Observer's Role in this Procedure")
DEVICE_UID = Code("121012", "DCM", "Device Observer UID")
DEVICE_NAME = Code("121013", "DCM", "Device Observer Name")
QUALIFICATION = own("qualification", "Reader's qualification")
READING_ROLE = own("reading-role", "Reading role")
REPORT_STATE = own("report-state", "State of the report")
REPORT_UID = own("report-uid", "Identifier of the report")
REPORT_SHA256 = own("sha256", "SHA-256 of the words signed")
SIGNED_AT = own("signed-at", "Signed at")
NUMBER = own("number", "Number")

ILLUSTRATION = Code("121080", "DCM", "Best illustration of finding")
SOURCE_OF_MEASUREMENT = Code("121112", "DCM", "Source of Measurement")
TRACKING_ID = Code("112039", "DCM", "Tracking Identifier")
TRACKING_UID = Code("112040", "DCM", "Tracking Unique Identifier")
COMMENT = Code("121106", "DCM", "Comment")
MEASUREMENT_GROUP = Code("125007", "DCM", "Measurement Group")
METHOD = Code("370129005", "SCT", "Measurement Method")
CAPTION = Code("113012", "DCM", "Key Object Description")
SECTION_TEXT = Code("121071", "DCM", "Finding")
RESERVATION = own("reservation", "Accepted although")

AGREEMENT = own("agreement", "Agreement with the first opinion")
REASON = own("reason", "Reason")
ANSWERED_REPORT = own("answers", "Report answered")
ANSWERED_READER = own("answers-reader", "Reader of the report answered")
CHANGED_SINCE = own("mark", "Since the words were written")
CALIBRATION = own("calibration", "Where the millimetres come from")
AS_WRITTEN = own("as-written", "As written for the reader")
HANDLES = own("handles", "Handles of the drawing")
IMAGING_PROCEDURE = Code("363679005", "SCT", "Imaging procedure")
READERS_WORDS = own("words", "Reader's words")


@dataclass(frozen=True, slots=True)
class SectionCodes:
    """The heading of a section and the kind of line in it. PS3.16 CID 7001 and CID 7002."""

    heading: Code
    line: Code


SECTIONS: Mapping[SectionName, SectionCodes] = MappingProxyType(
    {
        SectionName.INDICATION: SectionCodes(
            Code("18785-6", "LN", "Indications for Procedure"), Code("11329-0", "LN", "History")
        ),
        SectionName.TECHNIQUE: SectionCodes(
            Code("55111-9", "LN", "Current Procedure Descriptions"),
            Code("121065", "DCM", "Procedure Description"),
        ),
        SectionName.COMPARISON: SectionCodes(
            Code("18834-2", "LN", "Previous Findings"), Code("121069", "DCM", "Previous Finding")
        ),
        SectionName.FINDINGS: SectionCodes(
            Code("59776-5", "LN", "Findings"), Code("121071", "DCM", "Finding")
        ),
        SectionName.IMPRESSION: SectionCodes(
            Code("19005-8", "LN", "Impressions"), Code("121073", "DCM", "Impression")
        ),
    }
)

ROLES: Mapping[Role, Code] = MappingProxyType(
    {
        Role.FIRST: own("first", Role.FIRST.value),
        Role.SECOND: own("second", Role.SECOND.value),
        Role.ARBITRATION: own("arbitration", Role.ARBITRATION.value),
    }
)
ROLES_IN_PROCEDURE: Mapping[Role, Code] = MappingProxyType(
    {
        Role.FIRST: Code("C28747", "NCIt", "Reader"),
        Role.SECOND: Code("C54634", "NCIt", "Reviewer"),
        Role.ARBITRATION: Code("C54634", "NCIt", "Reviewer"),
    }
)
AGREEMENTS: Mapping[Agreement, Code] = MappingProxyType(
    {
        Agreement.AGREE: own("agree", Agreement.AGREE.value),
        Agreement.PARTLY: own("partly", Agreement.PARTLY.value),
        Agreement.DISAGREE: own("disagree", Agreement.DISAGREE.value),
    }
)
TRUSTS: Mapping[Trust, Code] = MappingProxyType({trust: own(trust.name, trust.value) for trust in Trust})

QUANTITIES: Mapping[str, Code] = MappingProxyType(
    {
        "Length": Code("410668003", "SCT", "Length"),
        "Angle": Code("1483009", "SCT", "Angle"),
        "Cobb angle": Code("285285000", "SCT", "Cobb angle"),
        "Area": Code("42798000", "SCT", "Area"),
        "Perimeter": Code("131191004", "SCT", "Perimeter"),
        "Volume": Code("118565006", "SCT", "Volume"),
        "Diameter": Code("81827009", "SCT", "Diameter"),
        "Long axis": Code("103339001", "SCT", "Long axis"),
        "Short axis": Code("103340004", "SCT", "Short axis"),
        "Mean": Code("373098007", "SCT", "Mean"),
        "SD": Code("386136009", "SCT", "Standard Deviation"),
        "Min": Code("255605001", "SCT", "Minimum"),
        "Max": Code("56851009", "SCT", "Maximum"),
    }
)
"""By the name a quantity has for the reader; each code at most once, so that it can be read back."""


def quantity_code(name: str) -> Code:
    """Return the code of a quantity by its name; one of our own where none is known."""
    return QUANTITIES.get(name) or own(name.lower() or "value", name or "Value")


def quantity_name(code: Code) -> str:
    """Return the name a quantity has for the reader."""
    return next((name for name, known in QUANTITIES.items() if same(known, code)), code.meaning)


UNITS: Mapping[str, Code] = MappingProxyType(
    {
        "": Code("1", "UCUM", "no units"),
        "mm": Code("mm", "UCUM", "millimeter"),
        "cm": Code("cm", "UCUM", "centimeter"),
        "mm²": Code("mm2", "UCUM", "square millimeter"),
        "cm²": Code("cm2", "UCUM", "square centimeter"),
        "mm³": Code("mm3", "UCUM", "cubic millimeter"),
        "cm³": Code("cm3", "UCUM", "cubic centimeter"),
        "ml": Code("ml", "UCUM", "milliliter"),
        "mL": Code("mL", "UCUM", "milliliter"),
        "px": Code("{pixels}", "UCUM", "pixels"),
        "px²": Code("{square_pixels}", "UCUM", "square pixels"),
        "°": Code("deg", "UCUM", "degree"),
        "HU": Code("[hnsf'U]", "UCUM", "Hounsfield unit"),
        "%": Code("%", "UCUM", "percent"),
        "Bq/ml": Code("Bq/ml", "UCUM", "Becquerel per milliliter"),
        "g/ml": Code("g/ml", "UCUM", "gram per milliliter"),
        "SUVbw": Code("{SUVbw}g/ml", "UCUM", "Standardized Uptake Value body weight"),
        "SUVlbm": Code("{SUVlbm}g/ml", "UCUM", "Standardized Uptake Value lean body mass"),
        "SUVlbm(James128)": Code(
            "{SUVlbm(James128)}g/ml", "UCUM", "Standardized Uptake Value lean body mass (James 128)"
        ),
        "SUVlbm(Janma)": Code(
            "{SUVlbm(Janma)}g/ml", "UCUM", "Standardized Uptake Value lean body mass (Janmahasatian)"
        ),
        "SUVbsa": Code("{SUVbsa}cm2/ml", "UCUM", "Standardized Uptake Value body surface area"),
        "SUVibw": Code("{SUVibw}g/ml", "UCUM", "Standardized Uptake Value ideal body weight"),
        "s": Code("s", "UCUM", "second"),
        "ms": Code("ms", "UCUM", "millisecond"),
        "cm/s": Code("cm/s", "UCUM", "centimeter per second"),
        "Hz": Code("Hz", "UCUM", "hertz"),
        "min": Code("min", "UCUM", "minute"),
        "/min": Code("/min", "UCUM", "per minute"),
        "MBq": Code("MBq", "UCUM", "megabecquerel"),
        "Gy·cm²": Code("Gy.cm2", "UCUM", "Gray square centimeter"),
        "mg/dL": Code("mg/dL", "UCUM", "milligram per deciliter"),
        "ng/mL": Code("ng/mL", "UCUM", "nanogram per milliliter"),
        "ng/mL²": Code("ng/mL2", "UCUM", "nanogram per square milliliter"),
    }
)
"""By the unit as written behind a number. Pixels are counted things to UCUM, never millimetres."""


def unit_code(unit: str) -> Code:
    """Return the UCUM code of a unit; an annotation, which is a number without dimension, where none is known."""
    if unit in UNITS:
        return UNITS[unit]
    printable = "".join(letter if 33 <= ord(letter) <= 126 and letter not in "{}" else "_" for letter in unit)
    return Code(f"{{{printable}}}", "UCUM", unit)


def unit_text(code: Code) -> str:
    """Return a unit as it is written behind a number."""
    return next((unit for unit, known in UNITS.items() if same(known, code)), code.meaning or code.value)


def same(one: Code, other: Code) -> bool:
    """Whether two codes are the same: value and scheme, whatever words stand beside them."""
    return (one.value, one.scheme_designator) == (other.value, other.scheme_designator)
