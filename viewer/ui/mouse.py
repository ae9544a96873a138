"""The mouse over one viewport: which events are gestures, which are wheel, menu and double click."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from viewer.core.scene import Scene
from viewer.core.viewport import ViewportState
from viewer.interaction.bindings import ClickAction, Held, Modifier, MouseProfile
from viewer.interaction.runner import Runner
from viewer.interaction.tool import Button, Phase, Surface
from viewer.interaction.wheel import turned
from viewer.ui.pointer import is_drag, notches, pointer_event, to_device_px

BUTTONS = {
    Qt.MouseButton.LeftButton: Button.LEFT,
    Qt.MouseButton.MiddleButton: Button.MIDDLE,
    Qt.MouseButton.RightButton: Button.RIGHT,
}
MODIFIERS = {
    Qt.KeyboardModifier.ShiftModifier: Modifier.SHIFT,
    Qt.KeyboardModifier.ControlModifier: Modifier.CTRL,
    Qt.KeyboardModifier.AltModifier: Modifier.ALT,
}


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """What lies under the pointer: the picture on the screen, and the same for the tools."""

    scene: Scene
    surface: Surface


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What the mouse asks of its viewport, beyond gestures."""

    under: Callable[[], Under | None]
    activate: Callable[[], None]
    menu: Callable[[QPoint], None]
    maximize: Callable[[], None]
    point: Callable[[Scene, tuple[float, float]], None]
    view: Callable[[ViewportState], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A press that is a gesture only if the hand moves; if it does not, it is a click."""

    button: Button
    held: Held
    position: QPointF


class Mouse:
    """Translates Qt's events over a canvas, as the reader's mouse profile says.

    A button whose click does something (the right one opens the menu) starts its gesture with the first movement.

    Parameters
    ----------
    chosen
        Name of the tool the reader chose.
    """

    def __init__(
        self,
        canvas: QWidget,
        runner: Runner,
        profile: Callable[[], MouseProfile],
        chosen: Callable[[], str],
        wishes: Wishes,
    ) -> None:
        self._canvas, self._runner = canvas, runner
        self._profile, self._chosen = profile, chosen
        self._wishes = wishes
        self._waiting: _Waiting | None = None
        self._turned = 0

    def press(self, event: QMouseEvent) -> None:
        """Start a gesture, or wait whether the press becomes one."""
        self._wishes.activate()
        button = BUTTONS.get(event.button())
        if button is None:
            return
        press = _Waiting(button, held(event.modifiers()), event.position())
        if button in self._profile().clicks:
            self._waiting = press
        else:
            self._start(press)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a gesture; without one, show what could be grabbed here."""
        waiting = self._waiting
        if waiting is not None:
            if not is_drag(waiting.position, event.position(), QApplication.startDragDistance()):
                return
            self._waiting = None
            self._start(waiting)
        self._give(Phase.MOVE, event.position())
        if not self._runner.is_running:
            self._hover(event.position())

    def release(self, event: QMouseEvent) -> None:
        """End a gesture. A click without one opens the menu; while a drawing is being made it drops that."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            self._give(Phase.RELEASE, event.position(), BUTTONS.get(event.button(), Button.LEFT))
        elif self._runner.is_running:
            self._runner.cancel()
        else:
            self._act(self._profile().clicks.get(waiting.button), event.globalPosition().toPoint())

    def double_click(self, event: QMouseEvent) -> None:
        """End a drawing of many points; otherwise do what the profile says."""
        button = BUTTONS.get(event.button())
        if button is None:
            return
        if self._runner.is_running and self._give(Phase.DOUBLE_CLICK, event.position(), button):
            return
        self._act(self._profile().double_clicks.get(button), event.globalPosition().toPoint())

    def wheel(self, event: QWheelEvent) -> None:
        """Scroll or zoom, by whole notches; the keys then act on what was scrolled."""
        away = event.angleDelta().y() or event.angleDelta().x()
        steps, self._turned = notches(self._turned, away)
        event.accept()
        under, wheel = self._wishes.under(), self._profile().wheel_for(held(event.modifiers()))
        if steps == 0 or under is None or wheel is None:
            return
        at_px = to_device_px(self._on_canvas(event.position()), under.surface.scale)
        self._wishes.activate()
        self._wishes.view(turned(under.surface, wheel, -steps, at_px))

    def cancel(self) -> bool:
        """End the running gesture without a trace; False if there is none."""
        was_running = self._runner.is_running
        self._runner.cancel()
        self._waiting = None
        return was_running

    def _act(self, action: ClickAction | None, at_global: QPoint) -> None:
        if action is ClickAction.CONTEXT_MENU:
            self._wishes.menu(at_global)
        elif action is ClickAction.MAXIMIZE:
            self._wishes.maximize()

    def _start(self, press: _Waiting) -> None:
        tool = self._profile().tool_for(press.button, press.held, self._chosen())
        self._give(Phase.PRESS, press.position, press.button, tool)

    def _give(
        self, phase: Phase, position: QPointF, button: Button = Button.LEFT, tool: str | None = None
    ) -> bool:
        under = self._wishes.under()
        if under is None:
            return False
        at_px = to_device_px(self._on_canvas(position), under.surface.scale)
        happened = pointer_event(phase, at_px, under.scene, button)
        return self._runner.handle(under.surface, happened, tool)

    def _hover(self, position: QPointF) -> None:
        under = self._wishes.under()
        if under is None:
            self._canvas.unsetCursor()
            return
        at_px = to_device_px(self._on_canvas(position), under.surface.scale)
        self._wishes.point(under.scene, at_px)
        grip = self._runner.hover(under.surface, at_px)
        if grip is not None:
            shape = Qt.CursorShape.SizeAllCursor if grip.handle is None else Qt.CursorShape.PointingHandCursor
            self._canvas.setCursor(shape)
        elif self._draws():
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self._canvas.unsetCursor()

    def _draws(self) -> bool:
        name = self._profile().tool_for(Button.LEFT, frozenset(), self._chosen())
        tool = self._runner.tools.get(name or "")
        return tool is not None and tool.measure is not None

    def _on_canvas(self, position: QPointF) -> QPointF:
        return position - QPointF(self._canvas.pos())


def held(modifiers: Qt.KeyboardModifier) -> Held:
    """Return the keys held down, as profiles name them."""
    return frozenset(name for key, name in MODIFIERS.items() if modifiers & key)
