"""Window center and width by dragging: right is wider, up lowers the center and so brightens (BIR)."""

from dataclasses import replace
from math import exp

import numpy as np

from viewer.core.images import Image, voi_in_force
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Voi, VoiFunction, VoiLut, Window
from viewer.interaction.moving import Follow, moving_tool
from viewer.interaction.tool import PointerEvent, Surface, Tool

WIDENING_PER_PX = 0.007
"""A hundred pixels double the width."""
SHIFT_PER_PX = 0.005
"""Two hundred pixels move the center by one width."""
FINEST = 1 / 1024
"""A window narrower than this part of the image's values is still moved as if it were that wide."""


def window_tool(*, inverse_center: bool = False) -> Tool:
    """Return the window tool; ``inverse_center`` for readers used to up raising the center."""
    direction = -1.0 if inverse_center else 1.0

    def start(surface: Surface, press: PointerEvent) -> Follow:
        image, state = surface.image, surface.state
        if image.is_color:
            return lambda _: state
        first = as_window(voi_in_force(image, state.shading))
        span = value_span(image)
        reference = min(max(first.width, span * FINEST), max(span, first.width * FINEST))
        least = 1.0 if first.function is VoiFunction.LINEAR else span * 1e-6

        def follow(event: PointerEvent) -> ViewportState:
            right_px = (event.screen_px[0] - press.screen_px[0]) / surface.scale
            down_px = (event.screen_px[1] - press.screen_px[1]) / surface.scale
            if not (right_px or down_px):
                return state
            width = first.width + reference * (exp(WIDENING_PER_PX * right_px) - 1)
            center = first.center + direction * reference * SHIFT_PER_PX * down_px
            window = Window(center, max(width, least), first.function)
            return replace(state, shading=replace(state.shading, voi=window), preset="")

        return follow

    return moving_tool(
        name="window",
        title="Window",
        description="Contrast and brightness: drag right for wider, up for brighter",
        start=start,
        key="W",
    )


def as_window(voi: Voi) -> Window:
    """Return a window, or one as wide as a table is, from which the hand can start."""
    if isinstance(voi, VoiLut):
        width = max(len(voi.entries), 1)
        return Window(voi.first + width / 2, width)
    return voi


def value_span(image: Image) -> float:
    """Return how far the image's values reach, without padding, from a sample of its pixels.

    In the numbers its window applies to.
    """
    numbers = image.under_window(image.sample())
    numbers = numbers[np.isfinite(numbers)]
    return float(np.ptp(numbers)) if numbers.size and np.ptp(numbers) > 0 else 1.0
