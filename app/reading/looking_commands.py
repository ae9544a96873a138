"""The commands of one viewport: undoing, scrolling, zooming, turning, its window."""

from collections.abc import Callable, Iterator
from functools import partial

from app.commands import Command
from app.reading.cine import Cine
from app.reading.viewing import Viewing

ARROWS = (
    ("previous_frame", "&Previous image", -1, (0, -1)),
    ("next_frame", "&Next image", 1, (0, 1)),
    ("back_ten", "Ten &back", -10, (0, -10)),
    ("on_ten", "Ten &on", 10, (0, 10)),
    ("arrow_left", "Previous image, or nudge left", -1, (-1, 0)),
    ("arrow_right", "Next image, or nudge right", 1, (1, 0)),
    ("arrow_left_ten", "Ten back, or nudge left", -10, (-10, 0)),
    ("arrow_right_ten", "Ten on, or nudge right", 10, (10, 0)),
)
"""Commands of the arrow keys: images to scroll, or pixels (right, down) to nudge the selected measurement."""


def edit_commands(viewing: Viewing) -> Iterator[Command]:
    """Yield what changes measurements."""
    menu = "&Edit"
    yield Command(
        "edit.undo",
        "&Undo",
        "Take the last change of a measurement back",
        viewing.undo,
        menu,
        viewing.can_undo,
        icon="undo",
    )
    yield Command(
        "edit.redo",
        "&Redo",
        "Do again what was taken back",
        viewing.redo,
        menu,
        viewing.can_redo,
        icon="redo",
    )
    yield Command(
        "edit.delete",
        "&Delete measurement",
        "Remove the selected measurement; undo brings it back",
        viewing.delete_selected,
        menu,
        viewing.has_selection,
        icon="delete",
    )


def scroll_commands(viewing: Viewing, cine: Cine, nudge: Callable[[int, int], bool]) -> Iterator[Command]:
    """Yield what goes to another image.

    Parameters
    ----------
    nudge
        Moves the selected measurement by pixels (right, down); returns False where none is selected.
    """
    menu, image = "&View/&Scroll", viewing.has_image
    for name, title, frames, way in ARROWS:
        yield Command(
            f"view.{name}",
            title,
            "With a measurement selected: nudge it by as many pixels",
            partial(_arrow, viewing, nudge, frames, *way),
            menu if way[1] else "",
            image,
        )
    yield Command(
        "view.first_frame", "&First image", "To the first image", partial(viewing.go_to, 0), menu, image
    )
    yield Command("view.last_frame", "&Last image", "To the last image", viewing.go_to_end, menu, image)
    yield Command(
        "view.previous_series",
        "Previous &series",
        "Show the series before this one",
        partial(viewing.step_series, -1),
        menu,
    )
    yield Command(
        "view.next_series",
        "Ne&xt series",
        "Show the series after this one",
        partial(viewing.step_series, 1),
        menu,
    )
    yield Command(
        "view.cine",
        "Play as &cine",
        "Play the images at the speed they were made for",
        cine.toggle,
        menu,
        image,
        checked=lambda: cine.playing.value,
        icon="cine",
    )


def _arrow(viewing: Viewing, nudge: Callable[[int, int], bool], frames: int, right: int, down: int) -> None:
    if not nudge(right, down):
        viewing.step(frames)


def looking_commands(viewing: Viewing, escape: Callable[[], None]) -> Iterator[Command]:
    """Yield what changes how the image is shown."""
    menu, image = "&View", viewing.has_image
    turn = viewing.can_turn
    yield Command(
        "view.fit", "&Fit to viewport", "Show the whole image", viewing.fit, menu, image, icon="fit"
    )
    yield Command(
        "view.actual_size",
        "&One to one",
        "One image pixel on one screen pixel",
        viewing.actual_size,
        menu,
        image,
    )
    yield Command(
        "view.invert",
        "&Invert",
        "Exchange black and white",
        viewing.invert,
        menu,
        image,
        viewing.is_inverted,
        "invert",
    )
    yield Command(
        "view.colors",
        "&Color profile",
        "Show colors as the image's ICC profile or palette says, or as they are stored",
        viewing.manage_colors,
        menu,
        viewing.has_colors,
        viewing.is_managed,
    )
    yield Command(
        "view.interpolate",
        "S&mooth pixels",
        "Smooth magnified pixels, or show them as squares",
        viewing.interpolate,
        menu,
        image,
        viewing.is_interpolated,
        "interpolation",
    )
    only = "; projection images only, so that left and right are never mixed up"
    yield Command(
        "view.turn_right",
        "Turn &right",
        f"Turn by 90°{only}",
        partial(viewing.turn, 1),
        menu,
        turn,
        icon="rotate",
        separator_before=True,
    )
    yield Command("view.turn_left", "Turn &left", f"Turn by 90°{only}", partial(viewing.turn, -1), menu, turn)
    yield Command("view.flip", "Fli&p", f"Mirror left to right{only}", viewing.flip, menu, turn, icon="flip")
    yield Command(
        "view.reset",
        "R&eset",
        "Show the series as at first; its measurements go, and undo brings them back",
        escape,
        menu,
        icon="reset",
        separator_before=True,
    )
    yield Command(
        "view.annotations",
        "Corner &text",
        "Full, minimal or no text in the corners",
        viewing.next_annotation_level,
        menu,
        icon="annotations",
    )


def window_commands(preset: Callable[[str], None], has_image: Callable[[], bool]) -> Iterator[Command]:
    """Yield one for each digit."""
    for digit in "0123456789":
        title, help_text = {
            "0": ("&Automatic window", "From the 1st to the 99th percentile of the image"),
            "1": ("Image's window &1", "The first window that came with the image"),
            "2": ("Image's window &2", "The second window that came with the image"),
        }.get(digit, (f"Preset &{digit}", f"The modality's window preset {digit}"))
        yield Command(
            f"window.{digit}",
            title,
            help_text,
            partial(preset, digit),
            "&View/&Window",
            has_image,
        )
