"""Signing with an account: what is signed, as whom, what a supervisor changed, and the password."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.people.pieces import buttons, label, password_field
from reporting.core.readings.words import Change, Piece, count_changed
from viewer.core.errors import ViewerError
from viewer.ui.theme import COLORS


class SignDialog(QDialog):
    """Asks for the password; with pieces, shows word by word what was changed since the author released it.

    Parameters
    ----------
    confirm
        Takes the password as consent, or raises what is to be said.
    by_system
        Takes the system's keyring as consent; None where it holds nothing.
    """

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        verb: str,
        confirm: Callable[[str], None],
        by_system: Callable[[], None] | None = None,
        pieces: tuple[Piece, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._confirm = confirm
        layout = QVBoxLayout(self)
        for line in lines:
            layout.addWidget(label(line))
        if pieces:
            changed = count_changed(pieces)
            told = "Nothing was changed since it was released" if not changed else f"{changed} words changed"
            layout.addWidget(label(f"{told}: taken out is struck through, put in is underlined.", "quiet"))
            layout.addWidget(difference_view(pieces), 1)
            self.resize(720, 560)
        self.password: QLineEdit = password_field()
        self._problem = label("", "warning")
        self._problem.hide()
        layout.addWidget(self.password)
        layout.addWidget(self._problem)
        box = buttons(self, verb)
        box.accepted.disconnect()
        box.accepted.connect(self._try)
        if by_system is not None:
            system = QPushButton("Use the system's keyring")
            system.setToolTip(
                "Confirm with the secret that this computer keeps for you, unlocked by your desktop"
            )
            system.clicked.connect(lambda: self._attempt(by_system))
            box.addButton(system, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(box)
        self.password.setFocus()

    @property
    def problem(self) -> str:
        """Why the last try was refused."""
        return self._problem.text()

    def _try(self) -> None:
        password = self.password.text()
        self.password.clear()
        self._attempt(lambda: self._confirm(password))

    def _attempt(self, prove: Callable[[], None]) -> None:
        try:
            prove()
        except ViewerError as refusal:
            self._problem.setText(f"{refusal.why.capitalize()}. {refusal.remedy}.")
            self._problem.show()
            return
        self.accept()


def difference_view(pieces: tuple[Piece, ...]) -> QTextEdit:
    """Return a text that shows what was taken out and put in, by more than colour."""
    view = QTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName("What was changed, word by word")
    cursor = QTextCursor(view.document())
    for piece in pieces:
        cursor.insertText(piece.text, _look(piece.change))
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    view.setTextCursor(cursor)
    return view


def _look(change: Change) -> QTextCharFormat:
    look = QTextCharFormat()
    if change is Change.TAKEN_OUT:
        look.setFontStrikeOut(True)
        look.setForeground(QColor(COLORS.bad))
    elif change is Change.PUT_IN:
        look.setFontUnderline(True)
        look.setFontWeight(QFont.Weight.DemiBold)
        look.setForeground(QColor(COLORS.good))
    return look
