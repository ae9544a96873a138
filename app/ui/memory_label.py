"""How much of the memory set aside for images is in use, in the status bar."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from viewer.ui.plain_text import tooltip

_REFRESH_MS = 400
_GB = 1 << 30


class MemoryLabel(QLabel):
    """Tells used and allowed memory; hidden while there are no images.

    Parameters
    ----------
    used
        Returns how many bytes images take now.
    limit_bytes
        How many they may take.
    """

    def __init__(self, used: Callable[[], int], limit_bytes: int) -> None:
        super().__init__()
        self.setObjectName("memory")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._used, self._limit_bytes = used, limit_bytes
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self.hide()

    def refresh_soon(self, *_: object) -> None:
        """Tell again in a moment, however often this is asked for."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Tell how it is now."""
        used = self._used()
        self.setVisible(used > 0)
        self.setText(f"Images {used / _GB:.1f} of {self._limit_bytes / _GB:.1f} GB")
        self.setToolTip(
            tooltip(
                f"Images take {used / _GB:.2f} of the {self._limit_bytes / _GB:.2f} GB they may take; those not "
                "looked at for longest are given up first. Settings: Memory for images"
            )
        )
