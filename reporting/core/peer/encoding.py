"""Reviews as plain dictionaries for JSON, and back, strictly (viewer.core.plain)."""

from reporting.core.discrepancy.encoding import discrepancies_from_plain, discrepancies_to_plain
from reporting.core.encoding import moment_from_text, moment_to_text
from reporting.core.peer.review import Given, Rating, Review
from reporting.core.peer.scores import Score
from reporting.core.readings.encoding import member_from_plain, member_to_plain
from reporting.core.readings.reading import Member
from viewer.core.plain import EncodingError, Plain, each, fields_of, member, text, truth

VERSION = 1
_WORDS = (
    "uid study_uid first_reading second_reading first_report second_report first_sha256 second_sha256 site modality"
    " arbitration_reading conclusion_uid"
)
_REVIEW = f"version {_WORDS} first_reader second_reader blinded made_at found ratings discussed given"


def review_to_plain(review: Review) -> Plain:
    """Return a review as a plain dictionary."""
    given = review.given
    return {
        "version": VERSION,
        **{name: getattr(review, name) for name in _WORDS.split()},
        "first_reader": member_to_plain(review.first_reader),
        "second_reader": member_to_plain(review.second_reader),
        "blinded": review.blinded,
        "made_at": moment_to_text(review.made_at),
        "found": discrepancies_to_plain(review.found),
        "ratings": [[known.system, known.first, known.second] for known in review.ratings],
        "discussed": sorted(review.discussed),
        "given": None
        if given is None
        else {
            "score": given.score.name,
            "reason": given.reason,
            "by": member_to_plain(given.by),
            "at": moment_to_text(given.at),
        },
    }


def review_from_plain(plain: object) -> Review:
    """Return the review a dictionary stands for."""
    fields = fields_of(plain, "review", _REVIEW)
    if fields["version"] != VERSION:
        raise EncodingError("review.version is not one this program knows")
    return Review(
        **{name: text(fields[name], f"review.{name}") for name in _WORDS.split()},
        first_reader=_somebody(fields["first_reader"]),
        second_reader=_somebody(fields["second_reader"]),
        blinded=truth(fields["blinded"], "review.blinded"),
        made_at=moment_from_text(fields["made_at"], "review.made_at"),
        found=discrepancies_from_plain(fields["found"]),
        ratings=each(fields["ratings"], "review.ratings", _rating),
        discussed=frozenset(each(fields["discussed"], "review.discussed", text)),
        given=_given(fields["given"]),
    )


def _given(plain: object) -> Given | None:
    if plain is None:
        return None
    fields = fields_of(plain, "given", "score reason by at")
    return Given(
        member(fields["score"], "given.score", Score),
        text(fields["reason"], "given.reason"),
        _somebody(fields["by"]),
        moment_from_text(fields["at"], "given.at"),
    )


def _rating(plain: object, where: str) -> Rating:
    words = each(plain, where, text)
    if len(words) != 3:
        raise EncodingError(f"{where} is not a system and two grades")
    return Rating(*words)


def _somebody(plain: object) -> Member:
    known = member_from_plain(plain)
    if known is None:
        raise EncodingError("a reader of the review is nobody")
    return known
