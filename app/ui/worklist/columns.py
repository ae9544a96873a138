"""The columns of the worklist: what each shows, how wide it is at first, what it is sorted and filtered by."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.library.catalogue.values import Column, Priority, StudyRow
from viewer.core.wording import age_at, clock_time, iso_date, spoken_age, spoken_name


class Filter(Enum):
    """How a column is filtered."""

    NONE = "none"
    TEXT = "text"
    CODES = "codes"
    DATES = "dates"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Shown:
    """One column.

    Attributes
    ----------
    column
        What it is sorted by; None where it cannot be.
    width_px
        At first, in device-independent pixels.
    hint
        What may be typed above it.
    """

    name: str
    title: str
    text: Callable[[StudyRow], str]
    column: Column | None
    width_px: int
    filtered: Filter = Filter.NONE
    hint: str = ""
    is_number: bool = False
    help: str = ""


def shown_priority(row: StudyRow) -> str:
    """Return the priority, empty for a usual one, so that the others stand out."""
    return {Priority.ROUTINE: "", Priority.STAT: "STAT"}.get(row.priority, row.priority.title)


def shown_age(row: StudyRow) -> str:
    """Return how old the patient was then: by the birth date, else as the header says."""
    return age_at(row.patient.birth_date, row.header.date) or spoken_age(row.header.patient_age)


def shown_date(row: StudyRow) -> str:
    """Return date and time of the study, as stored (H21)."""
    return " ".join(part for part in (iso_date(row.header.date), clock_time(row.header.time)) if part)


def shown_size(size: int) -> str:
    """Return a size in bytes as people read it."""
    for unit, least in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= least:
            figure = size / least
            return f"{figure:.1f} {unit}" if figure < 100 else f"{figure:.0f} {unit}"
    return f"{size / 1e3:.0f} kB"


def shown_status(row: StudyRow) -> str:
    """Return how far a study has been read, and that it is held where it is (H16)."""
    return "held" if row.held else row.status.title


COLUMNS = (
    Shown("priority", "Priority", shown_priority, Column.PRIORITY, 66, Filter.CHOICE, "any"),
    Shown("status", "Status", shown_status, Column.STATUS, 92, Filter.CHOICE, "any"),
    Shown(
        "second",
        "2nd read",
        lambda row: row.second_read.title,
        Column.SECOND_READ,
        98,
        Filter.CHOICE,
        "any",
        help="How far a second opinion is",
    ),
    Shown(
        "name",
        "Patient",
        lambda row: spoken_name(row.patient.name) or "No name",
        Column.NAME,
        190,
        Filter.TEXT,
        "name",
    ),
    Shown("id", "ID", lambda row: row.patient.patient_id, Column.PATIENT_ID, 92, Filter.TEXT, "ID"),
    Shown(
        "born",
        "Born",
        lambda row: iso_date(row.patient.birth_date),
        Column.BIRTH_DATE,
        92,
        Filter.TEXT,
        "1956",
    ),
    Shown("age", "Age", shown_age, None, 54, is_number=True, help="At the time of the study"),
    Shown("sex", "Sex", lambda row: row.patient.sex, None, 42),
    Shown("date", "Study date", shown_date, Column.DATE, 142, Filter.DATES, "today, 7d, 2026"),
    Shown(
        "modality",
        "Mod.",
        lambda row: " ".join(row.modalities),
        Column.MODALITIES,
        62,
        Filter.CODES,
        "CT",
        help="Modalities",
    ),
    Shown(
        "part", "Body part", lambda row: ", ".join(row.body_parts), Column.BODY_PARTS, 84, Filter.TEXT, "part"
    ),
    Shown(
        "description",
        "Description",
        lambda row: row.header.description,
        Column.DESCRIPTION,
        170,
        Filter.TEXT,
        "words",
    ),
    Shown(
        "accession", "Accession", lambda row: row.header.accession, Column.ACCESSION, 92, Filter.TEXT, "no."
    ),
    Shown("reader", "Reader", lambda row: row.reader, Column.READER, 100, Filter.TEXT, "name"),
    Shown(
        "comments",
        "Comments",
        lambda row: " ".join(row.comments.split()),
        Column.COMMENTS,
        130,
        Filter.TEXT,
        "words",
    ),
    Shown("series", "Series", lambda row: str(row.series), Column.SERIES, 64, is_number=True),
    Shown("images", "Images", lambda row: str(row.instances), Column.INSTANCES, 70, is_number=True),
    Shown("size", "Size", lambda row: shown_size(row.bytes), Column.BYTES, 66, is_number=True),
    Shown(
        "arrived",
        "Arrived",
        lambda row: f"#{row.imported}",
        Column.IMPORTED,
        74,
        is_number=True,
        help="In which order studies came into the library",
    ),
)
PLACES = {shown.name: place for place, shown in enumerate(COLUMNS)}
