"""What the checks find, and how often they are wrong."""

from collections import Counter

import pytest

from reporting.core.lint.reading import doubts
from reporting.core.lint.table import CHECKS
from tests.reporting.core.lint.clean import CLEAN
from tests.reporting.core.lint.held_out import CLEAN_AFTERWARDS, WRONG_AFTERWARDS
from tests.reporting.core.lint.snippets import Snippet, written
from tests.reporting.core.lint.wrong import WRONG

LEAST_RECALL, MOST_FALSE_ALARMS = 0.95, 0.05


def found_in(snippet: Snippet) -> set[str]:
    return {doubt.check for doubt in doubts(*written(snippet), CHECKS)}


@pytest.mark.parametrize(
    ("check", "snippet"), WRONG, ids=[f"{check}-{at}" for at, (check, _) in enumerate(WRONG)]
)
def test_what_is_wrong_is_found_by_its_check(check: str, snippet: Snippet) -> None:
    assert check in found_in(snippet)


def test_few_of_a_hundred_clean_pieces_of_reports_are_doubted(capsys: pytest.CaptureFixture[str]) -> None:
    alarms = [(snippet.findings, found) for snippet in CLEAN if (found := found_in(snippet))]
    with capsys.disabled():
        print(f"\nfalse alarms: {len(alarms)} of {len(CLEAN)} clean pieces ({len(alarms) / len(CLEAN):.1%})")
        for words, checks in alarms:
            print("  ", sorted(checks), words)

    assert len(CLEAN) >= 100
    assert len(alarms) <= MOST_FALSE_ALARMS * len(CLEAN)


def test_most_of_what_is_wrong_is_found_and_hardly_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    found = [(check, found_in(snippet)) for check, snippet in WRONG]
    asked, hit = Counter(check for check, _ in found), Counter(check for check, has in found if check in has)
    beside = [(check, has - {check, "impression"}) for check, has in found if has - {check, "impression"}]
    with capsys.disabled():
        print(f"\nrecall: {hit.total()} of {asked.total()} ({hit.total() / asked.total():.1%})")
        print("  " + ", ".join(f"{check} {hit[check]}/{asked[check]}" for check in asked))
        print(f"  further doubts beside the one meant: {len(beside)} {beside}")

    assert asked.total() >= 60
    assert hit.total() >= LEAST_RECALL * asked.total()


def test_what_was_written_after_the_rules_fares_alike(capsys: pytest.CaptureFixture[str]) -> None:
    """Read for the first time: no false alarm in 60, and 29 of 33 found. Three were mended then."""
    alarms = [snippet for snippet in CLEAN_AFTERWARDS if found_in(snippet)]
    hit = [check for check, snippet in WRONG_AFTERWARDS if check in found_in(snippet)]
    with capsys.disabled():
        print(
            f"\nwritten afterwards: {len(alarms)} false alarms of {len(CLEAN_AFTERWARDS)},"
            f" found {len(hit)} of {len(WRONG_AFTERWARDS)}"
        )

    assert len(alarms) <= MOST_FALSE_ALARMS * len(CLEAN_AFTERWARDS)
    assert len(hit) >= 0.9 * len(WRONG_AFTERWARDS)


@pytest.mark.parametrize(
    "snippet",
    [
        Snippet("The ocular adnexa are unremarkable.", sex="M"),
        Snippet("Preterm infant, gestational age 30 weeks. Normal ventricles.", sex="M", age="010D"),
        Snippet("Hydrocele of the canal of Nuck on the right.", sex="F"),
        Snippet("No bleeding since the last menstrual period.", sex="F", age="030Y"),
        Snippet("Swelling since previous surgery."),
        Snippet("The band links the tendon {8.0 mm|8.0 mm|R} to the capsule."),
        Snippet("Defect at the bundle of His. HER2 positive carcinoma.", sex="M"),
    ],
    ids=lambda snippet: snippet.findings,
)
def test_words_that_only_look_like_a_fault_are_let_be(snippet: Snippet) -> None:
    assert found_in(snippet) == set()
