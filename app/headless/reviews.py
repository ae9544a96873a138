"""Reviews of readings without a window (``main.py review``): through the same service, with the same refusals."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication

from app.headless.people import at_work
from app.on_demand import report_store
from app.opinions.writing import write_review, write_statistics
from app.peer.book import ReviewBook
from app.peer.outside import OutsideReports
from app.peer.room import ReviewRoom
from app.settings import home, load_settings
from reporting.core.peer.review import Review
from reporting.core.peer.scores import score_of
from reporting.core.peer.statistics import Grouping
from reporting.core.readings.staff import Right
from reporting.export.review_tables import statistics_csv

DONE, WRONG_USE = 0, 2


def review_command(chosen: argparse.Namespace) -> int:
    """Do what was asked about reviews."""
    if chosen.verb in ("attach", "attached"):
        return _outside(chosen)
    with _reviews(chosen.user) as reviews:
        return int(_VERBS[chosen.verb](chosen, reviews))


def _list(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    for review in reviews.reviews(chosen.study):
        _print(review)
    return DONE


def _show(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    review = reviews.review(chosen.id)
    _print(review)
    for entry in review.found.entries:
        sides = (side.text if side else "-" for side in (entry.first, entry.second))
        _say("\t".join((entry.uid, entry.topic.value, entry.title, *sides, entry.why)))
    return DONE


def _export(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    reviews.gate.require(Right.EXPORT)
    review = reviews.review(chosen.id)
    reviews.hand_on(review)
    settings, _ = load_settings(home() / "settings.toml")
    application = QGuiApplication.instance() or QGuiApplication(["overread", "-platform", "offscreen"])
    path = chosen.out.with_suffix(f".{chosen.format}")
    write_review(
        review,
        reviews.of_both(review),
        path,
        cleared=settings.cleared_for_diagnosis,
        paper=settings.paper,
    )
    del application
    _say(str(path))
    return DONE


def _score(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    reviews.gate.require(Right.SCORE)
    score = score_of(chosen.score)
    if score is None:
        sys.stderr.write("main.py: the score is one of 1, 2a, 2b, 3a, 3b\n")
        return WRONG_USE
    _print(reviews.score(reviews.review(chosen.id).uid, score, chosen.reason))
    return DONE


def _arbitrate(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    reviews.gate.require(Right.ARBITRATE)
    reading = reviews.take_arbitration(reviews.review(chosen.id).uid)
    _say(f"{reading.uid}\t{reading.turn.value}\theld")
    return DONE


def _statistics(chosen: argparse.Namespace, reviews: ReviewRoom) -> int:
    by = Grouping[chosen.by.upper()]
    rows = reviews.statistics(by, with_names=chosen.names)
    if chosen.out is None:
        _say(statistics_csv(rows, by).decode("utf-8-sig").rstrip())
        return DONE
    write_statistics(rows, by, chosen.out)
    _say(str(chosen.out))
    return DONE


_VERBS = {
    "list": _list,
    "show": _show,
    "export": _export,
    "score": _score,
    "arbitrate": _arbitrate,
    "statistics": _statistics,
}


def _outside(chosen: argparse.Namespace) -> int:
    with at_work(chosen.user) as service:
        kept = OutsideReports(home() / "outside", service.database, service.room)
        if chosen.verb == "attach":
            made = kept.attach(chosen.study, chosen.file, author=chosen.author)
            known = [one for one in kept.of_study(chosen.study) if one == made]
        else:
            known = list(kept.of_study(chosen.study))
        for one in known:
            _say("\t".join((one.uid, one.title, str(one.size_bytes), one.sha256)))
    return DONE


@contextmanager
def _reviews(login: str) -> Iterator[ReviewRoom]:
    """Yield the reviews of this home, with whoever asks signed in."""
    with at_work(login) as service:
        kept = report_store(home() / "reports")
        try:
            yield ReviewRoom(ReviewBook(service.database), service.room, kept)
        finally:
            kept.close()


def _print(review: Review) -> None:
    given = review.given
    words = (
        review.uid,
        "blinded" if review.blinded else "not blinded",
        f"{len(review.found.entries)} differences",
        f"RADPEER {given.score.grade}" if given else "-",
        review.stage.value,
    )
    _say("\t".join(words))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
