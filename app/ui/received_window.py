"""A report that somebody handed on, to be read beside the images; its references lead there."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.documents.document import Document
from app.ui.document_view import DocumentView
from viewer.core.study import FrameKey


class ReceivedWindow(QDialog):
    """Stays open beside the window.

    Parameters
    ----------
    named
        What a reference is called where its image is open, empty where it is not.
    show_header
        Shows the DICOM header of the file.
    """

    def __init__(
        self,
        document: Document,
        identity: str,
        warning: str,
        named: Callable[[FrameKey], str],
        show_header: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Report received")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 700)
        self.view = DocumentView()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.view.show_waiting(identity)
        self.view.show_document(document, named)
        self.view.warn(warning)
        self.view.header_wanted.connect(show_header)
        self.view.closed.connect(self.close)
        self.view.left.connect(self.close)
