"""The findings of a report: its clauses, understood, with the drawings they rest on; what is said twice counts once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reporting.core.discrepancy.entry import Side
from reporting.core.discrepancy.said import Clause, Said, clauses, understood
from reporting.core.report import Line, Report, SectionName
from viewer.core.measurements import Measurement
from viewer.core.study import FrameKey

ROUNDED_MM = 1.0
READ = (SectionName.FINDINGS, SectionName.IMPRESSION)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a report says was found, or was looked for and not found.

    Attributes
    ----------
    measurement
        The drawing it rests on, None for words alone.
    """

    said: Said
    side: Side
    measurement: Measurement | None = None


def findings(report: Report) -> tuple[Finding, ...]:
    """Return the findings of a report in the order they stand; the impression adds what the findings do not say."""
    found: list[Finding] = []
    for name in READ:
        for row, line in enumerate(report.section(name).lines):
            for finding in _in_line(report, name, row, line):
                known = next((at for at, other in enumerate(found) if _is_again(other, finding)), None)
                if known is None:
                    found.append(finding)
                else:
                    found[known] = _together(found[known], finding)
    return tuple(found)


def conflict(one: Said, other: Said) -> tuple[str, str]:
    """Return in which place two clauses contradict each other: side, and kind of level; empty for none."""
    sides = {one.side, other.side}
    side = "side" if sides == {"left", "right"} else ""
    for kind in sorted({kind for kind, _ in one.levels} & {kind for kind, _ in other.levels}):
        if not one.levels_of(kind) & other.levels_of(kind):
            return side, kind
    return side, ""


def same_organ(one: Said, other: Said) -> bool:
    """Whether two clauses may be about one organ: where either names none, they may."""
    return not one.organs or not other.organs or bool(one.organs & other.organs)


def _in_line(report: Report, name: SectionName, row: int, line: Line) -> Iterator[Finding]:
    parts = list(clauses(line.text))
    drawn = {uid: report.measurement(uid) for uid in line.measurement_uids}
    for place, clause in enumerate(parts):
        uid = _uid_in(line, clause, first=place == 0)
        said = understood(clause.text)
        measured = drawn.get(uid)
        if said.kinds or measured is not None:
            if measured is not None:
                said = replace(said, present=True)
            frame = measured.place.frame if measured else _pictured(report, line)
            side = Side(report.uid, said.text, name, row, uid if measured else "", line.key_image_uid, frame)
            yield Finding(said, side, measured)


def _uid_in(line: Line, clause: Clause, *, first: bool) -> str:
    """Return the drawing a clause of a line rests on: the value inside it, else for the first that of the line."""
    end = clause.start + len(clause.text)
    inside = (span.measurement_uid for span in line.spans if clause.start <= span.start < end)
    return next((uid for uid in inside if uid), line.measurement_uid if first else "")


def _pictured(report: Report, line: Line) -> FrameKey | None:
    key_image = report.key_image(line.key_image_uid)
    return key_image.frame if key_image else None


def _is_again(known: Finding, finding: Finding) -> bool:
    """Whether a finding says again what is known already, of the same thing in the same report."""
    one, other = known.said, finding.said
    if not one.kinds & other.kinds or one.present is not other.present or conflict(one, other) != ("", ""):
        return False
    drawn = known.measurement, finding.measurement
    if None not in drawn and drawn[0] is not drawn[1]:
        return False
    if not same_organ(one, other) or _sizes_differ(one, other):
        return False
    if finding.side.section is not known.side.section:
        return True
    is_caption = (known.measurement is None) is not (finding.measurement is None)
    return (
        is_caption and (one.side, one.levels) == (other.side, other.levels) and bool(one.side or one.levels)
    )


def _sizes_differ(one: Said, other: Said) -> bool:
    """Whether two clauses of one report give sizes that are more than rounded otherwise."""
    return bool(one.sizes_mm and other.sizes_mm) and abs(one.sizes_mm[0] - other.sizes_mm[0]) > ROUNDED_MM


def _together(known: Finding, again: Finding) -> Finding:
    said = replace(
        known.said,
        side=known.said.side or again.said.side,
        organs=known.said.organs | again.said.organs,
        levels=known.said.levels | again.said.levels,
        sizes_mm=known.said.sizes_mm or again.said.sizes_mm,
    )
    if known.measurement is None and again.measurement is not None:
        return Finding(said, again.side, again.measurement)
    return replace(known, said=said)
