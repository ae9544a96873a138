"""The worklist as somebody may see it who reads a study blinded: nothing of another's reading shines through it.

What others noted is replaced by what is the reader's own. Since a list that is filtered or sorted by what is hidden
would tell it by a study's place in it, studies read blinded stand at the head of such a list, if what may be seen of
them fulfils the filter, and nowhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from app.library.catalogue.values import Column, Notes, SortKey, StudyRow, WorklistQuery
from app.library.catalogue.words import plain_key
from app.library.catalogue.worklist import Worklist
from app.library.library import Library
from app.readings.sight import OF_OTHERS, paths_of_others
from app.ui.worklist.answers import Found

Masks = Mapping[str, Notes]
"""By Study Instance UID of the studies that whoever is there reads blinded: what may be shown in place of the notes."""


def hidden_files(library: Library, hidden: Iterable[str]) -> frozenset[Path]:
    """Return the files of studies read blinded that say, or may say, what somebody found."""
    found: set[Path] = set()
    for uid in hidden:
        known = library.catalogued(uid)
        found |= {*paths_of_others(known.instances), *known.unread}
    return frozenset(found)


_TELLING = frozenset(
    {
        Column.STATUS,
        Column.SECOND_READ,
        Column.READER,
        Column.COMMENTS,
        Column.MODALITIES,
        Column.SERIES,
        Column.INSTANCES,
        Column.BYTES,
    }
)


def masked(row: StudyRow, masks: Masks, worklist: Worklist) -> StudyRow:
    """Return a row with what may be seen of it: own notes, and images without what others made of them."""
    own = masks.get(row.uid)
    if own is None:
        return row
    images = [one for one in worklist.series_of(row.uid) if one.modality not in OF_OTHERS]
    return replace(
        row,
        status=own.status,
        second_read=own.second_read,
        reader=own.reader,
        comments=own.comments,
        modalities=tuple(one for one in row.modalities if one not in OF_OTHERS),
        series=len(images),
        instances=sum(one.instances for one in images),
        bytes=sum(one.bytes for one in images),
    )


def found(worklist: Worklist, masks: Masks, query: WorklistQuery, first: int, count: int, uid: str) -> Found:
    """Return a part of what a query finds, for eyes that may not see everything."""
    if not masks or not _tells(query):
        rows = tuple(masked(row, masks, worklist) for row in worklist.page(query, first, count))
        place = worklist.place_of(query, uid) if uid else None
        return Found(query, worklist.count(query), first, rows, place)
    return _apart(worklist, masks, query, first, count, uid)


def _apart(worklist: Worklist, masks: Masks, query: WorklistQuery, first: int, count: int, uid: str) -> Found:
    head = _head(worklist, masks, query)
    places = (worklist.place_of(query, hidden) for hidden in masks)
    holes = sorted(place for place in places if place is not None)
    total = worklist.count(query) - len(holes) + len(head)
    rows = list(head[first : first + count])
    after = max(first - len(head), 0)
    begin = _past(holes, after)
    for row in worklist.page(query, begin, count + len(holes)) if len(rows) < count else ():
        if row.uid not in masks and len(rows) < count:
            rows.append(row)
    return Found(query, total, first, tuple(rows), _place(worklist, masks, query, uid, head, holes))


def _head(worklist: Worklist, masks: Masks, query: WorklistQuery) -> tuple[StudyRow, ...]:
    """Return the studies read blinded that fulfil a query by what may be seen of them."""
    asked = _neutral(query)
    rows = []
    for hidden in sorted(masks):
        row = worklist.study(hidden)
        if row is not None and worklist.place_of(asked, hidden) is not None:
            seen = masked(row, masks, worklist)
            if _fits(seen, query):
                rows.append(seen)
    return tuple(rows)


def _place(
    worklist: Worklist,
    masks: Masks,
    query: WorklistQuery,
    uid: str,
    head: tuple[StudyRow, ...],
    holes: list[int],
) -> int | None:
    if not uid:
        return None
    if uid in masks:
        return next((place for place, row in enumerate(head) if row.uid == uid), None)
    place = worklist.place_of(query, uid)
    return None if place is None else place - sum(hole < place for hole in holes) + len(head)


def _past(holes: list[int], place: int) -> int:
    """Return the place, among all, of the study that is number ``place`` without the holes."""
    for hole in holes:
        if hole <= place:
            place += 1
    return place


def _tells(query: WorklistQuery) -> bool:
    """Whether the place of a study in a list says something of its notes."""
    asked = any(column in _TELLING for column, _ in query.columns)
    by = any(key.column in _TELLING for key in query.sort)
    return bool(query.statuses or query.second_reads or query.modalities & OF_OTHERS) or asked or by


def _neutral(query: WorklistQuery) -> WorklistQuery:
    return replace(
        query,
        statuses=frozenset(),
        second_reads=frozenset(),
        modalities=frozenset(),
        columns=tuple(one for one in query.columns if one[0] not in _TELLING),
        sort=(SortKey(),),
    )


def _fits(row: StudyRow, query: WorklistQuery) -> bool:
    texts = {
        Column.READER: row.reader,
        Column.COMMENTS: row.comments,
        Column.MODALITIES: "/".join(row.modalities),
    }
    return (
        (not query.statuses or row.status in query.statuses)
        and (not query.second_reads or row.second_read in query.second_reads)
        and (not query.modalities or not query.modalities.isdisjoint(row.modalities))
        and all(
            plain_key(words) in plain_key(texts[column]) for column, words in query.columns if column in texts
        )
    )
