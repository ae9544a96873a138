"""Macros: looked at, written, kept, handed to others."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.reports.macro_shelf import OWN, MacroShelf
from reporting.core.macros.files import problem_with
from reporting.core.macros.macro import Macro
from viewer.core.errors import ViewerError

HELP = (
    "In a report, type //name and Return. In the words, brackets ask: [place]   [size: number mm 1-300]   "
    "[side: right | left]   [on: date]. Parameters fill them at once: //nodule size=8"
)


class MacrosDialog(QDialog):
    """A list of macros and the one that is lit; shared and shipped ones are kept as own ones when changed."""

    def __init__(self, shelf: MacroShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Macros")
        self.resize(820, 480)
        self._shelf = shelf
        self._list = QListWidget()
        self._list.setMaximumWidth(250)
        self._name, self._title, self._text = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self._name.setPlaceholderText("nodule")
        self._title.setPlaceholderText("Pulmonary nodule")
        self._text.setPlaceholderText("[size: number mm] nodule in the [place].")
        self._preview, self._told = _quiet(), _quiet()
        self._keep = QPushButton("&Keep")
        self._remove = QPushButton("&Remove")
        self._lay_out()
        self._list.currentItemChanged.connect(self._show)
        self._keep.clicked.connect(self._keep_it)
        self._remove.clicked.connect(self._remove_it)
        for signal in (self._name.textChanged, self._title.textChanged, self._text.textChanged):
            signal.connect(self._check)
        self._fill()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for label, widget in (("&Name", self._name), ("&Title", self._title), ("&Words", self._text)):
            form.addRow(label, widget)
        form.addRow("Becomes", self._preview)
        new, take, hand = QPushButton("Ne&w"), QPushButton("&Import…"), QPushButton("E&xport own…")
        close = QPushButton("Close")
        new.clicked.connect(self._begin)
        take.clicked.connect(self._take_in)
        hand.clicked.connect(self._hand_out)
        close.clicked.connect(self.accept)
        for button in (new, take, hand, close, self._remove):
            button.setAutoDefault(False)
        help_words = _quiet()
        help_words.setText(HELP)
        right = QVBoxLayout()
        right.addWidget(help_words)
        right.addLayout(form, 1)
        right.addWidget(self._told)
        keeping = QHBoxLayout()
        keeping.addStretch(1)
        keeping.addWidget(self._remove)
        keeping.addWidget(self._keep)
        right.addLayout(keeping)
        both = QHBoxLayout()
        both.addWidget(self._list)
        both.addLayout(right, 1)
        below = QHBoxLayout()
        for button in (new, take, hand):
            below.addWidget(button)
        below.addStretch(1)
        below.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addLayout(below)

    def _fill(self, lit: str = "") -> None:
        self._list.clear()
        for macro in self._shelf.macros():
            whose = self._shelf.whose(macro.name)
            item = QListWidgetItem(f"//{macro.name}{'' if whose == OWN else f'  ({whose})'}")
            item.setToolTip(macro.title)
            item.setData(Qt.ItemDataRole.UserRole, macro)
            self._list.addItem(item)
            if macro.name == lit:
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None, _: QListWidgetItem | None = None) -> None:
        macro = item.data(Qt.ItemDataRole.UserRole) if item is not None else Macro("", "", "")
        with QSignalBlocker(self._name), QSignalBlocker(self._title), QSignalBlocker(self._text):
            self._name.setText(macro.name)
            self._title.setText(macro.title)
            self._text.setPlainText(macro.text)
        self._check()

    def _begin(self) -> None:
        self._list.setCurrentRow(-1)
        self._show(None)
        self._name.setFocus()

    def _written(self) -> Macro:
        return Macro(self._name.text().strip(), self._title.text().strip(), self._text.toPlainText())

    def _check(self) -> None:
        macro = self._written()
        problem = problem_with(macro)
        self._keep.setEnabled(not problem)
        self._remove.setEnabled(self._shelf.whose(macro.name) == OWN)
        self._preview.setText("\n".join(line.text for line in macro.lines(1)))
        self._told.setText(problem if macro.name or macro.text else "")

    def _keep_it(self) -> None:
        macro = self._written()
        self._try(lambda: self._shelf.keep(macro), "Kept")
        self._fill(macro.name)

    def _remove_it(self) -> None:
        name = self._written().name
        self._try(lambda: self._shelf.remove(name), "Removed")
        self._fill()

    def _take_in(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Import macros", str(Path.home()), "*.toml")
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Take the macros of a file over as own ones."""
        self._try(lambda: self._shelf.take_in(path), f"Taken over from {path.name}")
        self._fill()

    def _hand_out(self) -> None:
        proposed = str(Path.home() / "macros.toml")
        path, _ = QFileDialog.getSaveFileName(self, "Export own macros", proposed, "*.toml")
        if path:
            self._try(lambda: self._shelf.hand_out(Path(path)), f"Written: {Path(path).name}")

    def _try(self, act: Callable[[], object], done: str) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self._told.setText(str(problem))
        else:
            self._told.setText(done)


def _quiet() -> QLabel:
    label = QLabel()
    label.setObjectName("quiet")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
