"""The discrepancy report: everything two readings of one study differ in, with the reason for each entry."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from reporting.core.discrepancy.advice import Advice, recommendations, same_interval
from reporting.core.discrepancy.categories import Given, categories, steps_between
from reporting.core.discrepancy.coverage import ranges
from reporting.core.discrepancy.entry import Entry, Side, Topic, Unseen
from reporting.core.discrepancy.findings import Finding, conflict, findings
from reporting.core.discrepancy.matching import Pair, paired
from reporting.core.discrepancy.tolerances import Tolerances, differ
from reporting.core.report import FieldValue, Report, SectionName

_TEXT_MM, _TEXT_PART = 1.5, 0.1
_TOLD_APART = (
    "rads",
    "deauville",
    "bosniak",
    "advice",
    "recommend",
    "follow",
    "agreement",
    "first_diagnosis",
)
"""Parts of ids of fields that are compared as category or recommendation, or are about the other opinion."""


@dataclass(frozen=True, slots=True)
class Discrepancies:
    """What two readings differ in.

    Attributes
    ----------
    agreed
        How many findings both have.
    notes
        What could not be compared, and why.
    """

    entries: tuple[Entry, ...] = ()
    agreed: int = 0
    notes: tuple[str, ...] = ()

    @property
    def only_first(self) -> int:
        """How many findings only the first reading has."""
        return sum(entry.topic is Topic.ONLY_FIRST for entry in self.entries)

    @property
    def only_second(self) -> int:
        """How many findings only the second reading has."""
        return sum(entry.topic is Topic.ONLY_SECOND for entry in self.entries)


def discrepancies(
    first: Report,
    second: Report,
    unseen: Sequence[Unseen] | None = None,
    by: Tolerances = Tolerances(),  # noqa: B008 -- frozen
) -> Discrepancies:
    """Return what two readings differ in; ``unseen`` is None where nobody recorded what was displayed."""
    pairs = paired(findings(first), findings(second), by)
    found = [
        *(entry for pair in pairs for entry in _of_pair(pair)),
        *_of_categories(first, second),
        *_of_advice(first, second),
        *_of_answers(first, second),
        *map(_of_unseen, unseen or ()),
    ]
    order = list(Topic)
    ranked = sorted(found, key=lambda entry: order.index(entry.topic))
    agreed = sum(
        pair.first is not None and pair.second is not None and pair.second.said.present
        for pair in pairs
        if pair.first is not None and pair.first.said.present
    )
    notes = () if unseen is not None else ("It is not known here which images each reader displayed.",)
    return Discrepancies(_numbered(ranked), agreed, notes)


def _numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    counts: dict[Topic, int] = {}
    numbered = []
    for entry in entries:
        counts[entry.topic] = counts.get(entry.topic, 0) + 1
        numbered.append(replace(entry, uid=f"{entry.topic.name.lower()}-{counts[entry.topic]}"))
    return tuple(numbered)


def _of_pair(pair: Pair) -> Iterator[Entry]:
    one, other = pair.first, pair.second
    if one is None or other is None:
        yield from _of_one(one, other)
        return
    sides = {"first": one.side, "second": other.side}
    title = _title(one, other)
    if one.said.present is not other.said.present:
        who = "first" if one.said.present else "second"
        why = f"{pair.because}: the {who} reading describes it, the other says there is none"
        yield Entry("", Topic.PRESENCE, title, why, **sides)
        return
    side, level = conflict(one.said, other.said)
    if side:
        why = f"{pair.because}, but the first says {one.said.side} and the second {other.said.side}"
        yield Entry("", Topic.LATERALITY, title, why, **sides)
    if level:
        mine, its = (" and ".join(sorted(known.said.levels_of(level))) for known in (one, other))
        what = f"{level} " if mine[:1].isdigit() else ""
        why = f"{pair.because}, but the first says {what}{mine} and the second {what}{its}"
        yield Entry("", Topic.LEVEL, title, why, **sides)
    if one.said.kinds and other.said.kinds and not one.said.kinds & other.said.kinds:
        names = " / ".join(", ".join(sorted(known.said.kinds)) for known in (one, other))
        yield Entry("", Topic.NATURE, title, f"{pair.because}, but called otherwise: {names}", **sides)
    why = _sizes(one, other)
    if why:
        yield Entry("", Topic.SIZE, title, f"{pair.because}; {why}", **sides)


def _of_one(one: Finding | None, other: Finding | None) -> Iterator[Entry]:
    """Yield a finding that one reading has alone; that something was looked for and not found needs no answer."""
    if one is not None and one.said.present:
        why = "The second reading says nothing of it"
        yield Entry("", Topic.ONLY_FIRST, _name(one), why, first=one.side)
    elif other is not None and other.said.present:
        why = "The first reading says nothing of it"
        yield Entry("", Topic.ONLY_SECOND, _name(other), why, second=other.side)


def _sizes(one: Finding, other: Finding) -> str:
    if one.measurement is not None and other.measurement is not None:
        return differ(one.measurement, other.measurement)
    if not one.said.sizes_mm or not other.said.sizes_mm:
        return ""
    mine, its = one.said.sizes_mm[0], other.said.sizes_mm[0]
    allowed = max(_TEXT_MM, _TEXT_PART * max(mine, its))
    if abs(mine - its) <= allowed:
        return ""
    return (
        f"{mine:g} mm and {its:g} mm lie {abs(mine - its):.1f} mm apart; two readers’ hands may differ by "
        f"±{allowed:.1f} mm"
    )


def _of_categories(first: Report, second: Report) -> Iterator[Entry]:
    mine, its = categories(first), categories(second)
    for name in sorted(set(mine) | set(its)):
        one, other = mine.get(name), its.get(name)
        if one is not None and other is not None and one.grade == other.grade:
            continue
        sides = {"first": _given(first, one), "second": _given(second, other)}
        if one is None or other is None:
            who = "second" if one is None else "first"
            yield Entry("", Topic.CATEGORY, name, f"Only the {who} reading gives this category", **sides)
            continue
        steps = steps_between(one.system, one.grade, other.grade)
        far = f", {steps} {'grade' if steps == 1 else 'grades'} apart" if steps is not None else ""
        why = f"{name} {one.grade} in the first, {other.grade} in the second{far}"
        yield Entry("", Topic.CATEGORY, name, why, **sides)


def _of_advice(first: Report, second: Report) -> Iterator[Entry]:
    mine, its = recommendations(first), recommendations(second)
    for kind in sorted(set(mine) | set(its)):
        one, other = mine.get(kind), its.get(kind)
        if one is None or other is None:
            who = "second" if one is None else "first"
            why = f"Only the {who} reading recommends it"
        elif same_interval(one, other):
            continue
        else:
            why = f"{one.interval} in the first, {other.interval} in the second"
        sides = {"first": _advised(first, one), "second": _advised(second, other)}
        yield Entry("", Topic.ADVICE, kind.capitalize(), why, **sides)


def _of_answers(first: Report, second: Report) -> Iterator[Entry]:
    """Yield fields of one template that both answered, and otherwise."""
    if first.template != second.template:
        return
    its = {known.id: known for known in second.fields}
    for one in first.fields:
        other = its.get(one.id)
        plain = "#" not in one.id and not any(part in one.id.lower() for part in _TOLD_APART)
        if other is None or not plain or not one.value or not other.value or _same_answer(one, other):
            continue
        why = f"{_answer(one)} in the first, {_answer(other)} in the second"
        yield Entry("", Topic.ANSWER, one.title, why, _field(first, one), _field(second, other))


def _same_answer(one: FieldValue, other: FieldValue) -> bool:
    if one.code and other.code:
        return one.code == other.code
    try:
        mine, its = float(one.value), float(other.value)
    except ValueError:
        free = one.value.casefold().split(), other.value.casefold().split()
        return free[0] == free[1] or max(map(len, free)) > 4  # sentences are compared as sentences
    return abs(mine - its) <= max(
        _TEXT_MM if one.unit == "mm" else 0.0, _TEXT_PART * max(abs(mine), abs(its))
    )


def _answer(value: FieldValue) -> str:
    return f"{value.value} {value.unit}".strip()


def _of_unseen(unseen: Unseen) -> Entry:
    count = len(unseen.places)
    images = "image" if count == 1 else "images"
    why = f"{count} of {unseen.of} {images} of this series were on neither reader’s screen: {ranges(unseen.places)}"
    side = Side("", f"{images.capitalize()} {ranges(unseen.places)}", frame=unseen.frame)
    return Entry("", Topic.UNSEEN, unseen.title or "Series without a name", why, side, side)


def _given(report: Report, given: Given | None) -> Side | None:
    return None if given is None else Side(report.uid, given.text, given.section, given.row)


def _advised(report: Report, advice: Advice | None) -> Side | None:
    return None if advice is None else Side(report.uid, advice.text, advice.section, advice.row)


def _field(report: Report, value: FieldValue) -> Side:
    for section in report.sections:
        for row, line in enumerate(section.lines):
            if any(span.field == value.id for span in line.spans):
                return Side(report.uid, line.text, section.name, row)
    return Side(report.uid, f"{value.title}: {_answer(value)}", SectionName.FINDINGS)


def _title(one: Finding, other: Finding) -> str:
    shared = one.said.kinds & other.said.kinds
    return sorted(shared)[0].capitalize() if shared else _name(one)


def _name(finding: Finding) -> str:
    if finding.said.kinds:
        return sorted(finding.said.kinds)[0].capitalize()
    known = finding.measurement
    return (known.text or known.tool.capitalize()) if known is not None else "Finding"
