"""What a report still needs from its reader: before signing, and while writing."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.core.errors import ReportError, signed_error
from reporting.core.fields.answers import places, waiting
from reporting.core.report import Agreement, Mark, Reader, Report, Role, SectionName

_NOT_SIGNED = "The report was not signed"
MOST_NAMED = 3
"""How many fields are named one by one."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something the reader should look at.

    Attributes
    ----------
    section, position
        Which line, counted from 0; None where it is about the whole report.
    blocks
        Whether signing waits for it.
    doubtful
        Whether an answer does not fit what was asked: it may be right, and is shown before signing.
    """

    text: str
    blocks: bool
    section: SectionName | None = None
    position: int | None = None
    doubtful: bool = False


def needs_attention(report: Report) -> tuple[Concern, ...]:
    """Return what the reader should look at, line by line, then for the whole report."""
    if report.is_signed:
        return ()
    return (*_line_concerns(report), *_field_concerns(report), *_report_concerns(report))


def reasons_not_to_sign(report: Report, reader: Reader) -> tuple[ReportError, ...]:
    """Return why this reader cannot sign the report as it is; empty if nothing stands against it."""
    if report.is_signed:
        return (signed_error(),)
    return tuple(_reasons(report, reader))


def unreadable_reader(what: str) -> ReportError:
    """Return the refusal of a signature nobody could read."""
    return ReportError(
        what, why="the reader has no name", remedy="Enter your name and qualification in the report panel"
    )


def _reasons(report: Report, reader: Reader) -> Iterator[ReportError]:
    if not reader.name.strip():
        yield unreadable_reader(_NOT_SIGNED)
    if report.section(SectionName.IMPRESSION).is_empty:
        yield _refused("the impression is empty", "Write the impression: it is what the referrer reads first")
    if marked := sum(line.mark is not Mark.NONE for section in report.sections for line in section.lines):
        yield _refused(
            f"{_count(marked, 'line')} written from a measurement that was changed or deleted since",
            "Go through the marked lines: correct the words, or confirm them as they are",
        )
    yield from _field_reasons(report)
    yield from _second_opinion_reasons(report)
    if open_ones := sum(not known.accepted for known in report.reservations):
        yield _refused(
            f"the study is not complete, and {_count(open_ones, 'reservation')} not accepted",
            "Load what is missing, or accept each reservation; the report will say so",
        )


def _field_reasons(report: Report) -> Iterator[ReportError]:
    missing = [known.title for known in report.fields if known.required and not known.value]
    if missing:
        yield _refused(f"it lacks {_named(missing)}", "Fill the field: F8 goes from one to the next")
    where = places(report)
    empty = [
        known.title for known in report.fields if not known.value and not known.required and known.id in where
    ]
    if empty:
        yield _refused(
            f"{_named(empty)} still {'waits' if len(empty) == 1 else 'wait'} for words",
            "Fill what is asked, or take the empty fields out",
        )


def _second_opinion_reasons(report: Report) -> Iterator[ReportError]:
    if report.role is not Role.SECOND or report.blinded:
        return
    response = report.response
    if response is None:
        yield _refused(
            "a second opinion answers a signed first one, and none is named",
            "Choose the report it answers, or make this a first opinion",
        )
    elif response.agreement is None:
        yield _refused(
            "it does not say whether you agree with the first opinion",
            "Choose agree, partly agree or disagree",
        )
    elif response.agreement is not Agreement.AGREE and not response.reason.strip():
        yield _refused(
            "the first opinion is not fully agreed with, and no reason is given",
            "Write the reason in a few words",
        )


def _line_concerns(report: Report) -> Iterator[Concern]:
    for section in report.sections:
        for position, line in enumerate(section.lines):
            text = line.text  # asked of every line at every keystroke: what is cheap comes first
            if line.mark is not Mark.NONE:
                yield Concern(line.mark.value, True, section.name, position)
            elif ":" in text[-3:] and text.rstrip().endswith(":") and not line.is_linked:
                yield Concern("heading without words", False, section.name, position)
            if "[" in text and waiting(line):
                yield Concern("[…] waits for words", False, section.name, position)


def _field_concerns(report: Report) -> Iterator[Concern]:
    where = places(report)
    for known in report.fields:
        section, position = where.get(known.id, (None, None))
        name = section.name if section is not None else None
        if known.remark:
            yield Concern(f"{known.title}: {known.remark}", False, name, position, doubtful=True)
        elif not known.value and known.required:
            yield Concern(f"{known.title} is not filled", True, name, position)
        elif not known.value and section is not None:
            yield Concern(f"{known.title} is empty", False, name, position)


def _report_concerns(report: Report) -> Iterator[Concern]:
    if report.section(SectionName.IMPRESSION).is_empty:
        yield Concern("the impression is empty", True, SectionName.IMPRESSION)
    for reason in _second_opinion_reasons(report):
        yield Concern(reason.why, True)
    for known in report.reservations:
        if not known.accepted:
            yield Concern(f"not accepted: {known.text}", True)
    if (
        report.response is not None
        and report.response.reader.name.strip() == report.reader.name.strip() != ""
    ):
        yield Concern("both opinions are by the same reader", False)


def _refused(why: str, remedy: str) -> ReportError:
    return ReportError(_NOT_SIGNED, why=why, remedy=remedy)


def _named(titles: list[str]) -> str:
    """Return the first three titles, and how many more there are."""
    more = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"1 {noun} is" if number == 1 else f"{number} {noun}s are"
