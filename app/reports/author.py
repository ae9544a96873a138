"""Helps to write: what fields ask, what macros become, normal text, further findings."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.reports.desk import ReportDesk
from app.reports.macro_shelf import MacroShelf
from reporting.core.fields.definition import Field, Finding
from reporting.core.fields.layout import entry, next_number
from reporting.core.macros.macro import MARK, Macro
from reporting.core.normal import with_normal
from reporting.core.prior import priors_of, with_copied
from reporting.core.report import Line, Report, SectionName
from reporting.store.sentences import Sentence, SentenceIndex


class Author:
    """Knows the fields and macros of the report on the desk, and writes into it what the reader asks for.

    Parameters
    ----------
    kept
        All reports that the reader may see.
    """

    def __init__(
        self,
        desk: ReportDesk,
        shelf: MacroShelf,
        index: SentenceIndex,
        kept: Callable[[], tuple[Report, ...]],
    ) -> None:
        self._desk, self._shelf, self._index, self._kept = desk, shelf, index, kept
        self._is_searched = False

    def field(self, uid: str) -> Field | None:
        """Return what a field asks for, None where nobody knows it."""
        report = self._desk.report.value
        return self._desk.book(report).field(uid) if report is not None else None

    def title(self, uid: str) -> str:
        """Return what a field is called, with its entry."""
        report = self._desk.report.value
        return self._desk.book(report).title(uid) if report is not None else uid

    def macros(self) -> Sequence[Macro]:
        """Return the macros offered."""
        return self._shelf.macros()

    def expanded(self, macro: Macro, given: Mapping[str, str]) -> tuple[Line, ...]:
        """Return what a macro becomes in this report."""
        report = self._desk.report.value
        lines = _lines(report) if report is not None else ()
        return macro.lines(next_number(lines, f"{MARK}{macro.name}"), given)

    def findings(self) -> tuple[Finding, ...]:
        """Return what may be found more than once, as the template of the report has it."""
        report = self._desk.report.value
        return self._desk.template(report).form.findings if report is not None else ()

    def add_finding(self, finding: Finding) -> None:
        """Put another entry of a finding behind the last one, else at the end of the findings."""
        report = self._desk.report.value
        if report is None or report.is_signed:
            return
        lines = report.section(SectionName.FINDINGS).lines
        rows = [row for row, line in enumerate(lines) if _is_entry(line, finding)]
        at = rows[-1] + 1 if rows else len(lines)
        made = entry(finding, next_number(_lines(report), finding.id))
        self._desk.edit(SectionName.FINDINGS, (*lines[:at], made, *lines[at:]))

    def write_normal(self) -> None:
        """Let every section say its normal text, where the reader has written nothing."""
        report = self._desk.report.value
        if report is None or report.is_signed:
            return
        template, facts = self._desk.template(report), self._desk.facts()
        for name in SectionName:
            normal = template.normal_lines(name, facts)
            if normal:
                written = with_normal(report.section(name).lines, normal, self._desk.book(report))
                self._desk.edit(name, written)

    def priors(self) -> tuple[Report, ...]:
        """Return the signed reports on earlier studies of the same patient, the newest first."""
        report = self._desk.report.value
        return priors_of(report, self._kept()) if report is not None else ()

    def copy_from(self, prior: Report, names: Iterable[SectionName]) -> None:
        """Take sections of an earlier report over as words."""
        report = self._desk.report.value
        for name in names if report is not None and not report.is_signed else ():
            written = self._desk.report.value
            if written is not None:
                self._desk.edit(name, with_copied(written.section(name).lines, prior.section(name)))

    def sentences(self, words: str) -> tuple[Sentence, ...]:
        """Return own sentences of signed reports that have these words."""
        name = self._desk.reader.value.name
        if (
            not self._is_searched
        ):  # own ones only: no copy of another reader's words lies in a file of its own
            self._index.take_in(
                known for known in self._kept() if known.reader.name.casefold() == name.casefold()
            )
            self._is_searched = True
        return self._index.find(words, name)

    def search_anew(self) -> None:
        """Look at reports signed since, when something is searched next."""
        self._is_searched = False

    def has_normal(self) -> bool:
        """Whether the template of the report knows what is normal."""
        report = self._desk.report.value
        return report is not None and not report.is_signed and bool(self._desk.template(report).normal)


def _lines(report: Report) -> tuple[Line, ...]:
    return tuple(line for section in report.sections for line in section.lines)


def _is_entry(line: Line, finding: Finding) -> bool:
    return any(span.field.startswith(f"{finding.id}#") for span in line.spans)
