"""Reads the report along with its writer: after a pause, in steps, never while a key is being handled."""

from collections.abc import Callable, Generator, Iterable, Iterator
from time import perf_counter

from app.reports.desk import ReportDesk
from app.reports.dismissals import Dismissals
from reporting.core.errors import ReportError
from reporting.core.lint.doubt import Doubt
from reporting.core.lint.earlier import Dated, earlier_of
from reporting.core.lint.reading import Reading, doubts
from reporting.core.lint.sides import examined_side, sides_of
from reporting.core.lint.surroundings import Surroundings
from reporting.core.lint.table import CHECKS, active
from reporting.core.prior import priors_of
from reporting.core.report import Report
from viewer.core.placement import is_same_patient
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Study

PAUSE_MS = 400
"""So long nothing is typed before the words are read."""
STEP_S = 0.004
"""So long it reads before the screen may be drawn again."""
MOST_NAMED = 3


class Proofreader:
    """Doubts what a report says against its images, its patient and itself.

    Parameters
    ----------
    reports_on
        Reports on a study that the reader may see, by its UID.
    wake
        Calls ``go_on`` after so many milliseconds, in place of any earlier wish.

    Attributes
    ----------
    doubts
        What the last reading found, without what was dismissed.
    """

    def __init__(
        self,
        desk: ReportDesk,
        session: Session,
        reports_on: Callable[[str], Iterable[Report]],
        dismissals: Dismissals,
        wake: Callable[[int], None],
    ) -> None:
        self._desk, self._session, self._reports_on = desk, session, reports_on
        self._dismissals, self._wake = dismissals, wake
        self.doubts: Store[tuple[Doubt, ...]] = Store(())
        self._off: frozenset[str] = frozenset()
        self._blocking: frozenset[str] = frozenset()
        self._reading = Reading(active(self._off))
        self._steps: Generator[None, None, tuple[Doubt, ...]] | None = None
        self._found: tuple[Doubt, ...] = ()
        self._around: Surroundings | None = None
        self._signed: dict[str, tuple[Report, ...]] = {}
        self._opened: dict[str, set[str]] = {}
        desk.report.changed.connect(self._follow)
        session.opened.changed.connect(self._look_round)
        session.history.changed.connect(self._look_round)

    def choose(self, off: Iterable[str], blocking: Iterable[str]) -> None:
        """Look for everything but these from now on; let signing wait for those of the others that block."""
        if (frozenset(off), frozenset(blocking)) == (self._off, self._blocking):
            return
        self._off, self._blocking = frozenset(off), frozenset(blocking)
        self._reading = Reading(active(self._off))
        self._read_soon()

    def title(self, check: str) -> str:
        """Return what a check is called."""
        return next(known.title for known in CHECKS if known.id == check)

    def dismiss(self, doubt: Doubt) -> None:
        """Doubt it no more in this report, as long as its words stay."""
        report = self._desk.report.value
        if report is not None:
            self._dismissals.add(report.uid, doubt.key)
            self._tell(report)

    def go_on(self) -> None:
        """Read for a moment; come back for the rest."""
        report = self._desk.report.value
        if report is None or report.is_signed:
            self._steps = None
            self._show(())
            return
        if self._steps is None:
            self._steps = self._reading.steps(report, self._surroundings(report))
        until = perf_counter() + STEP_S
        try:
            while perf_counter() < until:
                next(self._steps)
        except StopIteration as done:
            self._steps, self._found = None, done.value
            self._tell(report)
            return
        self._wake(0)

    def now(self, report: Report) -> tuple[Doubt, ...]:
        """Return what is doubted about a report as it is, read at once."""
        found = doubts(report, self._surroundings(report), active(self._off))
        return tuple(self._left(report, found))

    def remarks(self, report: Report) -> tuple[str, ...]:
        """Return what is doubted, a line each, for the last look before signing."""
        return tuple(_in_words(known) for known in self.now(report))

    def objections(self, report: Report) -> tuple[ReportError, ...]:
        """Return why signing waits: doubts of the checks that the site lets block it; none where it lets none."""
        if not self._blocking:
            return ()
        found = [known for known in self.now(report) if known.check in self._blocking]
        if not found:
            return ()
        more = len(found) - MOST_NAMED
        named = "; ".join(_in_words(known) for known in found[:MOST_NAMED])
        return (
            ReportError(
                "The report was not signed",
                why=named + (f"; and {more} more" if more > 0 else ""),
                remedy="Correct the words, or dismiss what does not apply in the list below the report",
            ),
        )

    def _follow(self, now: Report | None, before: Report | None) -> None:
        if now is None or before is None or now.uid != before.uid:
            self._around = None
            self._signed.clear()
            self._show(())
        elif now.measurements != before.measurements or now.key_images != before.key_images:
            self._around = None
        self._read_soon()

    def _look_round(self, *_: object) -> None:
        """What stands around the report changed: other studies are open, something was drawn."""
        self._around = None
        self._read_soon()

    def _read_soon(self) -> None:
        self._steps = None
        if self._desk.report.value is not None:
            self._wake(PAUSE_MS)

    def _tell(self, report: Report) -> None:
        listed = {known.id for known in CHECKS if not known.asked_anyway}
        self._show(tuple(known for known in self._left(report, self._found) if known.check in listed))

    def _show(self, found: tuple[Doubt, ...]) -> None:
        self.doubts.set(found)

    def _left(self, report: Report, found: Iterable[Doubt]) -> Iterator[Doubt]:
        dismissed = self._dismissals.of(report.uid)
        return (known for known in found if known.key not in dismissed)

    def _surroundings(self, report: Report) -> Surroundings:
        if self._around is None:
            self._around = self._looked_round(report)
        return self._around

    def _looked_round(self, report: Report) -> Surroundings:
        studies = self._session.opened.value.studies
        mine = next((known for known in studies if known.header.uid == report.study.uid), None)
        before = [known for known in studies if mine is not None and _is_prior(known, mine)]
        opened = self._opened.setdefault(report.uid, set())
        opened |= {known.header.date for known in before}
        signed = [known for study in before for known in self._signed_on(study.header.uid, report)]
        return Surroundings(
            prior_dates=frozenset(opened),
            opened_dates=frozenset(opened),
            sides=dict(sides_of(report, studies)),
            earlier=dict(earlier_of(report.measurements, (*self._drawn_on(before), *_measured(signed)))),
            examined_side=examined_side(mine) if mine is not None else "",
            other_names=tuple(_names_of_others(report, studies)),
        )

    def _signed_on(self, study_uid: str, report: Report) -> tuple[Report, ...]:
        """Return the signed reports on an earlier study of the patient; the store is asked once for each."""
        if study_uid not in self._signed:
            self._signed[study_uid] = ()  # also where the store refuses: it is not asked at every pause
            self._signed[study_uid] = priors_of(report, self._reports_on(study_uid))
        return self._signed[study_uid]

    def _drawn_on(self, studies: Iterable[Study]) -> Iterator[Dated]:
        for study in studies:
            drawn = self._session.annotations.of_study(study.header.uid).measurements
            yield study.header.date, drawn


def _is_prior(known: Study, mine: Study) -> bool:
    """Whether a study is an earlier one of the same patient, as far as the headers prove it (SAFETY H16)."""
    if known.header.uid == mine.header.uid or not known.display_sets or not mine.display_sets:
        return False
    earlier = known.header.date <= mine.header.date
    return earlier and is_same_patient(known.display_sets[0], mine.display_sets[0])


def _measured(signed: Iterable[Report]) -> Iterator[Dated]:
    return ((known.study.date, known.measurements) for known in signed)


def _names_of_others(report: Report, studies: Iterable[Study]) -> Iterator[tuple[str, str]]:
    for study in studies:
        family, _, given = study.patient.name.partition("=")[0].partition("^")
        given = given.split("^")[0]
        if study.patient.name != report.patient.name and len(family) > 1 and len(given) > 1:
            yield family, given


def _in_words(doubt: Doubt) -> str:
    place = f"{doubt.section.value}: " if doubt.section else ""
    return f"{place}“{doubt.words}” – {doubt.why}" if doubt.words else f"{place}{doubt.why}"
