"""Names, dates and numbers as people write them."""

import pytest

from viewer.core.wording import age_at, clock_time, iso_date, short_number, spoken_age, spoken_name


@pytest.mark.parametrize(
    ("stored", "spoken"),
    [
        ("Lovelace^Ada", "Lovelace, Ada"),
        ("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams, John Robert Quincy Rev. B.A. M.Div."),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou = 山田, 太郎 = やまだ, たろう"),
        ("=洪^吉洞", "洪, 吉洞"),
        ("ONLY", "ONLY"),
        ("^^", ""),
        ("", ""),
    ],
)
def test_h20_names_keep_all_their_groups(stored: str, spoken: str) -> None:
    assert spoken_name(stored) == spoken


def test_dates_and_times_are_written_as_stored_where_they_are_none() -> None:
    assert [iso_date(stored) for stored in ("20260302", "2026.03.02", "")] == ["2026-03-02", "2026.03.02", ""]
    assert [clock_time(stored) for stored in ("141530.25", "1415", "late", "")] == [
        "14:15",
        "14:15",
        "late",
        "",
    ]


def test_ages() -> None:
    assert [spoken_age(stored) for stored in ("045Y", "003M", "old", "")] == ["45 y", "3 mo", "old", ""]


@pytest.mark.parametrize(
    ("born", "date", "age"),
    [
        ("19590412", "20260411", "66 y"),
        ("19590412", "20260412", "67 y"),
        ("20260412", "20250101", ""),
        ("", "20250101", ""),
        ("1959", "20250101", ""),
    ],
)
def test_an_age_is_counted_in_whole_years(born: str, date: str, age: str) -> None:
    assert age_at(born, date) == age


def test_numbers_have_the_decimals_they_need() -> None:
    assert [short_number(value) for value in (40, 2.5, 0.125, -1000.0, 0)] == [
        "40",
        "2.5",
        "0.12",
        "-1000",
        "0",
    ]


@pytest.mark.parametrize(
    ("value", "written"), [(0.0042, "0.0042"), (-0.00125, "-0.0013"), (0.05, "0.05"), (1e-6, "0.000001")]
)
def test_h13_a_narrow_window_is_not_written_as_none(value: float, written: str) -> None:
    assert short_number(value) == written
