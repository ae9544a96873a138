"""What is doubted about the words, below the report: a press shows the place, another dismisses it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reporting.core.lint.doubt import Doubt, Severity
from reporting.ui.proofreading import Proofreading

MOST_ROWS = 30
"""So many are listed; the rest follow as these are settled."""
SHOWN_ROWS, SHOWN_IN_SHORT = 3, 2
"""So many are seen without scrolling: usually, and in a window so short that the words need the room."""
SHORT_PX = 760
QUOTED = 40


class DoubtList(QFrame):
    """A short list, hidden while nothing is doubted; opened and closed by its heading."""

    wanted = Signal(object)  # Doubt
    checks_wanted = Signal()

    def __init__(self, proofreading: Proofreading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._proofreading = proofreading
        self._led_to = ""
        self._heading = QToolButton()
        self._heading.setObjectName("fold")
        self._heading.setCheckable(True)
        self._heading.setChecked(True)
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.setToolTip("Show or hide what is doubted about the words")
        self._heading.toggled.connect(self._fold)
        choose = _button("Checks…", "What is looked for while you write, each on or off")
        choose.clicked.connect(lambda: self.checks_wanted.emit())
        top = QHBoxLayout()
        top.addWidget(self._heading, 1, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(choose)
        self._rows = _Rows()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._rows)
        proofreading.doubts.changed.connect(self._show)
        self._show(proofreading.doubts.value, ())

    def show_next(self) -> None:
        """Lead to the doubt behind the one led to last, from the last to the first."""
        doubts = self._proofreading.doubts.value
        if doubts:
            at = next((row for row, known in enumerate(doubts) if known.key == self._led_to), -1)
            self._lead(doubts[(at + 1) % len(doubts)])

    def _lead(self, doubt: Doubt) -> None:
        self._led_to = doubt.key
        self.wanted.emit(doubt)

    def _show(self, doubts: tuple[Doubt, ...], _: tuple[Doubt, ...]) -> None:
        self.setVisible(bool(doubts))
        self._say(len(doubts))
        rows = [self._row(doubt) for doubt in doubts[:MOST_ROWS]]
        if len(doubts) > MOST_ROWS:
            rows.append(_words(f"… and {len(doubts) - MOST_ROWS} more", "quiet"))
        self._rows.show_rows(rows)

    def _say(self, count: int) -> None:
        arrow = Qt.ArrowType.DownArrow if self._heading.isChecked() else Qt.ArrowType.RightArrow
        self._heading.setArrowType(arrow)
        self._heading.setText(f"{count} {'doubt' if count == 1 else 'doubts'} about the words")

    def _fold(self, opened: bool) -> None:
        self._rows.setVisible(opened)
        self._say(len(self._proofreading.doubts.value))

    def _row(self, doubt: Doubt) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 1, 0, 1)
        layout.setSpacing(6)
        mark = _words("●" if doubt.severity is Severity.SERIOUS else "○", "doubt")
        mark.setToolTip(self._proofreading.title(doubt.check))
        said = _Link(_told(doubt), partial(self._lead, doubt))
        said.setToolTip(f"{self._proofreading.title(doubt.check)}: show the place")
        dismiss = _button("Dismiss", "Doubt this no more in this report, as long as these words stay")
        dismiss.clicked.connect(partial(self._dismiss, doubt))
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(said, 1)
        layout.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _dismiss(self, doubt: Doubt, _checked: bool = False) -> None:
        self._proofreading.dismiss(doubt)


class _Rows(QScrollArea):
    """As high as its rows, up to a few."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        inside = QWidget()
        inside.setObjectName("rows")
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setWidget(inside)
        self._shown: list[QWidget] = []

    def show_rows(self, rows: list[QWidget]) -> None:
        """Show these in place of those before."""
        for row in self._shown:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = rows
        for row in rows:
            self._layout.addWidget(row)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of the first rows."""
        width = max(self.viewport().width(), 200)
        heights = [
            row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
            for row in self._shown[: SHOWN_IN_SHORT if self.window().height() < SHORT_PX else SHOWN_ROWS]
        ]
        return QSize(200, sum(heights) + max(len(heights) - 1, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height again as the words wrap."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Return the height of one row."""
        return QSize(100, min(self.sizeHint().height(), 2 * self.fontMetrics().lineSpacing()))


class _Link(QLabel):
    """Words that wrap and can be pressed, with the mouse or from the keyboard."""

    def __init__(self, words: str, pressed: Callable[[], None]) -> None:
        super().__init__(words)
        self._pressed = pressed
        self.setObjectName("doubted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the place."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._pressed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space press it as they press a button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pressed()
            return
        super().keyPressEvent(event)


def _told(doubt: Doubt) -> str:
    words = doubt.words if len(doubt.words) <= QUOTED else doubt.words[: QUOTED - 1].rstrip() + "…"
    place = doubt.section.value if doubt.section else "Report"
    return f"{place}: “{words}” – {doubt.why}" if words else f"{place}: {doubt.why}"


def _button(words: str, help_text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("inline")
    button.setText(words)
    button.setToolTip(help_text)
    return button


def _words(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
