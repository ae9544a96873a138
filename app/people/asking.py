"""Signatures asked for: with accounts a password, for a resident's report word by word what was changed."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from app.readings.room import ReadingRoom
from app.reports.parties import Asker
from app.ui.people.sign_dialog import SignDialog
from app.ui.report_dialogs import doubted
from reporting.core.readings import steps
from reporting.core.readings.refusals import not_allowed
from reporting.core.readings.staff import Person, Right
from reporting.core.readings.words import Piece, difference, words_of
from reporting.core.report import Report
from viewer.core.errors import ViewerError

BINDS = "After signing nothing can be changed; later words become numbered addenda."


class SigningAsker:
    """Asks as before where there are no accounts; else for the password of whoever is there."""

    def __init__(
        self,
        asker: Asker,
        room: ReadingRoom,
        parent: Callable[[], QWidget],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._asker, self._room, self._gate = asker, room, room.gate
        self._parent, self._failed = parent, failed
        self.remarks: Callable[[Report], Sequence[str]] = lambda _: ()
        """What is doubted about the words of a report, a line each."""

    def may_sign(self, report: Report) -> bool:
        """Ask whoever is there to sign, or to countersign what a resident released."""
        person = self._gate.person.value
        if not self._gate.asks or person is None:
            return self._asker.may_sign(report)
        reading = self._room.of_report(report)
        countersigning = reading is not None and steps.is_countersigning(reading, person)
        right = Right.COUNTERSIGN if countersigning else Right.SIGN
        if not person.may(right):
            self._failed(_refusal(person, right))
            return False
        if not countersigning:
            lines = [_as(person), BINDS, *doubted(self.remarks(report))]
            return self._proves(f"Sign the {report.role.value}?", lines, "Sign")
        pieces = difference(self._room.released_words(report), words_of(report))
        lines = [f"Written by {report.reader.name}. {_as(person)}", BINDS, *doubted(self.remarks(report))]
        return self._proves("Countersign the report?", lines, "Countersign", pieces)

    def addendum(self, report: Report, /) -> str:
        """Ask for the words of an addendum, and then for the password."""
        words, person = self._asker.addendum(report), self._gate.person.value
        if not words.strip() or not self._gate.asks or person is None:
            return words
        return words if self._proves("Sign the addendum?", [_as(person)], "Sign addendum") else ""

    def export(self, report: Report, first: Report | None) -> None:
        """Let the reader choose how a report is handed on."""
        self._asker.export(report, first)

    def proves(self, title: str, lines: list[str], verb: str) -> bool:
        """Ask for the password, where there are accounts."""
        return not self._gate.asks or self._proves(title, lines, verb)

    def _proves(self, title: str, lines: list[str], verb: str, pieces: tuple[Piece, ...] = ()) -> bool:
        by_system = self._gate.confirm_by_system if self._gate.can_confirm_by_system else None
        dialog = SignDialog(title, lines, verb, self._gate.confirm, by_system, pieces, self._parent())
        return dialog.exec() == QDialog.DialogCode.Accepted


def _as(person: Person) -> str:
    return f"You sign as {person.name}, {person.qualification or 'without qualification'}."


def _refusal(person: Person, right: Right) -> ViewerError:
    return not_allowed(right.value, person.role.value if person.role else "none")
