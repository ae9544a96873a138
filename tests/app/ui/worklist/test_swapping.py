"""A page in place of the images: everything beside them goes, and comes back as it was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QToolBar
from pytestqt.qtbot import QtBot

from app.ui.worklist.swapping import Swapping

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea


def test_panels_come_back_as_they_were_the_one_in_front_in_front(qtbot: QtBot, qapp: QApplication) -> None:
    window, images, page = QMainWindow(), QLabel("images"), QLabel("list")
    qtbot.addWidget(window)
    window.setCentralWidget(images)
    bar = QToolBar()
    window.addToolBar(bar)
    docks = [QDockWidget(name, window) for name in ("series", "measurements", "overlays", "closed")]
    for dock in docks:
        dock.setWidget(QLabel(dock.windowTitle()))
        window.addDockWidget(LEFT, dock)
    series, measurements, overlays, closed = docks
    window.tabifyDockWidget(measurements, overlays)
    measurements.raise_()
    closed.hide()
    window.resize(800, 600)
    window.show()
    qtbot.waitExposed(window)
    qapp.processEvents()
    swapping = Swapping(window)

    swapping.show(page)
    qapp.processEvents()
    assert page.isVisible()
    assert [one.isVisible() for one in (images, bar, series, measurements)] == [False] * 4

    swapping.back()
    qapp.processEvents()
    assert not swapping.is_away
    assert images.isVisible()
    assert bar.isVisible()
    assert not closed.isVisible()
    assert not measurements.visibleRegion().isEmpty()
    assert overlays.visibleRegion().isEmpty()


def test_a_page_that_is_given_up_leaves_the_images(qtbot: QtBot) -> None:
    window, images, page = QMainWindow(), QLabel("images"), QLabel("list")
    qtbot.addWidget(window)
    window.setCentralWidget(images)
    swapping = Swapping(window)
    swapping.show(page)

    swapping.give_up(page)

    assert not swapping.is_away
    assert images.isVisibleTo(window)
    assert not page.isVisibleTo(window)
