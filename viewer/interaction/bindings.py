"""What the buttons and the wheel of the mouse do: profiles, read from text.

The profiles that come with the program are ``resources/keymaps/mouse_*.toml``.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from viewer.interaction.tool import Button

CHOSEN = "chosen"
"""Instead of a tool's name: the one the reader chose by key or toolbar."""


class Modifier(Enum):
    """A key held down while the mouse does something."""

    SHIFT = "shift"
    CTRL = "ctrl"
    ALT = "alt"


Held = frozenset[Modifier]


class WheelAction(Enum):
    """What the wheel does."""

    SCROLL = "scroll"
    ZOOM = "zoom"


@dataclass(frozen=True, slots=True)
class Wheel:
    """What one notch of the wheel does: frames to scroll, or steps of magnification."""

    action: WheelAction
    steps: int = 1


class ClickAction(Enum):
    """What a click that drags nothing does."""

    CONTEXT_MENU = "context menu"
    MAXIMIZE = "maximize"


@dataclass(frozen=True, slots=True)
class MouseProfile:
    """A way of using the mouse.

    Attributes
    ----------
    start_tool
        The tool that is chosen when the program starts.
    drags
        Tool names, or CHOSEN, by button and keys held.
    """

    name: str
    title: str
    start_tool: str
    drags: Mapping[tuple[Button, Held], str]
    wheel: Mapping[Held, Wheel]
    clicks: Mapping[Button, ClickAction]
    double_clicks: Mapping[Button, ClickAction]

    def tool_for(self, button: Button, held: Held, chosen: str) -> str | None:
        """Return the name of the tool for a button; without a binding of their own, keys held change nothing."""
        bound = self.drags.get((button, held)) or self.drags.get((button, frozenset()))
        return chosen if bound == CHOSEN else bound

    def wheel_for(self, held: Held) -> Wheel | None:
        """Return what a notch of the wheel does."""
        return self.wheel.get(held) or self.wheel.get(frozenset())


class ProfileError(ValueError):
    """A mouse profile that cannot be used; says which entry and why."""


def mouse_profile(text: str, tools: Collection[str]) -> MouseProfile:
    """Return the profile a TOML text describes.

    Raises
    ------
    ProfileError
        For text that is not TOML, an entry that is missing or unknown, or a tool that does not exist.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"not TOML: {error}") from error
    known = {"name", "title", "start_tool", "drag", "wheel", "click", "double_click"}
    if tables.keys() != known:
        odd = ", ".join(sorted(tables.keys() ^ known))
        raise ProfileError(f"entries missing or unknown: {odd}")
    start_tool = _tool(_text(tables, "start_tool"), "start_tool", tools)
    return MouseProfile(
        name=_text(tables, "name"),
        title=_text(tables, "title"),
        start_tool=start_tool,
        drags=_drags(_table(tables, "drag"), {*tools, CHOSEN}),
        wheel={
            _held(keys.split("+"), "wheel"): _wheel(does) for keys, does in _table(tables, "wheel").items()
        },
        clicks=_clicks(_table(tables, "click"), "click"),
        double_clicks=_clicks(_table(tables, "double_click"), "double_click"),
    )


def _drags(table: Mapping[str, object], tools: Collection[str]) -> Mapping[tuple[Button, Held], str]:
    drags = {}
    for grip, does in table.items():
        *keys, button = grip.split("+")
        held = _held(keys or ["plain"], "drag")
        drags[_member(button, "drag", Button), held] = _tool(does, f"drag.{grip}", tools)
    return drags


def _wheel(does: object) -> Wheel:
    if not isinstance(does, Mapping) or not does.keys() <= {"action", "steps"}:
        raise ProfileError("wheel: an entry needs an action, and steps where it is not 1")
    steps = does.get("steps", 1)
    if not isinstance(steps, int) or isinstance(steps, bool) or steps < 1:
        raise ProfileError("wheel: steps are a whole number from 1")
    return Wheel(_member(does.get("action"), "wheel", WheelAction), steps)


def _clicks(table: Mapping[str, object], where: str) -> Mapping[Button, ClickAction]:
    return {
        _member(button, where, Button): _member(does, where, ClickAction) for button, does in table.items()
    }


def _held(keys: Collection[str], where: str) -> Held:
    return frozenset(_member(key, where, Modifier) for key in keys if key != "plain")


def _text(tables: Mapping[str, object], where: str) -> str:
    text = tables[where]
    if not isinstance(text, str):
        raise ProfileError(f"{where} is not text")
    return text


def _table(tables: Mapping[str, object], where: str) -> Mapping[str, object]:
    table = tables[where]
    if not isinstance(table, Mapping):
        raise ProfileError(f"{where} is not a table")
    return table


def _tool(name: object, where: str, tools: Collection[str]) -> str:
    if not isinstance(name, str) or name not in tools:
        raise ProfileError(f"{where}: there is no tool {name!r}")
    return name


Member = TypeVar("Member", bound=Enum)


def _member(name: object, where: str, members: type[Member]) -> Member:
    for member in members:
        if member.value == name:
            return member
    allowed = ", ".join(str(member.value) for member in members)
    raise ProfileError(f"{where}: {name!r} is not one of {allowed}")
