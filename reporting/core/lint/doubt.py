"""A doubt about words of a report, and the declaration of what is looked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from reporting.core.lint.subject import Subject
from reporting.core.report import Line, Report, SectionName


class Severity(Enum):
    """How much hangs on it."""

    SERIOUS = "serious"
    """May harm the patient if it is signed: the wrong side, the wrong patient, findings denied."""
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Letters of a line that are doubted, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A flaw, and where in the report it stands.

    Attributes
    ----------
    section, row
        Which line, counted from 0; row is None for a whole section, section for the whole report.
    start, end
        Which letters of the line.
    words
        Those letters.
    """

    check: str
    severity: Severity
    why: str
    section: SectionName | None = None
    row: int | None = None
    start: int = 0
    end: int = 0
    words: str = ""

    @property
    def key(self) -> str:
        """What names it while the words it is about stay: the reader dismisses it by this. No word can "
        "be read in it."""
        section = self.section.name if self.section else ""
        return sha256("\n".join((self.check, section, self.words, self.why)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """A line, and the section it stands in."""

    section: SectionName
    line: Line


LineCheck = Callable[[Written, Subject], Iterable[Flaw]]
ReportCheck = Callable[[Report, Subject], Iterable[tuple[SectionName | None, int | None, Flaw]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked for. Exactly one of ``lines`` and ``whole`` is given.

    Attributes
    ----------
    explanation
        What is doubted, for the page on which the reader turns it on and off.
    on
        Whether it is looked for unless the reader or the site says otherwise.
    asked_anyway
        Whether signing waits for it in any case, so that it need not be listed twice.
    lines, whole
        Doubts a line by itself, or the report as a whole.
    """

    id: str
    title: str
    explanation: str
    severity: Severity
    on: bool = True
    asked_anyway: bool = False
    lines: LineCheck | None = None
    whole: ReportCheck | None = None
