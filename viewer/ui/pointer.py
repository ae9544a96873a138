"""From Qt's mouse to the program's pointer: device pixels of the viewport, and positions in the image's plane."""

from PySide6.QtCore import QPointF

from viewer.core.camera import from_screen
from viewer.core.scene import Scene
from viewer.interaction.tool import Button, Phase, PointerEvent

STEP = 120
"""Qt's units of one notch of a wheel: eighths of a degree."""


def to_device_px(position: QPointF, ratio: float) -> tuple[float, float]:
    """Return a widget's logical position in device pixels."""
    return position.x() * ratio, position.y() * ratio


def pointer_event(
    phase: Phase, screen_px: tuple[float, float], scene: Scene, button: Button = Button.LEFT
) -> PointerEvent:
    """Return what the pointer did, over the picture that is on the screen."""
    position = scene.image.plane.to_lps(from_screen(scene.affine, screen_px))
    x, y, z = (float(part) for part in position)
    return PointerEvent(phase, (x, y, z), screen_px, button)


def notches(pending: int, turned: int) -> tuple[int, int]:
    """Return whole notches the wheel was turned, and what remains for next time.

    Touchpads and free wheels turn by parts of a notch; a change of direction forgets the rest.
    """
    total = turned if pending * turned < 0 else pending + turned
    whole = int(total / STEP)
    return whole, total - whole * STEP


def is_drag(start: QPointF, now: QPointF, least_px: int) -> bool:
    """Whether the pointer has moved so far that the reader means a drag and not a click."""
    return (now - start).manhattanLength() >= least_px
