"""Structured reports read back: our own to the same words and numbers, those of others to what they have of them."""

import struct
from dataclasses import dataclass
from datetime import datetime
from math import dist
from pathlib import Path
from warnings import catch_warnings, simplefilter

from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError
from pydicom.sr.coding import Code

from reporting.core.report import Agreement, Role, SectionName
from reporting.export import codes
from reporting.export.errors import SrError
from reporting.export.graphics import Graphic, from_image, handles_of
from reporting.export.sr_tree import SrNode, read_tree
from viewer.core.calibration import Trust
from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey

LARGEST_BYTES = 64 * 2**20
SINGLE_PRECISION = 1e-5
"""How far, relatively, a handle may lie from the graphic that holds it in single precision."""

REPORTED_ELSEWHERE = "as reported by another system"


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """A line of a narrative and what it points at; both empty for plain words."""

    text: str
    measurement_uid: str = ""
    image: FrameKey | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NarrativeAddendum:
    """An addendum as it stands in a document."""

    number: int
    text: str
    reader: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class NarrativeAnswer:
    """What a second opinion says of the first."""

    agreement: Agreement | None
    reason: str
    report_uid: str
    sha256: str
    document: FrameKey | None


@dataclass(frozen=True, slots=True)
class Narrative:
    """The words of a report of ours as they stand in a document.

    Attributes
    ----------
    sections
        Those that have lines.
    verified
        Whether somebody answers for the words by name.
    """

    report_uid: str
    role: Role | None
    reader: str
    qualification: str
    sha256: str
    sections: tuple[tuple[SectionName, tuple[NarrativeLine, ...]], ...]
    addenda: tuple[NarrativeAddendum, ...] = ()
    answer: NarrativeAnswer | None = None
    key_images: tuple[tuple[str, FrameKey], ...] = ()
    complete: bool = False
    verified: bool = False


def open_document(path: Path) -> Dataset:
    """Return a structured report from a file.

    Raises
    ------
    SrError
        Where it is none, cannot be read, is too large or nested too deeply. Files nobody vouches for are first
        looked through for nesting by viewer.dicom; this only makes sure that nothing worse than an error comes.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _unreadable(f"it is larger than {LARGEST_BYTES // 2**20} MiB")
        with catch_warnings():
            simplefilter("ignore")  # of values that break their VR: they are shown as they are
            document = dcmread(path, force=False)
            if "ContentSequence" not in document and "ValueType" not in document:
                raise _unreadable("it is a DICOM file without a content tree")
            return document
    except RecursionError:
        raise _unreadable("its sequences are nested too deeply (more than 64)") from None
    except (
        InvalidDicomError,
        OSError,
        EOFError,
        ValueError,
        KeyError,
        AttributeError,
        struct.error,
    ) as error:
        raise _unreadable(f"it is not a readable DICOM file ({type(error).__name__})") from error


def tree_of(document: Dataset) -> SrNode:
    """Return the content of any structured report, bounded."""
    try:
        with catch_warnings():
            simplefilter("ignore")
            return read_tree(document)
    except RecursionError:
        raise _unreadable("its sequences are nested too deeply (more than 64)") from None


def narrative_of(document: Dataset) -> Narrative:
    """Return the words of a document of ours; of another's, those under the headings of TID 2000."""
    root = tree_of(document)
    return Narrative(
        report_uid=_first(root, codes.REPORT_UID),
        role=next(
            (role for role, code in codes.ROLES.items() if _answers(root, codes.READING_ROLE, code)), None
        ),
        reader=_first(root, codes.PERSON_NAME).rstrip("^"),
        qualification=_first(root, codes.QUALIFICATION),
        sha256=_first(root, codes.REPORT_SHA256),
        sections=_sections(root),
        addenda=tuple(_addendum(node) for node in _all(root, codes.ADDENDUM)),
        answer=next((_answer(node) for node in _all(root, codes.SECOND_OPINION)), None),
        key_images=_key_images(root),
        complete=document.get("CompletionFlag") == "COMPLETE",
        verified=document.get("VerificationFlag") == "VERIFIED",
    )


def measurements_of(document: Dataset) -> tuple[Measurement, ...]:
    """Return the measurements of a TID 1500 document, ours or another's.

    Of another's, the tool is the measurement method, or what was measured; how its millimetres came about is not
    known, and every number says so. Numbers without coordinates are left out: they can be read in the tree, but
    there is nothing to draw.
    """
    root = tree_of(document)
    groups = [node for _, node in root.walk() if _is(node, codes.MEASUREMENT_GROUP)]
    series = _series_of_instances(document)
    found = (_measurement(group, str(document.get("StudyInstanceUID", "")), series) for group in groups)
    return tuple(measurement for measurement in found if measurement is not None)


def _sections(root: SrNode) -> tuple[tuple[SectionName, tuple[NarrativeLine, ...]], ...]:
    found = []
    for name, named in codes.SECTIONS.items():
        for heading in _all(root, named.heading):
            lines = tuple(_line(node) for node in heading.children if node.value_type == "TEXT")
            found.append((name, lines))
    return tuple(found)


def _line(node: SrNode) -> NarrativeLine:
    images = (child.frames for child in node.children if child.value_type == "IMAGE")
    frame = next((frames[0] for frames in images if frames), None)
    return NarrativeLine(
        _unix(node.value), _first(node, codes.TRACKING_ID), frame, _first(node, codes.CHANGED_SINCE)
    )


def _addendum(node: SrNode) -> NarrativeAddendum:
    number = _first(node, codes.NUMBER)
    return NarrativeAddendum(
        int(number) if number.isdecimal() else 0,
        _unix(_first(node, codes.SECTION_TEXT)),
        _first(node, codes.PERSON_NAME).rstrip("^"),
        _moment(_first(node, codes.SIGNED_AT)),
    )


def _answer(node: SrNode) -> NarrativeAnswer:
    said = (one for one, code in codes.AGREEMENTS.items() if _answers(node, codes.AGREEMENT, code))
    documents = (child.frames for child in _all(node, codes.ANSWERED_REPORT))
    return NarrativeAnswer(
        agreement=next(said, None),
        reason=_unix(_first(node, codes.REASON)),
        report_uid=_first(node, codes.REPORT_UID),
        sha256=_first(node, codes.REPORT_SHA256),
        document=next((frames[0] for frames in documents if frames), None),
    )


def _key_images(root: SrNode) -> tuple[tuple[str, FrameKey], ...]:
    return tuple(
        (_unix(caption.value), image.frames[0])
        for heading in _all(root, codes.KEY_IMAGES)
        for caption in heading.children
        for image in caption.children
        if image.value_type == "IMAGE" and image.frames
    )


def _measurement(group: SrNode, study_uid: str, series: dict[str, str]) -> Measurement | None:
    nodes = [node for _, node in group.walk()]
    graphics, space = _graphics(group)
    frame = next((node.frames[0] for node in nodes if node.value_type == "IMAGE" and node.frames), None)
    if not graphics or frame is None:
        return None
    method = next((node.code for node in _all(group, codes.METHOD) if node.code), None)
    trust = next((node.code for node in _all(group, codes.CALIBRATION) if node.code), None)
    numbers = [node for node in group.children if node.value_type == "NUM" and node.number is not None]
    tool = method.value if method is not None else next((node.name.lower() for node in numbers), "")
    points = _handles(_first(group, codes.HANDLES), handles_of(graphics))
    return Measurement(
        tool=tool,
        place=Place(frame, series.get(frame.sop_instance_uid, ""), study_uid, space),
        points_lps=points,
        quantities=tuple(_quantity(node) for node in numbers),
        trust=Trust[trust.value] if trust is not None and trust.value in Trust.__members__ else Trust.NONE,
        text=_unix(_first(group, codes.READERS_WORDS)),
        notes=tuple(_unix(node.value) for node in _all(group, codes.COMMENT)),
        uid=_first(group, codes.TRACKING_ID) or _first(group, codes.TRACKING_UID),
    )


def _graphics(group: SrNode) -> tuple[tuple[Graphic, ...], str]:
    """Return what was drawn, once, and its Frame of Reference: every number of a group repeats the drawing."""
    for node in (group, *(node for _, node in group.walk())):
        drawn = [child for child in node.children if child.value_type in ("SCOORD", "SCOORD3D")]
        graphics = tuple(_graphic(child) for child in drawn)
        if any(graphic.points for graphic in graphics):
            return graphics, drawn[0].frame_of_reference_uid
    return (), ""


def _graphic(node: SrNode) -> Graphic:
    numbers = node.coordinates
    if node.value_type == "SCOORD3D":
        points: tuple[Vector, ...] = tuple(zip(*[iter(numbers)] * 3, strict=False))
        return Graphic(node.graphic, points)
    flat = tuple(from_image(numbers[at], numbers[at + 1]) for at in range(0, len(numbers) - 1, 2))
    closed = node.graphic == "POLYLINE" and len(flat) > 2 and flat[0] == flat[-1]
    return Graphic("POLYGON" if closed else node.graphic, flat)


def _handles(written: str, drawn: tuple[Vector, ...]) -> tuple[Vector, ...]:
    """Return the handles at full precision and in their order, where they are those of the graphic; else the latter."""
    try:
        handles = tuple(_vector(line) for line in written.splitlines())
    except ValueError:
        return drawn
    same_count = len(handles) == len(drawn)
    near = all(
        any(dist(handle, point) <= SINGLE_PRECISION * (1 + max(map(abs, point))) for point in drawn)
        for handle in handles
    )
    return handles if handles and same_count and near else drawn


def _vector(line: str) -> Vector:
    x, y, z = (float(part) for part in line.split())
    return x, y, z


def _quantity(node: SrNode) -> Quantity:
    unit = "" if node.code is None else codes.unit_text(node.code)
    name = "" if node.concept is None else codes.quantity_name(node.concept)
    written = _first(node, codes.AS_WRITTEN)
    value = node.number if node.number is not None else 0.0
    if not written:
        return Quantity(name, value, unit, REPORTED_ELSEWHERE)
    number, _, label = written.partition(" (")
    digits = number.removesuffix(unit).strip()
    return Quantity(name, value, unit, label.removesuffix(")"), len(digits.partition(".")[2]))


def _series_of_instances(document: Dataset) -> dict[str, str]:
    """Return the series of every instance that the document rests on."""
    found = {}
    for keyword in ("CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence"):
        for study in document.get(keyword) or ():
            for series in study.get("ReferencedSeriesSequence") or ():
                for instance in series.get("ReferencedSOPSequence") or ():
                    uid = str(instance.get("ReferencedSOPInstanceUID", ""))
                    found[uid] = str(series.get("SeriesInstanceUID", ""))
    return found


def _all(node: SrNode, code: Code) -> list[SrNode]:
    return [child for child in node.children if _is(child, code)]


def _first(node: SrNode, code: Code) -> str:
    return next((child.value for child in _all(node, code)), "")


def _answers(node: SrNode, question: Code, answer: Code) -> bool:
    return any(child.code is not None and codes.same(child.code, answer) for child in _all(node, question))


def _is(node: SrNode, code: Code) -> bool:
    return node.concept is not None and codes.same(node.concept, code)


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _unix(words: str) -> str:
    return words.replace("\r\n", "\n")


def _unreadable(why: str) -> SrError:
    return SrError(
        "The structured report was not read", why=why, remedy="Ask for the report to be sent again"
    )
