"""Mouse profiles, and the wheel."""

from pathlib import Path

import pytest

from tests.builders.gestures import surface
from tests.builders.images import image
from viewer.core.camera import actual_zoom, from_screen
from viewer.interaction.bindings import (
    ClickAction,
    Modifier,
    MouseProfile,
    ProfileError,
    Wheel,
    WheelAction,
    mouse_profile,
)
from viewer.interaction.tool import Button
from viewer.interaction.wheel import turned
from viewer.tools import TOOLS

KEYMAPS = Path(__file__).resolve().parents[3] / "resources" / "keymaps"
SHIPPED = sorted(KEYMAPS.glob("mouse_*.toml"))
NAMES = {tool.name for tool in TOOLS}
PLAIN: frozenset[Modifier] = frozenset()
CTRL, SHIFT = frozenset({Modifier.CTRL}), frozenset({Modifier.SHIFT})


def shipped(name: str) -> MouseProfile:
    return mouse_profile((KEYMAPS / f"mouse_{name}.toml").read_text(encoding="utf-8"), NAMES)


def test_three_profiles_are_shipped() -> None:
    assert [path.stem for path in SHIPPED] == ["mouse_bir", "mouse_pacs", "mouse_weasis"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_profile_can_be_used_and_has_its_name(path: Path) -> None:
    profile = mouse_profile(path.read_text(encoding="utf-8"), NAMES)

    assert path.stem == f"mouse_{profile.name}"
    assert profile.title
    assert profile.tool_for(Button.LEFT, PLAIN, "length") == "length"
    assert profile.tool_for(Button.MIDDLE, PLAIN, "length") == "pan"
    assert profile.wheel_for(PLAIN) == Wheel(WheelAction.SCROLL)
    assert profile.wheel_for(CTRL) == Wheel(WheelAction.ZOOM)
    assert profile.wheel_for(SHIFT) == Wheel(WheelAction.SCROLL, 10)
    assert profile.clicks[Button.RIGHT] is ClickAction.CONTEXT_MENU
    assert profile.double_clicks[Button.LEFT] is ClickAction.MAXIMIZE


@pytest.mark.parametrize(
    ("name", "start_tool", "right"),
    [("bir", "scroll", "window"), ("pacs", "window", "zoom"), ("weasis", "window", None)],
)
def test_profiles_differ_where_readers_do(name: str, start_tool: str, right: str | None) -> None:
    profile = shipped(name)

    assert profile.start_tool == start_tool
    assert profile.tool_for(Button.RIGHT, PLAIN, "length") == right


def test_a_window_is_reached_by_a_button_alone_in_every_profile() -> None:
    for path in SHIPPED:
        profile = mouse_profile(path.read_text(encoding="utf-8"), NAMES)
        tools = {profile.tool_for(button, PLAIN, profile.start_tool) for button in Button}
        assert "window" in tools


def test_keys_held_without_a_binding_of_their_own_change_nothing() -> None:
    assert shipped("bir").tool_for(Button.RIGHT, SHIFT, "length") == "window"
    assert shipped("bir").wheel_for(frozenset({Modifier.ALT})) == Wheel(WheelAction.SCROLL)


BIR = (KEYMAPS / "mouse_bir.toml").read_text(encoding="utf-8")


def test_a_binding_with_a_key_held_comes_first() -> None:
    profile = mouse_profile(BIR.replace('middle = "pan"', 'middle = "pan"\n"shift+left" = "zoom"'), NAMES)

    assert profile.tool_for(Button.LEFT, SHIFT, "length") == "zoom"
    assert profile.tool_for(Button.LEFT, PLAIN, "length") == "length"


@pytest.mark.parametrize(
    ("known", "wrong", "named"),
    [
        ('name = "bir"', "", "name"),
        ('name = "bir"', "name = 3", "name"),
        ('name = "bir"', 'name = "bir"\ncolor = "red"', "color"),
        ('name = "bir"', "name =", "TOML"),
        ('start_tool = "scroll"', 'start_tool = "chosen"', "chosen"),
        ('middle = "pan"', 'middle = "pann"', "pann"),
        ('middle = "pan"', "middle = 3", "drag.middle"),
        ('middle = "pan"', 'thumb = "pan"', "thumb"),
        ('middle = "pan"', '"meta+middle" = "pan"', "meta"),
        ('plain = { action = "scroll" }', 'plain = { action = "jump" }', "jump"),
        ('plain = { action = "scroll" }', 'plain = "scroll"', "wheel"),
        ("steps = 10", "steps = 0", "steps"),
        ("steps = 10", "steps = true", "steps"),
        ('right = "context menu"', 'right = "explode"', "explode"),
        ('[click]\nright = "context menu"', "", "click"),
        ('[drag]\nleft = "chosen"\nmiddle = "pan"\nright = "window"', 'drag = "left"', "drag"),
    ],
)
def test_f19_a_profile_with_a_mistake_is_refused_and_the_mistake_named(
    known: str, wrong: str, named: str
) -> None:
    assert known in BIR

    with pytest.raises(ProfileError, match=named):
        mouse_profile(_first_table_last(BIR.replace(known, wrong)), NAMES)


def _first_table_last(text: str) -> str:
    """Return a text with a plain entry moved before all tables, where TOML wants it."""
    lines = text.splitlines()
    plain = [line for line in lines if line == 'drag = "left"']
    return "\n".join(plain + [line for line in lines if line not in plain])


def test_the_wheel_scrolls_to_later_frames_when_turned_towards_the_reader() -> None:
    where = surface(image(), frames=30, index=5)

    assert turned(where, Wheel(WheelAction.SCROLL), 1, (0, 0)).index == 6
    assert turned(where, Wheel(WheelAction.SCROLL, 10), -1, (0, 0)).index == 0
    assert turned(where, Wheel(WheelAction.SCROLL, 10), 2, (0, 0)).index == 25


def test_the_wheel_zooms_about_the_pointer() -> None:
    where = surface(image())
    at_px = (700.0, 100.0)

    closer = surface(image(), camera=turned(where, Wheel(WheelAction.ZOOM), -2, at_px).camera)

    assert actual_zoom(closer.state.camera, where.canvas) == pytest.approx(8 * 1.15**2)
    assert from_screen(closer.affine, at_px) == pytest.approx(from_screen(where.affine, at_px))
