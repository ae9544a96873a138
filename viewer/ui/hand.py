"""What a hand did in a viewport, put into the session."""

from collections.abc import Callable

from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement
from viewer.core.session import Session
from viewer.core.shapes import Drawing
from viewer.core.store import Store
from viewer.core.study import Frame
from viewer.core.viewport import ViewportState
from viewer.interaction.tool import Tool


class Hand:
    """Hears what the runner of one viewport tells, and sets the stores.

    Attributes
    ----------
    preview
        The drawing in the making.
    """

    def __init__(
        self,
        session: Session,
        cell: int,
        ask_text: Callable[[Measurement], None],
        point: Callable[[Vector, Frame], None],
    ) -> None:
        self._session = session
        self._cell = cell
        self._ask_text = ask_text
        self._point = point
        self.preview: Store[Drawing | None] = Store(None)

    def previewed(self, drawing: Drawing | None) -> None:
        """Show a drawing in the making."""
        self.preview.set(drawing)

    def viewed(self, state: ViewportState) -> None:
        """Change the viewport."""
        self._session.viewports[self._cell].set(state)

    def measured(self, tool: Tool, measurement: Measurement) -> None:
        """Keep a measurement: one step of undo. Asks for the reader's words where the tool wants them."""
        history = self._session.history
        is_new = history.value.now.find(measurement.uid) is None
        history.set(history.value.record(history.value.now.with_one(measurement)))
        self._session.selected.set(measurement.uid)
        if is_new and tool.asks_for_text:
            self._ask_text(measurement)

    def pointed(self, at_lps: Vector, frame: Frame) -> None:
        """Let all viewports show a place."""
        self._point(at_lps, frame)

    def selected(self, uid: str) -> None:
        """Select a measurement, or none."""
        self._session.selected.set(uid)
