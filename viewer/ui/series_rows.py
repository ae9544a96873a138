"""What the series strip lists, row by row: pure functions of what was opened."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import Enum

from viewer.core.documents import document_word, documents_of
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.overlays.offers import laid_by
from viewer.core.placement import why_not_displayable
from viewer.core.registration import Registration
from viewer.core.study import DisplayKind, DisplaySet, Opened, Rejected, Study
from viewer.core.wording import iso_date, spoken_name

LAID = "Double-click lays it over its images"

REJECTED = "rejected"
"""Key of the heading over files that could not be read."""


class Light(Enum):
    """What a badge says at a glance."""

    NONE = "none"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class StudyRow:
    """The heading of a study."""

    study: Study
    is_open: bool

    @property
    def key(self) -> str:
        """What the row is remembered by."""
        return f"study {self.study.header.uid}"


@dataclass(frozen=True, slots=True)
class SetRow:
    """A display set."""

    shown: DisplaySet

    @property
    def key(self) -> str:
        """What the row is remembered by."""
        return f"set {self.shown.uid}"

    @property
    def can_be_shown(self) -> bool:
        """Whether there is an image to show."""
        return bool(self.shown.frames) and not self.shown.blocked

    @property
    def can_be_read(self) -> bool:
        """Whether there is a document to open."""
        return bool(documents_of(self.shown)) and not self.shown.blocked

    @property
    def can_be_laid(self) -> bool:
        """Whether it holds something that can be laid over the images of others."""
        return bool(laid_by(self.shown)) and not self.shown.blocked


@dataclass(frozen=True, slots=True)
class RejectedHeading:
    """The heading over files that could not be read."""

    count: int
    is_open: bool

    @property
    def key(self) -> str:
        """What the row is remembered by."""
        return REJECTED


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A file that could not be read."""

    rejected: Rejected

    @property
    def key(self) -> str:
        """What the row is remembered by."""
        return f"file {self.rejected.path}"


Row = StudyRow | SetRow | RejectedHeading | RejectedRow


def rows(opened: Opened, turned: Set[str]) -> tuple[Row, ...]:
    """Return the rows for what was opened.

    Parameters
    ----------
    turned
        Keys of the headings that the reader folded or unfolded: studies start open, the rejected files closed.
    """
    return tuple(_rows(opened, turned))


def _rows(opened: Opened, turned: Set[str]) -> Iterator[Row]:
    for study in opened.studies:
        is_open = f"study {study.header.uid}" not in turned
        yield StudyRow(study, is_open)
        if is_open:
            yield from (SetRow(shown) for shown in study.display_sets)
    if opened.rejected:
        is_open = REJECTED in turned
        yield RejectedHeading(len(opened.rejected), is_open)
        if is_open:
            yield from (RejectedRow(one) for one in opened.rejected)


def light(shown: DisplaySet) -> Light:
    """Return how far the geometry of a set may be trusted, at a glance; none where there is no volume to judge."""
    if len(shown.frames) < 2:
        return Light.NONE
    return {
        Verdict.REGULAR: Light.GOOD,
        Verdict.TILTED: Light.CAUTION,
        Verdict.IRREGULAR: Light.CAUTION,
        Verdict.NOT_A_VOLUME: Light.NONE if shown.kind is DisplayKind.MULTIFRAME else Light.CAUTION,
        Verdict.GAP: Light.BAD,
    }[shown.verdict.kind]


def verdict_word(verdict: GeometryVerdict) -> str:
    """Return the verdict in two words, for the badge."""
    if verdict.kind is Verdict.REGULAR and verdict.spacing_mm is not None:
        return f"{verdict.spacing_mm:.4g} mm"
    if verdict.kind is Verdict.TILTED:
        return f"tilted {verdict.tilt_deg:.1f}°"
    if verdict.kind is Verdict.GAP:
        return "slice missing"
    return str(verdict.kind.value)


def title(shown: DisplaySet) -> str:
    """Return what the set is called."""
    named = shown.series.description or shown.series.body_part
    if shown.title and (named or shown.title != shown.series.modality):
        return shown.title
    return named or _document_words(shown) or shown.title or "Series without a name"


def content(shown: DisplaySet) -> str:
    """Return modality, number and how much there is, in a line."""
    number = "" if shown.series.number is None else f"S{shown.series.number}"
    count = len(shown.frames)
    amount = "1 image" if count == 1 else f"{count} images" if count else ""
    if count > 1 and shown.kind is DisplayKind.MULTIFRAME:
        amount = f"{count} frames"
    return "  ·  ".join(part for part in (shown.series.modality, number, amount) if part)


def remark(shown: DisplaySet) -> str:
    """Return the one line under the content that matters most: why not, or why split."""
    if shown.blocked:
        return shown.blocked
    if not shown.frames and laid_by(shown):
        return LAID
    if not shown.frames:
        words = _document_words(shown)
        return why_not_displayable(shown) if not words else words if words != title(shown) else ""
    return shown.split_by


def _document_words(shown: DisplaySet) -> str:
    """Return what documents a set holds, empty for none: "Report", "3 × PDF document"."""
    words = Counter(document_word(document) for document in documents_of(shown))
    return ", ".join(word if count == 1 else f"{count} × {word}" for word, count in words.items())


def explanation(shown: DisplaySet) -> str:
    """Return everything there is to say of a set, a line each: for the tooltip."""
    verdict = shown.verdict
    lines = [title(shown), content(shown), remark(shown)]
    if light(shown) is not Light.NONE:
        lines.append(f"Geometry: {verdict.kind.value}")
        lines.extend(f"– {message}" for message in verdict.messages)
        if verdict.largest_error_mm >= 0.005:
            lines.append(f"– largest error {verdict.largest_error_mm:.2f} mm")
    lines.extend(f"Note: {note}" for note in shown.notes)
    lines.extend(_registers(one.registration) for one in shown.instances if one.registration is not None)
    problems = dict.fromkeys(problem for instance in shown.instances for problem in instance.problems)
    lines.extend(f"Problem: {problem}" for problem in problems)
    return "\n".join(line for line in lines if line)


def _registers(registration: Registration) -> str:
    """Return what a registration does here, or why it does nothing."""
    reasons = [one.refused for one in registration.mappings if one.refused]
    if registration.refused or len(reasons) == len(registration.mappings):
        return f"Not applied: {registration.refused or reasons[0]}"
    return f"Applied to overlays: {registration.name}"


def remarks_count(shown: DisplaySet) -> int:
    """Return how many notes and header problems the tooltip lists."""
    return len(shown.notes) + len({problem for one in shown.instances for problem in one.problems})


def study_heading(study: Study) -> tuple[str, str]:
    """Return who, and what and when, of a study: two lines."""
    who = "   ".join(part for part in (spoken_name(study.patient.name), study.patient.patient_id) if part)
    what = "  ·  ".join(
        part for part in (iso_date(study.header.date), study.header.description or "Study") if part
    )
    return who or "No name, no ID", what


def rejected_heading(count: int) -> str:
    """Return the heading over files that could not be read."""
    return f"Could not be read ({count})"


def scanning(done: int, total: int) -> str:
    """Return how far a scan is, in words; the total may not be known yet (0)."""
    if total:
        return f"{_grouped(done)} of {_grouped(total)} files…"
    return f"{_grouped(done)} files…"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
