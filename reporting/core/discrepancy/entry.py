"""What two readings differ in: entries, each with its reason and with the place where each side says it."""

from dataclasses import dataclass
from enum import Enum

from reporting.core.report import SectionName
from viewer.core.study import FrameKey


class Topic(Enum):
    """In what two readings differ, the gravest first: this is the order they are listed in."""

    LATERALITY = "side"
    LEVEL = "level"
    PRESENCE = "contradiction"
    CATEGORY = "category"
    ONLY_FIRST = "only in the first"
    ONLY_SECOND = "only in the second"
    SIZE = "size"
    NATURE = "nature"
    ADVICE = "recommendation"
    ANSWER = "answer"
    UNSEEN = "never displayed"


@dataclass(frozen=True, slots=True)
class Side:
    """Where one of the readings says it.

    Attributes
    ----------
    row
        Of the line in its section, from 0; −1 where the entry is about no line.
    frame, study_uid
        Of the image it points at; None where it points at none.
    """

    report_uid: str
    text: str
    section: SectionName | None = None
    row: int = -1
    measurement_uid: str = ""
    key_image_uid: str = ""
    frame: FrameKey | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One difference.

    Attributes
    ----------
    uid
        Unique within its discrepancy report: topic and number.
    why
        Why it counts as a difference, in a sentence with the numbers it rests on.
    first, second
        None where that side says nothing of it.
    """

    uid: str
    topic: Topic
    title: str
    why: str
    first: Side | None = None
    second: Side | None = None


@dataclass(frozen=True, slots=True)
class Unseen:
    """Images of one series that nobody had on the screen.

    Attributes
    ----------
    places
        Which, counted from 1 in display order.
    frame
        The first of them.
    """

    series_uid: str
    title: str
    of: int
    places: tuple[int, ...]
    frame: FrameKey | None = None
