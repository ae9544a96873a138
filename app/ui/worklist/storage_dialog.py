"""The storage page: how full the library is, what keeps it sound, what is kept apart, who was merged with whom."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.worklist.answers import Act, Apart, StorageTold
from app.ui.worklist.columns import shown_date, shown_size
from app.ui.worklist.task_line import TaskLine, TaskShown
from viewer.core.store import Store
from viewer.core.wording import spoken_name
from viewer.ui.plain_text import label, tooltip

ROLE = Qt.ItemDataRole.UserRole
NOTHING_APART = "Nothing is in quarantine"
NO_ACTS = "No patients were merged or split"

ACTIONS = (
    ("verify", "&Verify", "Compare every file with its checksum; damaged ones are not shown from then on"),
    (
        "rebuild",
        "&Rebuild the catalogue",
        "Make the list again from the files; notes, reports and measurements stay",
    ),
    ("back_up", "&Back up…", "Copy everything that is kept into a folder; the second time only what is new"),
    ("restore", "Re&store…", "Have a backup back, in a folder of its own"),
    ("empty", "&Empty the trash…", "Remove what lies in the trash for good, and get its room back"),
)


class StorageDialog(QDialog):
    """Says how the library is and what can be done for it; does nothing itself."""

    wanted = Signal(str)
    """The name of an action."""
    discard_wanted = Signal(list)
    """Checksums of files in quarantine."""
    inspect_wanted = Signal(object)
    """An Apart whose header is to be seen."""
    back_wanted = Signal(int)
    """The number of a merge or split to be taken back."""

    def __init__(self, task: Store[TaskShown], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Storage of the library")
        self.resize(760, 520)
        self.warning = label("", role="problem", wraps=True)
        self.warning.hide()
        self.told = label("", role="dim", wraps=True)
        self.figures: dict[str, QLabel] = {}
        self.room = QProgressBar()
        self.room.setTextVisible(False)
        self.room.setAccessibleName("How full the disk is")
        self.buttons: dict[str, QPushButton] = {}
        self.apart = _table(["Patient", "Study date", "Why", "Size"], (170, 142, 290, 70))
        self.apart.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.acts = _table(["What", "Patient", "By", "Why"], (250, 190, 110, 160))
        self.discard, self.inspect = QPushButton("&Discard…"), QPushButton("&Inspect…")
        self.back = QPushButton("&Take back")
        self._tabs = QTabWidget()
        self._tabs.addTab(self._room_page(), "Room")
        self._tabs.addTab(self._apart_page(), "Quarantine")
        self._tabs.addTab(self._acts_page(), "Merged patients")
        layout = QVBoxLayout(self)
        layout.addWidget(self.warning)
        layout.addWidget(self._tabs, 1)
        self.task_line = TaskLine(task)
        layout.addWidget(self.task_line)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)
        self.show_apart(())
        self.show_acts(())

    def show_storage(self, told: StorageTold, ahead: str = "") -> None:
        """Show how full it is."""
        trash = (
            f"{told.trash_studies} studies, {shown_size(told.trash_bytes)}" if told.trash_studies else "empty"
        )
        words = {
            "Studies": f"{told.studies:,}".replace(",", " "),
            "Images and other objects": f"{told.instances:,}".replace(",", " "),
            "Files": shown_size(told.files_bytes),
            "Catalogue": shown_size(told.catalogue_bytes),
            "Trash": trash,
            "Quarantine": f"{told.quarantined} files" if told.quarantined else "empty",
            "Free on the disk": f"{shown_size(told.free_bytes)} of {shown_size(told.disk_bytes)}",
            "Images in memory": ahead,
            "Folder": str(told.folder),
        }
        for name, text in words.items():
            self.figures[name].setText(text)
        self.room.setMaximum(1000)
        self.room.setValue(round(1000 * (1 - told.free_bytes / max(told.disk_bytes, 1))))
        reasons = [told.warning] if told.warning else []
        if told.is_read_only:
            reasons.append("The library can only be read here: nothing in it can be changed")
        self.warning.setText("\n".join(reasons))
        self.warning.setVisible(bool(reasons))
        for name, button in self.buttons.items():
            possible = name in ("verify", "back_up", "restore") or not told.is_read_only
            button.setEnabled(possible and (name != "empty" or told.trash_studies > 0))

    def say(self, words: str) -> None:
        """Say what came of something."""
        self.told.setText(words)

    def show_apart(self, files: tuple[Apart, ...]) -> None:
        """List what is in quarantine."""
        self.apart.clear()
        for one in files:
            study = one.study
            name = spoken_name(study.patient.name) if study else "Not in the library"
            item = QTreeWidgetItem(
                [name, shown_date(study) if study else "", one.reason, shown_size(one.size)]
            )
            item.setData(0, ROLE, one)
            item.setToolTip(2, tooltip(one.reason))
            self.apart.addTopLevelItem(item)
        self._tabs.setTabText(1, f"Quarantine ({len(files)})" if files else "Quarantine")
        if not files:
            self.apart.addTopLevelItem(_nothing(NOTHING_APART))
        self._choose()

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        """List which patients were merged and split."""
        self.acts.clear()
        for act in acts:
            counted = f"{act.studies} {'study' if act.studies == 1 else 'studies'}"
            other = spoken_name(act.other.patient.name) if act.other else ""
            what = f"{counted} counted to {other}" if act.other else f"{counted} counted to nobody else"
            name = spoken_name(act.study.patient.name) if act.study else "No longer here"
            item = QTreeWidgetItem([what, name, act.reader, act.reason])
            item.setData(0, ROLE, act.number)
            for column in range(4):
                item.setToolTip(column, tooltip(item.text(column)))
            self.acts.addTopLevelItem(item)
        if not acts:
            self.acts.addTopLevelItem(_nothing(NO_ACTS))
        self._choose()

    def _room_page(self) -> QWidget:
        page = QWidget()
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        for name in (
            "Studies",
            "Images and other objects",
            "Files",
            "Catalogue",
            "Trash",
            "Quarantine",
            "Free on the disk",
            "Images in memory",
            "Folder",
        ):
            figure = label("–", wraps=name == "Folder")
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.figures[name] = figure
            form.addRow(label(name, role="dim"), figure)
            if name == "Free on the disk":
                form.addRow("", self.room)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for row, (name, title, help_text) in enumerate(ACTIONS):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.setToolTip(tooltip(help_text))
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            self.buttons[name] = button
            grid.addWidget(button, row, 0)
            grid.addWidget(label(help_text, role="dim", wraps=True), row, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(page)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addLayout(grid)
        layout.addWidget(self.told)
        layout.addStretch(1)
        return page

    def _apart_page(self) -> QWidget:
        words = (
            "Files that contradict what is here: another content under the same identifier, or another patient"
            " within one study. Nothing of them is shown with the study."
        )
        self.discard.setToolTip(
            "Throw the chosen files away for good; a study held because of them is free again"
        )
        self.inspect.setToolTip("See the header of the chosen file")
        self.discard.clicked.connect(self._discard)
        self.inspect.clicked.connect(lambda: self.inspect_wanted.emit(self._chosen_apart()[0]))
        self.apart.itemSelectionChanged.connect(self._choose)
        return _page(words, self.apart, self.inspect, self.discard)

    def _acts_page(self) -> QWidget:
        words = (
            "Studies that readers counted to another patient than their headers say. Files were not touched."
        )
        self.back.setToolTip("Count the studies to the patient of their headers again")
        self.back.clicked.connect(self._take_back)
        self.acts.itemSelectionChanged.connect(self._choose)
        return _page(words, self.acts, self.back)

    def _chosen_apart(self) -> list[Apart]:
        found = (item.data(0, ROLE) for item in self.apart.selectedItems())
        return [one for one in found if isinstance(one, Apart)]

    def _choose(self) -> None:
        chosen = self._chosen_apart()
        self.discard.setEnabled(bool(chosen))
        self.inspect.setEnabled(len(chosen) == 1)
        self.back.setEnabled(any(item.data(0, ROLE) is not None for item in self.acts.selectedItems()))

    def _discard(self) -> None:
        self.discard_wanted.emit([one.sha256 for one in self._chosen_apart()])

    def _take_back(self) -> None:
        for item in self.acts.selectedItems():
            self.back_wanted.emit(item.data(0, ROLE))


def _page(words: str, table: QTreeWidget, *buttons: QPushButton) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(label(words, role="dim", wraps=True))
    layout.addWidget(table, 1)
    row = QHBoxLayout()
    for button in buttons:
        button.setAutoDefault(False)
        row.addWidget(button)
    row.addStretch(1)
    layout.addLayout(row)
    return page


def _table(titles: list[str], widths_px: tuple[int, ...]) -> QTreeWidget:
    table = QTreeWidget()
    table.setHeaderLabels(titles)
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    for column, width_px in enumerate(widths_px):
        table.setColumnWidth(column, width_px)
    return table


def _nothing(words: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([words])
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFirstColumnSpanned(True)
    return item
