"""Widgets follow stores, and die quietly."""

import shiboken6
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from viewer.core.store import Store
from viewer.ui.binding import bind


class Shows(QLabel):
    def __init__(self, store: Store[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        bind(self, store, self.show_number)

    def show_number(self, number: int) -> None:
        self.setText(str(number))


def test_a_widget_shows_the_store_at_once_and_after_each_change(qtbot: QtBot) -> None:
    store = Store(1)
    widget = Shows(store)
    qtbot.addWidget(widget)
    assert widget.text() == "1"

    store.set(2)

    assert widget.text() == "2"


def test_a_dead_widget_hears_nothing_though_python_still_holds_it(qtbot: QtBot) -> None:
    store = Store(1)
    parent = QWidget()
    widget = Shows(store, parent)
    shiboken6.delete(parent)

    store.set(2)

    assert not shiboken6.isValid(widget)
    assert len(store.changed) == 0


def test_a_widget_nobody_holds_is_not_kept_alive_by_the_store(qtbot: QtBot) -> None:
    store = Store(1)
    Shows(store)

    store.set(2)

    assert len(store.changed) == 0
