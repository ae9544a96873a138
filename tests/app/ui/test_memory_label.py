"""The status bar tells how much memory images take."""

from pytestqt.qtbot import QtBot

from app.ui.memory_label import MemoryLabel


def test_used_and_allowed_memory_are_told_and_nothing_while_there_are_no_images(qtbot: QtBot) -> None:
    used = [0]
    label = MemoryLabel(lambda: used[0], 8 << 30)
    qtbot.addWidget(label)

    label.refresh()
    assert label.isHidden()

    used[0] = 3 << 29
    label.refresh_soon()
    qtbot.waitUntil(lambda: not label.isHidden())
    assert label.text() == "Images 1.5 of 8.0 GB"
    assert "1.50 of the 8.00 GB" in label.toolTip()

    used[0] = 0
    label.refresh()
    assert label.isHidden()
