"""Blocks of a page that stand by themselves: letterhead, tables of the reader's own, signature with its code."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from reporting.core.report import Report
from reporting.export.letterhead import Letterhead
from reporting.export.letters import one_line
from reporting.export.pdf_press import GREY, INK, Press, Run, Strip, Style, beside, rule
from reporting.export.square_code import square_code, square_words
from reporting.export.verification import verification_code, version_sha256
from reporting.export.wording import moment_on_paper, reader_on_paper

LOGO_MM = (45.0, 16.0)
"""Widest and tallest."""
CODE_MM = 22.0
NARROWEST = 0.12
"""Part of the table's width that no column falls below."""


def letterhead_strips(letterhead: Letterhead, press: Press, width_px: float) -> list[Strip]:
    """Return the letterhead: logo at the left, name and address behind it, white space below; nothing for none."""
    if letterhead.is_empty:
        return []
    cells: list[tuple[float, list[Strip]]] = []
    left = 0.0
    if letterhead.logo:
        logo = _logo(letterhead, press)
        cells.append((0.0, [logo[0]]))
        left = logo[1] + press.px(5)
    words = (
        press.lines([Run(one_line(letterhead.name), Style.NAME)], width_px - left) if letterhead.name else []
    )
    for said in letterhead.address:
        if said.strip():
            words += press.lines([Run(one_line(said), Style.SMALL)], width_px - left, leading=1.2)
    cells.append((left, words))
    return [beside(cells), press.space(5)]


def ruled_table(press: Press, rows: Sequence[Sequence[Run]], width_px: float) -> list[Strip]:
    """Return rows of cells, which tabs keep apart, with lines between them; the first gives the titles.

    Columns are as wide as their words ask, within the page; the titles come again on every page the table reaches.

    """
    cells = [_cells(row) for row in rows]
    count = max(len(row) for row in cells)
    widths = _widths(press, cells, count, width_px)
    edges = [sum(widths[:at]) for at in range(count)]
    laid = [_row(press, row, edges, widths, is_title=at == 0) for at, row in enumerate(cells)]
    line = rule(press, width_px)
    titles = replace(laid[0], with_next=True)
    strips = [press.space(0.8), titles]
    for row in laid[1:]:
        strips += [replace(line, above=titles), row]
    return [*strips, replace(line, with_next=False), press.space(1.5)]


def signature_block(press: Press, report: Report, width_px: float) -> Strip:
    """Return who signed and when, with the code by which the page is compared with what was signed; never cut."""
    signature = report.signature
    said = f"{report.role.value.capitalize()}, report {report.uid}"
    code = press.px(CODE_MM)
    room = width_px if signature is None else width_px - code - press.px(6)
    if signature is None:
        words = press.lines([Run("Not signed", Style.WARNING)], room)
    else:
        words = press.lines([Run(f"Signed by {reader_on_paper(signature.reader)}", Style.STRONG)], room)
        words += press.lines([Run(moment_on_paper(signature.at), Style.SMALL)], room)
        words += [press.space(1.2)]
        lead = Run("Verification code  ", Style.SMALL)
        words += press.lines([lead, Run(verification_code(report), Style.SMALL_STRONG)], room)
        words += press.lines([Run(f"SHA-256 {signature.sha256}", Style.FIXED)], room)
        if report.addenda:
            words += press.lines([Run(f"SHA-256 with addenda {version_sha256(report)}", Style.FIXED)], room)
    words += press.lines([Run(said, Style.FIXED)], room)
    cells: list[tuple[float, list[Strip]]] = [(0.0, words)]
    if signature is not None:
        cells.append((width_px - code, [_square(report, code)]))
    block = [rule(press, width_px, GREY, 0.25), press.space(1.5), beside(cells)]
    return beside([(0.0, block)])


def _logo(letterhead: Letterhead, press: Press) -> tuple[Strip, float]:
    picture = letterhead.picture()
    scale = min(press.px(LOGO_MM[0]) / picture.width(), press.px(LOGO_MM[1]) / picture.height())
    wide, tall = picture.width() * scale, picture.height() * scale

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.drawImage(QRectF(x, y, wide, tall), picture)

    return Strip(tall, draw), wide


def _square(report: Report, side_px: float) -> Strip:
    """Return the code as squares, not as a picture: sharp on every printer."""
    dark = square_code(square_words(report))
    module = side_px / dark.shape[0]

    def draw(painter: QPainter, x: float, y: float) -> None:
        for row, columns in enumerate(dark):
            bounds = np.flatnonzero(np.diff(np.concatenate(([0], columns.astype(np.int8), [0]))))
            for start, end in zip(bounds[::2], bounds[1::2], strict=True):
                area = QRectF(x + start * module, y + row * module, (end - start) * module, module)
                painter.fillRect(area, INK)

    return Strip(side_px, draw)


def _cells(runs: Sequence[Run]) -> list[list[Run]]:
    cells: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\t")
        cells[-1].append(replace(run, text=first))
        cells += [[replace(run, text=other)] for other in others]
    return cells


def _widths(press: Press, rows: list[list[list[Run]]], count: int, width_px: float) -> list[float]:
    """Return widths of columns: what their longest words ask, shared out where that is more than the page has."""
    gap = press.px(3)
    asked = [
        max(
            (sum(press.width(run.text, Style.STRONG) for run in row[at]) for row in rows if at < len(row)),
            default=0,
        )
        + gap
        for at in range(count)
    ]
    if sum(asked) <= width_px:
        return asked
    least = width_px * min(NARROWEST, 1 / count)
    wide = [max(least, min(one, width_px)) for one in asked]
    more = sum(wide) - least * count
    share = (width_px - least * count) / more if more > 0 else 0.0
    return [least + (one - least) * share for one in wide]


def _row(
    press: Press, row: list[list[Run]], edges: list[float], widths: list[float], *, is_title: bool
) -> Strip:
    gap, pad = press.px(3), press.px(0.6)
    made = []
    for cell, left, wide in zip(row, edges, widths, strict=False):
        runs = [replace(run, bold=True) for run in cell] if is_title else cell
        made.append((left, press.lines(runs, wide - gap, leading=1.15)))
    inside = beside(made)

    def draw(painter: QPainter, x: float, y: float) -> None:
        inside.draw(painter, x, y + pad)

    return Strip(inside.height_px + 2 * pad, draw)
