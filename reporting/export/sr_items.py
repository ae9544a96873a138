"""Content items of structured reports. PS3.3 C.17.3."""

from collections.abc import Iterable
from datetime import datetime
from math import isfinite

from pydicom import Dataset
from pydicom.sr.coding import Code
from pydicom.uid import UID
from pydicom.valuerep import DSfloat

from reporting.export.codes import AS_WRITTEN, quantity_code, unit_code
from reporting.export.dicom_document import person_name
from reporting.export.moments import in_utc
from reporting.export.references import Reference, instance_item
from viewer.core.measurements import Quantity

CONTAINS = "CONTAINS"
INFERRED_FROM = "INFERRED FROM"
HAS_PROPERTIES = "HAS PROPERTIES"
HAS_CONTEXT = "HAS OBS CONTEXT"
MODIFIES = "HAS CONCEPT MOD"

LONGEST_CODE = 16


def coded(code: Code) -> Dataset:
    """Return a code as an item; long values go where long values belong. PS3.3 table 8.8-1."""
    item = Dataset()
    if len(code.value) <= LONGEST_CODE:
        item.CodeValue = code.value
    else:
        item.LongCodeValue = code.value
    item.CodingSchemeDesignator = code.scheme_designator
    item.CodeMeaning = code.meaning[:64]
    return item


def container(relationship: str, name: Code, children: Iterable[Dataset]) -> Dataset:
    """Return a heading and what stands below it."""
    item = _item(relationship, "CONTAINER", name)
    item.ContinuityOfContent = "SEPARATE"
    return with_children(item, children)


def text(relationship: str, name: Code, words: str) -> Dataset:
    """Return words, letter by letter; line ends as DICOM writes them."""
    item = _item(relationship, "TEXT", name)
    item.TextValue = "\r\n".join(words.splitlines())
    return item


def code(relationship: str, name: Code, value: Code) -> Dataset:
    """Return a coded answer."""
    item = _item(relationship, "CODE", name)
    item.ConceptCodeSequence = [coded(value)]
    return item


def person(relationship: str, name: Code, words: str) -> Dataset:
    """Return a person by name."""
    item = _item(relationship, "PNAME", name)
    item.PersonName = person_name(words)
    return item


def moment(relationship: str, name: Code, at: datetime) -> Dataset:
    """Return a moment in ISO 8601, UTC.

    As text: a DATETIME may say +0000 (PS3.5 6.2), but a widespread reader takes such a document for broken.
    """
    return text(relationship, name, in_utc(at).isoformat())


def uid(relationship: str, name: Code, value: UID) -> Dataset:
    """Return a unique identifier."""
    item = _item(relationship, "UIDREF", name)
    item.UID = value
    return item


def image(relationship: str, name: Code, reference: Reference, frame: int) -> Dataset:
    """Return a reference to one frame of an image."""
    item = _item(relationship, "IMAGE", name)
    item.ReferencedSOPSequence = [instance_item(reference, frame)]
    return item


def composite(relationship: str, name: Code, reference: Reference) -> Dataset:
    """Return a reference to an object that is no image."""
    item = _item(relationship, "COMPOSITE", name)
    item.ReferencedSOPSequence = [instance_item(reference)]
    return item


def number(relationship: str, quantity: Quantity) -> Dataset:
    """Return a number with its unit, at full precision, and as it was written for the reader."""
    item = _item(relationship, "NUM", quantity_code(quantity.name))
    item.MeasuredValueSequence = []  # Type 2: empty where there is no number. PS3.3 C.18.1
    if isfinite(quantity.value):
        item.MeasuredValueSequence = [_measured(quantity)]
    return with_children(item, [text(HAS_PROPERTIES, AS_WRITTEN, quantity.text)])


def _measured(quantity: Quantity) -> Dataset:
    measured = Dataset()
    measured.NumericValue = DSfloat(quantity.value, auto_format=True)
    measured.FloatingPointValue = quantity.value
    measured.MeasurementUnitsCodeSequence = [coded(unit_code(quantity.unit))]
    return measured


def with_children(item: Dataset, children: Iterable[Dataset]) -> Dataset:
    """Return the item with further items below it."""
    below = [*item.get("ContentSequence", []), *children]
    if below:
        item.ContentSequence = below
    return item


def _item(relationship: str, value_type: str, name: Code) -> Dataset:
    item = Dataset()
    if relationship:
        item.RelationshipType = relationship
    item.ValueType = value_type
    item.ConceptNameCodeSequence = [coded(name)]
    return item
