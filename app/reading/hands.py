"""What keys do to the picture in the active viewport: presets and nudges, which need its pixels."""

from collections.abc import Callable, Mapping

from viewer.core.session import Session
from viewer.interaction.editing import nudged
from viewer.interaction.tool import Surface, Tool
from viewer.modalities.table import modality_for
from viewer.ui.window_choices import choices, with_window


class Hands:
    """Acts on what lies in the active viewport.

    Parameters
    ----------
    surface
        Returns it; None while there is no image.
    """

    def __init__(
        self, session: Session, tools: Mapping[str, Tool], surface: Callable[[], Surface | None]
    ) -> None:
        self._session, self._tools, self._surface = session, tools, surface

    def preset(self, key: str) -> None:
        """Shade the image with the window that has this key: automatic, its own, or a preset of its modality."""
        surface = self._surface()
        if surface is None:
            return
        image = surface.image
        modality = modality_for(image.frame.instance.series.modality)
        for choice in choices(image, modality):
            if choice.key == key:
                active = self._session.active
                active.set(with_window(active.value, choice.voi(image), choice.preset))
                return

    def nudge(self, right_px: int, down_px: int) -> bool:
        """Move the selected measurement by whole pixels; False where none is selected on this image."""
        surface = self._surface()
        selected = self._session.annotations.find(self._session.selected.value)
        if surface is None or selected is None or selected.place.frame != surface.image.frame.key:
            return False
        tool = self._tools.get(selected.tool)
        moved = nudged(tool, surface, selected, right_px, down_px) if tool else None
        if moved is not None:
            history = self._session.history
            history.set(history.value.record(history.value.now.with_one(moved)))
        return True
