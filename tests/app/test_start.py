"""What starting the window costs before anything is opened."""

from tests.benchmarks.window import started


def test_nothing_heavy_is_imported_before_something_is_opened() -> None:
    found = started()

    assert found["heavy"] == [], "imported before the window could be used"
    assert found["heavy_later"] == [], "imported while the reader looked round"
