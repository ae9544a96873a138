"""The differences of two readings at work: shown for the study at hand, ticked, scored, arbitrated, handed on."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from app.opinions.conclusion import TEMPLATE, compared, disputed
from app.opinions.side_by_side import SideBySide
from app.peer.room import ReviewRoom
from app.reports.desk import ReportDesk
from app.ui.peer.review_view import ReviewView, Shown
from reporting.core.discrepancy.entry import Entry, Side
from reporting.core.jumps import Jump, jump_of
from reporting.core.peer.review import Review
from reporting.core.peer.scores import Score
from reporting.core.readings.staff import Right
from reporting.core.report import Line, Report, Role, SectionName
from viewer.core.errors import ViewerError


class Asking(Protocol):
    """Asks the reader (app.ui.peer), or answers in their place."""

    def score(self, differences: int) -> tuple[Score, str] | None: ...
    def export(self, review: Review) -> Path | None: ...


class ReviewDesk(QObject):
    """Shows reviews in a view and does what the reader wants of them.

    Parameters
    ----------
    reviews
        The room, None before the reports are open.
    write
        Writes a review with its reports to a file, as its ending says.
    """

    def __init__(
        self,
        reviews: Callable[[], ReviewRoom | None],
        desk: ReportDesk,
        view: ReviewView,
        images: SideBySide,
        asking: Asking,
        *,
        bring: Callable[[], None],
        bring_report: Callable[[], None],
        write: Callable[[Review, tuple[Report, Report], Path], None],
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__(view)
        self._reviews, self._desk, self._view, self._images = reviews, desk, view, images
        self._asking, self._bring, self._write = asking, bring, write
        self._tell, self._failed = tell, failed
        self._bring_report = bring_report
        self._shown: tuple[Review, ...] = ()
        self._chosen = ""
        view.review_chosen.connect(self._choose)
        view.ticked.connect(self._tick)
        view.sides_wanted.connect(self.show_sides)
        view.line_clicked.connect(self._show_line)
        view.score_wanted.connect(self.score)
        view.arbitration_wanted.connect(self.arbitrate)
        view.export_wanted.connect(self.export)
        desk.report.changed.connect(self._follow)

    @property
    def review(self) -> Review | None:
        """The review shown, None where there is none."""
        return next((one for one in self._shown if one.uid == self._chosen), None)

    # What may be done now.

    def can_score(self) -> bool:
        """Whether the score of whoever is there is waited for."""
        room, review = self._reviews(), self.review
        return room is not None and review is not None and room.can_score(review)

    def can_arbitrate(self) -> bool:
        """Whether whoever is there may decide."""
        room, review = self._reviews(), self.review
        return room is not None and review is not None and room.can_arbitrate(review)

    def has_review(self) -> bool:
        """Whether two readings are held against each other here."""
        return self.review is not None

    def has_report(self) -> bool:
        """Whether a report, and with it a study, is at hand."""
        return self._desk.report.value is not None

    # What the reader does.

    def show(self) -> None:
        """Bring the differences of the readings of the study at hand before the reader."""
        self.look()
        self._bring()

    def look(self) -> None:
        """Look at the reviews of the study at hand anew."""
        room, report = self._reviews(), self._desk.report.value
        self._shown = ()
        if room is not None and report is not None and room.gate.person.value is not None:
            self._try(lambda: self._take(room.reviews(report.study.uid)))
        self._show()

    def announce(self, study_uid: str) -> None:
        """Say that something about the readings of a study has changed, where it is at hand."""
        report = self._desk.report.value
        if report is None or report.study.uid != study_uid:
            return
        known = {one.uid for one in self._shown}
        self.look()
        review = self.review
        if review is not None and review.uid not in known and self.can_score():
            count = len(review.found.entries)
            self._bring()
            self._tell(f"Both readings are signed: {count} differences. Score the first reading now")

    def show_sides(self, entry: Entry, first: bool, second: bool) -> None:
        """Show the images of an entry: of the first reading at the left, of the second at the right."""
        review, room = self.review, self._reviews()
        if review is None or room is None:
            return
        self._view.show_words(entry)
        reports = room.of_both(review)
        one = _jump(entry.first, reports) if first else None
        other = _jump(entry.second, reports) if second else None
        if entry.first == entry.second:
            other = None
        if one is None and other is None:
            self._tell("This difference is in words alone: no image is linked to them")
        elif not self._images.show(one, other):
            self._tell("The image it points at is not open")

    def score(self) -> None:
        """Ask for a score, and keep it."""
        room, review = self._reviews(), self.review
        given = self._asking.score(len(review.found.entries)) if review is not None else None
        if room is None or review is None or given is None:
            return
        self._try(lambda: room.score(review.uid, *given))
        kept = self.review
        if kept is not None and kept.given is not None:
            follows = (
                "a third reader decides" if kept.given.score.needs_arbitration else "no arbitration follows"
            )
            self._tell(f"Scored {kept.given.score.grade}: {follows}")

    def arbitrate(self) -> None:
        """Hold the arbitration, show both readings, and begin the conclusion that binds."""
        room, review = self._reviews(), self.review
        if room is None or review is None:
            return
        try:
            room.take_arbitration(review.uid)
        except ViewerError as refusal:
            self._failed(refusal)
            return
        self._desk.open_role(Role.ARBITRATION)
        self._begin(review, room.of_both(review))
        self.look()
        self._view.show_both()
        self._bring()
        self._bring_report()

    def export(self) -> None:
        """Hand the differences on as a file."""
        room, review = self._reviews(), self.review
        path = self._asking.export(review) if review is not None else None
        if room is None or review is None or path is None:
            return

        def write() -> None:
            room.hand_on(review)
            self._write(review, room.of_both(review), path)
            self._tell(f"Written: {path.name}")

        self._try(write)

    def _begin(self, review: Review, reports: tuple[Report, Report]) -> None:
        """Write into a conclusion that is new what it decides between; one that was begun before stays."""
        report = self._desk.report.value
        if report is None or report.role is not Role.ARBITRATION or report.study.uid != review.study_uid:
            self._tell("Show the study in the active viewport, then arbitrate")
            return
        if report.template != TEMPLATE and not report.is_signed:
            self._desk.choose_template(TEMPLATE)
            self._desk.edit(
                SectionName.TECHNIQUE, (*report.section(SectionName.TECHNIQUE).lines[:1], *compared(reports))
            )
            self._desk.edit(SectionName.FINDINGS, disputed(review))

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._shown):
            self._chosen = self._shown[place].uid
            self._show()

    def _tick(self, entry_uid: str, discussed: bool) -> None:
        room, review = self._reviews(), self.review
        if room is not None and review is not None:
            self._try(lambda: room.tick(review.uid, entry_uid, discussed=discussed))

    def _show_line(self, line: Line, report: Report) -> None:
        self._desk.jump(line, report)

    def _follow(self, now: Report | None, before: Report | None) -> None:
        if (now and now.study.uid) != (before and before.study.uid):
            self._shown = ()
            if self._view.isVisible() and now is not None:
                self.look()
            else:
                self._show()

    def _take(self, reviews: tuple[Review, ...]) -> None:
        self._shown = reviews
        if self.review is None and reviews:
            self._chosen = reviews[-1].uid

    def _show(self) -> None:
        review, room = self.review, self._reviews()
        if review is None or room is None:
            self._view.show_nothing()
            return
        person = room.gate.person.value
        reports: tuple[Report, ...] = room.of_both(review)
        if review.conclusion_uid:
            reports = (*reports, *room.conclusion(review))
        self._view.show_review(
            Shown(
                names=tuple(
                    f"{one.first_reader.name or 'First'} against {one.second_reader.name or 'second'}"
                    for one in self._shown
                ),
                chosen=self._shown.index(review),
                review=review,
                reports=reports,
                can_tick=person is not None and person.may(Right.WRITE),
                can_score=self.can_score(),
                can_arbitrate=self.can_arbitrate(),
            )
        )

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self._failed(problem)


def _jump(side: Side | None, reports: tuple[Report, Report]) -> Jump | None:
    """Return what a side of an entry points at, as its author looked at it."""
    if side is None or side.frame is None:
        return None
    report = next((one for one in reports if one.uid == side.report_uid), reports[0])
    line = Line(measurement_uid=side.measurement_uid, key_image_uid=side.key_image_uid)
    return jump_of(report, line) or Jump(report.study.uid, "", side.frame)
