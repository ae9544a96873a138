"""The commands of the report."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from app.commands import Command
from app.reports.desk import ReportDesk


class ReportDoors(Protocol):
    """What only a window can do."""

    @property
    def show_report(self) -> Callable[[], None]: ...
    @property
    def show_reports(self) -> Callable[[], None]: ...
    @property
    def show_first_opinion(self) -> Callable[[], None]: ...
    @property
    def float_report(self) -> Callable[[], None]: ...


def report_commands(
    desk: ReportDesk,
    doors: ReportDoors,
    has_image: Callable[[], bool],
    has_selection: Callable[[], bool],
    writing: Iterable[Command],
    exchange: Iterable[Command],
) -> Iterator[Command]:
    """Yield them in the order of the menu.

    Parameters
    ----------
    writing, exchange
        Commands of the words of a report, and of what goes out of it and comes in.
    """
    menu = "Re&port"
    here: Callable[[], bool] = lambda: desk.report.value is not None  # noqa: E731
    yield Command(
        "report.show",
        "&Write report",
        "Put the cursor into the findings; Escape goes back to the image",
        doors.show_report,
        menu,
        icon="report",
    )
    yield Command(
        "report.insert_measurement",
        "Insert &measurement",
        "Put the selected measurement, linked, where the cursor was left, else into the findings",
        desk.insert_selected,
        menu,
        has_selection,
    )
    yield Command(
        "report.key_image",
        "&Key image",
        "Put this image, as it is shown, into the report",
        desk.insert_key_image,
        menu,
        has_image,
        icon="key-image",
    )
    yield from _around(desk, doors, menu)
    yield from writing
    yield Command(
        "report.preliminary",
        "&Preliminary",
        "Let others read the report before it is final",
        desk.release_preliminary,
        menu,
        desk.can_sign,
        separator_before=True,
    )
    yield Command(
        "report.sign",
        "&Sign…",
        "Make the report final; later words are addenda",
        desk.sign,
        menu,
        desk.can_sign,
        icon="sign",
    )
    yield Command(
        "report.addendum",
        "&Addendum…",
        "Add signed words to a final report",
        desk.add_addendum,
        menu,
        desk.has_signed,
    )
    yield Command(
        "report.export",
        "E&xport…",
        "PDF, DICOM SR, encapsulated PDF, FHIR, HL7, HTML, text, JSON",
        desk.export,
        menu,
        here,
    )
    yield from exchange


def _around(desk: ReportDesk, doors: ReportDoors, menu: str) -> Iterator[Command]:
    yield Command(
        "report.reports",
        "All &reports of this study…",
        "Which reports there are; open one, or begin another",
        doors.show_reports,
        menu,
        lambda: desk.report.value is not None,
        separator_before=True,
    )
    yield Command(
        "report.first_opinion",
        "&First opinion beside",
        "Read the opinion you answer beside your own, or hide it",
        doors.show_first_opinion,
        menu,
        desk.has_answer,
    )
    yield Command(
        "report.float",
        "Own &window",
        "Give the report a window of its own, on a second screen where there is one, or take it back",
        doors.float_report,
        menu,
    )
