"""What a document is to its reader: lines with references, or pages. Frozen; made in worker processes."""

from dataclasses import dataclass
from enum import Enum

from viewer.core.errors import ViewerError
from viewer.core.study import FrameKey


class DocumentError(ViewerError):
    """A document that cannot be shown, or a page of it."""

    def __init__(self, why: str) -> None:
        super().__init__("The document cannot be shown", why=why, remedy="Its header can still be looked at")


class LineKind(Enum):
    """How a line is set."""

    HEADING = "heading"
    ITEM = "item"
    """A name and a value."""
    PROSE = "prose"
    """Words to be read: the value stands by itself under its name."""
    ASIDE = "aside"
    """Who, when and how: needed to judge what is said, and not what is said."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a document says.

    Attributes
    ----------
    depth
        Below how many headings or things it stands.
    name
        What it is about; empty where it has no name.
    value
        What is said, ready for the screen.
    frames
        What it points at: frames of images, or other objects (then frame 1).
    """

    depth: int
    kind: LineKind
    name: str = ""
    value: str = ""
    frames: tuple[FrameKey, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSize:
    """Of a page, upright as it is read; points of 1/72 inch."""

    width_pt: float
    height_pt: float


@dataclass(frozen=True, slots=True)
class Document:
    """A document, by lines or by pages.

    Attributes
    ----------
    facts
        Names and values that tell what the document is: its date, who wrote it, whether it was verified …
    warnings
        What the reader must know before believing it: unverified, unfinished, damaged.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    pages: tuple[PageSize, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words were found on a page: rectangles as fractions of its size (left, top, right, bottom)."""

    page: int
    areas: tuple[tuple[float, float, float, float], ...]
