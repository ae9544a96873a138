"""What many reviews say together: per site, modality and reader. Blinded readings only."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from reporting.core.discrepancy.categories import SYSTEMS
from reporting.core.peer.agreement import Interval, Weights, kappa, proportion, table_of
from reporting.core.peer.review import Review
from reporting.core.peer.scores import Score

UNKNOWN = "not known"


class Grouping(Enum):
    """By what reviews are counted together."""

    ALL = "all together"
    SITE = "site"
    MODALITY = "modality"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Kappa:
    """How far first and second readings agree on the categories of one system."""

    system: str
    unweighted: Interval | None
    linear: Interval | None
    quadratic: Interval | None


@dataclass(frozen=True, slots=True)
class Row:
    """One group of reviews.

    Attributes
    ----------
    reviews, scored
        How many blinded readings there are, and how many of them have a score.
    scores
        How often each score was given, in the order of ``Score``.
    concur
        The part of scored reviews with score 1.
    concur_or_minor
        The part with 1, 2a or 3a: nothing that is likely to matter to the patient.
    findings_agreed
        Of all findings of both readings, the part that both have: 2 × both / (2 × both + one only). Without an
        interval, as findings of one study are not independent of each other.
    """

    group: str
    reviews: int
    scored: int
    scores: tuple[int, ...]
    concur: Interval | None
    concur_or_minor: Interval | None
    findings_agreed: float | None
    kappas: tuple[Kappa, ...]


def statistics(
    reviews: Iterable[Review], by: Grouping, names: Mapping[str, str] | None = None
) -> tuple[Row, ...]:
    """Return one row for each group of blinded reviews, in the order of their names.

    Parameters
    ----------
    names
        What readers are called, by uid of the account; None hides them behind numbers.
    """
    counted = [review for review in reviews if review.blinded]
    name_of = _naming(counted, by, names)
    groups: dict[str, list[Review]] = {}
    for review in counted:
        groups.setdefault(name_of(review), []).append(review)
    return tuple(_row(group, groups[group]) for group in sorted(groups, key=_natural))


def _naming(
    reviews: Sequence[Review], by: Grouping, names: Mapping[str, str] | None
) -> Callable[[Review], str]:
    if by is Grouping.SITE:
        return lambda review: review.site or UNKNOWN
    if by is Grouping.MODALITY:
        return lambda review: review.modality or UNKNOWN
    if by is Grouping.ALL:
        return lambda _: "All"
    uids = sorted({_reader(review) for review in reviews})
    if names is None:
        numbers = {uid: f"Reader {number}" for number, uid in enumerate(uids, start=1)}
        return lambda review: numbers[_reader(review)]
    return lambda review: names.get(_reader(review)) or review.first_reader.name or UNKNOWN


def _reader(review: Review) -> str:
    """Return who is reviewed: the first reader, by account, without accounts by name."""
    return review.first_reader.uid or review.first_reader.name


def _row(group: str, reviews: Sequence[Review]) -> Row:
    given = [review.given.score for review in reviews if review.given is not None]
    minor = (Score.CONCUR, Score.UNDERSTANDABLE_MINOR, Score.EXPECTED_MINOR)
    both = 2 * sum(review.found.agreed for review in reviews)
    alone = sum(review.found.only_first + review.found.only_second for review in reviews)
    return Row(
        group=group,
        reviews=len(reviews),
        scored=len(given),
        scores=tuple(given.count(score) for score in Score),
        concur=proportion(given.count(Score.CONCUR), len(given)),
        concur_or_minor=proportion(sum(score in minor for score in given), len(given)),
        findings_agreed=both / (both + alone) if both + alone else None,
        kappas=tuple(_kappas(reviews)),
    )


def _kappas(reviews: Sequence[Review]) -> Iterator[Kappa]:
    for system in SYSTEMS:
        pairs = [
            (known.first, known.second)
            for review in reviews
            for known in review.ratings
            if known.system == system.name
        ]
        if not pairs:
            continue
        scale_of = system.scale
        if any(system.coarse in pair for pair in pairs):  # some did not divide: then nobody's division counts
            pairs = [(system.coarsened(first), system.coarsened(second)) for first, second in pairs]
            scale_of = system.coarse_scale
        unweighted = table_of(pairs, system.grades)
        scale = table_of(pairs, scale_of)
        yield Kappa(
            system.name,
            kappa(unweighted),
            kappa(scale, Weights.LINEAR),
            kappa(scale, Weights.QUADRATIC),
        )


def _natural(group: str) -> tuple[str, int, str]:
    """Return a key that sorts Reader 2 before Reader 10."""
    head, _, tail = group.rpartition(" ")
    return (head, int(tail), "") if tail.isdigit() else (group, 0, tail)
