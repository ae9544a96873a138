"""What commands about people open and do."""

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.people.people import People
from app.readings.guarded import GuardedReports
from app.reports.desk import ReportDesk
from app.security.audit_events import Event
from app.security.audit_export import to_csv, to_xml
from app.security.credentials import has_keyring
from app.ui.people.accounts_dialog import AccountsDialog
from app.ui.people.audit_dialog import MOST_SHOWN, AuditDialog
from app.ui.people.pieces import ask_reason
from app.ui.people.readings_dialog import ReadingsDialog, ask_unblinding
from app.ui.people.sign_dialog import SignDialog
from app.ui.people.withdrawn_dialog import WithdrawnDialog
from reporting.core.readings.reading import Progress
from reporting.core.readings.staff import Right
from reporting.core.report import Report
from reporting.store.durable_files import write_durably
from viewer.core.errors import ViewerError
from viewer.core.wording import spoken_name


class PeopleDoors:
    """Opens the dialogs about people over the window, and does what was chosen there.

    Parameters
    ----------
    tell
        Says something once.
    """

    def __init__(
        self,
        people: People,
        desk: ReportDesk,
        parent: Callable[[], QWidget],
        failed: Callable[[BaseException], None],
        tell: Callable[[str], None],
    ) -> None:
        self._people, self._desk, self._parent = people, desk, parent
        self._failed, self._tell = failed, tell
        self._room, self._gate = people.room, people.gate

    # What may be done now.

    def may(self, right: Right) -> bool:
        """Whether whoever is there has a right."""
        person = self._gate.person.value
        return person is not None and not self._gate.locked.value and person.may(right)

    def has_report(self) -> bool:
        """Whether a report is at hand."""
        return self._desk.report.value is not None

    def is_blinded(self) -> bool:
        """Whether the report at hand is read blinded."""
        reading = self._people.reading.value
        return reading is not None and reading.hides_others

    def has_signed(self, right: Right) -> bool:
        """Whether a signed report is at hand, and whoever is there has a right."""
        report = self._desk.report.value
        return report is not None and report.is_signed and self.may(right)

    def can_recall(self) -> bool:
        """Whether the report at hand was signed just now."""
        reading = self._people.reading.value
        return self.has_signed(Right.RECALL) and reading is not None and reading.progress is Progress.FINAL

    def asks(self) -> bool:
        """Whether accounts are on and somebody is signed in."""
        return self._gate.asks and self._gate.person.value is not None

    # Readings.

    def show_readings(self) -> None:
        """Show the readings of the study reported."""
        report = self._desk.report.value
        if report is None:
            return
        who = "  ".join(
            part for part in (spoken_name(report.patient.name), report.patient.patient_id) if part
        )
        about = f"{who or 'Unnamed patient'}\n{report.study.description}"
        staff = self._gate.accounts.accounts() if self._gate.asks else ()
        self._try(lambda: ReadingsDialog(self._room, report.study.uid, about, staff, self._parent()).exec())

    def unblind(self) -> None:
        """Open what others found, knowingly."""
        report = self._desk.report.value
        own = None if report is None else self._room.blinded(report.study.uid)
        reason = ask_unblinding(self._parent()) if own is not None else ""
        if own is not None and reason:
            self._desk.save()
            self._try(lambda: self._room.unblind(own.uid, reason))

    def cosign(self) -> None:
        """Put another name under the signed report at hand."""
        report, asker = self._desk.report.value, self._people.asker
        title, lines = (
            "Co-sign the report?",
            ["Your name stands under it from then on. Its words stay as they are."],
        )
        if report is None or asker is None or not asker.proves(title, lines, "Co-sign"):
            return
        self._with_store(lambda store: store.cosign(report.uid, self._desk.reader.value, _now()), "Co-signed")

    def recall(self) -> None:
        """Take the report just signed back, as a draft."""
        report = self._desk.report.value
        lines = [
            f"Within {self._room.recall_minutes} minutes of signing its signer can take a report back.",
            "What was signed stays kept; a draft with the same words is opened.",
        ]
        reason = ask_reason(self._parent(), "Recall the report?", lines, "Recall") if report else ""
        if report is not None and reason:
            self._with_store(lambda store: store.recall(report.uid, reason, _now()), "Recalled")
            self._open_again(report)

    def retract(self) -> None:
        """Withdraw the signed report at hand, e.g. as it is about the wrong patient."""
        report = self._desk.report.value
        lines = [
            "A report about the wrong patient is withdrawn: it no longer counts and is not handed on.",
            "It is never erased: it stays kept with this reason.",
        ]
        reason = ask_reason(self._parent(), "Retract the report?", lines, "Retract") if report else ""
        if report is not None and reason:
            self._with_store(lambda store: store.retract(report.uid, reason, _now()), "Retracted")
            self._open_again(report)

    def show_withdrawn(self) -> None:
        """Show what was recalled or retracted of the study: kept for good, with the reason."""
        report, store = self._desk.report.value, self._people.guarded
        if report is None or store is None:
            return
        self._try(lambda: WithdrawnDialog(store.withdrawn(report.study.uid), self._parent()).exec())

    def verify(self) -> None:
        """Prove that signed reports are as they were signed."""
        problems: list[str] = []
        if self._with_store(lambda store: problems.extend(store.verify())):
            self._tell("; ".join(problems) or "Verified: every signed report is as it was signed")

    # Accounts and the trail.

    def has_keyring(self) -> bool:
        """Whether somebody is signed in, and this system keeps secrets for programs."""
        return self.asks() and has_keyring()

    def offer_system(self) -> None:
        """Let the system's keyring confirm signatures from now on, after the password was given once."""
        lines = [
            "This computer keeps a secret of yours in its keyring, which your desktop unlocks.",
            "From then on you can sign with it in place of your password, here only.",
        ]
        gate = self._gate
        SignDialog(
            "Sign with the keyring?", lines, "Keep", gate.offer_system, None, (), self._parent()
        ).exec()

    def show_accounts(self) -> None:
        """Let an administrator change accounts."""
        self._try(
            lambda: (self._gate.require(Right.ACCOUNTS), AccountsDialog(self._gate, self._parent()).exec())
        )
        self._people.idle.touch()

    def show_audit(self) -> None:
        """Show the audit trail; that is itself written down."""
        self._try(self._show_audit)

    def _show_audit(self) -> None:
        self._gate.require(Right.AUDIT)
        self._gate.note(Event.AUDIT_USED, None, "R")
        trail = self._people.service.trail
        AuditDialog(trail.lines(last=MOST_SHOWN), trail.verify, self._export_audit, self._parent()).exec()

    def _export_audit(self, path: Path) -> None:
        self._gate.require(Right.AUDIT)
        self._gate.note(Event.AUDIT_USED, None, "R", detail="exported")
        lines = self._people.service.trail.lines()
        write_durably(path, to_csv(lines) if path.suffix == ".csv" else to_xml(lines, platform.node()))

    def _open_again(self, report: Report) -> None:
        """Show what the study has now in place of a report that was withdrawn."""
        self._desk.put_down()
        self._desk.open_role(report.role)

    def _with_store(self, act: Callable[[GuardedReports], object], done: str = "") -> bool:
        store = self._people.guarded
        if store is None:
            return False
        try:
            act(store)
        except (ViewerError, OSError) as refusal:
            self._failed(refusal)
            return False
        if done:
            self._tell(done)
        return True

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as refusal:
            self._failed(refusal)


def _now() -> datetime:
    return datetime.now(UTC)
