"""While the screen is locked nothing can be read, in no window; afterwards everything is where it was."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QLineEdit, QMainWindow, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.people.lock_screen import LockScreen


@dataclass
class Desk:
    """A window with words, a panel that floats, a window beside it and a dialog left open."""

    window: QMainWindow
    words: QTextEdit
    dock: QDockWidget
    beside: QWidget
    dialog: QDialog
    lock: LockScreen

    def readable(self) -> list[QWidget]:
        """Return the windows on the screen besides the covered one."""
        own = (
            one for one in QApplication.topLevelWidgets() if self.beside is one or one.parent() is self.window
        )
        return [one for one in own if one.isVisible()]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = QMainWindow()
    qtbot.addWidget(window)
    words = QTextEdit("Nodule of 8 mm.")
    window.setCentralWidget(words)
    dock = QDockWidget("Report", window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    dock.setFloating(True)
    beside = QWidget(None)
    dialog = QDialog(window)
    QLineEdit("words not kept yet", dialog)
    lock = LockScreen(window, lambda _, __: lock.uncover())
    made = Desk(window, words, dock, beside, dialog, lock)
    for one in (window, dock, beside, dialog):
        one.show()
    window.activateWindow()
    words.setFocus()
    QApplication.processEvents()
    yield made
    beside.close()


def test_panels_windows_and_dialogs_are_taken_away_and_come_back_with_their_words(desk: Desk) -> None:
    desk.lock.cover("Ada", "ada")

    assert desk.readable() == []
    assert desk.lock.geometry() == desk.window.rect()

    desk.lock.uncover()
    assert set(desk.readable()) >= {desk.dock, desk.beside, desk.dialog}
    (words,) = desk.dialog.findChildren(QLineEdit)
    assert words.text() == "words not kept yet"


def test_what_opens_while_nobody_is_there_is_not_seen_until_somebody_is(desk: Desk, qtbot: QtBot) -> None:
    desk.lock.cover("Ada", "ada")
    late = QDialog(desk.window)
    late.show()

    qtbot.waitUntil(lambda: desk.readable() == [])
    desk.lock.uncover()
    assert late.isVisible()


def test_unlocking_gives_the_keyboard_back_to_where_it_was(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(desk.words.hasFocus)
    desk.lock.cover("Ada", "ada")
    assert desk.lock.password.hasFocus()

    desk.lock.uncover()
    qtbot.waitUntil(desk.words.hasFocus)


def test_windows_of_somebody_who_has_gone_are_closed_and_panels_stay(desk: Desk) -> None:
    desk.lock.cover("Ada", "ada")
    desk.lock.forget()
    desk.lock.uncover()

    assert set(desk.readable()) == {desk.dock}


def test_a_window_that_was_destroyed_meanwhile_is_no_failure(desk: Desk, qtbot: QtBot) -> None:
    desk.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    with qtbot.waitSignal(desk.dialog.destroyed):
        desk.lock.cover("Ada", "ada")
        desk.dialog.deleteLater()

    desk.lock.uncover()
    assert desk.beside.isVisible()
