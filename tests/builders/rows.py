"""Rows of the worklist, and a library of any length that is nothing but numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.library.catalogue.values import Notes, StudyRow, WorklistQuery
from app.ui.worklist.answers import Found
from viewer.core.study import Patient, StudyHeader


def study_row(number: int = 1, notes: Notes | None = None, **changes: object) -> StudyRow:
    """Return the row of a study; the same for the same number."""
    known = notes or Notes()
    row = StudyRow(
        number=number,
        patient_number=number,
        patient=Patient(f"Doe^Jane {number}", f"P-{number}", "", "19560412", "F"),
        header=StudyHeader(f"1.2.{number}", "20260314", "101500", "CT Thorax", f"A{number}"),
        modalities=("CT",),
        body_parts=("CHEST",),
        series=2,
        instances=300,
        bytes=157_000_000,
        status=known.status,
        second_read=known.second_read,
        priority=known.priority,
        reader=known.reader,
        comments=known.comments,
        imported=number,
        in_trash=known.trashed,
        held="",
        linked=False,
    )
    return replace(row, **changes)  # type: ignore[arg-type]  # by name


@dataclass
class ManyStudies:
    """Answers when it is told to, or at once; remembers what was asked.

    Attributes
    ----------
    asked
        First place and count of every page asked for.
    """

    count: int = 100_000
    waits: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)
    rows: Callable[[int], StudyRow] = lambda place: study_row(place + 1)
    finds: Callable[[WorklistQuery], int] | None = None

    def __call__(
        self, query: WorklistQuery, first: int, count: int, uid: str, done: Callable[[Found], None], /
    ) -> None:
        self.asked.append((first, count))
        total = self.finds(query) if self.finds else self.count
        places = range(first, min(first + count, total))
        place = int(uid.rpartition(".")[2]) - 1 if uid else None
        found = Found(query, total, first, tuple(self.rows(one) for one in places), place)
        if self.waits:
            self.waiting.append(lambda: done(found))
        else:
            done(found)

    def answer(self, most: int = 1_000_000) -> None:
        """Deliver answers, those asked for first."""
        while self.waiting and most:
            self.waiting.pop(0)()
            most -= 1
