"""What layers lay over the next images is made while the reader looks at this one."""

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.builders.layers import layer
from tests.builders.opened import images
from tests.builders.windows import Reading
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import NOTHING, Cut
from viewer.core.study import FrameKey
from viewer.ui.ahead import IMAGES_AHEAD, Ahead
from viewer.ui.picture import Shown

COUNT = 20


@dataclass
class Noting:
    """Content that notes what it is asked for."""

    asked: list[FrameKey] = field(default_factory=list)

    def on(self, grid: ImageGrid) -> Cut:
        self.asked.append(grid.key)
        return NOTHING


@pytest.fixture
def noting() -> Noting:
    return Noting()


@pytest.fixture
def reading(noting: Noting) -> Reading:
    """Twenty images with one layer over them."""
    made = Reading()
    made.open(images(COUNT))
    (shown,) = made.session.display_sets()
    over = layer(noting, frame_of_reference_uid=shown.frames[0].instance.frame_of_reference_uid)
    made.session.layers.set(made.session.layers.value.with_layer(over))
    return made


def shown_at(reading: Reading, index: int) -> Shown:
    (shown,) = reading.session.display_sets()
    image = reading.pixels.image(shown.uid, index)
    assert image is not None
    return Shown(image, shown, index)


def keys(reading: Reading, *places: int) -> list[FrameKey]:
    (shown,) = reading.session.display_sets()
    return [shown.frames[place].key for place in places]


def test_the_next_images_are_made_ready_while_the_reader_rests(
    qtbot: QtBot, reading: Reading, noting: Noting
) -> None:
    parent = QObject()
    Ahead(reading.session, reading.pixels, parent).follow(shown_at(reading, 5))

    qtbot.waitUntil(lambda: len(noting.asked) == IMAGES_AHEAD)

    assert noting.asked == keys(reading, *range(6, 6 + IMAGES_AHEAD))


def test_they_are_those_before_where_the_reader_scrolls_back(
    qtbot: QtBot, reading: Reading, noting: Noting
) -> None:
    parent = QObject()
    ahead = Ahead(reading.session, reading.pixels, parent)
    ahead.follow(shown_at(reading, 4))
    ahead.follow(shown_at(reading, 3))

    qtbot.waitUntil(lambda: len(noting.asked) == 3)

    assert noting.asked == keys(reading, 2, 1, 0)


def test_nothing_is_made_ready_where_no_layer_is_turned_on(
    qtbot: QtBot, reading: Reading, noting: Noting
) -> None:
    layers = reading.session.layers.value
    reading.session.layers.set(layers.with_look("9.1", replace(layers.look("9.1"), visible=False)))
    parent = QObject()

    Ahead(reading.session, reading.pixels, parent).follow(shown_at(reading, 5))
    qtbot.wait(60)

    assert noting.asked == []
