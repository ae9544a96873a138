"""Menus, toolbar and keys, made from the commands."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from app.commands import Command, Keymap
from viewer.ui.icons import icon, names

WRITTEN_KEYS = frozenset(
    {"Up", "Down", "Left", "Right", "Home", "End", "PgUp", "PgDown", "Tab", "Esc", "Del"}
)

PAUSE_MS = 150


def is_written(key: str) -> bool:
    """Whether a key means something to a text field: it then only works where no text is written."""
    last = key.removeprefix("Shift+")
    return len(last) == 1 or last in WRITTEN_KEYS


def mnemonics(bar: QMenuBar) -> set[str]:
    """Return the keys that open the menus of a bar: a command must not want one of them for itself."""
    marked = (action.text().partition("&")[2][:1].upper() for action in bar.actions())
    return {f"Alt+{letter}" for letter in marked if letter}


class Actions(QObject):
    """One QAction for each command; knows when to offer it and what its key is.

    Parameters
    ----------
    viewing
        Widgets in which the bare keys (letters, digits, arrows) work; everywhere else they are text.
    """

    def __init__(
        self, commands: Sequence[Command], keymap: Keymap, viewing: Iterable[QWidget], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._commands = {command.id: command for command in commands}
        self._actions = {command.id: self._make(command, keymap.of(command.id)) for command in commands}
        for widget in viewing:
            widget.addActions(list(self._actions.values()))
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self.refresh)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    def action(self, command_id: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command_id]

    def key(self, command_id: str) -> str:
        """Return the first key of a command as the reader's desktop writes it, empty for none."""
        return self._actions[command_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def refresh_soon(self, *_: object) -> None:
        """Ask anew, once in this turn of events, which commands can be used."""
        self._turn.start()

    def refresh_later(self, *_: object) -> None:
        """Ask anew a few times a second at most, for what changes with every image."""
        if not self._pause.isActive():
            self._pause.start()

    def refresh(self) -> None:
        """Ask which commands can be used and which are on."""
        for name, command in self._commands.items():
            action = self._actions[name]
            action.setEnabled(command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    def fill_menus(self, bar: QMenuBar) -> None:
        """Make the menus, nested by the slashes in their names."""
        menus: dict[str, QMenu] = {}
        for name, command in self._commands.items():
            if command.menu:
                menu = self._menu(bar, menus, command.menu)
                if command.separator_before:
                    menu.addSeparator()
                menu.addAction(self._actions[name])

    def fill_toolbar(self, toolbar: QToolBar, groups: Sequence[Sequence[str]]) -> None:
        """Put commands into the toolbar, groups apart."""
        for place, group in enumerate(groups):
            if place:
                toolbar.addSeparator()
            for name in group:
                toolbar.addAction(self._actions[name])

    def _menu(self, bar: QMenuBar, menus: dict[str, QMenu], path: str) -> QMenu:
        if path not in menus:
            above, _, title = path.rpartition("/")
            menus[path] = self._menu(bar, menus, above).addMenu(title) if above else bar.addMenu(title)
            menus[path].setToolTipsVisible(True)
            menus[path].aboutToShow.connect(self.refresh)
        return menus[path]

    def _make(self, command: Command, keys: tuple[str, ...]) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.id)
        action.setCheckable(command.checked is not None)
        action.setShortcuts([QKeySequence(key) for key in keys])
        written = any(is_written(key) for key in keys)
        context = Qt.ShortcutContext
        action.setShortcutContext(context.WidgetWithChildrenShortcut if written else context.WindowShortcut)
        if not written:
            self._window.addAction(action)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{command.plain_title}: {command.help}" + (f" ({shown})" if shown else ""))
        action.setStatusTip(command.help)
        if command.icon in names():
            action.setIcon(icon(command.icon))
        action.triggered.connect(partial(self._run, command))
        return action

    def _run(self, command: Command, _checked: bool = False) -> None:
        if command.enabled():
            command.run()
        self.refresh_soon()
