"""Dates as they are typed above a column."""

from datetime import date

import pytest

from app.ui.worklist.dates import date_range, written_range

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ("", "")),
        ("today", ("20260301", "20260301")),
        ("Yesterday", ("20260228", "20260228")),
        ("7d", ("20260222", "20260301")),
        ("2026", ("20260101", "20261231")),
        ("2024-02", ("20240201", "20240229")),
        ("2024-2-3", ("20240203", "20240203")),
        ("20240203", ("20240203", "20240203")),
        ("2024..2025-06", ("20240101", "20250630")),
        ("2024..", ("20240101", "")),
        ("..2024", ("", "20241231")),
    ],
)
def test_a_range_is_understood(typed: str, meant: tuple[str, str]) -> None:
    assert date_range(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["soon", "2024-13", "2024-02-30", "20", "2024..soon", "99999d.."])
def test_what_is_no_date_is_none(typed: str) -> None:
    assert date_range(typed, TODAY) is None


@pytest.mark.parametrize("typed", ["2024-02-03", "2024-01-01..2025-06-30", "2024-01-01..", "..2024-12-31"])
def test_a_range_that_is_shown_can_be_typed_again(typed: str) -> None:
    span = date_range(typed, TODAY)

    assert span is not None
    assert written_range(*span) == typed
