"""What the worklist shows and what may be asked of it: frozen values, known to the page and to the catalogue."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from viewer.core.study import Patient, StudyHeader


class Status(IntEnum):
    """How far a study has been read; in the order that a worklist is sorted by it."""

    UNREAD = 0
    IN_PROGRESS = 1
    PRELIMINARY = 2
    FINAL = 3
    ADDENDED = 4

    @property
    def title(self) -> str:
        """As the reader sees it: unread, in progress …"""
        return self.name.lower().replace("_", " ")


class SecondRead(IntEnum):
    """Whether a second opinion is wanted, and how far it is."""

    NONE = 0
    WANTED = 1
    IN_PROGRESS = 2
    FINAL = 3
    DISCREPANT = 4

    @property
    def title(self) -> str:
        """As the reader sees it; empty for none."""
        return "" if self is SecondRead.NONE else self.name.lower().replace("_", " ")


class Priority(IntEnum):
    """How urgently a study waits. Sorted ascending, the most urgent come last; a page sorts descending."""

    LOW = 0
    ROUTINE = 1
    HIGH = 2
    STAT = 3

    @property
    def title(self) -> str:
        """As the reader sees it."""
        return self.name.lower()


class Column(Enum):
    """What a worklist is sorted and filtered by; the value names the column of the catalogue."""

    NAME = "name_key"
    PATIENT_ID = "patient_key"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    MODALITIES = "modalities"
    BODY_PARTS = "body_parts"
    DESCRIPTION = "description_key"
    ACCESSION = "accession"
    STATUS = "status"
    SECOND_READ = "second_read"
    PRIORITY = "priority"
    READER = "reader_key"
    COMMENTS = "comments_key"
    SERIES = "series"
    INSTANCES = "instances"
    BYTES = "bytes"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column to sort by."""

    column: Column = Column.DATE
    descending: bool = True


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """Which studies, in which order. Everything asked for must hold; what is empty asks for nothing.

    Attributes
    ----------
    text
        Beginnings of words, each of which must be found in the patient's name (any of its groups, in any script),
        ID, accession number or description. Accents and capitals do not matter.
    statuses, second_reads, priorities, modalities
        Any one of each set.
    columns
        Column and text that must occur somewhere in it, accents and capitals apart.
    date_from, date_to
        YYYYMMDD, inclusive.
    in_trash
        What was thrown away instead of what was not.
    sort
        First what matters most; equal ones stay in the order of their import.
    """

    text: str = ""
    statuses: frozenset[Status] = frozenset()
    second_reads: frozenset[SecondRead] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    modalities: frozenset[str] = frozenset()
    columns: tuple[tuple[Column, str], ...] = ()
    date_from: str = ""
    date_to: str = ""
    in_trash: bool = False
    sort: tuple[SortKey, ...] = (SortKey(),)


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One line of the worklist.

    Attributes
    ----------
    number
        The catalogue's own; names the study as long as it is here, and no longer.
    patient
        Whom the study is counted to: by its headers, or by a reader's link (``linked``).
    patient_number
        The catalogue's own number of that patient.
    modalities, body_parts
        Sorted, each once.
    bytes
        Size of its files.
    imported
        Its place in the order of arrival.
    held
        Why nothing may be reported of it before a person has looked; empty for nearly all (SAFETY H16).
    linked
        Whether a reader counts it to another patient than its headers say.
    """

    number: int
    patient_number: int
    patient: Patient
    header: StudyHeader
    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    series: int
    instances: int
    bytes: int
    status: Status
    second_read: SecondRead
    priority: Priority
    reader: str
    comments: str
    imported: int
    in_trash: bool
    held: str
    linked: bool

    @property
    def uid(self) -> str:
        """Study Instance UID."""
        return self.header.uid


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series of a study, as the lines under a study show it."""

    uid: str
    number: int | None
    modality: str
    description: str
    body_part: str
    instances: int
    bytes: int


@dataclass(frozen=True, slots=True)
class SmartList:
    """A saved query. ``name`` is unique."""

    name: str
    query: WorklistQuery


@dataclass(frozen=True, slots=True)
class Notes:
    """What readers noted of a study: kept in the catalogue and, so that nothing is lost, in a file of its own."""

    status: Status = Status.UNREAD
    second_read: SecondRead = SecondRead.NONE
    priority: Priority = Priority.ROUTINE
    reader: str = ""
    comments: str = ""
    trashed: bool = False
