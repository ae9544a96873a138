"""A report as one HTML file that needs nothing else: styles and pictures inside, no scripts, nothing loaded.

The policy in its head forbids scripts and connections besides, should letters ever slip through the escaping.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from reporting.core.acts import Act
from reporting.core.report import KeyImage, Line, Report, Section, Span, State
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
    numbers_of,
    signature_of,
    title_of,
)
from reporting.export.standing import standing_of, withdrawal_of
from reporting.export.verification import verification_code, version_sha256
from reporting.export.wording import NOT_FOR_DIAGNOSIS, STATES, cells_of, listed_marks, measurement_on_paper

STYLE = """
body { font: 15px/1.5 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #16202a;
  background: #ffffff; max-width: 46em; margin: 2em auto; padding: 0 1.2em; }
h1 { font-size: 22px; font-weight: normal; color: #1f4e79; margin: 0.6em 0 0.3em 0; }
h2 { font-size: 13px; color: #1f4e79; margin: 1.6em 0 0.3em 0; }
p { margin: 0.25em 0; }
p.item { margin-left: 1.6em; text-indent: -1.2em; }
table { border-collapse: collapse; margin: 0.4em 0; }
td, th { text-align: left; vertical-align: top; padding: 3px 14px 3px 0; border-bottom: 1px solid #b9c2ca; }
th { font-size: 12px; color: #5b6875; }
table.identity td, table.identity th { border-bottom: none; padding: 0 14px 0 0; }
table.identity { border-bottom: 2px solid #1f4e79; width: 100%; }
.quiet { color: #5b6875; font-size: 13px; }
.hash { color: #5b6875; font: 12px "Noto Sans Mono", Consolas, Menlo, monospace; overflow-wrap: anywhere; }
.banner { background: #fdf0d9; color: #8a4b00; border-left: 4px solid #8a4b00; padding: 6px 10px;
  font-weight: bold; }
.boxed { background: #f3f5f7; border-left: 4px solid #1f4e79; padding: 8px 12px; margin: 0.8em 0; }
.alarm { color: #a4161a; font-weight: bold; font-size: 13px; }
.impression { border-left: 4px solid #1f4e79; padding-left: 12px; }
figure { margin: 0.8em 0; page-break-inside: avoid; }
img { max-width: 100%; }
hr { border: none; border-top: 1px solid #b9c2ca; margin: 3em 0; }
"""

PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>$style</style>
</head>
<body>
$body
</body>
</html>
""")


def write_html(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    path: Path,
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report, and the first opinion it answers behind it, to a file; return what was written."""
    page = report_to_html(report, first, pictures, cleared=cleared, letterhead=letterhead, acts=acts)
    write_whole(path, lambda partial: partial.write_text(page, encoding="utf-8"))
    return (path,)


def report_to_html(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    *,
    cleared: bool = False,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> str:
    """Return the whole page. Its title names no patient: it would show in tabs and histories."""
    if first is not None:
        make_sure_they_belong_together(report, first)
    parts = [*_letterhead(letterhead)]
    for one in (report, first):
        if one is not None:
            parts += ["<hr>"] if one is first else []
            parts += _report(one, pictures, acts)
    if not cleared:
        parts.append(f'<p class="alarm">{NOT_FOR_DIAGNOSIS}</p>')
    title = f"Radiology report, {report.role.value}, {report.state.value}"
    return PAGE.substitute(title=escape(title), style=STYLE, body="\n".join(parts))


def words_in_html(words: str) -> str:
    """Return words as they are written, safe inside an element; line ends as breaks."""
    return escape(plain_lines(words)).replace("\n", "<br/>")


def line_in_html(line: Line) -> str:
    """Return the words of a line with their stresses; well-formed as XML too."""
    parts, at = [], 0
    for span in line.spans:
        parts += [
            words_in_html(line.text[at : span.start]),
            _stressed(words_in_html(line.words_of(span)), span),
        ]
        at = span.end
    return "".join([*parts, words_in_html(line.text[at:])])


def _stressed(words: str, span: Span) -> str:
    if span.underline:
        words = f'<span style="text-decoration:underline">{words}</span>'
    if span.italic:
        words = f"<i>{words}</i>"
    return f"<b>{words}</b>" if span.bold else words


def section_in_html(section: Section, pointers: Pointers) -> Iterator[str]:
    """Yield paragraphs, and tables where neighbouring lines have cells."""
    marked = zip(section.lines, listed_marks(section.lines), strict=True)
    for has_cells, group in groupby(marked, key=lambda pair: "\t" in pair[0].text):
        if has_cells:
            rows = [_row(line, pointers) for line, _ in group]
            yield from _table(rows[0], rows[1:])
        else:
            yield from (_paragraph(line, mark, pointers) for line, mark in group if _says(line))


def _paragraph(line: Line, mark: str, pointers: Pointers) -> str:
    behind = pointers.of(line)
    pointer = f' <span class="quiet">{escape(behind)}</span>' if behind else ""
    lead, kind = (f"{escape(mark)} ", ' class="item"') if mark else ("", "")
    return f'<p dir="auto"{kind}>{lead}{line_in_html(line)}{pointer}</p>'


def _row(line: Line, pointers: Pointers) -> list[str]:
    cells = [line_in_html(cell) for cell in cells_of(line)]
    behind = pointers.of(line)
    return [*cells[:-1], f'{cells[-1]} <span class="quiet">{escape(behind)}</span>' if behind else cells[-1]]


def _says(line: Line) -> bool:
    return bool(line.text.strip()) or line.is_linked


def _letterhead(letterhead: Letterhead) -> Iterator[str]:
    if letterhead.logo:
        kind = "png" if letterhead.logo.startswith(b"\x89PNG") else "jpeg"
        yield f'<img alt="" height="56" src="data:image/{kind};base64,{b64encode(letterhead.logo).decode()}">'
    lines = [escape(one_line(words)) for words in letterhead.address if words.strip()]
    if letterhead.name:
        lines.insert(0, f"<b>{escape(one_line(letterhead.name))}</b>")
    if lines:
        yield f"<p>{'<br/>'.join(lines)}</p>"


def _report(report: Report, pictures: Mapping[str, QImage], acts: Sequence[Act]) -> Iterator[str]:
    pointers = Pointers(report)
    yield f"<h1>{escape(title_of(report))}</h1>"
    if withdrawn := withdrawal_of(report, acts):
        yield f'<p class="alarm">{escape(withdrawn)}</p>'
    if report.state is not State.FINAL:
        yield f'<p class="banner">{escape(" — ".join(STATES[report.state]))}</p>'
    rows = (
        f"<tr><th>{escape(name)}</th><td><bdi>{escape(value)}</bdi></td></tr>"
        for name, value in identity_of(report)
    )
    yield f'<table class="identity">{"".join(rows)}</table>'
    for addendum in reversed(report.addenda):
        words = f'<b>{escape(heading_of(addendum))}</b><p dir="auto">{words_in_html(addendum.text)}</p>'
        yield f'<div class="boxed">{words}<p class="hash">SHA-256 {escape(addendum.signature.sha256)}</p></div>'
    if report.response is not None:
        said = (
            f"<p>{escape(name)}: {words_in_html(value)}</p>" for name, value in answer_of(report.response)
        )
        yield f'<h2>ANSWER TO THE FIRST OPINION</h2><div class="boxed">{"".join(said)}</div>'
    yield from _reservations(report)
    for section in report.sections:
        body = [*section_in_html(section, pointers)]
        if body:
            kind = f' class="{section.name.name.lower()}"'
            yield f"<h2>{section.name.value.upper()}</h2><div{kind}>{''.join(body)}</div>"
    yield from _measurements(report, pointers)
    yield from _gallery(report, pointers, pictures)
    yield from _facts("READING AND EVIDENCE", standing_of(report, acts))
    yield from _signature(report)


def _facts(heading: str, facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    if facts:
        said = (f"<p>{escape(name)}: {words_in_html(value)}</p>" for name, value in facts)
        yield f"<h2>{heading}</h2>{''.join(said)}"


def _reservations(report: Report) -> Iterator[str]:
    if report.reservations:
        yield "<h2>RESERVATIONS</h2>"
    for known in report.reservations:
        accepted = "accepted by the reader" if known.accepted else "not accepted yet"
        yield f'<p>{words_in_html(known.text)} <span class="quiet">({accepted})</span></p>'


def _measurements(report: Report, pointers: Pointers) -> Iterator[str]:
    if not report.measurements:
        return
    rows = []
    for known in report.measurements:
        notes = "".join(f'<br/><span class="quiet">{words_in_html(note)}</span>' for note in known.notes)
        what = [f"<b>{pointers.measured[known.uid]}</b>", words_in_html(measurement_on_paper(known)) + notes]
        numbers = [*numbers_of(known)] or [("", "no number", "")]
        for at, number in enumerate(numbers):
            rows.append([*(what if at == 0 else ["", ""]), *(escape(part) for part in number)])
    yield "<h2>MEASUREMENTS</h2>"
    yield from _table(["No.", "What", "Quantity", "Value", "Calibration"], rows)


def _gallery(report: Report, pointers: Pointers, pictures: Mapping[str, QImage]) -> Iterator[str]:
    if report.key_images:
        yield "<h2>KEY IMAGES</h2>"
    for key in report.key_images:
        yield f"<figure>{_picture(key, pictures)}<figcaption><b>{pointers.shown[key.uid]}</b> "
        yield f'{words_in_html(key.caption)} <span class="quiet">{escape(looked_at(key))}</span>'
        yield "</figcaption></figure>"


def _picture(key: KeyImage, pictures: Mapping[str, QImage]) -> str:
    picture = pictures.get(key.uid)
    if picture is None or picture.isNull():
        return '<p class="quiet">The picture is not part of this file</p>'
    content = QByteArray()
    device = QBuffer(content)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(device, "PNG")  # type: ignore[call-overload]  # the stubs want bytes here, Qt wants str
    written = b64encode(content.data()).decode()
    wide = min(picture.width(), 420)
    return f'<img alt="{escape(one_line(key.caption))}" width="{wide}" src="data:image/png;base64,{written}"><br/>'


def _signature(report: Report) -> Iterator[str]:
    yield f"<h2>SIGNATURE</h2><p><b>{escape(signature_of(report))}</b></p>"
    if report.signature is not None:
        yield f"<p>Verification code <b>{verification_code(report)}</b></p>"
        yield f'<p class="hash">SHA-256 {escape(version_sha256(report))}</p>'
    yield f'<p class="hash">Report {escape(report.uid)}</p>'


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = "".join(f"<th>{cell}</th>" for cell in titles)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    yield f"<table><tr>{head}</tr>{body}</table>"
