"""What a benchmark measured, beside what somebody else's code needed for the same work in the same run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes
    ----------
    what
        The work, e.g. "500 × 512² CT, whole volume in memory".
    ours, peer
        Medians in ``unit``; ``peer`` is None where nobody else is measured.
    ratio
        How many times better we are than the peer; None without a peer.
    bar
        What was promised, in words: "≤ 0.6 s, ≥ 4×".
    met
        Whether the promise was kept; None where nothing was promised.
    """

    what: str
    ours: float
    peer_name: str = ""
    peer: float | None = None
    ratio: float | None = None
    bar: str = ""
    unit: str = "ms"
    met: bool | None = None


HEADINGS = ("what", "ours", "peer", "ratio", "bar", "met")


def to_text(rows: Sequence[Row]) -> str:
    """Lay rows out in columns, one line each under a line of headings."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    return "\n".join(lines)


def to_markdown(measured_on: str, tables: Mapping[str, Sequence[Row]]) -> str:
    """Return tables of rows by the name of their benchmark, as a page in Markdown."""
    page = ["# What `make bench` measured last", "", measured_on, "Medians, peers in the same run.", ""]
    for name, rows in tables.items():
        page += [f"## {name}", "", _line(HEADINGS), _line(("---",) * len(HEADINGS))]
        page += [*(_line(_cells(row)) for row in rows), ""]
    return "\n".join(page)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.what,
        f"{row.ours:.4g} {row.unit}",
        "" if row.peer is None else f"{row.peer_name} {row.peer:.4g} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}×",
        row.bar,
        {True: "yes", False: "NO", None: ""}[row.met],
    )
