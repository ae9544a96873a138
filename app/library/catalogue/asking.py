"""Queries of the worklist as SQL, and rows as values."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, func, or_, select
from sqlalchemy.sql.elements import UnaryExpression

from app.library.catalogue.schema import PATIENT, STUDY, WORD
from app.library.catalogue.values import (
    Column,
    Priority,
    SecondRead,
    SortKey,
    Status,
    StudyRow,
    WorklistQuery,
)
from app.library.catalogue.words import after_all_beginning_with, asked_words, plain_key
from viewer.core.study import Patient, StudyHeader

KEYED = (Column.NAME, Column.PATIENT_ID, Column.DESCRIPTION, Column.READER, Column.COMMENTS)
"""Columns that hold text without accents and capitals."""


def in_order(query: WorklistQuery) -> Select[Any]:
    """Return the SQL for the numbers of all studies in the order asked for, as one text with commas.

    One text instead of a row for each: a hundred thousand rows take Python five times as long as SQLite.
    """
    return _as_text(select(STUDY.c.id).where(_place(query)).order_by(*_order(query.sort)).subquery().c.id)


def wishes(query: WorklistQuery) -> list[Select[Any]]:
    """Return the SQL for the numbers of the studies that fulfil each of the wishes of a query.

    Each is a question to one column, which the index of that column answers without a look at the rows; what fulfils
    all of them is found sooner among numbers than by the database.
    """
    asked = [select(STUDY.c.id).where(_place(query), wish).subquery().c.id for wish in _wishes(query)]
    asked += [_studies_with(word).subquery().c.study for word in asked_words(query.text)]
    return [_as_text(numbers) for numbers in asked]


def rows_numbered(numbers: list[int]) -> Select[Any]:
    """Return the SQL for whole rows of the worklist."""
    joined = STUDY.join(PATIENT, PATIENT.c.id == STUDY.c.shown_patient)
    person = [column.label(f"p_{column.name}") for column in PATIENT.columns]
    return select(*STUDY.columns, *person).select_from(joined).where(STUDY.c.id.in_(numbers))


def study_row(row: Row[Any]) -> StudyRow:
    """Return a row of ``rows_numbered`` as a value."""
    of = row._mapping
    patient = Patient(
        name=of["p_name"],
        patient_id=of["p_patient_id"],
        issuer=of["p_issuer"],
        birth_date=of["p_birth_date"],
        sex=of["p_sex"],
        quadruped=bool(of["p_quadruped"]),
    )
    header = StudyHeader(
        uid=of["uid"],
        date=of["date"],
        time=of["time"],
        description=of["description"],
        accession=of["accession"],
        study_id=of["study_id"],
        referring=of["referring"],
        patient_age=of["patient_age"],
        institution=of["institution"],
    )
    return StudyRow(
        number=of["id"],
        patient_number=of["shown_patient"],
        patient=patient,
        header=header,
        modalities=members_of(of["modalities"]),
        body_parts=members_of(of["body_parts"]),
        series=of["series"],
        instances=of["instances"],
        bytes=of["bytes"],
        status=Status(of["status"]),
        second_read=SecondRead(of["second_read"]),
        priority=Priority(of["priority"]),
        reader=of["reader"],
        comments=of["comments"],
        imported=of["imported"],
        in_trash=bool(of["trashed"]),
        held=of["held"],
        linked=of["shown_patient"] != of["patient"],
    )


def members_of(written: str) -> tuple[str, ...]:
    """Return the members of a set written as /A/B/."""
    return tuple(part for part in written.split("/") if part)


def set_of(members: tuple[str, ...]) -> str:
    """Return members as one text, sorted, each between slashes: /A/B/; empty for none."""
    known = sorted({member.replace("/", " ") for member in members if member})
    return f"/{'/'.join(known)}/" if known else ""


def _as_text(numbers: ColumnElement[int]) -> Select[Any]:
    return select(func.aggregate_strings(cast(numbers, String), ","))


def _place(query: WorklistQuery) -> ColumnElement[bool]:
    return STUDY.c.trashed > 0 if query.in_trash else STUDY.c.trashed == 0


def _wishes(query: WorklistQuery) -> Iterator[ColumnElement[bool]]:
    for column, members in (
        (STUDY.c.status, query.statuses),
        (STUDY.c.second_read, query.second_reads),
        (STUDY.c.priority, query.priorities),
    ):
        if members:
            yield column.in_(sorted(int(member) for member in members))
    if query.modalities:
        codes = sorted(query.modalities)
        yield or_(*(STUDY.c.modalities.contains(f"/{code}/", autoescape=True) for code in codes))
    if query.date_from:
        yield STUDY.c.date >= query.date_from
    if query.date_to:
        yield and_(STUDY.c.date <= query.date_to, STUDY.c.date != "")
    for by, text in query.columns:
        if text.strip():
            yield _within(by, text)


def _within(by: Column, text: str) -> ColumnElement[bool]:
    column = STUDY.c[by.value]
    if by in KEYED:
        return column.contains(plain_key(text), autoescape=True)
    return column.icontains(text.strip(), autoescape=True)


def _studies_with(word: str) -> Select[Any]:
    return select(WORD.c.study).where(WORD.c.word >= word, WORD.c.word < after_all_beginning_with(word))


def _order(sort: tuple[SortKey, ...]) -> list[UnaryExpression[Any]]:
    """Return what to sort by; the last key, the order of arrival, goes the way of the first, so one index serves."""
    order = []
    for key in sort:
        columns = [STUDY.c[key.column.value]]
        if key.column is Column.DATE:
            columns.append(STUDY.c.time)
        order += [column.desc() if key.descending else column.asc() for column in columns]
    last = STUDY.c.id
    return [*order, last.desc() if not sort or sort[0].descending else last.asc()]
