"""Commands that say what numbers are read in: an image's own values, or uptake where it can be had."""

from collections.abc import Iterator
from functools import partial

from app.commands import Command
from app.reading.viewing import Viewing

MENU = "&View/&Values"

UPTAKES = (
    ("values.suvbw", "SUVbw", "SUV body &weight", "by body weight"),
    ("values.suvlbm_janma", "SUVlbm(Janma)", "SUV &lean body mass", "by lean body mass, Janmahasatian"),
    ("values.suvlbm_james", "SUVlbm(James128)", "SUV lean body mass, &James", "by lean body mass, James"),
    ("values.suvbsa", "SUVbsa", "SUV body &surface", "by body surface area, Du Bois"),
    ("values.suvibw", "SUVibw", "SUV &ideal weight", "by ideal body weight"),
)
"""Id, name of the quantity, title, and what it is normalized by."""


def value_commands(viewing: Viewing) -> Iterator[Command]:
    """Yield the commands. Other quantities, such as real world values, are reached by the next one."""
    yield Command(
        "values.next",
        "&Next quantity",
        "Read numbers in the next quantity that the image offers: its own, SUV, real world values",
        viewing.read_next,
        MENU,
        lambda: bool(viewing.quantities()),
    )
    yield Command(
        "values.own",
        "&Own values",
        "Read numbers in the image's own unit: Bq/ml for most PET",
        viewing.read_own,
        MENU,
        lambda: bool(viewing.quantities()),
        lambda: viewing.quantity() in viewing.quantities()[:1],
    )
    for command_id, name, title, by in UPTAKES:
        yield Command(
            command_id,
            title,
            f"Read PET as standardized uptake value {by}",
            partial(viewing.read_as, name),
            MENU,
            partial(_offers, viewing, name),
            partial(_reads, viewing, name),
        )


def _offers(viewing: Viewing, name: str) -> bool:
    return name in viewing.quantities()


def _reads(viewing: Viewing, name: str) -> bool:
    return viewing.quantity() == name
