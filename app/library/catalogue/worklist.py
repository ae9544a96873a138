"""The worklist: any part of any query at once, however many studies there are.

The contract of a page that shows it:

* ``count(query)`` and ``page(query, first, count)`` answer within the bars of the library (query ≤ 100 ms, text
  search ≤ 200 ms at 100 000 studies) when a query is new, and within a millisecond or two afterwards: the numbers of
  the studies found are remembered until something in the catalogue changes. A page asks for what is visible, any
  part in any order, and never reads ahead.
* Everything may be called on any thread; a page calls from a job and shows the answer on the main thread.
* ``revision()`` grows with every change, by this program or another: a page that polls it (20 µs) knows when to ask
  again. Writing goes through ``app.library.catalogue.notes.NoteKeeper``.
"""

from collections import OrderedDict
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, func, select

from app.library.catalogue.asking import in_order, rows_numbered, study_row, wishes
from app.library.catalogue.schema import SERIES, STATE, STUDY
from app.library.catalogue.values import SeriesRow, StudyRow, WorklistQuery
from reporting.store.database import reading

Numbers = NDArray[np.int64]
"""The catalogue's own numbers of studies, (n,), in the order asked for."""

_REMEMBERED = 8


class Worklist:
    """Answers queries of the catalogue. Reads only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._found: OrderedDict[WorklistQuery, tuple[int, Numbers]] = OrderedDict()

    def revision(self) -> int:
        """Return a number that grows with every change of the catalogue."""
        with reading(self._engine) as connection:
            return int(connection.execute(_CLOCK).scalar_one())

    def count(self, query: WorklistQuery) -> int:
        """Return how many studies a query finds."""
        return len(self._numbers(query))

    def page(self, query: WorklistQuery, first: int, count: int) -> tuple[StudyRow, ...]:
        """Return studies number ``first`` (from 0) and following of a query, at most ``count``; fewer at the end."""
        return self._rows(self._numbers(query)[first : first + count].tolist())

    def place_of(self, query: WorklistQuery, study_uid: str) -> int | None:
        """Return the place of a study in a query, from 0, to select it again after the order changed."""
        row = self.study(study_uid)
        if row is None:
            return None
        places = np.flatnonzero(self._numbers(query) == row.number)
        return int(places[0]) if len(places) else None

    def study(self, study_uid: str) -> StudyRow | None:
        """Return one study, in the trash or not; None where it is not here."""
        with reading(self._engine) as connection:
            number = connection.execute(select(STUDY.c.id).where(STUDY.c.uid == study_uid)).scalar()
        return None if number is None else self._rows([number])[0]

    def priors_of(self, study_uid: str) -> tuple[StudyRow, ...]:
        """Return the other studies of the patient, those most like it first: body part, then modality, then newest.

        A patient is told by ID, issuer, name and birth date together, or by a reader's link; never by the ID alone.
        """
        current = self.study(study_uid)
        if current is None:
            return ()
        with reading(self._engine) as connection:
            query = select(STUDY.c.id).where(
                STUDY.c.shown_patient == current.patient_number,
                STUDY.c.id != current.number,
                STUDY.c.trashed == 0,
            )
            others = list(connection.execute(query).scalars())
        newest_first = sorted(
            self._rows(others), key=lambda row: (row.header.date, row.header.time, row.number), reverse=True
        )
        return tuple(sorted(newest_first, key=lambda row: -_likeness(current, row)))

    def series_of(self, study_uid: str) -> tuple[SeriesRow, ...]:
        """Return the series of a study in the order of their numbers."""
        query = (
            select(SERIES)
            .join(STUDY, STUDY.c.id == SERIES.c.study)
            .where(STUDY.c.uid == study_uid)
            .order_by(SERIES.c.number, SERIES.c.id)
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        return tuple(
            SeriesRow(
                row.uid, row.number, row.modality, row.description, row.body_part, row.instances, row.bytes
            )
            for row in found
        )

    def totals(self, *, in_trash: bool = False) -> tuple[int, int, int]:
        """Return how many studies and instances there are outside the trash, or in it, and the bytes of their files."""
        sums = (func.count(), func.sum(STUDY.c.instances), func.sum(STUDY.c.bytes))
        with reading(self._engine) as connection:
            where = STUDY.c.trashed > 0 if in_trash else STUDY.c.trashed == 0
            row = connection.execute(select(*sums).where(where)).one()
        return int(row[0]), int(row[1] or 0), int(row[2] or 0)

    def _numbers(self, query: WorklistQuery) -> Numbers:
        with reading(self._engine) as connection:
            revision = int(connection.execute(_CLOCK).scalar_one())
            with self._lock:
                known = self._found.get(query)
                if known is not None and known[0] == revision:
                    self._found.move_to_end(query)
                    return known[1]
            numbers = _numbers_of(connection.execute(in_order(query)).scalar())
            for wish in wishes(query):
                numbers = _those_in(numbers, _numbers_of(connection.execute(wish).scalar()))
        with self._lock:
            self._found[query] = (revision, numbers)
            while len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
        return numbers

    def _rows(self, numbers: list[int]) -> tuple[StudyRow, ...]:
        with reading(self._engine) as connection:
            found = {row.id: study_row(row) for row in connection.execute(rows_numbered(numbers)).all()}
        return tuple(found[number] for number in numbers if number in found)


def _numbers_of(written: str | None) -> Numbers:
    """Return numbers written with commas."""
    return np.fromstring(written, np.int64, sep=",") if written else np.zeros(0, np.int64)


def _those_in(numbers: Numbers, wanted: Numbers) -> Numbers:
    """Return the numbers that are among the wanted ones, in their order."""
    if not len(numbers):
        return numbers
    is_wanted = np.zeros(int(max(numbers.max(), wanted.max(initial=0))) + 1, np.bool_)
    is_wanted[wanted] = True
    return numbers[is_wanted[numbers]]


def _likeness(current: StudyRow, other: StudyRow) -> int:
    same_part = bool(set(current.body_parts) & set(other.body_parts))
    same_modality = bool(set(current.modalities) & set(other.modalities))
    return 2 * same_part + same_modality


_CLOCK = select(STATE.c.number).where(STATE.c.name == "clock")
