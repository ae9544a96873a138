"""From the mouse to the patient, on every kind of screen."""

import pytest
from PySide6.QtCore import QPointF

from tests.builders.opened import images
from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.scene import Scene
from viewer.interaction.tool import Phase
from viewer.ui.pointer import is_drag, notches, pointer_event, to_device_px


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_same_place_of_the_image_is_met_at_every_scale_of_the_screen(ratio: float) -> None:
    image = images(1, grey=0, size=(100, 200))[0]
    scene = Scene(image, Shading(), Camera(), round(400 * ratio), round(200 * ratio))

    event = pointer_event(Phase.PRESS, to_device_px(QPointF(201, 101), ratio), scene)

    assert event.position_lps == pytest.approx((100.0, 50.0, 0.0))


def test_device_pixels_are_what_presenters_draw() -> None:
    assert to_device_px(QPointF(10.5, 20), 1.5) == (15.75, 30.0)


@pytest.mark.parametrize(
    ("pending", "turned", "expected"),
    [
        (0, 120, (1, 0)),
        (0, -240, (-2, 0)),
        (60, 60, (1, 0)),
        (0, 40, (0, 40)),
        (100, -40, (0, -40)),
        (0, 300, (2, 60)),
    ],
)
def test_parts_of_a_notch_add_up_and_turning_back_starts_anew(
    pending: int, turned: int, expected: tuple[int, int]
) -> None:
    assert notches(pending, turned) == expected


def test_a_shaking_hand_does_not_drag() -> None:
    assert not is_drag(QPointF(5, 5), QPointF(8, 7), 10)
    assert is_drag(QPointF(5, 5), QPointF(15, 5), 10)
