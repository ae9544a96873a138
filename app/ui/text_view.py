"""A document by lines: words with references. Nothing is loaded, and no link opens anything by itself."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from app.documents.document import Document
from app.ui.document_text import LINK, PAPER, SCREEN, Named, write
from viewer.core.study import FrameKey
from viewer.ui.theme import COLORS

MARGIN_PX = 12
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
        self._references: list[FrameKey] = []
        self._found: list[QTextCursor] = []
        self._points = self.font().pointSizeF()
        self.anchorClicked.connect(self._follow)

    def show_document(self, document: Document, identity: str, named: Named) -> None:
        """Show a document from its beginning; ``named`` says what references are called."""
        self._document, self._identity, self._named = document, identity, named
        self._write()
        self.verticalScrollBar().setValue(0)

    def rename_references(self, named: Named) -> None:
        """Show the document as it is with references called otherwise: other objects are open now."""
        self._named = named
        self._write()

    def look_for(self, words: str) -> int:
        """Find words, large or small letters alike; return how often they are there."""
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
        if self.textCursor().hasSelection():
            self.copy()
        else:
            QGuiApplication.clipboard().setText(self.toPlainText())

    def print_on(self, printer: QPrinter) -> None:
        """Print the document, black on white, its references by their UIDs."""
        paper = QTextDocument()
        write(paper, self._document, self._identity, lambda frame: frame.sop_instance_uid, PAPER)
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
        self._references = write(fresh, self._document, "", self._named, SCREEN)
        self._found = []
        self.setExtraSelections([])
        self.setDocument(fresh)
        bar.setValue(round(place * bar.maximum()))

    def _follow(self, link: QUrl) -> None:
        number = link.toString().removeprefix(LINK)
        if number.isdecimal() and int(number) < len(self._references):
            self.reference_chosen.emit(self._references[int(number)])
