"""What stands on the pages of a report, in order: a list of strips."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPen

from reporting.core.acts import Act
from reporting.core.report import (
    Addendum,
    Agreement,
    KeyImage,
    Line,
    Mark,
    Report,
    Response,
    Section,
    SectionName,
)
from reporting.export.pdf_blocks import ruled_table, signature_block
from reporting.export.pdf_press import (
    ACCENT,
    ALARM,
    GREY,
    HAIRLINE,
    TINT,
    WARNING,
    Press,
    Run,
    Strip,
    Style,
    barred,
    beside,
    rule,
)
from reporting.export.standing import standing_of, withdrawal_of
from reporting.export.wording import (
    calibration_on_paper,
    listed_marks,
    measurement_on_paper,
    moment_on_paper,
    number_on_paper,
    reader_on_paper,
    shading_on_paper,
    signed_by,
)
from viewer.core.measurements import Measurement
from viewer.core.wording import clock_time, iso_date, spoken_name

COLUMNS_MM = (11.0, 63.0, 30.0, 31.0)
"""Widths of the table's columns but the last, which takes the rest."""

TITLES = ("No.", "What", "Quantity", "Value", "Calibration")

PICTURE_GAP_MM = 6.0
TALLEST_PICTURE_MM = 92.0
_ANSWER_COLORS = {Agreement.AGREE: ACCENT, Agreement.PARTLY: WARNING, Agreement.DISAGREE: ALARM}


class Content:
    """Sets one report: its addenda first, then what it answers, its sections, numbers, pictures and signature."""

    def __init__(
        self,
        press: Press,
        width_px: float,
        report: Report,
        pictures: Mapping[str, QImage],
        acts: Sequence[Act] = (),
    ) -> None:
        self._press = press
        self._width = width_px
        self._report = report
        self._pictures = pictures
        self._acts = acts
        self._measured = {known.uid: f"M{at}" for at, known in enumerate(report.measurements, start=1)}
        self._shown = {known.uid: f"Image {at}" for at, known in enumerate(report.key_images, start=1)}

    def strips(self) -> list[Strip]:
        """Return the whole report from title to signature."""
        report = self._report
        strips = [*self._title(), *self._withdrawal()]
        for addendum in reversed(report.addenda):
            strips += self._addendum(addendum)
        if report.response is not None:
            strips += self._answer(report.response)
        strips += self._reservations()
        for section in report.sections:
            if any(line.text.strip() or line.is_linked for line in section.lines):
                strips += self._section(section)
        strips += self._table()
        strips += self._gallery()
        strips += self._signature()
        return strips

    def _text(self, words: str, style: Style = Style.BODY) -> list[Strip]:
        return self._press.lines([Run(words, style)], self._width)

    def _heading(self, words: str) -> list[Strip]:
        lines = self._press.lines([Run(words.upper(), Style.HEADING)], self._width)
        return [self._press.space(5.0), *(_kept(strip) for strip in lines), self._press.space(0.6)]

    def _title(self) -> Iterator[Strip]:
        report, study = self._report, self._report.study
        yield from map(_kept, self._text("Radiology report", Style.TITLE))
        by = "by" if report.reader.name.strip() else "–"
        yield from map(
            _kept,
            self._text(
                f"{report.role.value.capitalize()} {by} {reader_on_paper(report.reader)}", Style.STRONG
            ),
        )
        when = " ".join(part for part in (iso_date(study.date), clock_time(study.time)) if part)
        facts = [part for part in (study.description, when, study.institution) if part]
        if facts:
            yield from self._text("Examination: " + ", ".join(facts), Style.SMALL)
        if study.referring:
            yield from self._text(f"Referred by: {spoken_name(study.referring)}", Style.SMALL)

    def _withdrawal(self) -> Iterator[Strip]:
        """Say before everything else that the report was taken back."""
        said = withdrawal_of(self._report, self._acts)
        if said:
            lines = self._press.lines([Run(said, Style.ALARM)], self._width - self._press.px(7))
            yield self._press.space(2)
            yield from barred(lines, self._press, ALARM, tint=TINT, width_px=self._width)

    def _addendum(self, addendum: Addendum) -> Iterator[Strip]:
        inner = self._width - self._press.px(7)
        yield self._press.space(4)
        lines = [
            *map(_kept, self._press.lines([Run(f"Addendum {addendum.number}", Style.STRONG)], inner)),
            *map(_kept, self._press.lines([Run(signed_by(addendum.signature), Style.SMALL)], inner)),
            *self._press.lines([Run(addendum.text)], inner),
            *self._press.lines([Run(f"SHA-256 {addendum.signature.sha256}", Style.FIXED)], inner),
        ]
        yield from barred(lines, self._press, ACCENT, tint=TINT, width_px=self._width)

    def _answer(self, response: Response) -> Iterator[Strip]:
        inner = self._width - self._press.px(7)
        agreement = response.agreement
        said = (
            "Agreement not stated yet"
            if agreement is None
            else f"{agreement.value.capitalize()} with the first opinion"
        )
        lines = [*map(_kept, self._press.lines([Run(said, Style.STRONG)], inner))]
        if response.reason.strip():
            lines += self._press.lines([Run(response.reason)], inner)
        by, at = reader_on_paper(response.reader), moment_on_paper(response.signed_at)
        answered = f"Answers the first opinion by {by}, signed {at}"
        if response.addenda:
            answered += f", with {response.addenda} {'addendum' if response.addenda == 1 else 'addenda'}"
        lines += self._press.lines([Run(answered, Style.SMALL)], inner)
        lines += self._press.lines([Run(f"SHA-256 {response.sha256}", Style.FIXED)], inner)
        color = GREY if agreement is None else _ANSWER_COLORS[agreement]
        yield from self._heading("Answer to the first opinion")
        yield from barred(lines, self._press, color, tint=TINT, width_px=self._width)

    def _reservations(self) -> Iterator[Strip]:
        if not self._report.reservations:
            return
        yield from self._heading("Reservations")
        for known in self._report.reservations:
            accepted = "accepted by the reader" if known.accepted else "not accepted yet"
            yield from self._press.lines(
                [Run(known.text, Style.BODY), Run(f"  ({accepted})", Style.SMALL)], self._width
            )

    def _section(self, section: Section) -> Iterator[Strip]:
        yield from self._heading(section.name.value)
        stressed = section.name is SectionName.IMPRESSION
        inner = self._width - self._press.px(7) if stressed else self._width
        marked = zip(section.lines, listed_marks(section.lines), strict=True)
        for has_cells, group in groupby(marked, key=lambda pair: "\t" in pair[0].text):
            if has_cells:
                rows = [self._runs(line) for line, _ in group]
                strips = ruled_table(self._press, rows, inner)
            else:
                strips = [strip for line, said in group for strip in self._line(line, said, inner)]
            yield from barred(strips, self._press, ACCENT, width_px=self._width) if stressed else strips

    def _line(self, line: Line, mark: str, width_px: float) -> list[Strip]:
        """Return a line set, moved in behind its mark where it is of a list."""
        runs, air = self._runs(line), self._press.space(0.7)
        if not mark:
            return [*self._press.lines(runs, width_px), air]
        inset = self._press.px(5)
        words = self._press.lines(runs, width_px, indent_px=inset)
        lead = beside([(0.0, self._press.lines([Run(mark)], inset)), (0.0, words[:1])])
        return [replace(lead, with_next=words[0].with_next), *words[1:], air]

    def _runs(self, line: Line) -> list[Run]:
        """Return a line's words as they are stressed, and behind them what they rest on."""
        runs = list(_styled(line))
        pointers = [self._measured.get(uid, "") for uid in dict.fromkeys(line.measurement_uids)]
        pointer = ", ".join([*filter(None, pointers)]) or self._shown.get(line.key_image_uid)
        if pointer:
            runs.append(Run(f"  [{pointer}]", Style.SMALL))
        if line.mark is not Mark.NONE:
            runs.append(Run(f"  ({line.mark.value})", Style.WARNING))
        return runs

    def _table(self) -> Iterator[Strip]:
        if not self._report.measurements:
            return
        yield from self._heading("Measurements")
        titles = self._row([[Run(title, Style.SMALL_STRONG)] for title in TITLES])
        yield _kept(titles)
        rows = [self._rows(measurement) for measurement in self._report.measurements]
        line = rule(self._press, self._width)
        for row in rows[:-1]:
            yield replace(line, above=titles)
            yield row
        yield replace(line, above=titles)
        yield _kept(rows[-1])
        yield replace(line, with_next=False)

    def _rows(self, measurement: Measurement) -> Strip:
        """Return the rows of one measurement, which stay together: what was measured, and its numbers beside it."""
        what = [Run(measurement_on_paper(measurement), Style.CELL)]
        what += [Run(f"\n{note}", Style.SMALL) for note in measurement.notes]
        head = self._row([[Run(self._measured[measurement.uid], Style.CELL_STRONG)], what])
        if not measurement.quantities:
            return beside([(0.0, [head]), (0.0, [self._row([[], [], [Run("no number", Style.SMALL)]])])])
        numbers = [
            self._row([[], [], *self._number_cells(measurement, at)])
            for at in range(len(measurement.quantities))
        ]
        return beside([(0.0, [head]), (0.0, numbers)])

    def _number_cells(self, measurement: Measurement, at: int) -> list[list[Run]]:
        quantity = measurement.quantities[at]
        trust = calibration_on_paper(quantity, measurement)
        return [
            [Run(quantity.name, Style.CELL)],
            [Run(number_on_paper(quantity), Style.CELL_STRONG)],
            [Run(trust, Style.CELL)],
        ]

    def _row(self, cells: list[list[Run]]) -> Strip:
        edges_mm = [sum(COLUMNS_MM[:at]) for at in range(len(COLUMNS_MM) + 1)]
        edges = [*(self._press.px(mm) for mm in edges_mm), self._width]
        gap = self._press.px(2)
        laid = [
            (left, self._press.lines(runs, right - left - gap, leading=1.2))
            for left, right, runs in zip(edges, edges[1:], cells, strict=False)
            if runs
        ]
        row = beside(laid)
        pad = self._press.px(0.7)

        def draw(painter: QPainter, x: float, y: float) -> None:
            row.draw(painter, x, y + pad)

        return Strip(row.height_px + 2 * pad, draw)

    def _gallery(self) -> Iterator[Strip]:
        if not self._report.key_images:
            return
        yield from self._heading("Key images")
        gap = self._press.px(PICTURE_GAP_MM)
        width = (self._width - gap) / 2
        keys = self._report.key_images
        for at in range(0, len(keys), 2):
            pair = keys[at : at + 2]
            yield beside(
                [(place * (width + gap), self._picture(key, width)) for place, key in enumerate(pair)]
            )
            yield self._press.space(3)

    def _picture(self, key: KeyImage, width_px: float) -> list[Strip]:
        picture = self._pictures.get(key.uid)
        runs = [Run(f"{self._shown[key.uid]}  ", Style.SMALL_STRONG), Run(key.caption, Style.CELL)]
        below = [self._press.space(1), *self._press.lines(runs, width_px, leading=1.2)]
        if looked_at := shading_on_paper(key):
            below += self._press.lines([Run(looked_at, Style.SMALL)], width_px, leading=1.2)
        for note in key.notes:
            below += self._press.lines([Run(note, Style.ALARM)], width_px, leading=1.2)
        if picture is None or picture.isNull():
            missing = [Run("The picture is not part of this file", Style.SMALL)]
            return [*self._press.lines(missing, width_px), *below]
        return [self._pixels(picture, width_px), *below]

    def _pixels(self, picture: QImage, width_px: float) -> Strip:
        scale = min(width_px / picture.width(), self._press.px(TALLEST_PICTURE_MM) / picture.height())
        wide, tall = picture.width() * scale, picture.height() * scale

        def draw(painter: QPainter, x: float, y: float) -> None:
            frame = QRectF(x, y, wide, tall)
            painter.drawImage(frame, picture)
            painter.setPen(QPen(HAIRLINE, self._press.px(0.15)))
            painter.drawRect(frame)

        return Strip(tall, draw)

    def _standing(self) -> Iterator[Strip]:
        """Say how the report was read, who stands under it too, and what it rests on."""
        facts = standing_of(self._report, self._acts)
        if not facts:
            return
        yield from self._heading("Reading and evidence")
        name_px = self._press.px(26)
        for name, said in facts:
            words = self._press.lines([Run(said, Style.SMALL)], self._width - name_px, leading=1.2)
            yield beside(
                [(0.0, self._press.lines([Run(name, Style.SMALL_STRONG)], name_px)), (name_px, words)]
            )

    def _signature(self) -> Iterator[Strip]:
        yield from self._standing()
        yield self._press.space(6)
        yield signature_block(self._press, self._report, self._width)


def _styled(line: Line) -> Iterator[Run]:
    at = 0
    for span in line.spans:
        if span.start > at:
            yield Run(line.text[at : span.start])
        yield Run(line.words_of(span), bold=span.bold, italic=span.italic, underline=span.underline)
        at = span.end
    if at < len(line.text) or not line.text:
        yield Run(line.text[at:])


def _kept(strip: Strip) -> Strip:
    return replace(strip, with_next=True)
