"""The commands that play moving pictures, beside the one that starts and stops them."""

from collections.abc import Callable, Iterator
from functools import partial

from app.commands import Command
from app.reading.cine import Cine
from viewer.ui.cine_bar import Keys

MENU = "&View/&Cine"


def cine_commands(cine: Cine, has_image: Callable[[], bool]) -> Iterator[Command]:
    """Yield them in the order of the menu."""
    yield Command(
        "cine.step_back",
        "One frame &back",
        "Stand still, one frame back",
        partial(cine.step_active, -1),
        MENU,
        has_image,
        icon="step-back",
    )
    yield Command(
        "cine.step_on",
        "One frame &on",
        "Stand still, one frame on",
        partial(cine.step_active, 1),
        MENU,
        has_image,
        icon="step-on",
    )
    yield Command(
        "cine.slower",
        "&Slower",
        "Play at the next lower speed: down to a quarter of the recorded one",
        partial(cine.change_speed, -1),
        MENU,
        has_image,
        separator_before=True,
    )
    yield Command(
        "cine.faster",
        "&Faster",
        "Play at the next higher speed: up to twice the recorded one",
        partial(cine.change_speed, 1),
        MENU,
        has_image,
    )
    yield Command(
        "cine.loop",
        "&Loop",
        "Begin again after the last frame, or stop there",
        cine.toggle_loop,
        MENU,
        has_image,
        lambda: cine.loops.value,
        "loop",
    )


def bar_keys(key: Callable[[str], str]) -> Keys:
    """Return the keys that the bar at the foot of a viewport names, from the key of each command."""
    return Keys(
        play=key("view.cine"),
        back=key("cine.step_back"),
        on=key("cine.step_on"),
        slower=key("cine.slower"),
        faster=key("cine.faster"),
        loop=key("cine.loop"),
    )
