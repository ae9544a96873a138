"""Images that neither reader had on the screen, from what both signed about what was displayed."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.core.discrepancy.entry import Unseen
from viewer.core.plain import Plain
from viewer.core.study import FrameKey

FIELD = "not_displayed"
"""Of an attestation (app.reading.displayed): the series with images that were never on the screen, and which."""


@dataclass(frozen=True, slots=True)
class _Series:
    title: str
    of: int
    places: Mapping[FrameKey, int]


def unseen_by_both(first: Plain | None, second: Plain | None) -> tuple[Unseen, ...] | None:
    """Return what neither displayed, by series; None where one of the two left no record of what it displayed."""
    mine, other = _missed(first), _missed(second)
    if mine is None or other is None:
        return None
    found = []
    for uid, series in mine.items():
        theirs = other[uid].places if uid in other else {}
        both = sorted((place, key) for key, place in series.places.items() if key in theirs)
        if both:
            places = tuple(place for place, _ in both)
            found.append(Unseen(uid, series.title, series.of, places, both[0][1]))
    return tuple(found)


def ranges(places: tuple[int, ...]) -> str:
    """Return numbers as people write them: ``1–3, 7``."""
    parts: list[list[int]] = []
    for place in places:
        if parts and place == parts[-1][-1] + 1:
            parts[-1].append(place)
        else:
            parts.append([place])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else f"{part[0]}" for part in parts)


def _missed(attested: Plain | None) -> dict[str, _Series] | None:
    known = None if attested is None else attested.get(FIELD)
    if not isinstance(known, list):
        return None
    found: dict[str, _Series] = {}
    for series in known:
        if isinstance(series, dict):
            images = series.get("images")
            places = {
                FrameKey(str(uid), int(frame)): int(place)
                for uid, frame, place in (images if isinstance(images, list) else ())
            }
            found[str(series.get("series_uid"))] = _Series(
                str(series.get("title")), int(str(series.get("of", 0))), places
            )
    return found
