"""A structured report as lines to read, whatever its template. PS3.3 C.17, PS3.16.

Made in worker processes: paths in, frozen values out.
"""

from collections.abc import Iterator
from pathlib import Path

from pydicom import Dataset

from app.documents.document import Document, DocumentError, Line, LineKind
from app.documents.words import readable
from reporting.export.errors import SrError
from reporting.export.sr_reading import open_document, tree_of
from reporting.export.sr_tree import SrNode, items_of, text_of
from viewer.core.wording import iso_date, spoken_name
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import opened, said_by_system
from viewer.dicom.walk import TooDeepError, Walk

LONG = 60
"""Characters from which words are prose."""

_ASIDES = frozenset({"HAS OBS CONTEXT", "HAS ACQ CONTEXT"})
_FOR_MACHINES = frozenset({("DCM", "112039"), ("DCM", "112040")})
"""Concepts that tie items together and say nothing to a reader: tracking identifiers."""
_RELATIONS = {"INFERRED FROM": "inferred from", "SELECTED FROM": "drawn on"}
_REFERENCES = frozenset({"IMAGE", "COMPOSITE", "WAVEFORM"})
_NAMELESS = {"IMAGE": "Image", "COMPOSITE": "Object", "WAVEFORM": "Waveform", "CONTAINER": "Section"}
_UNITS = {"1": "", "{ratio}": "", "[hnsf'U]": "HU", "deg": "°", "Cel": "°C", "um": "µm"}
"""What UCUM writes otherwise than people do."""


def read_report(path: Path) -> Document:
    """Return a structured report of any template; of a damaged one what can be read.

    Raises
    ------
    DocumentError
        Where it is none, or nothing of it can be read.
    """
    damage = _damage(path)
    try:
        dataset = open_document(path)
        root = tree_of(dataset)
    except SrError as problem:
        raise DocumentError(damage or problem.why) from problem
    return Document(
        title=readable(root.name) or "Structured report",
        facts=tuple(_facts(dataset)),
        warnings=(*_warnings(dataset), *((f"The file is damaged: {damage}",) if damage else ())),
        lines=tuple(_lines(root)) or (Line(0, LineKind.ASIDE, value="The document says nothing"),),
    )


def _damage(path: Path) -> str:
    """Look through a file before a recursive parser does; return what is wrong with it, empty if nothing.

    Raises
    ------
    DocumentError
        Where it is nested too deeply, or inflates beyond all bounds: no parser should see it.
    """
    is_deflated = False
    try:
        with opened(path) as file:
            start = find_dataset(file)
            is_deflated = start.is_deflated
            Walk(start.source, start.position, start.encoding).finish()
    except TooDeepError as problem:
        raise DocumentError(problem.reason) from problem
    except NotDicomError as problem:
        raise DocumentError(problem.why) from problem
    except UnreadableError as problem:
        if is_deflated:
            raise DocumentError(problem.reason) from problem
        return problem.reason
    except OSError as problem:
        raise DocumentError(said_by_system(problem)) from problem
    return ""


def _facts(dataset: Dataset) -> Iterator[tuple[str, str]]:
    date, time = text_of(dataset, "ContentDate"), text_of(dataset, "ContentTime")
    if date:
        yield "Written", " ".join(part for part in (iso_date(date), _clock(time)) if part)
    for author in items_of(dataset, "AuthorObserverSequence"):
        if name := text_of(author, "PersonName"):
            yield "Author", spoken_name(name)
    for observer in items_of(dataset, "VerifyingObserverSequence"):
        name = spoken_name(text_of(observer, "VerifyingObserverName"))
        when = spoken_moment(text_of(observer, "VerificationDateTime"))
        where = text_of(observer, "VerifyingOrganization")
        yield "Verified by", readable(", ".join(part for part in (name, where, when) if part))
    for template in items_of(dataset, "ContentTemplateSequence")[:1]:
        identifier = text_of(template, "TemplateIdentifier")
        if identifier:
            yield "Template", readable(f"{identifier} ({text_of(template, 'MappingResource')})")


def _warnings(dataset: Dataset) -> Iterator[str]:
    if text_of(dataset, "CompletionFlag") == "PARTIAL":
        reason = readable(text_of(dataset, "CompletionFlagDescription"))
        yield f"Not complete: {reason}" if reason else "Not complete"
    if text_of(dataset, "VerificationFlag") == "UNVERIFIED":
        yield "Not verified by anybody"
    if text_of(dataset, "PreliminaryFlag") == "PRELIMINARY":
        yield "Preliminary"


def _lines(root: SrNode) -> Iterator[Line]:
    return (_line(depth, node, root) for depth, node in root.walk())


def _line(depth: int, node: SrNode, root: SrNode) -> Line:
    relation = _RELATIONS.get(node.relationship, "")
    name = readable(node.name)
    if not node.value_type:
        referred = _referred(node.value, root)
        return Line(depth, LineKind.ASIDE, relation, referred)
    value = _value(node)
    if not name:
        name = _NAMELESS.get(node.value_type, "")
    if relation:
        name = f"{relation}: {name}" if name else relation
    return Line(depth, _kind(depth, node, value), name, value, node.frames)


def _kind(depth: int, node: SrNode, value: str) -> LineKind:
    if node.value_type == "CONTAINER":
        return LineKind.HEADING
    of_the_whole = depth == 0 and node.relationship == "HAS CONCEPT MOD"  # its language, its procedure
    concept = node.concept
    is_tie = concept is not None and (concept.scheme_designator, concept.value) in _FOR_MACHINES
    if node.relationship in _ASIDES or node.value_type == "UIDREF" or of_the_whole or is_tie:
        return LineKind.ASIDE
    is_prose = node.value_type == "TEXT" and (len(value) >= LONG or "\n" in value)
    return LineKind.PROSE if is_prose else LineKind.ITEM


def _value(node: SrNode) -> str:
    kind = node.value_type
    if kind in _REFERENCES:
        return ""
    if kind == "CONTAINER":
        return readable(node.value)
    if kind == "NUM":
        return _measured(node)
    if kind in ("SCOORD", "SCOORD3D"):
        return _drawn(node)
    made = {"DATE": iso_date, "TIME": _clock, "DATETIME": spoken_moment, "PNAME": spoken_name}.get(kind)
    return readable(made(node.value) if made else node.value)


def _measured(node: SrNode) -> str:
    if node.number is None:
        return "no value"
    unit = "" if node.code is None else node.code.value
    number = node.value.removesuffix(unit).strip() if unit else node.value
    shown = _UNITS.get(unit, unit.removeprefix("{").removesuffix("}"))
    return readable(f"{number} {shown}".rstrip())


def _drawn(node: SrNode) -> str:
    """Return what was drawn, without its numbers: nobody reads coordinates."""
    each = 3 if node.value_type == "SCOORD3D" else 2
    points = len(node.coordinates) // each
    graphic = readable(node.graphic).lower() or "drawing"
    return f"{graphic} ({'1 point' if points == 1 else f'{points} points'})"


def _clock(stored: str) -> str:
    """Return a DICOM time as HH:MM:SS; as stored where it is not one."""
    digits = stored.partition(".")[0]
    if len(digits) not in (4, 6) or not digits.isdigit():
        return stored
    return ":".join(digits[index : index + 2] for index in range(0, len(digits), 2))


def spoken_moment(stored: str) -> str:
    """Return a DICOM date with time, with its offset from UTC where it has one; never converted (H21)."""
    sign = next((sign for sign in "+-" if sign in stored), "")
    moment, _, offset = stored.partition(sign) if sign else (stored, "", "")
    date, time = moment[:8], moment[8:]
    words = " ".join(part for part in (iso_date(date), _clock(time)) if part)
    return f"{words} UTC{sign}{offset}" if sign else words


def _referred(words: str, root: SrNode) -> str:
    """Return what an item refers to in the same document, by what it says; never what that refers to (F16)."""
    start, _, rest = words.partition("[")
    numbers = [int(part) for part in rest.rstrip("]").split(",") if part.strip().isdigit()]
    if start != "by reference to item " or not numbers:
        return readable(words)
    node = root
    for number in numbers[1:]:
        if not 1 <= number <= len(node.children):
            return f"item {'.'.join(map(str, numbers))}, which is not there"
        node = node.children[number - 1]
    said = ": ".join(part for part in (readable(node.name), _value(node)) if part)
    return f"see “{said}”" if said else f"see item {'.'.join(map(str, numbers))}"
