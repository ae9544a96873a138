"""The lock screen: covers the whole window, so that neither images nor words are seen, and asks who is there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui.people.pieces import label, password_field
from viewer.core.errors import ViewerError

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
    }
)
_COMES_BACK = frozenset({Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Tool})
"""Not menus, tooltips and lists that were just dropped down."""
CARD_PX, MARGIN_PX = 360, 24
SIGN_IN, LOCKED = "Sign in", "Locked"
SAFE = "Images and words are hidden. What you wrote is kept."


class LockScreen(QWidget):
    """Stands over a window and everything that floats beside it until somebody has signed in.

    Parameters
    ----------
    sign_in
        Lets somebody in by login and password, or raises what is to be said.
    """

    quit_wanted = Signal()

    def __init__(self, window: QMainWindow, sign_in: Callable[[str, str], object]) -> None:
        super().__init__(window)
        self.setObjectName("lockScreen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)  # nothing shines through, whatever the theme says
        self._window, self._sign_in = window, sign_in
        self._hidden: list[QWidget] = []
        self._focus: QWidget | None = None
        self._title, self._words, self._problem = (
            label("", "lockTitle"),
            label("", "quiet"),
            label("", "warning"),
        )
        self.login, self.password = QLineEdit(), password_field()
        self.login.setPlaceholderText("Login")
        self.login.setAccessibleName("Login")
        self._go = QPushButton("&Sign in")
        self._go.setObjectName("primary")
        self._go.setToolTip("Sign in with login and password")
        quit_button = QPushButton("&Quit")
        quit_button.setToolTip("Leave Overread; everything is kept")
        quit_button.clicked.connect(self.quit_wanted)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(CARD_PX)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(MARGIN_PX, 20, MARGIN_PX, 20)
        inside.setSpacing(10)
        for part in (
            self._title,
            self._words,
            self.login,
            self.password,
            self._problem,
            self._go,
            quit_button,
        ):
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.addStretch()
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(card)
        middle.addStretch()
        layout.addLayout(middle)
        layout.addStretch()
        self._go.clicked.connect(self._try)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._try)
        self.hide()
        window.installEventFilter(self)

    @property
    def problem(self) -> str:
        """Why the last sign-in was refused."""
        return self._problem.text()

    def cover(self, who: str, login: str = "") -> None:
        """Hide everything; ``who`` has locked the screen, empty where nobody is signed in."""
        self.login.setText(login)
        self._title.setText(LOCKED if who else SIGN_IN)
        self._words.setMinimumHeight(0)
        self._words.setText(f"By {who}. {SAFE}" if who else "Overread asks who is reading here.")
        self._words.setMinimumHeight(self._words.heightForWidth(CARD_PX - 2 * MARGIN_PX - 2))
        self._problem.clear()
        self._problem.hide()
        self.password.clear()
        if not self.isVisible():
            self._focus = QApplication.focusWidget()
            self._hide_floating()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        (self.password if who and self.login.text() else self.login).setFocus()

    def uncover(self) -> None:
        """Show everything again."""
        if not self.isVisible():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one
        self.password.clear()
        self.hide()
        for widget in filter(isValid, self._hidden):
            widget.show()
        self._hidden.clear()
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus) and focus.isVisible():
            focus.window().activateWindow()
            focus.setFocus()

    def forget(self) -> None:
        """Close for good what was taken away: it belongs to somebody who has gone. Panels are the window's own."""
        gone = [widget for widget in self._hidden if not isinstance(widget, QDockWidget)]
        self._hidden = [widget for widget in self._hidden if isinstance(widget, QDockWidget)]
        self._focus = None
        for widget in filter(isValid, gone):
            widget.close()

    def _hide_floating(self) -> None:
        """Take away every window that is not under the cover; a dialog that waits for an answer is given none."""
        others = [
            one
            for one in QApplication.topLevelWidgets()
            if one.isVisible() and one is not self._window.window()
        ]
        self._hidden += [one for one in others if not one.isModal() and one.windowType() in _COMES_BACK]
        for widget in others:
            widget.hide()

    def _hide_late(self) -> None:
        """Take away what was opened by work that ended while nobody was there."""
        if self.isVisible():
            self._hide_floating()

    def _try(self) -> None:
        login, password = self.login.text(), self.password.text()
        self.password.clear()
        try:
            self._sign_in(login, password)
        except ViewerError as refusal:
            self._problem.setText(f"{refusal.why.capitalize()}. {refusal.remedy}.")
            self._problem.show()
            self.password.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the window's size; while the screen is covered, let no key or click reach what is under it."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        if event.type() is QEvent.Type.Show and self.isVisible() and _stands_alone(watched):
            QTimer.singleShot(0, self._hide_late)
        if not self.isVisible() or event.type() not in _INPUT:
            return False
        if event.type() is QEvent.Type.Shortcut:
            return not (isinstance(watched, QWidget) and self.isAncestorOf(watched))
        return isinstance(watched, QWidget) and watched is not self and not self.isAncestorOf(watched)


def _stands_alone(watched: QObject) -> bool:
    return isinstance(watched, QWidget) and watched.isWindow()
