"""Any structured report as a tree of lines, whatever its template, and however badly it is made.

Nothing here trusts the document: what is missing is left out, what cannot be read is said so, and depth, count and
length are bounded (SAFETY F16). PS3.3 C.17.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.sr.coding import Code

from viewer.core.study import FrameKey

DEEPEST = 64
MOST_ITEMS = 20_000
LONGEST_TEXT = 100_000
MOST_NUMBERS = 100_000

CUT = "… (the rest is not shown: the document is larger than any report)"


@dataclass(frozen=True, slots=True)
class SrNode:
    """One content item.

    Attributes
    ----------
    relationship
        To the item above; empty for the root.
    concept
        What it is about; None where it has no name.
    value
        For the reader: words, a number with its unit, the meaning of a code, a name, a UID.
    code
        The coded answer of a CODE, the unit of a NUM.
    number
        Of a NUM; None where it has none.
    frames
        What an IMAGE, COMPOSITE or WAVEFORM points at; where no frame is named, frame 1.
    graphic, coordinates
        Of SCOORD and SCOORD3D, as stored.
    frame_of_reference_uid
        Of SCOORD3D.
    """

    relationship: str
    value_type: str
    concept: Code | None
    value: str = ""
    code: Code | None = None
    number: float | None = None
    frames: tuple[FrameKey, ...] = ()
    graphic: str = ""
    coordinates: tuple[float, ...] = ()
    frame_of_reference_uid: str = ""
    children: "tuple[SrNode, ...]" = ()

    @property
    def name(self) -> str:
        """What the item is about, in words."""
        return "" if self.concept is None else self.concept.meaning

    def walk(self, depth: int = 0) -> "Iterator[tuple[int, SrNode]]":
        """Yield every item below this one with its depth, in reading order."""
        for child in self.children:
            yield depth, child
            yield from child.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class SrLine:
    """A line for the screen: how deep, and (relationship, concept, value)."""

    depth: int
    relationship: str
    value_type: str
    concept: str
    value: str
    frames: tuple[FrameKey, ...] = ()

    @property
    def text(self) -> str:
        """The line in one piece, indented."""
        indent = "  " * self.depth
        if not self.value_type:
            return f"{indent}{self.relationship} {self.value}"
        named = f"{indent}{self.relationship} {self.value_type}: {self.concept}"
        return f"{named} = {self.value}" if self.value or self.frames else named


def lines_of(root: SrNode) -> tuple[SrLine, ...]:
    """Return a tree line by line."""
    return tuple(
        SrLine(depth, node.relationship, node.value_type, node.name, node.value, node.frames)
        for depth, node in root.walk()
    )


def read_tree(document: Dataset) -> SrNode:
    """Return the content of a structured report."""
    return _read(document, 0, _Budget())


@dataclass(slots=True)
class _Budget:
    """How much of a document may still be read."""

    items: int = field(default=MOST_ITEMS)


def _read(item: Dataset, depth: int, budget: _Budget) -> SrNode:
    reference = _numbers(item, "ReferencedContentItemIdentifier")
    relationship = text_of(item, "RelationshipType")
    if reference:
        path = ", ".join(f"{number:.0f}" for number in reference)
        return SrNode(relationship, "", None, f"by reference to item [{path}]")
    value_type = text_of(item, "ValueType")
    number, unit = _measured(item) if value_type == "NUM" else (None, None)
    code = _code(item, "ConceptCodeSequence") or unit
    return SrNode(
        relationship=relationship,
        value_type=value_type,
        concept=_code(item, "ConceptNameCodeSequence"),
        value=_value(item, value_type, code, number),
        code=code,
        number=number,
        frames=_frames(item),
        graphic=text_of(item, "GraphicType"),
        coordinates=_numbers(item, "GraphicData"),
        frame_of_reference_uid=text_of(item, "ReferencedFrameOfReferenceUID"),
        children=_children(item, depth, budget),
    )


def _children(item: Dataset, depth: int, budget: _Budget) -> tuple[SrNode, ...]:
    below = items_of(item, "ContentSequence")
    if below and depth >= DEEPEST:
        return (SrNode("", "", None, CUT),)
    children = []
    for child in below:
        if budget.items <= 0:
            children.append(SrNode("", "", None, CUT))
            break
        budget.items -= 1
        children.append(_read(child, depth + 1, budget))
    return tuple(children)


_SIMPLE = {
    "TEXT": "TextValue",
    "PNAME": "PersonName",
    "DATE": "Date",
    "TIME": "Time",
    "DATETIME": "DateTime",
    "UIDREF": "UID",
}


def _value(item: Dataset, value_type: str, code: Code | None, number: float | None) -> str:
    if value_type in _SIMPLE:
        return text_of(item, _SIMPLE[value_type])
    match value_type:
        case "CODE":
            return "" if code is None else code.meaning or code.value
        case "NUM":
            unit = "" if code is None else code.value
            return "" if number is None else f"{_shortest(item, number)} {unit}".rstrip()
        case "SCOORD" | "SCOORD3D":
            points = list(_numbers(item, "GraphicData"))
            return f"{text_of(item, 'GraphicType')} {points}".strip()
        case "IMAGE" | "COMPOSITE" | "WAVEFORM":
            return ", ".join(dict.fromkeys(frame.sop_instance_uid for frame in _frames(item)))
    return ""


def _measured(item: Dataset) -> tuple[float | None, Code | None]:
    """Return a number at the best precision there is, and its unit."""
    for measured in items_of(item, "MeasuredValueSequence")[:1]:
        exact = _numbers(measured, "FloatingPointValue") or _numbers(measured, "NumericValue")
        return (exact[0] if exact else None), _code(measured, "MeasurementUnitsCodeSequence")
    return None, None


def _shortest(item: Dataset, number: float) -> str:
    """Return a number as the document wrote it, where it did."""
    for measured in items_of(item, "MeasuredValueSequence")[:1]:
        written = text_of(measured, "NumericValue")
        if written:
            return written
    return repr(number)


def _code(item: Dataset, keyword: str) -> Code | None:
    for coded in items_of(item, keyword)[:1]:
        values = (text_of(coded, name) for name in ("CodeValue", "LongCodeValue", "URNCodeValue"))
        value = next((value for value in values if value), "")
        return Code(value, text_of(coded, "CodingSchemeDesignator"), text_of(coded, "CodeMeaning"))
    return None


def _frames(item: Dataset) -> tuple[FrameKey, ...]:
    found: list[FrameKey] = []
    for referenced in items_of(item, "ReferencedSOPSequence"):
        uid = text_of(referenced, "ReferencedSOPInstanceUID")
        numbers = _numbers(referenced, "ReferencedFrameNumber") or (1.0,)
        found += [FrameKey(uid, max(1, int(number))) for number in numbers[:MOST_ITEMS]]
    return tuple(found)


def items_of(item: Dataset, keyword: str) -> list[Dataset]:
    """Return the items of a sequence; none where it is absent or damaged."""
    value = _element(item, keyword)
    return list(value) if isinstance(value, Sequence) else []


def text_of(item: Dataset, keyword: str) -> str:
    """Return an element as words, cut where they are longer than any report; empty where it is absent or damaged."""
    value = _element(item, keyword)
    if value is None or isinstance(value, Sequence | bytes):
        return ""
    words = "\\".join(str(part) for part in value) if isinstance(value, MultiValue) else str(value)
    words = words.rstrip("\0 ")
    return words if len(words) <= LONGEST_TEXT else words[:LONGEST_TEXT] + CUT


def _numbers(item: Dataset, keyword: str) -> tuple[float, ...]:
    value = _element(item, keyword)
    if value is None or isinstance(value, Sequence | bytes):
        return ()
    parts = list(value)[:MOST_NUMBERS] if isinstance(value, MultiValue | list) else [value]
    try:
        return tuple(float(str(part)) for part in parts)
    except (TypeError, ValueError):
        return ()


def _element(item: Dataset, keyword: str) -> object:
    """Return the value of an element, None where it is absent or no value of its kind.

    A boundary: pydicom decodes an element when it is first looked at, and what a damaged one raises is not of one
    kind. Whatever it is, the element has no value, and the rest of the document is still read.
    """
    try:
        return item.get(keyword)
    except Exception:
        return None
