"""What starting the window costs before anything is opened."""

from tests.benchmarks.window import started


def test_nothing_heavy_is_imported_and_what_is_there_is_not_searched_for_garbage_again() -> None:
    found = started()

    assert found["heavy"] == [], "imported before the window could be used"
    assert found["heavy_later"] == [], "imported while the reader looked round"
    assert found["left_alone"] > 10_000
