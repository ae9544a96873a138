"""Own sentences from signed reports: searched while typing, put into the report."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reporting.store.sentences import Sentence

PAUSE_MS = 120
EMPTY = "Type some words of a sentence you have signed before."
NOTHING = "None of your signed reports has these words."


class SentenceDialog(QDialog):
    """A field and what was found; Return puts the sentence in."""

    chosen = Signal(str)

    def __init__(self, find: Callable[[str], tuple[Sentence, ...]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find a sentence of mine")
        self.resize(620, 380)
        self._find = find
        self._words, self._found, self._told = QLineEdit(), QListWidget(), QLabel(EMPTY)
        self._words.setPlaceholderText("degenerative spine")
        self._words.setClearButtonEnabled(True)
        self._found.setWordWrap(True)
        self._told.setObjectName("quiet")
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        for part in (self._words, self._told, self._found):
            layout.addWidget(part)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self._words.textChanged.connect(lambda _: self._pause.start())
        self._found.itemDoubleClicked.connect(lambda _: self._choose())

    def search(self) -> None:
        """Show what has the words typed."""
        self._pause.stop()
        words = self._words.text().strip()
        found = self._find(words) if words else ()
        self._found.clear()
        for sentence in found:
            times = f", {sentence.times} times" if sentence.times > 1 else ""
            item = QListWidgetItem(f"{sentence.text}\n{sentence.section.value}{times}")
            item.setData(Qt.ItemDataRole.UserRole, sentence.text)
            self._found.addItem(item)
        self._found.setCurrentRow(0)
        self._told.setText(
            f"{len(found)} found; Return puts the sentence in" if found else (words and NOTHING) or EMPTY
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move among what was found, Return chooses."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self._found.currentRow() + step
            self._found.setCurrentRow(max(0, min(row, self._found.count() - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                self.search()
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        item = self._found.currentItem()
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
            self.accept()
