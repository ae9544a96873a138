"""Joins reviews of readings to what stands in the window."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from app.commands import Command
from app.opinions.asking import ReviewDialogs
from app.opinions.commands import review_commands
from app.opinions.outside_desk import OutsideDesk
from app.opinions.review_desk import Asking, ReviewDesk
from app.opinions.side_by_side import SideBySide
from app.opinions.writing import write_review, write_statistics
from app.people.people import People
from app.reading.document_desk import DocumentDesk
from app.reports.desk import ReportDesk
from app.settings import Settings
from app.ui.peer.review_dock import ReviewDock
from app.ui.peer.review_view import ReviewView
from app.ui.peer.statistics_dialog import StatisticsDialog
from app.window import MainWindow
from reporting.core.peer.review import Review
from reporting.core.peer.statistics import Grouping, Row
from reporting.core.readings.staff import Right
from reporting.core.report import Report
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.loading.jobs import Jobs


class Opinions:
    """The discrepancies of the study at hand in a panel, and statistics of all.

    Attributes
    ----------
    desk
        Does what the reader wants of the review shown.
    """

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        people: People,
        reports: ReportDesk,
        documents: DocumentDesk,
        jobs: Jobs,
        linked: Store[bool],
        settings: Store[Settings],
        *,
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
        asking: Asking | None = None,
    ) -> None:
        self._window, self._people, self._settings, self._failed = window, people, settings, failed
        self.dock = ReviewDock(window, ReviewView())
        self.desk = ReviewDesk(
            lambda: people.reviews,
            reports,
            self.dock.view,
            SideBySide(session, linked),
            asking or ReviewDialogs(lambda: window),
            bring=self.dock.bring,
            bring_report=self._bring_report,
            write=self._write,
            tell=tell,
            failed=failed,
        )
        self.outside = OutsideDesk(
            lambda: people.outside,
            reports,
            documents,
            jobs,
            lambda: window,
            may_write=lambda: self._may(Right.WRITE),
            bring_report=self._bring_report,
            tell=tell,
            failed=failed,
        )
        self.dock.visibilityChanged.connect(lambda shown: self.desk.look() if shown else None)
        people.room.changed.connect(self._readings_changed)
        people.gate.person.changed.connect(lambda *_: self.desk.look())

    def commands(self) -> Iterator[Command]:
        """Yield what the reader can do."""
        yield from review_commands(self.desk, self.outside, self.show_statistics, self._may)

    def statistics_dialog(self) -> StatisticsDialog:
        """Return the page of statistics, for whoever is there."""
        return StatisticsDialog(
            self._rows, self._write_statistics, may_name=self._may(Right.NAMES), parent=self._window
        )

    def show_statistics(self) -> None:
        """Show what all blinded readings say together."""
        self._try(lambda: self.statistics_dialog().exec())

    def _rows(self, by: Grouping, with_names: bool) -> Sequence[Row]:
        reviews = self._people.reviews
        return () if reviews is None else reviews.statistics(by, with_names=with_names)

    def _write_statistics(self, rows: Sequence[Row], by: Grouping, path: Path) -> None:
        self._people.gate.require(Right.STATISTICS)
        write_statistics(rows, by, path)

    def _write(self, review: Review, reports: tuple[Report, Report], path: Path) -> None:
        settings = self._settings.value
        write_review(review, reports, path, cleared=settings.cleared_for_diagnosis, paper=settings.paper)

    def _readings_changed(self, study_uid: str) -> None:
        QTimer.singleShot(0, self._window, partial(self._compare, study_uid))

    def _compare(self, study_uid: str) -> None:
        """Hold readings against each other once a second one is committed; whoever is there sees what they may."""
        reviews = self._people.reviews
        if reviews is not None and self._people.gate.person.value is not None:
            self._try(lambda: reviews.catch_up(study_uid))
            self._try(lambda: self.desk.announce(study_uid))
            self._try(self.outside.look_again)

    def _bring_report(self) -> None:
        self._window.report_dock.show()
        self._window.report_dock.raise_()

    def _may(self, right: Right) -> bool:
        gate = self._people.gate
        person = gate.person.value
        return person is not None and not gate.locked.value and person.may(right)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self._failed(problem)
