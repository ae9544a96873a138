"""A report as plain text: for the clipboard, for mail, for whatever reads nothing else."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reporting.core.acts import Act
from reporting.core.report import Report, Section
from reporting.export.belonging import make_sure_they_belong_together
from reporting.export.files import write_whole
from reporting.export.letterhead import PLAIN, Letterhead
from reporting.export.letters import one_line, plain_lines
from reporting.export.outline import (
    Pointers,
    answer_of,
    heading_of,
    identity_of,
    looked_at,
    number_in_words,
    numbers_of,
    signature_of,
    title_of,
)
from reporting.export.standing import standing_of, withdrawal_of
from reporting.export.verification import verification_code, version_sha256
from reporting.export.wording import NOT_FOR_DIAGNOSIS, in_plain_words, listed_marks, measurement_on_paper

RULE = "=" * 72


def report_to_text(
    report: Report,
    first: Report | None = None,
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> str:
    """Return the report, and the first opinion it answers behind it, as lines of text."""
    if first is not None:
        make_sure_they_belong_together(report, first)
    parts = [_head(letterhead)] if not letterhead.is_empty else []
    parts += ["\n".join(_lines(one, acts)) for one in (report, first) if one is not None]
    if not cleared:
        parts.append(NOT_FOR_DIAGNOSIS)
    return f"\n{RULE}\n".join(part for part in parts if part) + "\n"


def write_text(
    report: Report,
    first: Report | None,
    path: Path,
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report to a file in UTF-8; return what was written."""
    words = report_to_text(report, first, cleared=cleared, letterhead=letterhead, acts=acts)
    write_whole(path, lambda partial: partial.write_text(words, encoding="utf-8"))
    return (path,)


def section_lines(section: Section, pointers: Pointers) -> Iterator[str]:
    """Yield the lines of a section as plain words, marks of lists before them, what they rest on behind them."""
    for line, mark in zip(section.lines, listed_marks(section.lines), strict=True):
        said = " ".join(part for part in (in_plain_words(line, mark), pointers.of(line)) if part)
        if said.strip():
            yield plain_lines(said)


def _head(letterhead: Letterhead) -> str:
    return "\n".join(one_line(words) for words in (letterhead.name, *letterhead.address) if words.strip())


def _lines(report: Report, acts: Sequence[Act]) -> Iterator[str]:
    pointers = Pointers(report)
    yield title_of(report)
    if withdrawn := withdrawal_of(report, acts):
        yield withdrawn
    yield ""
    yield from (f"{name}: {value}" for name, value in identity_of(report))
    for addendum in reversed(report.addenda):
        yield from _part(heading_of(addendum), plain_lines(addendum.text).split("\n"))
    if report.response is not None:
        said = [f"{name}: {plain_lines(value)}" for name, value in answer_of(report.response)]
        yield from _part("Answer to the first opinion", said)
    reserved = [
        f"{one_line(known.text)} ({'accepted by the reader' if known.accepted else 'not accepted yet'})"
        for known in report.reservations
    ]
    yield from _part("Reservations", reserved)
    for section in report.sections:
        yield from _part(section.name.value, list(section_lines(section, pointers)))
    yield from _part("Measurements", list(_measured(report, pointers)))
    shown = [
        " · ".join(part for part in (pointers.shown[key.uid], one_line(key.caption), looked_at(key)) if part)
        for key in report.key_images
    ]
    yield from _part("Key images", shown)
    yield from _part("Reading and evidence", [f"{name}: {said}" for name, said in standing_of(report, acts)])
    yield ""
    yield signature_of(report)
    if report.signature is not None:
        yield f"Verification code {verification_code(report)}"
        yield f"SHA-256 {version_sha256(report)}"
    yield f"Report {report.uid}"


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield heading.upper() if len(heading) < 40 else heading
        yield from lines


def _measured(report: Report, pointers: Pointers) -> Iterator[str]:
    for known in report.measurements:
        numbers = [number_in_words(number) for number in numbers_of(known)]
        said = ", ".join(numbers) or "no number"
        notes = "".join(f"; {one_line(note)}" for note in known.notes)
        yield f"{pointers.measured[known.uid]}  {one_line(measurement_on_paper(known))}: {said}{notes}"
