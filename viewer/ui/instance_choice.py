"""Which of the opened objects: a list that a few letters make short."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from viewer.core.study import DisplaySet, Instance
from viewer.ui.icons import icon
from viewer.ui.series_rows import title


@dataclass(frozen=True, slots=True)
class Choice:
    """An object that can be chosen: what it is called, and its file."""

    series: str
    name: str
    path: Path


def name_of_series(shown: DisplaySet) -> str:
    """Return what a series is called: modality, number, description."""
    number = "" if shown.series.number is None else f"S{shown.series.number}"
    return " ".join(part for part in (shown.series.modality, number, title(shown)) if part)


def name_of_instance(instance: Instance, place: int) -> str:
    """Return what an object of a series is called: its number, or its place (from 1) where it has none."""
    return f"object {place}" if instance.number is None else f"number {instance.number}"


def choices_of(sets: Sequence[DisplaySet]) -> tuple[Choice, ...]:
    """Return every object of what is opened, each file once, in the order of the series strip and of display."""
    found: dict[Path, Choice] = {}
    for shown in sets:
        ordered = (*(frame.instance for frame in shown.frames), *shown.instances)
        by_path = {instance.source.path: instance for instance in ordered}
        for place, (path, instance) in enumerate(by_path.items(), start=1):
            found.setdefault(path, Choice(name_of_series(shown), name_of_instance(instance, place), path))
    return tuple(found.values())


class InstanceChoice(QDialog):
    """Asks for one of the opened objects.

    Parameters
    ----------
    path
        The object it is to be compared with: it is left out, and the one after it in its series is proposed.
    """

    chosen = Signal(object)
    """The choice the reader made."""

    def __init__(self, choices: Sequence[Choice], path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare with")
        self.resize(520, 480)
        self._choices = [choice for choice in choices if choice.path != path]
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search series or number")
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.setClearButtonEnabled(True)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model())
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._found.setFilterKeyColumn(-1)
        self._list = QTreeView()
        self._list.setModel(self._found)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setColumnWidth(0, 340)
        self._list.setAccessibleName("Objects")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Compare")
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        layout.addWidget(buttons)
        self._search.textChanged.connect(self._look)
        self._list.doubleClicked.connect(self.accept)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._propose(proposed(choices, path))

    def accept(self) -> None:
        """Hand over what is chosen."""
        index = self._list.currentIndex()
        if not index.isValid():
            return
        super().accept()
        self.chosen.emit(self._choices[self._found.mapToSource(index).row()])

    def _model(self) -> QStandardItemModel:
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels(["Series", "Object"])
        for choice in self._choices:
            model.appendRow([QStandardItem(choice.series), QStandardItem(choice.name)])
        return model

    def _look(self, words: str) -> None:
        self._found.setFilterFixedString(words)
        if not self._list.currentIndex().isValid() and self._found.rowCount():
            self._list.setCurrentIndex(self._found.index(0, 0))
        self._ok.setEnabled(self._found.rowCount() > 0)

    def _propose(self, choice: Choice | None) -> None:
        self._ok.setEnabled(bool(self._choices))
        if choice is not None:
            index = self._found.index(self._choices.index(choice), 0)
            self._list.setCurrentIndex(index)
            self._list.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)


def proposed(choices: Sequence[Choice], path: Path) -> Choice | None:
    """Return the object after this one in its series, else the one before, else the first there is."""
    place = next((index for index, choice in enumerate(choices) if choice.path == path), None)
    others = [choice for choice in choices if choice.path != path]
    if place is None or not others:
        return others[0] if others else None
    beside = [*choices[place + 1 : place + 2], *choices[max(place - 1, 0) : place]]
    same = [choice for choice in beside if choice.series == choices[place].series]
    return (same or others)[0]
