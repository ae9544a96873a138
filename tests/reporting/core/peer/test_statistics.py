"""Statistics of reviews: blinded ones only, grouped, names hidden unless they are handed over."""

import json
from dataclasses import replace

import pytest

from reporting.core.discrepancy.comparing import Discrepancies
from reporting.core.discrepancy.entry import Entry, Topic
from reporting.core.peer.encoding import review_from_plain, review_to_plain
from reporting.core.peer.review import Given, Rating, Review, Stage, scored, ticked
from reporting.core.peer.scores import Score, score_of
from reporting.core.peer.statistics import Grouping, statistics
from reporting.core.readings.reading import Member
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Person, StaffRole
from reporting.export.review_tables import review_csv, statistics_csv, statistics_json
from tests.builders.reports import NOON

ADA, BOB = Member("ada", "Dr Ada"), Member("bob", "Dr Bob")
ENTRIES = (
    Entry("side-1", Topic.LATERALITY, "Nodule", "right and left"),
    Entry("o-1", Topic.ONLY_FIRST, "Cyst", "alone"),
)


def review(score: Score | None = None, *, reader: Member = ADA, **changes: object) -> Review:
    """Return a blinded review by BOB of somebody's reading."""
    given = Given(score, "seen", BOB, NOON) if score else None
    made = Review(
        "1.2", "r1", "r2", "a", "b", "sha a", "sha b", reader, BOB, True, NOON, Discrepancies(ENTRIES, 3),
        site="Clinic", modality="CT", given=given,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of a review


def test_unblinded_readings_are_not_counted() -> None:
    rows = statistics([review(Score.CONCUR), review(Score.EXPECTED_MAJOR, blinded=False)], Grouping.ALL)

    assert [(row.reviews, row.scores) for row in rows] == [(1, (1, 0, 0, 0, 0))]
    assert rows[0].concur is not None
    assert (rows[0].concur.value, rows[0].concur.count) == (1.0, 1)
    assert rows[0].findings_agreed == 6 / 7


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (Grouping.ALL, ["All"]),
        (Grouping.SITE, ["Clinic", "not known"]),
        (Grouping.MODALITY, ["CT"]),
        (Grouping.READER, ["Reader 1", "Reader 2"]),
    ],
)
def test_reviews_are_grouped_and_readers_are_numbers(by: Grouping, groups: list[str]) -> None:
    rows = statistics([review(), review(reader=BOB, site="")], by)

    assert [row.group for row in rows] == groups
    assert "Dr" not in statistics_csv(rows, by).decode()
    assert "Dr" not in statistics_json(rows, by).decode()


def test_names_are_there_where_they_are_handed_over() -> None:
    rows = statistics([review(), review(reader=BOB)], Grouping.READER, {"ada": "Dr Ada", "bob": "Dr Bob"})

    assert [row.group for row in rows] == ["Dr Ada", "Dr Bob"]


def test_kappa_is_counted_from_the_categories_of_both() -> None:
    pairs = [("2", "2"), ("2", "4A"), ("4A", "4A"), ("3", "3"), ("5", "4C"), ("1", "2")]
    rows = statistics([review(ratings=(Rating("BI-RADS", *pair),)) for pair in pairs], Grouping.ALL)

    (known,) = rows[0].kappas
    assert known.system == "BI-RADS"
    assert known.unweighted is not None
    assert known.linear is not None
    assert known.unweighted.value == pytest.approx((3 / 6 - 7 / 36) / (1 - 7 / 36))
    assert known.linear.value > known.unweighted.value


def test_an_undivided_grade_takes_the_division_from_all() -> None:
    pairs = [("4", "4A"), ("4B", "4"), ("2", "2"), ("3", "2")]
    rows = statistics([review(ratings=(Rating("BI-RADS", *pair),)) for pair in pairs], Grouping.ALL)

    assert rows[0].kappas[0].unweighted is not None
    assert rows[0].kappas[0].unweighted.value == pytest.approx((3 / 4 - 6 / 16) / (1 - 6 / 16))


def test_tables_do_not_smuggle_formulas_into_spreadsheets() -> None:
    rows = statistics([review(site="=HYPERLINK(1)")], Grouping.SITE)

    assert "'=HYPERLINK" in statistics_csv(rows, Grouping.SITE).decode()
    assert json.loads(statistics_json(rows, Grouping.SITE))["groups"][0]["group"] == "=HYPERLINK(1)"
    assert review_csv(review()).decode("utf-8-sig").count("\r\n") == 3


def test_a_review_survives_being_kept() -> None:
    made = review(Score.EXPECTED_MINOR, ratings=(Rating("BI-RADS", "2", "4A"),), discussed=frozenset({"o-1"}))

    assert review_from_plain(json.loads(json.dumps(review_to_plain(made)))) == made


@pytest.mark.parametrize(
    ("score", "stage"),
    [
        (Score.CONCUR, Stage.CLOSED),
        (Score.UNDERSTANDABLE_MINOR, Stage.CLOSED),
        (Score.UNDERSTANDABLE_MAJOR, Stage.ARBITRATION),
        (Score.EXPECTED_MINOR, Stage.ARBITRATION),
        (Score.EXPECTED_MAJOR, Stage.ARBITRATION),
    ],
)
def test_from_2b_on_a_third_reader_decides(score: Score, stage: Stage) -> None:
    person = Person("bob", "Dr Bob", "", StaffRole.RADIOLOGIST)

    made = scored(review(), person, score, "missed", NOON)

    assert made.stage is stage
    assert score_of(score.grade.upper()) is score
    with pytest.raises(ReadingError) as again:
        scored(made, person, Score.CONCUR, "changed my mind", NOON)
    assert again.value.refusal is Refusal.WRONG_STATE


@pytest.mark.parametrize(
    ("uid", "reason", "refusal"), [("ada", "missed", Refusal.NOT_ALLOWED), ("bob", "  ", Refusal.NO_REASON)]
)
def test_only_the_second_reader_scores_and_says_why(uid: str, reason: str, refusal: Refusal) -> None:
    with pytest.raises(ReadingError) as refused:
        scored(review(), Person(uid, "", "", StaffRole.RADIOLOGIST), Score.CONCUR, reason, NOON)

    assert refused.value.refusal is refusal


def test_entries_are_ticked_and_unticked() -> None:
    done = ticked(review(), "o-1", discussed=True)

    assert done.discussed == {"o-1"}
    assert ticked(done, "o-1", discussed=False).discussed == frozenset()
    with pytest.raises(ReadingError):
        ticked(done, "unknown", discussed=True)
