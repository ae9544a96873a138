"""The documents of a study: reports whose references lead to images, and pages. Searched, copied, printed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.documents.document import Document, Hit
from app.ui.document_text import Named
from app.ui.page_view import STEP, PageView
from app.ui.text_view import TextView
from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip

EMPTY = "No document is open\n\nOpen a report or a PDF from the series list: double-click, or Enter"
WHOLE_PAGE = (0.0, 0.0, 1.0, 1.0)


class DocumentView(QWidget):
    """Shows one document. Reads nothing itself: it asks for pages and for what is found on them."""

    reference_chosen = Signal(object)
    """The FrameKey of a reference the reader clicked."""
    document_chosen = Signal(int)
    """Which of the documents of the series the reader wants to see."""
    search_wanted = Signal(str)
    """Words the reader looks for on pages."""
    words_wanted = Signal(int, object)
    """Page and area whose words the reader wants to copy."""
    header_wanted = Signal()
    left = Signal()
    """The reader wants back to the images."""
    closed = Signal()
    """The reader wants to see no document any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Documents of the series")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.identity = label(role="heading", wraps=True)
        self.warning = label(role="problem", wraps=True)
        self.message = label(role="empty", wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = TextView()
        self.pages = PageView()
        self.search = QLineEdit()
        self.found = label(role="dim")
        self._document = Document("")
        self._hits: tuple[Hit, ...] = ()
        self._count, self._current = 0, 0
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.show_nothing()

    def show_nothing(self, words: str = EMPTY) -> None:
        """Show no document, and why."""
        self._document = Document("")
        self.identity.clear()
        self.identity.setToolTip("")
        self.identity.hide()
        self.choice.hide()
        self.text.show_document(self._document, "", lambda _: "")
        self.pages.show_pages(())
        self.warn("")
        self._say(words)

    def show_choice(self, names: Sequence[str], chosen: int) -> None:
        """Offer the documents of the series; a single one needs no choice."""
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItems(list(names))
            self.choice.setCurrentIndex(chosen)
        self.choice.setVisible(len(names) > 1)

    def show_waiting(self, identity: str) -> None:
        """Say whose document is being read."""
        self._document = Document("")
        self.identity.setText(identity)
        self.identity.setToolTip(tooltip(identity))
        self.identity.show()
        self._say("Reading the document…")

    def show_failure(self, words: str) -> None:
        """Say why there is nothing to see."""
        self._document = Document("")
        self._say(words)

    def show_document(self, document: Document, named: Named) -> None:
        """Show a document; ``named`` says what its references are called, nothing for those that are not open."""
        self._document = document
        if document.pages:
            self.pages.show_pages(document.pages)
            self._stack.setCurrentWidget(self.pages)
            self._say_page(0)
        else:
            self.text.show_document(document, self.identity.text(), named)
            self._stack.setCurrentWidget(self.text)
            self.page.clear()
        with QSignalBlocker(self.search):
            self.search.clear()
        self._say_found(0)
        self._offer()

    def rename_references(self, named: Named) -> None:
        """Call references otherwise: other objects are open now."""
        if self._document.lines:
            self.text.rename_references(named)

    def warn(self, words: str) -> None:
        """Say something above the document until it is no longer so; nothing for empty words."""
        self.warning.setText(words)
        self.warning.setVisible(bool(words))

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """Show what was found on pages, unless the reader looks for something else by now."""
        if words == self.search.text():
            self._hits = tuple(hits)
            self._say_found(len(hits))
            self._show_found(0)

    def take_keyboard(self) -> None:
        """Let keys scroll the document."""
        (self.pages if self._document.pages else self.text).setFocus()

    # What the reader does.

    def _look(self, words: str) -> None:
        self._hits = ()
        if self._document.pages:
            self.pages.show_hits(())
            self._say_found(0)
            if words.strip():
                self.found.setText("…")
                self.search_wanted.emit(words)
        elif self._document.lines:
            self._say_found(self.text.look_for(words))

    def _step(self, by: int) -> None:
        if self._count:
            self._show_found((self._current + by) % self._count)

    def _show_found(self, number: int) -> None:
        self._current = number
        if self._document.pages:
            self.pages.show_hits(self._hits, self._hits[number] if self._hits else None)
        else:
            self.text.show_found(number)
        self._say_place()

    def _say_found(self, count: int) -> None:
        self._count, self._current = count, 0
        self._next.setEnabled(count > 0)
        self._before.setEnabled(count > 0)
        self._say_place()

    def _say_place(self) -> None:
        looked = "not found" if self.search.text().strip() else ""
        self.found.setText(f"{self._current + 1} of {self._count}" if self._count else looked)

    def _say_page(self, page: int) -> None:
        count = len(self._document.pages)
        self.page.setText(f"page {page + 1} of {count}" if count else "")

    def _zoom(self, factor: float) -> None:
        (self.pages if self._document.pages else self.text).zoom(factor)

    def _fit(self) -> None:
        (self.pages if self._document.pages else self.text).fit_width()

    def _copy(self) -> None:
        if self._document.pages:
            page, area = self.pages.marked or (self.pages.page, WHOLE_PAGE)
            self.words_wanted.emit(page, area)
        else:
            self.text.copy_words()

    def _ask_and_print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            self.text.print_on(printer)

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self._stack.setCurrentWidget(self.message)
        self.page.clear()
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done with what is shown."""
        is_there = bool(self._document.pages or self._document.lines)
        self.search.setEnabled(is_there)
        for button in (self._smaller, self._larger, self._fitted, self._copied):
            button.setEnabled(is_there)
        self._printed.setEnabled(bool(self._document.lines))
        self._header.setEnabled(bool(self.identity.text()))

    # How it is built.

    def _make_buttons(self) -> None:
        self.page = label(role="dim")
        self._before = _button("chevron-up", "Previous place where it was found (Shift+F3)")
        self._next = _button("chevron-down", "Next place where it was found (Enter, F3)")
        self._smaller = _button("minus", "Smaller (Ctrl+−)")
        self._larger = _button("plus", "Larger (Ctrl++)")
        self._fitted = _button("fit", "Usual size: pages as wide as the panel (Ctrl+0)")
        self._copied = _button("copy", "Copy what is selected or marked, else all the words (Ctrl+C)")
        self._printed = _button("print", "Print the text; pages of a PDF are not printed here")
        self._header = _button("header", "DICOM header of the document")
        self._close = _button("close", "Close the document")
        self.search.setPlaceholderText("Find words")
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.identity)
        top.addWidget(self.warning)
        top.addWidget(self.choice)
        finding, doing = QHBoxLayout(), QHBoxLayout()
        finding.setSpacing(2)
        doing.setSpacing(2)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.found)
        finding.addWidget(self._before)
        finding.addWidget(self._next)
        doing.addWidget(self.page, 1)
        done = (self._smaller, self._larger, self._fitted, self._copied, self._printed, self._header)
        for button in (*done, self._close):
            doing.addWidget(button)
        top.addLayout(finding)
        top.addLayout(doing)
        layout.addLayout(top)
        self._stack = QStackedLayout()
        for shown in (self.message, self.text, self.pages):
            self._stack.addWidget(shown)
        layout.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.text.reference_chosen.connect(self.reference_chosen)
        self.choice.activated.connect(self.document_chosen)
        self.pages.page_changed.connect(self._say_page)
        self.search.textChanged.connect(self._look)
        clicks: dict[QToolButton, Callable[[], object]] = {
            self._before: lambda: self._step(-1),
            self._next: lambda: self._step(1),
            self._smaller: lambda: self._zoom(1 / STEP),
            self._larger: lambda: self._zoom(STEP),
            self._fitted: self._fit,
            self._copied: self._copy,
            self._printed: self._ask_and_print,
            self._header: self.header_wanted.emit,
            self._close: self.closed.emit,
        }
        for button, act in clicks.items():
            button.clicked.connect(lambda _=False, act=act: act())
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.search.setFocus,
            "F3": lambda: self._step(1),
            "Shift+F3": lambda: self._step(-1),
            "Ctrl+-": lambda: self._zoom(1 / STEP),
            "Ctrl++": lambda: self._zoom(STEP),
            "Ctrl+=": lambda: self._zoom(STEP),
            "Ctrl+0": self._fit,
            "Ctrl+C": self._copy,
            "Escape": self.left.emit,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.search.returnPressed.connect(lambda: self._step(1))


def _button(name: str, words: str) -> QToolButton:
    made = QToolButton()
    made.setIcon(icon(name))
    made.setToolTip(tooltip(words))
    made.setAccessibleName(words.partition(" (")[0])
    made.setAutoRaise(True)
    return made
