"""The commands of several viewports, and of the hand that works in them."""

from collections.abc import Iterator, Sequence
from functools import partial

from app.commands import Command
from app.reading.viewing import Viewing
from viewer.core.session import Session
from viewer.interaction.following import Following
from viewer.interaction.tool import Tool

LAYOUTS = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 3), (4, 4))


def layout_commands(viewing: Viewing, session: Session, following: Following) -> Iterator[Command]:
    """Yield what lays viewports out and joins them."""
    menu = "&View"
    for rows, columns in LAYOUTS:
        yield Command(
            f"layout.{rows}x{columns}",
            f"{rows} × {columns}",
            f"{rows} rows and {columns} columns of viewports",
            partial(viewing.lay_out, rows, columns),
            "&View/&Layout",
        )
    yield Command(
        "view.maximize",
        "Ma&ximize viewport",
        "Let the active viewport fill the grid (or double-click it)",
        viewing.maximize,
        menu,
        checked=lambda: session.layout.value.maximized,
    )
    yield Command(
        "view.next_viewport",
        "Next &viewport",
        "Make the next viewport the active one",
        viewing.step_viewport,
        menu,
    )
    yield Command(
        "view.link",
        "Lin&k viewports",
        "Scroll together: same place, or the offset they have now",
        lambda: following.linked.set(True),
        menu,
        checked=lambda: following.linked.value,
        icon="link",
        separator_before=True,
    )
    yield Command(
        "view.unlink",
        "&Unlink viewports",
        "Scroll each on its own",
        lambda: following.linked.set(False),
        menu,
        lambda: following.linked.value,
    )
    yield Command(
        "view.localizers",
        "L&ocalizer lines",
        "Draw where the other viewports' planes cut this one",
        lambda: following.lines.set(not following.lines.value),
        menu,
        checked=lambda: following.lines.value,
        icon="localizers",
    )


def tool_commands(viewing: Viewing, session: Session, tools: Sequence[Tool]) -> Iterator[Command]:
    """Yield one for each tool."""
    hand = session.hand
    for tool in tools:
        yield Command(
            f"tool.{tool.name}",
            f"&{tool.title}",
            tool.help,
            partial(viewing.take_tool, tool.name),
            "&Tools",
            checked=lambda name=tool.name: hand.value.tool == name,  # type: ignore[misc]  # bound early
            icon=tool.name,
        )
