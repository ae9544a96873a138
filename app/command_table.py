"""Every command of the program, in the order of the menus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.commands import Command
from app.reading.cine import Cine
from app.reading.cine_commands import cine_commands
from app.reading.presenting import Presenting
from app.reading.value_commands import value_commands
from app.reading.viewing import Viewing
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


LAYOUTS = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 3), (4, 4))

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
        return (
            *self._file(),
            *self._edit(),
            *self._view(),
            *cine_commands(self.cine, self.viewing.has_image),
            *self._windows(),
            *value_commands(self.viewing),
            *self._tools(),
            *self._report(),
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

    def _edit(self) -> Iterator[Command]:
        viewing, menu = self.viewing, "&Edit"
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

    def _view(self) -> Iterator[Command]:
        yield from self._scrolling()
        yield from self._looking()
        yield from self._presented()
        yield from self._several()

    def _scrolling(self) -> Iterator[Command]:
        viewing, menu, image = self.viewing, "&View/&Scroll", self.viewing.has_image
        for name, title, frames, way in ARROWS:
            yield Command(
                f"view.{name}",
                title,
                "With a measurement selected: nudge it by as many pixels",
                partial(self._arrow, frames, *way),
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
            self.cine.toggle,
            menu,
            image,
            checked=lambda: self.cine.playing.value,
            icon="cine",
        )

    def _arrow(self, frames: int, right: int, down: int) -> None:
        if not self.nudge(right, down):
            self.viewing.step(frames)

    def _looking(self) -> Iterator[Command]:
        viewing, menu, image = self.viewing, "&View", self.viewing.has_image
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
        yield Command(
            "view.turn_left", "Turn &left", f"Turn by 90°{only}", partial(viewing.turn, -1), menu, turn
        )
        yield Command(
            "view.flip", "Fli&p", f"Mirror left to right{only}", viewing.flip, menu, turn, icon="flip"
        )
        yield Command(
            "view.reset",
            "R&eset",
            "Show the series as at first; its measurements go, and undo brings them back",
            self._escape,
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

    def _presented(self) -> Iterator[Command]:
        presenting, menu, image = self.presenting, "&View", self.viewing.has_image
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
            image,
            presenting.are_overlays_drawn,
        )
        yield Command(
            "view.layers",
            "&Overlay legend",
            "Segmentations, structures, doses and parametric maps: what there is, and how it is shown",
            self.doors.show_overlays,
            menu,
        )
        yield Command(
            "view.shutter",
            "Sh&utter",
            "Hide the surroundings that the image's shutter hides, or show all of it",
            presenting.toggle_shutter,
            menu,
            image,
            presenting.is_shut,
        )

    def _escape(self) -> None:
        """End what is under way; only where nothing is, Escape is the reset of the standard."""
        ended = self.doors.escape() or self.cine.stop() or self.following.clear_point()
        if not ended:
            self.viewing.reset()

    def _several(self) -> Iterator[Command]:
        viewing, menu, following = self.viewing, "&View", self.following
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
            checked=lambda: self.session.layout.value.maximized,
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
        doors = self.doors
        yield Command(
            "view.full_screen",
            "F&ull screen",
            "Use the whole screen, or give it back",
            doors.full_screen,
            menu,
            separator_before=True,
        )
        yield Command("view.advanced", "Side &panels", "Show or hide the panels", doors.toggle_panels, menu)

    def _windows(self) -> Iterator[Command]:
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
                partial(self.preset, digit),
                "&View/&Window",
                self.viewing.has_image,
            )

    def _tools(self) -> Iterator[Command]:
        hand = self.session.hand
        for tool in self.tools:
            yield Command(
                f"tool.{tool.name}",
                f"&{tool.title}",
                tool.help,
                partial(self.viewing.take_tool, tool.name),
                "&Tools",
                checked=lambda name=tool.name: hand.value.tool == name,  # type: ignore[misc]  # bound early
                icon=tool.name,
            )

    def _report(self) -> Iterator[Command]:
        desk, menu = self.desk, "Re&port"
        here: Callable[[], bool] = lambda: desk.report.value is not None  # noqa: E731
        yield Command(
            "report.show",
            "&Write report",
            "Put the cursor into the findings; Escape goes back to the image",
            self.doors.show_report,
            menu,
            icon="report",
        )
        yield Command(
            "report.insert_measurement",
            "Insert &measurement",
            "Put the selected measurement, linked, where the cursor was left, else into the findings",
            desk.insert_selected,
            menu,
            self.viewing.has_selection,
        )
        yield Command(
            "report.key_image",
            "&Key image",
            "Put this image, as it is shown, into the report",
            desk.insert_key_image,
            menu,
            self.viewing.has_image,
            icon="key-image",
        )
        yield from self._around_report(menu)
        yield from self.writing
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
        yield from self.exchange

    def _around_report(self, menu: str) -> Iterator[Command]:
        desk, doors = self.desk, self.doors
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
