"""The test pattern on a whole screen, and the questions about it."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFrame, QVBoxLayout, QWidget

from viewer.ui.plain_text import label


class DisplayCheckDialog(QDialog):
    """Covers one screen with the pattern, each of its values on exactly one pixel, and asks what is seen.

    Parameters
    ----------
    questions
        Name and words of each.
    pattern
        Returns the pattern for so many pixels of width and height.
    """

    def __init__(
        self,
        screen: QScreen,
        name: str,
        questions: Sequence[tuple[str, str]],
        pattern: Callable[[int, int], NDArray[np.uint8]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self.setWindowTitle("Display check")
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self._pattern, self._picture = pattern, QImage()
        self.boxes = {known: QCheckBox(words) for known, words in questions}
        self.buttons = QDialogButtonBox()
        keep = self.buttons.addButton("Keep this check", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        keep.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._panel = panel = QFrame(self)
        panel.setObjectName("displayCheck")
        panel.setAutoFillBackground(True)
        panel.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(panel)
        layout.addWidget(label(f"Tick what you see on {name}, at the light you read in"))
        for box in self.boxes.values():
            layout.addWidget(box)
        layout.addWidget(self.buttons)

    def not_seen(self) -> tuple[str, ...]:
        """Return the names of the questions without a tick."""
        return tuple(known for known, box in self.boxes.items() if not box.isChecked())

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw in pixels of the device: any scaling would make grey of the finest lines."""
        ratio = self.devicePixelRatioF()
        wide, tall = round(self.width() * ratio), round(self.height() * ratio)
        if (self._picture.width(), self._picture.height()) != (wide, tall):
            self._picture = _image(self._pattern(wide, tall))
            self._picture.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, self._picture)
        painter.end()

    def resizeEvent(self, _: QResizeEvent) -> None:
        """Keep the questions between the middle and the lower edge, over no step, line pair or corner."""
        panel = self._panel
        panel.adjustSize()
        top = self.height() * 5 // 8
        panel.move((self.width() - panel.width()) // 2, min(top, max(0, self.height() - panel.height() - 4)))


def _image(values: NDArray[np.uint8]) -> QImage:
    height, width = values.shape
    whole = np.ascontiguousarray(values)
    return QImage(whole.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
