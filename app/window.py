"""The main window: where the parts stand. It makes none of them and decides nothing about images or reports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QMenu, QToolBar, QVBoxLayout, QWidget

from app.commands import Command, Keymap
from app.failures import Notice
from app.ui.actions import Actions
from viewer.ui.annotation_list import AnnotationList
from viewer.ui.plain_text import tooltip
from viewer.ui.series_strip import SeriesStrip
from viewer.ui.window_bar import BarKeys, WindowBar

TITLE = "Overread"
NOT_CLEARED = "Not for primary diagnosis – not a cleared medical device"
NOTICE_MS = 12_000
FIRST_SIZE = QSize(1600, 960)
PANELS_PX = ((1500, (290, 430)), (1100, (220, 340)), (0, (180, 300)))
"""Widths of series and report, by the width from which a window gives them that much: images keep the most."""

TOOLBAR = (
    ("library.worklist", "file.open_folder"),
    ("tool.scroll", "tool.window", "tool.pan", "tool.zoom"),
    (
        "tool.length",
        "tool.angle",
        "tool.cobb",
        "tool.ellipse",
        "tool.rectangle",
        "tool.probe",
        "tool.arrow",
        "tool.text",
    ),
    ("edit.undo", "edit.redo"),
    ("view.cine", "view.link", "view.localizers", "tool.crosshair"),
    ("view.reset",),
    ("report.key_image", "report.show", "report.sign"),
)
STATE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Parts:
    """The widgets that stand in the window."""

    strip: SeriesStrip
    bar: WindowBar
    grid: QWidget
    annotations: AnnotationList
    report: QWidget
    layout_button: QWidget


class MainWindow(QMainWindow):
    """Series at the left, images in the middle, the report at the right."""

    dropped = Signal(list)
    """Paths of files and folders that were let go over the window."""
    closing = Signal()

    def __init__(self, parts: Parts, *, cleared: bool) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._parts = parts
        self.actions_made: Actions | None = None
        self._toolbar = QToolBar("Tools")
        self._toolbar.setObjectName("toolbar")
        self._toolbar.setMovable(False)
        self.addToolBar(self._toolbar)
        self._middle()
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.series_dock = self._dock("Series", "series", parts.strip, left)
        self.measurements_dock = self._dock("Measurements", "measurements", parts.annotations, left)
        self.report_dock = self._dock("Report", "report", parts.report, right)
        self._banner = QLabel()
        self._hidden_docks: list[QDockWidget] = []
        self._notice, self._pointed, self._pace = QLabel(), QLabel(), QLabel()
        self.may_close: Callable[[], bool] = lambda: True
        self._status(cleared=cleared)
        self._notice_ends = QTimer(self)
        self._notice_ends.setSingleShot(True)
        self._notice_ends.timeout.connect(self._notice.clear)

    def offer(self, commands: Sequence[Command], keymap: Keymap, recent: QMenu) -> Actions:
        """Make menus, toolbar and keys."""
        parts = self._parts
        viewing = (parts.grid, parts.bar, parts.strip, parts.annotations)
        actions = Actions(commands, keymap, viewing, self)
        actions.fill_menus(self.menuBar())
        actions.fill_toolbar(self._toolbar, TOOLBAR)
        self._toolbar.insertWidget(actions.action("tool.scroll"), parts.layout_button)
        menus = [action.menu() for action in self.menuBar().actions()]
        file_menu = menus[0]
        assert isinstance(file_menu, QMenu)
        file_menu.insertMenu(actions.action("file.header"), recent)
        view_menu = menus[2]
        assert isinstance(view_menu, QMenu)
        panels = view_menu.addMenu("Pa&nels")
        for dock in self.findChildren(QDockWidget):
            panels.addAction(dock.toggleViewAction())
        self._tell_parts(actions)
        actions.refresh()
        self.actions_made = actions
        return actions

    def _tell_parts(self, actions: Actions) -> None:
        """Let the parts say the keys of what they do, and offer what there is before anything is open."""
        parts = self._parts
        parts.bar.take_keys(
            BarKeys(
                invert=actions.key("view.invert"),
                interpolate=actions.key("view.interpolate"),
                turn=actions.key("view.turn_right"),
                flip=actions.key("view.flip"),
                fit=actions.key("view.fit"),
                actual_size=actions.key("view.actual_size"),
            )
        )
        measured = {"a distance": "tool.length", "an angle": "tool.angle"}
        parts.annotations.take_keys({thing: actions.key(name) for thing, name in measured.items()})
        ways_in = {"Open folder…": "file.open_folder", "Demonstration": "file.demonstration"}
        parts.strip.offer({words: actions.action(name) for words, name in ways_in.items()})

    def show_notice(self, notice: Notice) -> None:
        """Tell the reader something, at the bottom, until it is old."""
        reason = f": {notice.why}" if notice.why else ""
        remedy = f". {notice.remedy}" if notice.remedy else ""
        self._notice.setText(f"{notice.what}{reason}{remedy}")
        self._notice.setToolTip(tooltip(self._notice.text()))
        self._notice.setProperty("serious", notice.serious)
        self._notice.style().polish(self._notice)
        self._notice_ends.start(NOTICE_MS)

    @property
    def notice(self) -> str:
        """What the reader was told last."""
        return self._notice.text()

    def show_banner(self, words: str) -> None:
        """Show a line that stays: something is wrong for as long as the window is open."""
        self._banner.setText(words)
        self._banner.setToolTip(tooltip(words))
        self._banner.setVisible(bool(words))

    @property
    def banner(self) -> str:
        """The line that stays, empty for none."""
        return self._banner.text()

    def show_pointed(self, words: str) -> None:
        """Show place and value under the pointer."""
        self._pointed.setText(words)

    def show_pace(self, words: str) -> None:
        """Show how fast images are played."""
        self._pace.setText(words)

    @property
    def pace(self) -> str:
        """What is said about how fast images are played."""
        return self._pace.text()

    def toggle_panels(self) -> None:
        """Hide all panels, or show again those that were shown."""
        shown = [dock for dock in self.findChildren(QDockWidget) if dock.toggleViewAction().isChecked()]
        again = self._hidden_docks or [self.series_dock, self.measurements_dock, self.report_dock]
        for dock in shown or again:
            dock.setVisible(not shown)
        self._hidden_docks = shown

    def kept_state(self) -> bytes:
        """Return where window and docks stand, for the next start."""
        geometry, state = self.saveGeometry().toBase64(), self.saveState(STATE_VERSION).toBase64()
        return bytes(geometry.data()) + b"\n" + bytes(state.data())

    def restore_kept(self, kept: bytes) -> bool:
        """Put window and docks where they stood; False where that is not known."""
        geometry, _, state = kept.partition(b"\n")
        return self.restoreGeometry(QByteArray.fromBase64(QByteArray(geometry))) and self.restoreState(
            QByteArray.fromBase64(QByteArray(state)), STATE_VERSION
        )

    def stand_at_first(self) -> None:
        """Take the size and places of a first start: the report wide enough to write in, within the screen."""
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        widths = next(widths for least_px, widths in PANELS_PX if self.width() >= least_px)
        self.resizeDocks([self.series_dock, self.report_dock], widths, horizontal)
        self.resizeDocks([self.series_dock, self.measurements_dock], [620, 220], vertical)

    def _middle(self) -> None:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._parts.bar)
        self._parts.bar.left.connect(self._parts.grid.setFocus)
        layout.addWidget(self._parts.grid, 1)
        self.setCentralWidget(middle)

    def _dock(self, title: str, name: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(name)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _status(self, *, cleared: bool) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._banner.setObjectName("banner")
        self._banner.hide()
        bar.addWidget(self._banner)
        for label in (self._banner, self._notice, self._pointed, self._pace):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._notice.setObjectName("notice")
        self._notice.setMinimumWidth(1)
        bar.addWidget(self._notice, 1)
        bar.addPermanentWidget(self._pace)
        bar.addPermanentWidget(self._pointed)
        if not cleared:
            mark = QLabel(NOT_CLEARED)
            mark.setObjectName("notCleared")
            bar.addPermanentWidget(mark)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if _paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was let go."""
        paths = _paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let everybody keep what is not kept yet, unless the reader would rather stay."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _paths(carried: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in carried.urls() if url.isLocalFile()]
