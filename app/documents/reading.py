"""Documents of a study, read and drawn in worker processes: paths in, frozen values out.

What a document is, its first bytes decide, not what its object calls it.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.documents.bare import bare_content, draw_photograph, is_photograph, read_photograph
from app.documents.document import Document, DocumentError, Hit
from app.documents.markup import read_markup, read_text
from app.documents.pages import draw_page, find_words, read_pages, words_of_page
from app.documents.structured_report import read_report, spoken_moment
from app.documents.treatment_plan import read_treatment_plan
from viewer.core.documents import DocumentKind
from viewer.dicom.encapsulated import Encapsulated, read_encapsulated
from viewer.dicom.failures import NotDicomError, UnreadableError

LARGEST_PDF = 512 << 20
LARGEST_TEXT = 32 << 20
MOST_PAGES_READ = 100
_PDF_WITHIN = 1024
"""A PDF begins within its first 1024 bytes (PDF 1.7, annex H)."""


def read_document(path: Path, kind: DocumentKind) -> Document:
    """Return a document.

    Raises
    ------
    DocumentError
        Saying why it cannot be shown.
    """
    if kind is DocumentKind.REPORT:
        return read_report(path)
    if kind is DocumentKind.PLAN:
        return read_treatment_plan(path)
    held = _held(path)
    facts = _facts(held)
    if is_photograph(held.content):
        found = read_photograph(held.content, held.title)
    elif _is_pdf(held.content):
        found = read_pages(held.content, held.title)
    elif len(held.content) > LARGEST_TEXT:
        raise DocumentError(f"its text is larger than {LARGEST_TEXT >> 20} MiB")
    elif _is_markup(held.content):
        found = read_markup(held.content, held.title)
    elif held.mime_type.startswith("text/"):
        found = read_text(held.content, held.title)
    else:
        raise DocumentError(f"it is neither PDF nor text ({held.mime_type or 'of a type it does not name'})")
    if not found.pages and not found.lines:
        raise DocumentError("it has no pages")
    own = {name for name, _ in found.facts}
    facts = tuple((name, value) for name, value in facts if name not in own)  # what it says of itself counts
    return Document(found.title, facts + found.facts, found.warnings, found.lines, found.pages)


def draw(path: Path, number: int, scale: float) -> NDArray[np.uint8]:
    """Return a page (from 0) of a PDF as blue, green, red, (rows, columns, 3); ``scale`` is pixels per point."""
    content = _held(path).content
    return draw_photograph(content, scale) if is_photograph(content) else draw_page(content, number, scale)


def find(path: Path, words: str) -> tuple[Hit, ...]:
    """Return where words are in a PDF."""
    content = _held(path).content
    return () if is_photograph(content) else find_words(content, words)


def words_in(path: Path, number: int, area: tuple[float, float, float, float]) -> str:
    """Return the words in an area of a page (from 0): left, top, right, bottom as fractions of its size."""
    content = _held(path).content
    return "" if is_photograph(content) else words_of_page(content, number, area)


def words_of(path: Path, kind: DocumentKind) -> str:
    """Return all that a document says, as text: what a reader may answer sentence by sentence."""
    document = read_document(path, kind)
    if document.lines:
        return "\n".join(
            ": ".join(part for part in (line.name, line.value) if part) for line in document.lines
        )
    if is_photograph(_held(path).content):
        return ""
    whole = (0.0, 0.0, 1.0, 1.0)
    pages = range(min(len(document.pages), MOST_PAGES_READ))
    return "\n".join(words_in(path, number, whole) for number in pages)


def _held(path: Path) -> Encapsulated:
    bare = bare_content(path, LARGEST_PDF)
    if bare is not None:
        return bare
    try:
        return read_encapsulated(path, LARGEST_PDF)
    except UnreadableError as problem:
        raise DocumentError(problem.reason) from problem
    except NotDicomError as problem:
        raise DocumentError(problem.why) from problem


def _facts(held: Encapsulated) -> tuple[tuple[str, str], ...]:
    written = spoken_moment(held.date + held.time)
    return (("Written", written),) if held.date else ()


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_PDF_WITHIN]


def _is_markup(content: bytes) -> bool:
    start = content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")
