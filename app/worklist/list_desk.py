"""What follows when a reader acts on the list: studies opened, noted, thrown away, exported, merged."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QDialog, QMenu

from app.library.catalogue.values import Notes, Priority, SecondRead, Status, StudyRow
from app.ui.worklist.answers import Choice, StudyDetails, with_choice
from app.ui.worklist.filter_header import choice_title
from app.ui.worklist.patients_dialog import PatientsDialog
from app.ui.worklist.worklist_page import WorklistPage
from app.worklist.access import Access
from app.worklist.acting import Acting
from app.worklist.ahead import Ahead
from app.worklist.doors import LibraryDoors
from app.worklist.errands import Errands
from app.worklist.opening import Opening
from app.worklist.receiving import Receiving
from app.worklist.storage_desk import StorageDesk
from viewer.core.study import DisplaySet

DETAILS_MS, AHEAD_MS = 90, 500

KINDS: tuple[tuple[str, tuple[Choice, ...]], ...] = (
    ("&Priority", tuple(reversed(Priority))),
    ("&Status", tuple(Status)),
    ("2nd &read", tuple(SecondRead)),
)


class ListDesk(QObject):
    """Joins the page to the library.

    Parameters
    ----------
    turn_away
        Shows the images in place of the list.
    reader
        Who acts, as it stands beside a merge.
    know_sets
        Makes the series of the study chosen known to whoever brings their pictures.
    """

    def __init__(
        self,
        page: WorklistPage,
        access: Access,
        acting: Acting,
        opening: Opening,
        ahead: Ahead,
        errands: Errands,
        doors: LibraryDoors,
        receiving: Receiving,
        storage: StorageDesk,
        masks: Callable[[], Mapping[str, Notes]],
        reader: Callable[[], str],
        turn_away: Callable[[], None],
        know_sets: Callable[[Sequence[DisplaySet]], None],
        tell: Callable[[str, bool], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__(page)
        self.page = page
        self._access, self._acting, self._opening, self._ahead = access, acting, opening, ahead
        self._errands, self._doors, self._storage = errands, doors, storage
        self._masks, self._reader, self._turn_away = masks, reader, turn_away
        self._know_sets, self._tell, self._failed = know_sets, tell, failed
        self._details = _timer(self, DETAILS_MS, self._ask_details)
        self._soon = _timer(self, AHEAD_MS, self.look_ahead)
        table = page.table
        table.open_wanted.connect(self.open)
        table.open_beside_wanted.connect(lambda: self.open(beside=True))
        table.open_with_prior_wanted.connect(self.open_with_prior)
        table.delete_wanted.connect(self.delete)
        table.undo_wanted.connect(acting.undo)
        table.refresh_wanted.connect(page.look_again)
        table.menu_wanted.connect(self._offer)
        table.dropped.connect(receiving.take)
        table.current_changed.connect(self._follow)
        page.left.connect(turn_away)
        page.details.notes.changed.connect(lambda uid, how: acting.change([uid], how))
        page.details.priors.open_wanted.connect(self._open_row)
        page.details.priors.beside_wanted.connect(self._open_with)
        page.lists.save_wanted.connect(lambda name: acting.save_list(name, page.model.query))
        page.lists.rename_wanted.connect(acting.rename_list)
        page.lists.remove_wanted.connect(acting.remove_list)
        page.import_button.clicked.connect(lambda: self._offer_import(receiving))
        page.storage_button.clicked.connect(storage.show)
        page.task_line.stop_wanted.connect(errands.stop)

    # Opening.

    def open(self, *, beside: bool = False) -> None:
        """Open the study under the cursor; one in the trash has to be taken out first."""
        row = self.page.table.current()
        if row is not None:
            self._open_row(row, beside=beside)
            return
        place, query = self.page.table.currentIndex().row(), self.page.model.query
        if place >= 0:  # its page has not come yet, and Return was quicker
            self._access.ask(
                "rows_at",
                dict(self._masks()),
                query,
                (place,),
                done=lambda rows: self._open_all(rows, beside),
            )

    def _open_all(self, rows: Sequence[StudyRow], beside: bool) -> None:
        for row in rows:
            self._open_row(row, beside=beside)

    def open_with_prior(self) -> None:
        """Open the study under the cursor and, beside it, the prior chosen below the list."""
        prior = self.page.details.priors.chosen()
        if prior is None:
            self._tell("There is no other study of this patient", False)
        self._open_with(prior)

    def _open_with(self, prior: StudyRow | None) -> None:
        row = self.page.table.current()
        if row is not None:
            self._open_row(row, prior)

    def _open_row(self, row: StudyRow, prior: StudyRow | None = None, *, beside: bool = False) -> None:
        if row.in_trash:
            self._tell("The study lies in the trash: take it out to read it", True)
            return
        self.page.details.notes.keep()
        self._ahead.stop()
        self._opening.open(row, prior, beside=beside)
        self._turn_away()
        self._soon.start()

    # Looking ahead.

    def look_ahead(self) -> None:
        """Read the study under the cursor, its prior and the next in the list before they are opened."""
        place = self.page.table.currentIndex().row()
        row = self.page.table.current()
        if row is None or row.in_trash:
            return
        prior = self.page.details.priors.chosen()
        following = self.page.model.row(place + 1) if place + 1 < self.page.model.count else None
        self._ahead.turn_to([one.uid for one in (row, prior, following) if one is not None])

    def _follow(self, row: StudyRow | None) -> None:
        self._soon.start()
        if row is not None:
            self._details.start()

    def _ask_details(self) -> None:
        row = self.page.table.current()
        if row is not None:
            self._access.ask("details", dict(self._masks()), row.uid, done=self._show_details)

    def _show_details(self, details: StudyDetails | None) -> None:
        if details is not None and details.row.uid == self.page.details.notes.uid:
            self._know_sets([shown for _, shown in details.sets])
            self.page.show_details(details)

    def refresh_details(self) -> None:
        """Ask once more what stands below the list."""
        self._details.start()

    # Acting on one or many.

    def delete(self) -> None:
        """Put what is selected into the trash; out of the trash nothing goes but for good, after asking."""
        if self.page.model.query.in_trash:
            self._with_chosen(lambda rows: self._storage.empty_trash([row.uid for row in rows]))
        else:
            self._with_chosen(self._acting.throw_away)

    def export(self) -> None:
        """Write what is selected into a folder with a DICOMDIR."""
        self._with_chosen(self._export)

    def merge(self) -> None:
        """Count the patient of one selected study to that of another, after a look at both."""
        self._with_chosen(self._merge)

    def split(self) -> None:
        """Count the selected studies to a patient of their own."""
        self._with_chosen(self._split)

    def note(self, how: Callable[[Notes], Notes]) -> None:
        """Note something of everything selected that is not read blinded."""
        self._with_chosen(
            lambda rows: self._acting.change([row.uid for row in rows if row.uid not in self._masks()], how)
        )

    def _with_chosen(self, act: Callable[[Sequence[StudyRow]], None]) -> None:
        """Act on the rows selected, once all of them are here."""
        places = self.page.table.chosen_places()
        rows = [self.page.model.row(place) for place in places]
        if places and all(row is not None for row in rows):
            act([row for row in rows if row is not None])
        elif places:
            query = self.page.model.query
            self._access.ask("rows_at", dict(self._masks()), query, tuple(places), done=act)

    def _export(self, rows: Sequence[StudyRow]) -> None:
        target = self._doors.export_target()
        if target is not None:
            uids = tuple(row.uid for row in rows)
            hidden = frozenset(self._masks()).intersection(uids)
            self._errands.run("Exporting", "export_chosen", uids, target, hidden, done=self._exported)

    def _exported(self, made: Any) -> None:
        if made is None:
            self._tell("The export was stopped: what was written has no DICOMDIR", True)
            return
        problems = f"; {made.problems[0]}" if made.problems else ""
        self._tell(f"{made.files} files exported, with a DICOMDIR{problems}", bool(made.problems))

    def _merge(self, rows: Sequence[StudyRow]) -> None:
        patients = {row.patient_number: row for row in rows}
        if len(patients) != 2:
            self._tell("Select studies of exactly two patients to merge them", True)
            return
        dialog = PatientsDialog(list(patients.values()), merging=True, parent=self.page)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            one, other = dialog.rows
            self._access.ask(
                "merge_patients", one.uid, other.uid, self._reader(), dialog.reason.text().strip(),
                done=lambda _: self._settled("Patients merged"), failed=self._failed,
            )  # fmt: skip

    def _split(self, rows: Sequence[StudyRow]) -> None:
        if len({row.patient_number for row in rows}) != 1:
            self._tell("Select studies of one patient to split them off", True)
            return
        dialog = PatientsDialog(rows, merging=False, parent=self.page)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            uids = tuple(row.uid for row in rows)
            self._access.ask(
                "split_patient", uids, self._reader(), dialog.reason.text().strip(),
                done=lambda _: self._settled("Studies split off"), failed=self._failed,
            )  # fmt: skip

    def _settled(self, words: str) -> None:
        self._tell(f"{words}; Storage, Merged patients takes it back", False)
        self.page.look_again()
        self.refresh_details()

    # Menus.

    def menu(self) -> QMenu:
        """Return what can be done with the rows selected."""
        menu = QMenu(self.page)
        fixed, in_trash = self.page.is_fixed, self.page.model.query.in_trash
        if in_trash:
            menu.addAction("Take out of the trash").triggered.connect(
                lambda: self._with_chosen(self._acting.take_back)
            )
            menu.addAction("Remove for good…").triggered.connect(self.delete)
        else:
            menu.addAction("&Open\tReturn").triggered.connect(lambda: self.open())
            menu.addAction("Open with the p&rior\tCtrl+Return").triggered.connect(self.open_with_prior)
            menu.addAction("Open &beside what is open\tShift+Return").triggered.connect(
                lambda: self.open(beside=True)
            )
            menu.addSeparator()
            for title, choices in KINDS:
                part = menu.addMenu(title)
                part.setEnabled(not fixed)
                for choice in choices:
                    action = part.addAction(choice_title(choice))
                    action.triggered.connect(lambda _=False, c=choice: self._note_as(c))
            menu.addSeparator()
            menu.addAction("&Export to a folder…").triggered.connect(self.export)
            menu.addAction("&Merge two patients…").triggered.connect(self.merge)
            menu.addAction("Split &off from the patient…").triggered.connect(self.split)
            menu.addSeparator()
            menu.addAction("Put into the &trash\tDelete").triggered.connect(self.delete)
        if fixed:
            for action in menu.actions():
                writes = ("trash", "Merge", "Split", "good")
                action.setEnabled(not any(word in action.text().replace("&", "") for word in writes))
        return menu

    def _note_as(self, choice: Choice) -> None:
        self.note(lambda notes: with_choice(notes, choice))

    def _offer(self, at: QPoint) -> None:
        if self.page.table.chosen_places():
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.page.table.viewport().mapToGlobal(at))

    def _offer_import(self, receiving: Receiving) -> None:
        menu = QMenu(self.page)
        menu.addAction("&Folder…").triggered.connect(receiving.import_folder)
        menu.addAction("F&iles, DICOMDIR or ZIP…").triggered.connect(receiving.import_files)
        last = menu.addAction("What came of the &last import…")
        last.setEnabled(receiving.last is not None)
        last.triggered.connect(receiving.show_last)
        menu.aboutToHide.connect(menu.deleteLater)
        button = self.page.import_button
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def _timer(parent: QObject, wait_ms: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait_ms)
    timer.timeout.connect(call)
    return timer
