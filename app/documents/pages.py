"""Pages of PDF documents, drawn by PDFium: no scripts, no forms, no links, nothing fetched (SAFETY F15).

For worker processes: PDFium is native code and has no business where the reader works.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from ctypes import byref, c_double, c_int
from math import isfinite
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from app.documents.document import Document, DocumentError, Hit, PageSize
from app.documents.words import CUT, readable

MOST_PAGES = 2_000
MOST_PIXELS = 24_000_000
MOST_HITS = 1_000
LARGEST_PT = 14_400.0
"""A page is at most 200 inches wide and high (PDF 1.7, annex C)."""

_LONGEST_TEXT = 200_000
_MOST_AREAS = 50
_GRID = 1 << 20
"""Steps across a page, for places that are fractions of its size."""


@contextmanager
def opened_pdf(content: bytes) -> Iterator[Any]:
    """Open a PDF.

    Raises
    ------
    DocumentError
        Where it is none, damaged beyond repair, or locked with a password.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        why = "it is locked with a password" if locked else "it is not a PDF, or damaged beyond repair"
        raise DocumentError(why) from problem
    with closing(document):
        yield document


def read_pages(content: bytes, title: str) -> Document:
    """Return a PDF as a document: how many pages, and how large."""
    with opened_pdf(content) as document:
        count = len(document)
        sizes = tuple(_size(document, number) for number in range(min(count, MOST_PAGES)))
    warnings = (f"Only the first {MOST_PAGES} of {count} pages are shown",) if count > MOST_PAGES else ()
    return Document(title or "PDF document", warnings=warnings, pages=sizes)


def draw_page(content: bytes, number: int, scale: float) -> NDArray[np.uint8]:
    """Return a page (from 0) as blue, green, red, (rows, columns, 3); ``scale`` is pixels per point.

    A page that would become too large is drawn smaller.
    """
    with opened_pdf(content) as document, _page(document, number) as page:
        size = _size_of(page)
        if (size.width_pt, size.height_pt) != page.get_size():
            raise DocumentError(f"page {number + 1} is larger than any paper, or of no size")
        bounded = min(scale, (MOST_PIXELS / (size.width_pt * size.height_pt)) ** 0.5)
        try:
            bitmap = page.render(
                scale=bounded, may_draw_forms=False, force_bitmap_format=pdfium.FPDFBitmap_BGR
            )
        except (pypdfium2.PdfiumError, ValueError) as problem:
            raise DocumentError(f"page {number + 1} cannot be drawn") from problem
        with closing(bitmap):
            picture: NDArray[np.uint8] = np.array(bitmap.to_numpy(), dtype=np.uint8, order="C")
    return picture


def words_of_page(content: bytes, number: int, area: tuple[float, float, float, float]) -> str:
    """Return the words of a page (from 0) in an area: left, top, right, bottom as fractions of its size."""
    with opened_pdf(content) as document, _page(document, number) as page:
        x1, y1 = _on_page(page, area[0], area[1])
        x2, y2 = _on_page(page, area[2], area[3])
        with closing(page.get_textpage()) as text:
            words: str = text.get_text_bounded(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return readable(words[:_LONGEST_TEXT]) + (f"\n{CUT}" if len(words) > _LONGEST_TEXT else "")


def find_words(content: bytes, words: str) -> tuple[Hit, ...]:
    """Return where words are, in reading order; of very many only the first."""
    hits: list[Hit] = []
    with opened_pdf(content) as document:
        for number in range(min(len(document), MOST_PAGES)):
            try:
                hits += _hits(document, number, words, MOST_HITS - len(hits))
            except DocumentError:
                continue  # a damaged page has no words; drawing it says so
            if len(hits) >= MOST_HITS:
                break
    return tuple(hits)


def _hits(document: Any, number: int, words: str, most: int) -> list[Hit]:
    found: list[Hit] = []
    with _page(document, number) as page, closing(page.get_textpage()) as text:
        searcher = text.search(words)
        while len(found) < most and (place := searcher.get_next()) is not None:
            first, count = place
            rectangles = text.count_rects(first, count)
            areas = [_fractions(page, text.get_rect(index)) for index in range(min(rectangles, _MOST_AREAS))]
            found.append(Hit(number, tuple(areas)))
        searcher.close()
    return found


def _fractions(page: Any, rectangle: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return a rectangle of page coordinates as fractions of the page as it is read: left, top, right, bottom."""
    left, bottom, right, top = rectangle
    x1, y1 = _as_read(page, left, top)
    x2, y2 = _as_read(page, right, bottom)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _as_read(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return a place of page coordinates as fractions of the page as it is read, rotation and crop included."""
    across, down = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, byref(across), byref(down))
    return across.value / _GRID, down.value / _GRID


def _on_page(page: Any, across: float, down: float) -> tuple[float, float]:
    """Return a place given as fractions of the page as it is read, in page coordinates."""
    x, y = c_double(), c_double()
    place = round(across * _GRID), round(down * _GRID)
    pdfium.FPDF_DeviceToPage(page, 0, 0, _GRID, _GRID, 0, *place, byref(x), byref(y))
    return x.value, y.value


@contextmanager
def _page(document: Any, number: int) -> Iterator[Any]:
    try:
        page = document[number]
    except (pypdfium2.PdfiumError, IndexError) as problem:
        raise DocumentError(f"page {number + 1} is damaged") from problem
    with closing(page):
        yield page


def _size(document: Any, number: int) -> PageSize:
    """Return the size of a page; that of a letter where it cannot be told, so that the page still has its place."""
    try:
        with _page(document, number) as page:
            return _size_of(page)
    except DocumentError:
        return PageSize(612.0, 792.0)


def _size_of(page: Any) -> PageSize:
    width, height = page.get_size()
    return PageSize(_bounded(width), _bounded(height))


def _bounded(length_pt: float) -> float:
    return min(max(length_pt, 1.0), LARGEST_PT) if isfinite(length_pt) else 1.0
