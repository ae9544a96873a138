"""The words of a report read back from a structured report: our own to the same lines and links."""

from dataclasses import dataclass
from datetime import datetime

from pydicom import Dataset

from reporting.core.report import Agreement, Role, SectionName
from reporting.export import codes
from reporting.export.sr_reading import all_of, first_of, is_answered, tree_of, unix
from reporting.export.sr_tree import SrNode, text_of
from viewer.core.study import FrameKey


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


def narrative_of(document: Dataset) -> Narrative:
    """Return the words of a document of ours; of another's, those under the headings of TID 2000."""
    root = tree_of(document)
    return Narrative(
        report_uid=first_of(root, codes.REPORT_UID),
        role=next(
            (role for role, code in codes.ROLES.items() if is_answered(root, codes.READING_ROLE, code)), None
        ),
        reader=first_of(root, codes.PERSON_NAME).rstrip("^"),
        qualification=first_of(root, codes.QUALIFICATION),
        sha256=first_of(root, codes.REPORT_SHA256),
        sections=_sections(root),
        addenda=tuple(_addendum(node) for node in all_of(root, codes.ADDENDUM)),
        answer=next((_answer(node) for node in all_of(root, codes.SECOND_OPINION)), None),
        key_images=_key_images(root),
        complete=text_of(document, "CompletionFlag") == "COMPLETE",
        verified=text_of(document, "VerificationFlag") == "VERIFIED",
    )


def _sections(root: SrNode) -> tuple[tuple[SectionName, tuple[NarrativeLine, ...]], ...]:
    found = []
    for name, named in codes.SECTIONS.items():
        for heading in all_of(root, named.heading):
            lines = tuple(_line(node) for node in heading.children if node.value_type == "TEXT")
            found.append((name, lines))
    return tuple(found)


def _line(node: SrNode) -> NarrativeLine:
    images = (child.frames for child in node.children if child.value_type == "IMAGE")
    frame = next((frames[0] for frames in images if frames), None)
    return NarrativeLine(
        unix(node.value), first_of(node, codes.TRACKING_ID), frame, first_of(node, codes.CHANGED_SINCE)
    )


def _addendum(node: SrNode) -> NarrativeAddendum:
    number = first_of(node, codes.NUMBER)
    return NarrativeAddendum(
        int(number) if number.isdecimal() else 0,
        unix(first_of(node, codes.SECTION_TEXT)),
        first_of(node, codes.PERSON_NAME).rstrip("^"),
        _moment(first_of(node, codes.SIGNED_AT)),
    )


def _answer(node: SrNode) -> NarrativeAnswer:
    said = (one for one, code in codes.AGREEMENTS.items() if is_answered(node, codes.AGREEMENT, code))
    documents = (child.frames for child in all_of(node, codes.ANSWERED_REPORT))
    return NarrativeAnswer(
        agreement=next(said, None),
        reason=unix(first_of(node, codes.REASON)),
        report_uid=first_of(node, codes.REPORT_UID),
        sha256=first_of(node, codes.REPORT_SHA256),
        document=next((frames[0] for frames in documents if frames), None),
    )


def _key_images(root: SrNode) -> tuple[tuple[str, FrameKey], ...]:
    return tuple(
        (unix(caption.value), image.frames[0])
        for heading in all_of(root, codes.KEY_IMAGES)
        for caption in heading.children
        for image in caption.children
        if image.value_type == "IMAGE" and image.frames
    )


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
