"""A hand for tests: presses, drags and clicks on an image, as a viewport would report them."""

from collections.abc import Iterable

from viewer.core.camera import Camera, Canvas, to_screen
from viewer.core.geometry import Vector
from viewer.core.images import Image, Shading
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing
from viewer.core.study import Frame
from viewer.core.viewport import ViewportState
from viewer.interaction.runner import Mode, Runner
from viewer.interaction.tool import Button, Phase, PointerEvent, Surface, Tool
from viewer.tools import TOOLS

Pixel = tuple[float, float]
"""An image position, (column, row)."""

TOOLBOX = {tool.name: tool for tool in TOOLS}
ZOOM = 8.0
NEAR = Camera(zoom=ZOOM)
PLAIN = Shading()


def surface(
    image: Image,
    *,
    frames: int = 1,
    index: int = 0,
    measurements: tuple[Measurement, ...] = (),
    shading: Shading = PLAIN,
    camera: Camera = NEAR,
    size_px: tuple[int, int] = (1000, 800),
    scale: float = 1.0,
) -> Surface:
    """Return a viewport of 1000 × 800 that shows an image, eight screen pixels for each of its pixels."""
    rows, columns = image.stored.shape[:2]
    canvas = Canvas.of(columns, rows, image.calibration, *size_px)
    state = ViewportState("set", index, shading, preset="Brain", camera=camera)
    return Surface(image, state, canvas, frames, measurements, scale)


def at(where: Surface, pixel: Pixel, phase: Phase, button: Button = Button.LEFT) -> PointerEvent:
    """Return the event of a pointer over an image position."""
    x_px, y_px = to_screen(where.affine, pixel)
    x, y, z = (float(part) for part in where.image.plane.to_lps(pixel))
    return PointerEvent(phase, (x, y, z), (float(x_px), float(y_px)), button)


def on_screen(
    where: Surface, x_px: float, y_px: float, phase: Phase, button: Button = Button.LEFT
) -> PointerEvent:
    """Return the event of a pointer at a place of the screen, for tools that look at nothing else."""
    return PointerEvent(phase, (0.0, 0.0, 0.0), (x_px, y_px), button)


class Heard:
    """An audience that remembers what it heard."""

    def __init__(self) -> None:
        self.previews: list[Drawing | None] = []
        self.states: list[ViewportState] = []
        self.measurements: list[Measurement] = []
        self.selections: list[str] = []
        self.places: list[tuple[Vector, Frame]] = []

    def previewed(self, drawing: Drawing | None) -> None:
        self.previews.append(drawing)

    def viewed(self, state: ViewportState) -> None:
        self.states.append(state)

    def measured(self, tool: Tool, measurement: Measurement) -> None:
        assert tool.name == measurement.tool
        self.measurements.append(measurement)

    def pointed(self, at_lps: Vector, frame: Frame) -> None:
        self.places.append((at_lps, frame))

    def selected(self, uid: str) -> None:
        self.selections.append(uid)


class Hand:
    """A hand on one viewport, holding one tool. Positions are image positions, (column, row)."""

    def __init__(
        self,
        tool: str | None,
        where: Surface,
        tools: Iterable[Tool] = TOOLS,
        modes: dict[str, Mode] | None = None,
    ) -> None:
        self.tool, self.where, self.heard = tool, where, Heard()
        self.runner = Runner({known.name: known for known in tools}, self.heard, modes)

    def does(self, phase: Phase, pixel: Pixel, button: Button = Button.LEFT) -> bool:
        """Do one thing; return whether anybody had a use for it."""
        return self.runner.handle(self.where, at(self.where, pixel, phase, button), self.tool)

    def presses(self, pixel: Pixel) -> None:
        self.does(Phase.PRESS, pixel)

    def moves(self, pixel: Pixel) -> None:
        self.does(Phase.MOVE, pixel)

    def releases(self, pixel: Pixel) -> None:
        self.does(Phase.RELEASE, pixel)

    def clicks(self, *pixels: Pixel) -> "Hand":
        """Click at each position, moving there first."""
        for pixel in pixels:
            self.moves(pixel)
            self.presses(pixel)
            self.releases(pixel)
        return self

    def drags(self, *pixels: Pixel, button: Button = Button.LEFT) -> "Hand":
        """Press at the first position, move through all, let go at the last."""
        self.does(Phase.PRESS, pixels[0], button)
        for pixel in pixels[1:]:
            self.moves(pixel)
        self.does(Phase.RELEASE, pixels[-1], button)
        return self

    @property
    def measurement(self) -> Measurement | None:
        """What was measured, None if nothing was."""
        assert len(self.heard.measurements) <= 1
        return self.heard.measurements[0] if self.heard.measurements else None


def drag(tool: str, *pixels: Pixel, on: Image) -> Measurement | None:
    """Return what a tool measures when it is dragged along image positions."""
    return Hand(tool, surface(on)).drags(*pixels).measurement


def clicks(tool: str, *pixels: Pixel, on: Image) -> Measurement | None:
    """Return what a tool measures when image positions are clicked one after the other."""
    return Hand(tool, surface(on)).clicks(*pixels).measurement
