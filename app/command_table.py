"""Every command of the program, in the order of the menus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.commands import Command
from app.reading.cine import Cine
from app.reading.cine_commands import cine_commands
from app.reading.layout_commands import layout_commands, tool_commands
from app.reading.looking_commands import (
    edit_commands,
    looking_commands,
    scroll_commands,
    window_commands,
)
from app.reading.presenting import Presenting
from app.reading.presenting_commands import presenting_commands
from app.reading.value_commands import value_commands
from app.reading.viewing import Viewing
from app.reports.commands import report_commands
from app.reports.desk import ReportDesk
from viewer.core.session import Session
from viewer.interaction.following import Following
from viewer.interaction.tool import Tool


@dataclass(frozen=True, slots=True)
class Doors:
    """What only a window can do: dialogs, docks, the screen."""

    open_folder: Callable[[], None]
    open_files: Callable[[], None]
    open_demonstration: Callable[[], None]
    close_studies: Callable[[], None]
    show_header: Callable[[], None]
    save_picture: Callable[[], None]
    print_picture: Callable[[], None]
    show_settings: Callable[[], None]
    quit: Callable[[], None]
    full_screen: Callable[[], None]
    toggle_panels: Callable[[], None]
    show_report: Callable[[], None]
    show_first_opinion: Callable[[], None]
    show_reports: Callable[[], None]
    float_report: Callable[[], None]
    show_keys: Callable[[], None]
    show_about: Callable[[], None]
    show_overlays: Callable[[], None]
    escape: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class CommandTable:
    """Makes the commands from the parts they act on."""

    session: Session
    viewing: Viewing
    presenting: Presenting
    following: Following
    cine: Cine
    desk: ReportDesk
    tools: tuple[Tool, ...]
    doors: Doors
    preset: Callable[[str], None]
    nudge: Callable[[int, int], bool]
    writing: tuple[Command, ...] = ()
    exchange: tuple[Command, ...] = ()

    def commands(self) -> tuple[Command, ...]:
        """Return all of them."""
        viewing, session, doors = self.viewing, self.session, self.doors
        return (
            *self._file(),
            *edit_commands(viewing),
            *scroll_commands(viewing, self.cine, self.nudge),
            *looking_commands(viewing, self._escape),
            *presenting_commands(self.presenting, viewing.has_image, doors.show_overlays),
            *layout_commands(viewing, session, self.following),
            *self._screen(),
            *cine_commands(self.cine, viewing.has_image),
            *window_commands(self.preset, viewing.has_image),
            *value_commands(viewing),
            *tool_commands(viewing, session, self.tools),
            *report_commands(
                self.desk, doors, viewing.has_image, viewing.has_selection, self.writing, self.exchange
            ),
            *self._help(),
        )

    def _file(self) -> Iterator[Command]:
        doors, menu = self.doors, "&File"
        image = self.viewing.has_image
        yield Command(
            "file.open_folder",
            "Open &folder…",
            "Open a folder, with everything below it",
            doors.open_folder,
            menu,
            icon="open",
        )
        yield Command(
            "file.open_files",
            "&Open files…",
            "Open single files, a DICOMDIR or a ZIP archive",
            doors.open_files,
            menu,
        )
        yield Command(
            "file.demonstration",
            "Open the &demonstration studies",
            "Synthetic studies to try the program with",
            doors.open_demonstration,
            menu,
        )
        yield Command(
            "file.header",
            "DICOM &header…",
            "Show every element of the image's file",
            doors.show_header,
            menu,
            image,
            icon="header",
            separator_before=True,
        )
        yield Command(
            "file.save_picture",
            "&Save picture…",
            "Save the active viewport as PNG or JPEG, with its text",
            doors.save_picture,
            menu,
            image,
        )
        yield Command("file.print", "&Print…", "Print the active viewport", doors.print_picture, menu, image)
        yield Command(
            "file.settings",
            "Se&ttings…",
            "Mouse, display, name, paper",
            doors.show_settings,
            menu,
            icon="settings",
            separator_before=True,
        )
        yield Command(
            "file.close",
            "&Close studies",
            "Put everything away; reports and measurements are kept",
            doors.close_studies,
            menu,
            icon="close",
            separator_before=True,
        )
        yield Command("file.quit", "&Quit", "Leave Overread; everything is kept", doors.quit, menu)

    def _escape(self) -> None:
        """End what is under way; only where nothing is, Escape is the reset of the standard."""
        ended = self.doors.escape() or self.cine.stop() or self.following.clear_point()
        if not ended:
            self.viewing.reset()

    def _screen(self) -> Iterator[Command]:
        doors, menu = self.doors, "&View"
        yield Command(
            "view.full_screen",
            "F&ull screen",
            "Use the whole screen, or give it back",
            doors.full_screen,
            menu,
            separator_before=True,
        )
        yield Command("view.advanced", "Side &panels", "Show or hide the panels", doors.toggle_panels, menu)

    def _help(self) -> Iterator[Command]:
        yield Command(
            "help.keys", "&Keys and mouse", "Every key and what it does", self.doors.show_keys, "&Help"
        )
        yield Command(
            "help.about",
            "&About Overread",
            "Version, and what this program is not",
            self.doors.show_about,
            "&Help",
        )
