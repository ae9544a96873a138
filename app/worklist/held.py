"""Studies in which two patients were mixed: said for as long as they are open, and not signed (SAFETY H16)."""

from collections.abc import Callable, Mapping

from app.library.catalogue.values import StudyRow
from reporting.core.errors import ReportError
from reporting.core.report import Report
from viewer.core.session import Session
from viewer.core.study import Opened


class Held:
    """Follows which held studies are open.

    Parameters
    ----------
    banner, show_banner
        The line that stays in the window; another's is left alone.
    """

    def __init__(
        self, session: Session, banner: Callable[[], str], show_banner: Callable[[str], None]
    ) -> None:
        self._session, self._banner, self._show_banner = session, banner, show_banner
        self._reasons: dict[str, str] = {}
        self._said = ""
        session.opened.changed.connect(lambda now, _: self._say(now))

    @property
    def uids(self) -> tuple[str, ...]:
        """Studies that were held when they were opened."""
        return tuple(self._reasons)

    def note(self, row: StudyRow) -> None:
        """Take over whether a study that is being opened is held."""
        self.settle({row.uid: row.held})

    def settle(self, reasons: Mapping[str, str]) -> None:
        """Take over why studies are held now; an empty reason sets one free."""
        self._reasons.update(reasons)
        self._reasons = {uid: reason for uid, reason in self._reasons.items() if reason}
        self._say(self._session.opened.value)

    def objections(self, report: Report) -> tuple[ReportError, ...]:
        """Return why a report must not be signed, nothing where it may be."""
        reason = self._reasons.get(report.study.uid)
        if not reason:
            return ()
        return (
            ReportError(
                "The report was not signed",
                why=f"the study is held: {reason}",
                remedy="Look at the files under Storage, Quarantine, and settle whose images these are",
            ),
        )

    def _say(self, opened: Opened) -> None:
        reasons = {self._reasons.get(study.header.uid, "") for study in opened.studies}
        words = "; ".join(sorted(f"Held: {reason}" for reason in reasons if reason))
        if words != self._said and self._banner() in ("", self._said):
            self._said = words
            self._show_banner(words)
