"""A document by lines: words with references. Nothing is loaded, and no link opens anything by itself."""

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from app.documents.document import Document
from app.ui.document_text import LINK, PAPER, SCREEN, Named, Writing
from viewer.ui.theme import COLORS

MARGIN_PX = 12
LINES_AT_ONCE = 250
MOST_FOUND = 1_000
LEAST_POINTS, MOST_POINTS = 7.0, 28.0


class TextView(QTextBrowser):
    """Shows lines; words in them are found, copied and printed."""

    reference_chosen = Signal(object)
    """The FrameKey of a reference the reader clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName("Document")
        self._document, self._identity = Document(""), ""
        self._named: Named = lambda _: ""
        self._writing: Writing | None = None
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._write_on)
        self._found: list[QTextCursor] = []
        self._points = self.font().pointSizeF()
        self.anchorClicked.connect(self._follow)

    def show_document(self, document: Document, identity: str, named: Named) -> None:
        """Show a document from its beginning; ``named`` says what references are called."""
        self._document, self._identity, self._named = document, identity, named
        self.verticalScrollBar().setValue(0)
        self._write()

    def rename_references(self, named: Named) -> None:
        """Show the document as it is with references called otherwise: other objects are open now."""
        self._named = named
        self._write()

    def look_for(self, words: str) -> int:
        """Find words, large or small letters alike; return how often they are there."""
        if words.strip():
            self._finish()
        self._found = []
        cursor = self.document().find(words, 0) if words.strip() else QTextCursor()
        while not cursor.isNull() and len(self._found) < MOST_FOUND:
            self._found.append(cursor)
            cursor = self.document().find(words, cursor)
        self.show_found(0)
        return len(self._found)

    def show_found(self, number: int) -> None:
        """Mark what was found and bring one of it into view."""
        marks = []
        for index, cursor in enumerate(self._found):
            mark = QTextEdit.ExtraSelection()
            color = QColor(COLORS.caution)
            color.setAlphaF(0.6 if index == number else 0.25)
            mark.cursor = cursor
            mark.format.setBackground(color)
            marks.append(mark)
        self.setExtraSelections(marks)
        if number < len(self._found):
            place = QTextCursor(self._found[number])
            place.setPosition(place.selectionStart())
            self.setTextCursor(place)

    def zoom(self, factor: float) -> None:
        """Show words larger or smaller."""
        self._points = min(max(self._points * factor, LEAST_POINTS), MOST_POINTS)
        self._write()

    def fit_width(self) -> None:
        """Show words in the size of the program's own."""
        self._points = self.font().pointSizeF()
        self._write()

    def copy_words(self) -> None:
        """Copy what is selected, or everything where nothing is."""
        self._finish()
        if self.textCursor().hasSelection():
            self.copy()
        else:
            QGuiApplication.clipboard().setText(self.toPlainText())

    def print_on(self, printer: QPrinter) -> None:
        """Print the document, black on white, its references by their UIDs."""
        paper = QTextDocument()
        Writing(paper, self._document, self._identity, lambda frame: frame.sop_instance_uid, PAPER).write()
        paper.print_(printer)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802, ARG002 - Qt's name and signature
        """Load nothing: a document must not reach out of itself."""
        return None

    def _write(self) -> None:
        bar = self.verticalScrollBar()
        place = bar.value() / max(bar.maximum(), 1)
        fresh = QTextDocument(self)
        font = self.font()
        font.setPointSizeF(self._points)
        fresh.setDefaultFont(font)
        fresh.setDocumentMargin(MARGIN_PX)
        self._writing = Writing(fresh, self._document, "", self._named, SCREEN)
        self._found = []
        self.setExtraSelections([])
        self.setDocument(fresh)
        self._write_on()
        if place:
            self._finish()
        bar.setValue(round(place * bar.maximum()))

    def _write_on(self) -> None:
        """Write as much as a reader does not wait for; the rest in the next turns of the event loop."""
        if self._writing is not None and self._writing.write(LINES_AT_ONCE):
            self._next_turn.start()

    def _finish(self) -> None:
        """Write what is left: words can only be found and copied where they are."""
        if self._next_turn.isActive():
            self._next_turn.stop()
            if self._writing is not None:
                self._writing.write()

    def _follow(self, link: QUrl) -> None:
        number = link.toString().removeprefix(LINK)
        references = self._writing.references if self._writing else []
        if number.isdecimal() and int(number) < len(references):
            self.reference_chosen.emit(references[int(number)])
