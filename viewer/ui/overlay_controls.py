"""How strong an overlay layer, or one row of it, is shown: opacity, filling, line, and the range of its colours."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QGridLayout, QHBoxLayout, QSlider, QWidget

from viewer.core.overlays.colors import palette_colors
from viewer.core.overlays.layer import ColorScale, OverlayLayer
from viewer.core.overlays.looks import Look, RowLook
from viewer.ui.plain_text import label
from viewer.ui.theme import COLORS

BAR_PX = 14
DECIMALS = 4
STEPS = 200.0


class ColorBar(QWidget):
    """The colours of a scale from low to high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = "hot"
        self.setFixedHeight(BAR_PX)
        self.setAccessibleName("Colours from low to high")

    def show_palette(self, name: str) -> None:
        """Show these colours."""
        self._palette = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        gradient = QLinearGradient(0, 0, self.width(), 0)
        colors = palette_colors(self._palette)
        for place in range(0, len(colors), 15):
            gradient.setColorAt(place / (len(colors) - 1), QColor(*colors[place].tolist()))
        painter.fillRect(self.rect(), gradient)
        painter.setPen(QColor(COLORS.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class OverlayControls(QWidget):
    """Shows the look of a layer, or of one row of it, and lets the reader change it. Keeps nothing of its own."""

    changed = Signal(str, object)
    """The uid of a layer, and its new Look."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: OverlayLayer | None = None
        self._look = Look()
        self._row: int | None = None
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setAccessibleName("Opacity")
        self._opacity.setToolTip("How strong areas are filled, in percent")
        self._percent = label(role="dim")
        self._filled, self._outlined = QCheckBox("Fill"), QCheckBox("Line")
        self._filled.setToolTip("Fill areas with colour")
        self._outlined.setToolTip("Draw a line along the rim of areas")
        self._of = label("Opacity")
        self._bar, self._range, self._unit = ColorBar(), QWidget(), label(role="dim")
        self._low, self._high = _limit("Value of the first colour"), _limit("Value of the last colour")
        self._lay_out()
        self._opacity.valueChanged.connect(self._set_opacity)
        self._filled.toggled.connect(lambda on: self._set(replace(self._look, filled=on)))
        self._outlined.toggled.connect(lambda on: self._set(replace(self._look, outlined=on)))
        self._low.valueChanged.connect(self._set_limits)
        self._high.valueChanged.connect(self._set_limits)
        self.show_look(None, Look(), None)

    def show_look(self, layer: OverlayLayer | None, look: Look, row: int | None) -> None:
        """Show how a layer is shown, or one row of it where a number is given; nothing for None."""
        self._layer, self._look, self._row = layer, look, row
        self.setEnabled(layer is not None)
        own = None if row is None else look.of(row).opacity
        percent = round(100 * (look.opacity if own is None else own))
        named = None if layer is None or row is None else layer.row(row)
        self._of.setText("Opacity" if named is None else "Opacity of this row")
        with QSignalBlocker(self._opacity), QSignalBlocker(self._filled), QSignalBlocker(self._outlined):
            self._opacity.setValue(percent)
            self._filled.setChecked(look.filled)
            self._outlined.setChecked(look.outlined)
        self._percent.setText(f"{percent} %")
        scale = None if layer is None else layer.scale
        self._range.setVisible(scale is not None)
        for box in (self._filled, self._outlined):
            box.setVisible(scale is None)
        if scale is not None:
            self._show_range(scale, look)

    def _show_range(self, scale: ColorScale, look: Look) -> None:
        low, high = look.limits or (scale.low, scale.high)
        span = max(scale.most - scale.least, 1e-9)
        self._bar.show_palette(scale.palette)
        self._unit.setText(
            " ".join(part for part in (scale.quantity, f"[{scale.unit}]" if scale.unit else "") if part)
        )
        for box, value in ((self._low, low), (self._high, high)):
            with QSignalBlocker(box):
                box.setDecimals(DECIMALS if span < 100 else 2 if span < 10_000 else 0)
                box.setRange(scale.least - span, scale.most + span)
                box.setSingleStep(span / STEPS)
                box.setValue(value)

    def _set_opacity(self, percent: int) -> None:
        if self._row is None:
            self._set(replace(self._look, opacity=percent / 100))
            return
        known = self._look.of(self._row)
        self._set(self._look.with_row(self._row, RowLook(known.visible, percent / 100, known.color)))

    def _set_limits(self) -> None:
        low, high = self._low.value(), self._high.value()
        if low < high:
            self._set(replace(self._look, limits=(low, high)))

    def _set(self, look: Look) -> None:
        if self._layer is not None and look != self._look:
            self.changed.emit(self._layer.uid, look)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._of, 0, 0)
        grid.addWidget(self._percent, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._opacity, 1, 0, 1, 2)
        boxes = QHBoxLayout()
        boxes.setSpacing(12)
        boxes.addWidget(self._filled)
        boxes.addWidget(self._outlined)
        boxes.addStretch()
        grid.addLayout(boxes, 2, 0, 1, 2)
        inside = QGridLayout(self._range)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.addWidget(self._unit, 0, 0, 1, 2)
        inside.addWidget(self._bar, 1, 0, 1, 2)
        inside.addWidget(self._low, 2, 0)
        inside.addWidget(self._high, 2, 1)
        grid.addWidget(self._range, 3, 0, 1, 2)


def _limit(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setKeyboardTracking(False)
    return box
