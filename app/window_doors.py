"""What only a window can do: dialogs, menus at the pointer, words at the bottom."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QMessageBox

from app.command_table import Doors
from app.commands import Command, Keymap
from app.exchange.exporting import export_for_site
from app.failures import Notice
from app.reading.headers import Headers
from app.reading.presenting import Presenting
from app.reading.studies import Studies
from app.reading.viewing import Viewing
from app.reports.desk import ReportDesk
from app.reports.pictures import Pictures
from app.settings import Settings
from app.ui.keys_dialog import KeysDialog
from app.ui.printing import ask_and_print, ask_and_save
from app.ui.settings_dialog import SettingsDialog, waiting_for_start
from app.ui.standing_alone import stand_alone
from app.version import VERSION
from app.window import NOT_CLEARED, MainWindow
from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export.formats import Format
from reporting.ui.report_panel import ReportPanel
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet, Opened, Rejected
from viewer.core.windowing import Voi
from viewer.interaction.bindings import CHOSEN, Held, MouseProfile
from viewer.loading.jobs import Jobs
from viewer.modalities.table import modality_for
from viewer.render.snapshot import render_picture
from viewer.ui.viewport_grid import ViewportGrid
from viewer.ui.window_choices import choices, with_window

STOPPED = "Stopped before every file was read: series may lack images"

MENU_COMMANDS = (
    "tool.scroll",
    "tool.window",
    "tool.length",
    "tool.angle",
    "tool.ellipse",
    "tool.probe",
    "tool.arrow",
    "",
    "report.key_image",
    "report.insert_measurement",
    "edit.delete",
    "",
    "view.fit",
    "view.invert",
    "view.reset",
    "file.header",
)

BY_ACCOUNT = ("reader_name", "reader_qualification")
"""Settings that an account says in their place."""


@dataclass(eq=False)
class WindowDoors:
    """Opens dialogs and menus over the window, for the commands and for what stands in the window.

    Attributes
    ----------
    accounts
        Returns what shows accounts, None for who may not change them.
    names_by_account
        Whether accounts say who reads.
    """

    window: MainWindow
    session: Session
    jobs: Jobs
    grid: ViewportGrid
    panel: ReportPanel
    viewing: Viewing
    presenting: Presenting
    studies: Studies
    desk: ReportDesk
    pictures: Pictures
    settings: Store[Settings]
    profile: Store[MouseProfile]
    failed: Callable[[BaseException], None]
    offered: Callable[[], tuple[tuple[Command, ...], Keymap]]
    show_overlays: Callable[[], None] = lambda: None
    accounts: Callable[[], Callable[[], None] | None] = lambda: None
    names_by_account: Callable[[], bool] = lambda: False

    def doors(self) -> Doors:
        """Return what the command table asks for."""
        return Doors(
            open_folder=self.open_folder,
            open_files=self.open_files,
            open_demonstration=self.open_demonstration,
            close_studies=self.close_studies,
            show_header=self.show_header,
            save_picture=self.save_picture,
            print_picture=self.print_picture,
            show_settings=self.show_settings,
            quit=lambda: (self.window.close(), None)[1],
            full_screen=self.full_screen,
            toggle_panels=self.window.toggle_panels,
            show_report=self.show_report,
            show_first_opinion=self.show_first_opinion,
            show_reports=self.show_reports,
            float_report=self.float_report,
            show_keys=self.show_keys,
            show_about=self.show_about,
            show_overlays=lambda: self.show_overlays(),
            escape=self.escape,
        )

    # Opening and closing.

    def open_folder(self) -> None:
        """Ask for a folder and open it."""
        chosen = QFileDialog.getExistingDirectory(self.window, "Open a folder", self._last_place())
        if chosen:
            self.studies.open([Path(chosen)])

    def open_files(self) -> None:
        """Ask for files and open them."""
        chosen, _ = QFileDialog.getOpenFileNames(self.window, "Open files", self._last_place())
        if chosen:
            self.studies.open([Path(name) for name in chosen])

    def open_demonstration(self) -> None:
        """Make the demonstration studies, if they are not made yet, and open them."""
        self.studies.open_demonstration()

    def close_studies(self) -> None:
        """Put everything away."""
        self.desk.save()
        self.studies.put_away()

    def tell_opened(self, opened: Opened) -> None:
        """Say what came of opening."""
        parts = [
            f"{_counted(opened.instances, 'object')} in {_counted(len(opened.studies), 'study', 'studies')}"
        ]
        if self.studies.was_stopped:
            parts.insert(0, STOPPED)
        if opened.rejected:
            parts.append(
                f"{_counted(len(opened.rejected), 'file')} could not be read: see the end of the series list"
            )
        if opened.not_dicom:
            parts.append(f"{_counted(opened.not_dicom, 'file')} not DICOM")
        self.window.show_notice(
            Notice("; ".join(parts), serious=bool(opened.rejected) or self.studies.was_stopped)
        )

    def tell(self, words: str) -> None:
        """Say something once."""
        self.window.show_notice(Notice(words))

    # Pictures and headers.

    def show_header(self) -> None:
        """Show the header of the image in the active viewport."""
        frame = self.viewing.frame
        if frame is not None:
            self.show_header_at("DICOM header", frame.instance.source.path)

    def show_header_of(self, found: DisplaySet | Rejected) -> None:
        """Show the header of what stands in the series list."""
        if isinstance(found, Rejected):
            self.show_header_at("File that could not be read", found.path, found.reason)
        elif found.instances:
            self.show_header_at("DICOM header", found.instances[0].source.path)

    def save_picture(self) -> None:
        """Save the active viewport with its text."""
        picture = self._picture()
        if picture is not None:
            self._try(lambda: ask_and_save(picture, str(Path.home() / "overread.png"), self.window))

    def print_picture(self) -> None:
        """Print the active viewport with its text."""
        picture = self._picture()
        if picture is not None:
            ask_and_print(picture, self.window)

    # The report.

    def show_report(self) -> None:
        """Put the cursor into the report."""
        self.window.report_dock.show()
        self.window.report_dock.raise_()
        self.panel.take_keyboard()

    def return_to_image(self) -> None:
        """Give the keyboard back to the image."""
        self.window.activateWindow()
        self.grid.setFocus()

    def insert_measurement(self, uid: str) -> None:
        """Put a measurement where the cursor was left in the report, else at the end of the findings."""
        self.desk.insert_here(uid)

    def show_first_opinion(self) -> None:
        """Show the opinion that is answered beside the one being written, or hide it."""
        self.window.report_dock.show()
        self.panel.show_first_opinion(not self.panel.first_opinion.isVisible())

    def show_reports(self) -> None:
        """Offer all reports of the study."""
        self.window.report_dock.show()
        self.panel.offer_reports()

    def float_report(self) -> None:
        """Give the report a window of its own, on a second screen where there is one, or take it back."""
        self.window.report_dock.show()
        stand_alone(self.window.report_dock, alone=not self.window.report_dock.isFloating())

    def export(
        self,
        report: Report,
        first: Report | None,
        chosen: Format,
        path: Path,
        acts: tuple[Act, ...] = (),
    ) -> None:
        """Write a report in a thread, as its libraries take long to import, and say where it is."""
        settings, pictures = self.settings.value, self.pictures.of(report, first)
        write = partial(export_for_site, settings, chosen, report, first, pictures, path, acts)
        self.window.show_notice(Notice(f"Writing {path.name} …", serious=False))
        self.jobs.in_thread(write, self._tell_written, self.failed)

    def _tell_written(self, written: tuple[Path, ...]) -> None:
        names = ", ".join(file.name for file in written)
        self.window.show_notice(Notice(f"Written: {names}", serious=False))

    # The window.

    def full_screen(self) -> None:
        """Use the whole screen, or give it back."""
        if self.window.isFullScreen():
            self.window.showNormal()
        else:
            self.window.showFullScreen()

    def escape(self) -> bool:
        """End what is under way or selected; False if there was nothing, and Escape means reset."""
        if self.grid.cancel():
            return True
        if self.session.selected.value:
            self.session.selected.set("")
            return True
        return False

    def show_settings(self) -> None:
        """Let the reader change settings."""
        fixed = dict.fromkeys(BY_ACCOUNT, "As in the account signed in") if self.names_by_account() else {}
        dialog = SettingsDialog(self.settings.value, self.window, fixed=fixed, accounts=self.accounts())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            before = self.settings.value
            self.settings.set(dialog.chosen())
            later = waiting_for_start(before, self.settings.value)
            if later:
                self.window.show_notice(Notice(f"At the next start: {', '.join(later)}", serious=False))

    def show_keys(self) -> None:
        """Show every key and what it does."""
        commands, keymap = self.offered()
        KeysDialog(commands, keymap, mouse_words(self.profile.value), self.window).exec()

    def show_about(self) -> None:
        """Say what this program is, and what it is not."""
        QMessageBox.about(
            self.window,
            "About Overread",
            f"Overread {VERSION}\n\nX-ray, CT and MRI studies: read, measured, reported.\n\n{NOT_CLEARED}. "
            "Licensed under the Apache License 2.0.",
        )

    def show_viewport_menu(self, _cell: int, at: QPoint) -> None:
        """Offer windows, tools and what else fits the image under the pointer."""
        menu = QMenu(self.window)
        surface = self.grid.active.surface()
        if surface is not None:
            modality = modality_for(surface.image.frame.instance.series.modality)
            windows = menu.addMenu("Window &preset")
            for choice in choices(surface.image, modality):
                action = windows.addAction(choice.words)
                voi = partial(choice.voi, surface.image)
                action.triggered.connect(lambda _=False, v=voi, p=choice.preset: self._window(v(), p))
        names = self.viewing.quantities()
        if names:
            offers = [(name, name) for name in names]
            _offer(menu.addMenu("&Values"), offers, self.viewing.quantity(), self.viewing.read_as)
        self._offer_marks(menu)
        made = self.window.actions_made
        for name in MENU_COMMANDS if made else ():
            menu.addAction(made.action(name)) if name and made else menu.addSeparator()
        menu.exec(at)
        menu.deleteLater()

    def _offer_marks(self, menu: QMenu) -> None:
        """Offer presentation states and selections of key images by name, where there are any."""
        states, selections = self.presenting.offered(), self.presenting.selections()
        active = self.session.active.value
        if states or active.presentation_uid:
            offers = [("None", "")] + [(state.title, state.uid) for state in states]
            _offer(
                menu.addMenu("P&resentation state"), offers, active.presentation_uid, self.presenting.apply
            )
        if selections or active.key_uid:
            offers = [("All images", "")] + [(keys.name, keys.uid) for keys in selections]
            _offer(menu.addMenu("&Key images"), offers, active.key_uid, self.presenting.keep_to_keys)

    def _window(self, voi: Voi | None, preset: str) -> None:
        self.session.active.set(with_window(self.session.active.value, voi, preset))

    def _picture(self) -> QImage | None:
        picture = self.grid.active.picture
        if picture is None:
            return None
        return render_picture(
            picture.scene,
            picture.text,
            picture.drawings,
            scale=picture.scale,
            masks=picture.masks,
            shutter=picture.shutter,
            laid=picture.laid,
        )

    def show_header_at(self, title: str, path: Path, reason: str = "") -> None:
        """Show the header of a file, and why it could not be shown otherwise."""
        Headers(self.session, self.jobs, self.window, self.failed).show(title, path, reason)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self.failed(problem)

    def _last_place(self) -> str:
        recent = self.settings.value.recent_places
        return recent[0] if recent else str(Path.home())


def mouse_words(profile: MouseProfile) -> list[tuple[str, str]]:
    """Return what the mouse does: grip and effect, in words."""
    rows = [
        (_held(held, f"{button.value} drag"), f"{tool} tool" if tool != CHOSEN else "the tool chosen")
        for (button, held), tool in profile.drags.items()
    ]
    rows += [
        (_held(held, "wheel"), f"{wheel.action.value}{f' × {wheel.steps}' if wheel.steps > 1 else ''}")
        for held, wheel in profile.wheel.items()
    ]
    rows += [(f"{button.value} click", does.value) for button, does in profile.clicks.items()]
    rows += [(f"{button.value} double click", does.value) for button, does in profile.double_clicks.items()]
    return rows


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _offer(menu: QMenu, offers: list[tuple[str, str]], chosen: str, choose: Callable[[str], None]) -> None:
    for words, uid in offers:
        action = menu.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(uid == chosen)
        action.triggered.connect(lambda _=False, u=uid: choose(u))


def _held(held: Held, grip: str) -> str:
    return " + ".join([*sorted(key.value for key in held), grip])
