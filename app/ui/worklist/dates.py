"""Dates as a reader types them into a filter: today, 7d, 2026, 2026-03, 2025-01..2025-06."""

import re
from calendar import monthrange
from datetime import date, timedelta

_DAYS = re.compile(r"(\d{1,4})\s*d")
_PARTS = re.compile(r"(\d{4})(?:[-./]?(\d{1,2})(?:[-./]?(\d{1,2}))?)?")


def date_range(typed: str, today: date) -> tuple[str, str] | None:
    """Return the first and the last day, YYYYMMDD, inclusive; an end that was left away is empty, None is no date."""
    words = typed.strip().lower()
    if not words:
        return "", ""
    days = _DAYS.fullmatch(words)
    if days:
        return _stored(today - timedelta(days=min(int(days[1]), 40_000))), _stored(today)
    if words in ("today", "yesterday"):
        day = _stored(today - timedelta(days=words == "yesterday"))
        return day, day
    if ".." in words:
        first, _, last = words.partition("..")
        begins, ends = (
            _span(first.strip()) if first.strip() else ("", ""),
            (_span(last.strip()) if last.strip() else ("", "")),
        )
        return None if begins is None or ends is None else (begins[0], ends[1])
    return _span(words)


def written_range(first: str, last: str) -> str:
    """Return a range as it can be typed."""
    if not (first or last):
        return ""
    begins, ends = (f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else "" for day in (first, last))
    return begins if first == last else f"{begins}..{ends}"


def _span(words: str) -> tuple[str, str] | None:
    found = _PARTS.fullmatch(words)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return _stored(date(year, 1, 1)), _stored(date(year, 12, 31))
        if day is None:
            return _stored(date(year, month, 1)), _stored(date(year, month, monthrange(year, month)[1]))
        return _stored(date(year, month, day)), _stored(date(year, month, day))
    except ValueError:
        return None


def _stored(day: date) -> str:
    return f"{day:%Y%m%d}" if day.year > 999 else f"{day.year:04d}{day:%m%d}"
