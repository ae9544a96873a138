"""The commands of what others laid over an image: presentation states, key images, overlays, shutters."""

from collections.abc import Callable, Iterator

from app.commands import Command
from app.reading.presenting import Presenting


def presenting_commands(
    presenting: Presenting, has_image: Callable[[], bool], show_legend: Callable[[], None]
) -> Iterator[Command]:
    """Yield them in the order of the menu."""
    menu = "&View"
    yield Command(
        "view.presentation",
        "Presentation &state",
        "Show the image as a colleague saved it (GSPS): the next one, and none after the last",
        presenting.apply_next,
        menu,
        presenting.can_apply,
        presenting.is_applied,
        separator_before=True,
    )
    yield Command(
        "view.key_images",
        "&Key images only",
        "Go through the images a colleague selected and no others",
        presenting.toggle_keys,
        menu,
        presenting.can_keep_to_keys,
        presenting.keeps_to_keys,
    )
    yield Command(
        "view.overlays",
        "O&verlays",
        "Draw what was saved to lie over the image, or leave it away",
        presenting.toggle_overlays,
        menu,
        has_image,
        presenting.are_overlays_drawn,
    )
    yield Command(
        "view.layers",
        "&Overlay legend",
        "Segmentations, structures, doses and parametric maps: what there is, and how it is shown",
        show_legend,
        menu,
    )
    yield Command(
        "view.shutter",
        "Sh&utter",
        "Hide the surroundings that the image's shutter hides, or show all of it",
        presenting.toggle_shutter,
        menu,
        has_image,
        presenting.is_shut,
    )
