"""Files that are a document by themselves, without a DICOM object around it: PDF, text, photographs of paper."""

from math import sqrt
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.documents.document import Document, DocumentError, PageSize
from viewer.dicom.encapsulated import Encapsulated
from viewer.dicom.sources import said_by_system

MOST_PIXELS = 100_000_000
WIDEST_PT = 842.0
"""A photograph of a sheet is shown as wide as a sheet."""

_MARK, _MARK_AT = b"DICM", 128
_PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM")
_LOOK = 4096


def bare_content(path: Path, largest_bytes: int) -> Encapsulated | None:
    """Return what is in a file that is no DICOM object, None where it may be one."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK)
            if start[_MARK_AT : _MARK_AT + 4] == _MARK or not _kind(start):
                return None
            content = start + file.read(largest_bytes + 1 - len(start))
    except OSError as problem:
        raise DocumentError(said_by_system(problem)) from problem
    if len(content) > largest_bytes:
        raise DocumentError(f"it is larger than {largest_bytes >> 20} MiB")
    return Encapsulated("", _kind(start), "", "", content)


def is_photograph(content: bytes) -> bool:
    """Whether bytes begin as those of a picture do."""
    return content.startswith(_PHOTOGRAPHS)


def read_photograph(content: bytes, title: str) -> Document:
    """Return a photograph as a document of one page."""
    rows, columns = _decoded(content).shape[:2]
    scale = min(1.0, WIDEST_PT / max(rows, columns))
    return Document(title or "Photograph", pages=(PageSize(columns * scale, rows * scale),))


def draw_photograph(content: bytes, scale: float) -> NDArray[np.uint8]:
    """Return a photograph as blue, green, red, (rows, columns, 3); ``scale`` is pixels per point of its page."""
    picture = _decoded(content)
    rows, columns = picture.shape[:2]
    shown = min(1.0, WIDEST_PT / max(rows, columns)) * scale
    shown = min(shown, sqrt(24_000_000 / (rows * columns)))
    size = max(1, round(columns * shown)), max(1, round(rows * shown))
    kind = cv2.INTER_AREA if shown < 1 else cv2.INTER_LINEAR
    drawn: NDArray[np.uint8] = np.ascontiguousarray(cv2.resize(picture, size, interpolation=kind))
    return drawn


def _decoded(content: bytes) -> NDArray[np.uint8]:
    """Return the pixels, turned upright as the camera noted."""
    picture: NDArray[np.uint8] | None = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None or picture.size > 3 * MOST_PIXELS:
        raise DocumentError("the picture is damaged, or too large")
    return picture


def _kind(start: bytes) -> str:
    """Return the MIME type of a file that begins so, empty for what may be DICOM or is unknown."""
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if is_photograph(start):
        return "image/*"
    wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    return "text/plain" if start.strip() and (wide or b"\0" not in start) else ""
