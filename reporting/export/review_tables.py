"""Reviews and their statistics for others: JSON and tables (CSV)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from reporting.core.discrepancy.entry import Entry, Side
from reporting.core.peer.agreement import Interval
from reporting.core.peer.encoding import review_to_plain
from reporting.core.peer.review import Review
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping, Row
from viewer.core.plain import Plain

ENTRY_COLUMNS = (
    "entry", "topic", "title", "why", "first", "first_measurement", "first_image",
    "second", "second_measurement", "second_image", "discussed",
)  # fmt: skip
METHOD = (
    "Blinded second readings only. 95 % intervals: Wilson for parts, Fleiss, Cohen and Everitt (1969) for kappa. "
    "Grades that stand on no scale are left out of weighted kappa."
)


def review_json(review: Review) -> bytes:
    """Return a review with everything it says."""
    return _json({**review_to_plain(review), "stage": review.stage.value})


def review_csv(review: Review) -> bytes:
    """Return the entries of a review as a table, one row each."""
    return _csv(
        ENTRY_COLUMNS, (_entry_cells(entry, entry.uid in review.discussed) for entry in review.found.entries)
    )


def statistics_json(rows: Sequence[Row], by: Grouping) -> bytes:
    """Return statistics with how they were made."""
    return _json({"by": by.value, "method": METHOD, "groups": [_row_to_plain(row) for row in rows]})


def statistics_csv(rows: Sequence[Row], by: Grouping) -> bytes:
    """Return statistics as a table: one row for each group, and one more for each system of categories in it."""
    grades = [f"radpeer_{score.grade}" for score in Score]
    head = [
        by.name.lower(), "reviews", "scored", *grades, *_interval_names("concur"), *_interval_names("concur_or_minor"),
        "findings_agreed", "system", "pairs", *_interval_names("kappa"), *_interval_names("kappa_linear"),
        *_interval_names("kappa_quadratic"),
    ]  # fmt: skip
    return _csv(head, (cells for row in rows for cells in _statistics_cells(row)))


def _statistics_cells(row: Row) -> Iterator[list[object]]:
    agreed = "" if row.findings_agreed is None else round(row.findings_agreed, 4)
    common: list[object] = [
        row.group, row.reviews, row.scored, *row.scores, *_cells(row.concur), *_cells(row.concur_or_minor), agreed,
    ]  # fmt: skip
    if not row.kappas:
        yield [*common, *[""] * 11]
    for known in row.kappas:
        count = known.unweighted.count if known.unweighted else ""
        three = (known.unweighted, known.linear, known.quadratic)
        yield [*common, known.system, count, *(cell for one in three for cell in _cells(one))]


def _row_to_plain(row: Row) -> Plain:
    return {
        "group": row.group,
        "reviews": row.reviews,
        "scored": row.scored,
        "scores": {score.grade: count for score, count in zip(Score, row.scores, strict=True)},
        "concur": _interval(row.concur),
        "concur_or_minor": _interval(row.concur_or_minor),
        "findings_agreed": row.findings_agreed,
        "kappas": [
            {
                "system": known.system,
                "unweighted": _interval(known.unweighted),
                "linear": _interval(known.linear),
                "quadratic": _interval(known.quadratic),
            }
            for known in row.kappas
        ],
    }


def _interval(known: Interval | None) -> Plain | None:
    if known is None:
        return None
    return {"value": known.value, "low": known.low, "high": known.high, "count": known.count}


def _interval_names(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


def _cells(known: Interval | None) -> list[object]:
    if known is None:
        return ["", "", ""]
    return [round(known.value, 4), *("" if end is None else round(end, 4) for end in (known.low, known.high))]


def _entry_cells(entry: Entry, discussed: bool) -> list[object]:
    return [
        entry.uid, entry.topic.value, entry.title, entry.why, *_side_cells(entry.first), *_side_cells(entry.second),
        "yes" if discussed else "no",
    ]  # fmt: skip


def _side_cells(side: Side | None) -> list[object]:
    if side is None:
        return ["", "", ""]
    image = "" if side.frame is None else f"{side.frame.sop_instance_uid}#{side.frame.frame}"
    return [side.text, side.measurement_uid, image]


def _json(plain: Plain) -> bytes:
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _csv(head: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table; words that a spreadsheet would take for a formula are marked as words."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
