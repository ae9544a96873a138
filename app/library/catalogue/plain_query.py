"""Queries and notes as JSON, and back; strict, as everything that is kept."""

import json
from collections.abc import Iterable

from app.library.catalogue.values import (
    Column,
    Notes,
    Priority,
    SecondRead,
    SmartList,
    SortKey,
    Status,
    WorklistQuery,
)
from viewer.core.plain import EncodingError, Plain, each, fields_of, member, text, truth


def query_to_plain(query: WorklistQuery) -> Plain:
    """Return a query as a plain dictionary."""
    return {
        "text": query.text,
        "statuses": _names(query.statuses),
        "second_reads": _names(query.second_reads),
        "priorities": _names(query.priorities),
        "modalities": sorted(query.modalities),
        "columns": [[column.name, part] for column, part in query.columns],
        "date_from": query.date_from,
        "date_to": query.date_to,
        "in_trash": query.in_trash,
        "sort": [[key.column.name, key.descending] for key in query.sort],
    }


def query_from_plain(plain: object) -> WorklistQuery:
    """Return the query that a dictionary stands for.

    Raises
    ------
    EncodingError
    """
    names = "text statuses second_reads priorities modalities columns date_from date_to in_trash sort"
    of = fields_of(plain, "query", names)
    return WorklistQuery(
        text=text(of["text"], "text"),
        statuses=frozenset(each(of["statuses"], "statuses", lambda one, where: member(one, where, Status))),
        second_reads=frozenset(
            each(of["second_reads"], "second_reads", lambda one, where: member(one, where, SecondRead))
        ),
        priorities=frozenset(
            each(of["priorities"], "priorities", lambda one, where: member(one, where, Priority))
        ),
        modalities=frozenset(each(of["modalities"], "modalities", text)),
        columns=each(of["columns"], "columns", _column_and_text),
        date_from=text(of["date_from"], "date_from"),
        date_to=text(of["date_to"], "date_to"),
        in_trash=truth(of["in_trash"], "in_trash"),
        sort=each(of["sort"], "sort", _sort_key),
    )


def lists_to_bytes(lists: Iterable[SmartList]) -> bytes:
    """Return smart lists as the content of a file."""
    plain = [{"name": one.name, "query": query_to_plain(one.query)} for one in lists]
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def lists_from_bytes(content: bytes) -> tuple[SmartList, ...]:
    """Return the smart lists of a file.

    Raises
    ------
    EncodingError
    """
    return each(_loaded(content), "lists", _list)


def notes_to_bytes(study_uid: str, notes: Notes) -> bytes:
    """Return what was noted of a study as the content of a file."""
    plain = {
        "study_uid": study_uid,
        "status": notes.status.name,
        "second_read": notes.second_read.name,
        "priority": notes.priority.name,
        "reader": notes.reader,
        "comments": notes.comments,
        "trashed": notes.trashed,
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def notes_from_bytes(content: bytes) -> tuple[str, Notes]:
    """Return the study's UID and what was noted of it.

    Raises
    ------
    EncodingError
    """
    of = fields_of(_loaded(content), "notes", "study_uid status second_read priority reader comments trashed")
    notes = Notes(
        member(of["status"], "status", Status),
        member(of["second_read"], "second_read", SecondRead),
        member(of["priority"], "priority", Priority),
        text(of["reader"], "reader"),
        text(of["comments"], "comments"),
        truth(of["trashed"], "trashed"),
    )
    return text(of["study_uid"], "study_uid"), notes


def _loaded(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError as error:
        raise EncodingError("it is not what was written") from error


def _names(members: Iterable[Status | SecondRead | Priority]) -> list[str]:
    return [one.name for one in sorted(members)]


def _pair(value: object, where: str) -> tuple[object, object]:
    parts = each(value, where, lambda one, _: one)
    if len(parts) != 2:
        raise EncodingError(f"{where} is not a pair")
    return parts[0], parts[1]


def _column_and_text(value: object, where: str) -> tuple[Column, str]:
    column, part = _pair(value, where)
    return member(column, where, Column), text(part, where)


def _sort_key(value: object, where: str) -> SortKey:
    column, descending = _pair(value, where)
    return SortKey(member(column, where, Column), truth(descending, where))


def _list(value: object, where: str) -> SmartList:
    of = fields_of(value, where, "name query")
    return SmartList(text(of["name"], "name"), query_from_plain(of["query"]))
