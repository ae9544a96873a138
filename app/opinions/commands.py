"""Commands about two readings, and about many."""

from collections.abc import Callable, Iterator

from app.commands import Command
from app.opinions.outside_desk import OutsideDesk
from app.opinions.review_desk import ReviewDesk
from reporting.core.readings.staff import Right

MENU = "Re&port/&Opinions"


def review_commands(
    desk: ReviewDesk,
    outside: OutsideDesk,
    show_statistics: Callable[[], None],
    may: Callable[[Right], bool],
) -> Iterator[Command]:
    """Yield what can be done about two readings of a study, and what many say together."""
    yield Command(
        "opinion.discrepancies",
        "&Discrepancies",
        "What two signed readings of this study differ in, with both sentences and both images",
        desk.show,
        MENU,
        lambda: desk.has_report() and may(Right.READ),
    )
    yield Command(
        "opinion.score",
        "&Score the first reading…",
        "RADPEER 1 to 3b with a reason, by the second reader; from 2b on a third reader decides",
        desk.score,
        MENU,
        desk.can_score,
    )
    yield Command(
        "opinion.arbitrate",
        "&Arbitrate…",
        "See both readings side by side and write the conclusion that binds, as a third reader",
        desk.arbitrate,
        MENU,
        desk.can_arbitrate,
    )
    yield Command(
        "opinion.export",
        "E&xport discrepancies…",
        "The differences of two readings as PDF, table or JSON",
        desk.export,
        MENU,
        lambda: desk.has_review() and may(Right.EXPORT),
    )
    yield Command(
        "opinion.outside",
        "&Outside reports…",
        "Attach a report that came with these images, show it beside them, answer it finding by finding",
        outside.show_list,
        MENU,
        lambda: desk.has_report() and may(Right.READ),
        separator_before=True,
    )
    yield Command(
        "opinion.statistics",
        "S&tatistics of readings…",
        "How far blinded readings agree, by site, modality and reader, with confidence intervals",
        show_statistics,
        MENU,
        lambda: may(Right.STATISTICS),
        separator_before=True,
    )
