"""The button that divides the grid."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QToolButton, QWidget, QWidgetAction

from viewer.core.store import Store
from viewer.core.viewport import Layout
from viewer.ui.icons import icon
from viewer.ui.layout_picker import LayoutPicker


class LayoutButton(QToolButton):
    """Opens a small grid in which rows and columns are pointed at."""

    def __init__(
        self, layout: Store[Layout], lay_out: Callable[[int, int], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lay_out = lay_out
        self.setIcon(icon("layout"))
        self.setIconSize(QSize(20, 20))
        self.setToolTip("Layout: rows and columns of viewports")
        self.setAccessibleName("Layout")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._picker = LayoutPicker()
        self._picker.picked.connect(self._pick)
        held = QWidgetAction(self._menu)
        held.setDefaultWidget(self._picker)
        self._menu.addAction(held)
        self._menu.aboutToShow.connect(lambda: self._picker.show_layout(layout.value))
        self.setMenu(self._menu)

    def _pick(self, rows: int, columns: int) -> None:
        self._menu.close()
        self._lay_out(rows, columns)
