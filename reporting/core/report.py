"""What a report is: an opinion on a study, by one reader, in sections of lines that may point at images.

A report is a value. It is written (draft), may be released before it is final (preliminary), and is signed
(final). Nothing changes a signed report; later words are addenda.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from uuid import uuid4

from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.measurements import Measurement
from viewer.core.study import FrameKey, Patient, StudyHeader

OUTSIDE = "outside-"
"""Uids of reports from outside begin so."""


class Role(Enum):
    """Whose turn an opinion is."""

    FIRST = "first opinion"
    SECOND = "second opinion"
    ARBITRATION = "arbitration"
    """The conclusion that binds, by a third reader who has seen both."""


class State(Enum):
    """How far a report has come."""

    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"


class Agreement(Enum):
    """What a second opinion says of the first."""

    AGREE = "agree"
    PARTLY = "partly agree"
    DISAGREE = "disagree"


class SectionName(Enum):
    """The sections of a report, in the order they are read."""

    INDICATION = "Indication"
    TECHNIQUE = "Technique"
    COMPARISON = "Comparison"
    FINDINGS = "Findings"
    IMPRESSION = "Impression"


class Mark(Enum):
    """What happened to the drawing behind a line since the reader last wrote it."""

    NONE = ""
    CHANGED = "measurement changed"
    DELETED = "measurement deleted"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who writes."""

    name: str = ""
    qualification: str = ""


class Listed(Enum):
    """What stands before a line of a list."""

    NONE = ""
    BULLET = "•"
    NUMBER = "1."


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of a line that are more than plain words.

    Attributes
    ----------
    start, length
        Which letters, counted from 0 as Python counts them.
    field
        Id of the template's field that these letters answer; empty for none.
    measurement_uid
        The measurement these letters give the value of; they follow it until the reader rewords them.
    """

    start: int
    length: int
    bold: bool = False
    italic: bool = False
    underline: bool = False
    field: str = ""
    measurement_uid: str = ""

    @property
    def end(self) -> int:
        """The first letter behind it."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph.

    Attributes
    ----------
    measurement_uid, key_image_uid
        What the line points at; empty for plain words. At most one of them is set.
    edited
        Whether the reader changed the words that came with the link; they are then never overwritten.
    spans
        Styled letters, fields and values inside the line, in order, none over another.
    """

    text: str = ""
    measurement_uid: str = ""
    key_image_uid: str = ""
    edited: bool = False
    mark: Mark = Mark.NONE
    spans: tuple[Span, ...] = ()
    listed: Listed = Listed.NONE

    @property
    def is_linked(self) -> bool:
        """Whether clicking the line jumps to an image."""
        return bool(self.measurement_uid or self.key_image_uid)

    @property
    def measurement_uids(self) -> tuple[str, ...]:
        """Every measurement the line rests on: that of the whole line, and those of values inside it."""
        inside = (span.measurement_uid for span in self.spans)
        return tuple(uid for uid in (self.measurement_uid, *inside) if uid)

    def words_of(self, span: Span) -> str:
        """Return the letters of a span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and its lines."""

    name: SectionName
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(line.text for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class FieldValue:
    """What the words of a report answer to a field of its template: structured, and legible without the template.

    Attributes
    ----------
    id
        Of the field; for the third entry of a repeating finding ``nodule#3.size``.
    value
        The words without their unit; empty where the field is not filled.
    code
        Of the option chosen, as the template gives it; empty for none.
    required
        Whether the report is not complete without it.
    remark
        Why the value does not fit the field, e.g. "300 is above 200 mm"; empty where it fits.
    """

    id: str
    title: str
    value: str = ""
    unit: str = ""
    code: str = ""
    required: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class KeyImage:
    """A frame worth showing, as it was looked at.

    Attributes
    ----------
    notes
        What must be said wherever the picture goes: lossy compression, derived pixels … (SAFETY H15, H24).
    """

    frame: FrameKey
    series_uid: str
    sop_class_uid: str
    caption: str = ""
    shading: Shading = Shading()
    camera: Camera = Camera()
    notes: tuple[str, ...] = ()
    uid: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Response:
    """What a second opinion answers to: exactly one version of exactly one report.

    Attributes
    ----------
    sha256
        Of the canonical bytes of the report answered, so that it can be proven which words were meant.
    addenda
        How many addenda it had when it was answered.
    """

    report_uid: str
    sha256: str
    reader: Reader
    signed_at: datetime
    agreement: Agreement | None = None
    reason: str = ""
    addenda: int = 0

    @property
    def is_outside(self) -> bool:
        """Whether it answers a report from outside, which is not one of ours: its original is kept beside the study."""
        return self.report_uid.startswith(OUTSIDE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An instance the report rests on.

    ``content_hash`` is that of the instance as it was read, empty where it was not taken.
    """

    sop_instance_uid: str
    sop_class_uid: str
    series_uid: str
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Something the study lacks, in words, e.g. "101 of 300 images received" (SAFETY H22).

    The report cannot be signed until the reader accepts it, and says afterwards that it was accepted.
    """

    text: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who made words final, and when (UTC).

    Attributes
    ----------
    sha256
        Of the canonical bytes signed.
    previous_sha256
        Of the record signed before this one in the same store, empty for the first: the chain.
    """

    reader: Reader
    at: datetime
    sha256: str
    previous_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Addendum:
    """Words added to a signed report; numbered from 1."""

    number: int
    text: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class Report:
    """One opinion on one study.

    Attributes
    ----------
    measurements
        The measurements the lines point at, as they were when last in step; frozen when signed.
    evidence
        The instances that linked measurements and key images lie on.
    fields
        What the words answer to the template's fields, as they were last written.
    blinded
        Whether it was written before its reader could see any other opinion; it then answers none.
    """

    patient: Patient
    study: StudyHeader
    role: Role = Role.FIRST
    reader: Reader = Reader()
    template: str = "general"
    sections: tuple[Section, ...] = tuple(Section(name) for name in SectionName)
    measurements: tuple[Measurement, ...] = ()
    key_images: tuple[KeyImage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    response: Response | None = None
    state: State = State.DRAFT
    signature: Signature | None = None
    addenda: tuple[Addendum, ...] = ()
    created_at: datetime | None = None
    changed_at: datetime | None = None
    uid: str = field(default_factory=lambda: uuid4().hex)
    fields: tuple[FieldValue, ...] = ()
    blinded: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether only addenda can still be made."""
        return self.state is State.FINAL

    def section(self, name: SectionName) -> Section:
        """Return a section by name."""
        return next(section for section in self.sections if section.name is name)

    def with_section(self, section: Section) -> "Report":
        """Return the report with one section replaced."""
        known = (section if old.name is section.name else old for old in self.sections)
        return replace(self, sections=tuple(known))

    def measurement(self, uid: str) -> Measurement | None:
        """Return a linked measurement as the report last saw it."""
        return next((known for known in self.measurements if known.uid == uid), None)

    def key_image(self, uid: str) -> KeyImage | None:
        """Return a key image by its uid."""
        return next((known for known in self.key_images if known.uid == uid), None)
