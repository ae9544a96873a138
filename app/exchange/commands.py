"""The commands of handing on and taking in."""

from collections.abc import Iterator

from app.commands import Command
from app.exchange.doors import ExchangeDoors

MENU = "Re&port"


def exchange_commands(doors: ExchangeDoors) -> Iterator[Command]:
    """Yield them in the order of the menu."""
    yield Command(
        "report.print",
        "Prin&t with preview…",
        "The pages of the report as they will be printed",
        doors.print_report,
        MENU,
        doors.has_report,
        icon="print",
    )
    yield Command(
        "report.copy_text",
        "&Copy as text",
        "The whole report into the clipboard, for another system",
        doors.copy_text,
        MENU,
        doors.has_report,
    )
    yield Command(
        "report.open_file",
        "&Open a report from a file…",
        "A report another reader handed on (JSON, DICOM SR): read it here, its references lead to the images",
        doors.open_file,
        MENU,
    )
