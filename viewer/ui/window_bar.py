"""How the active viewport is shaded and placed, in numbers that can be read and set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from viewer.core.camera import Camera, actual_zoom
from viewer.core.images import Image, meant_voi, own_name, read_voi, voi_in_force
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.values import chosen_first
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Voi, Window
from viewer.modalities.table import modality_for
from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip
from viewer.ui.window_choices import (
    FIT,
    ZOOMS_PERCENT,
    Choice,
    choices,
    chosen,
    decimals_of,
    edited_window,
    with_window,
    zoom_typed,
    zoom_words,
    zoomed_to,
)

LARGEST = 1e7
FIELD_KEYS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})
"""Keys that belong to a field while it is written in."""

TIP = "tip"
"""The property in which a button keeps what it says while it can be used."""

BY_HAND = "Set by hand"
PRESENTED = "Presentation state"
NOT_TURNED = "Only projection images (X-ray) may be turned or flipped: slices always lie as the standard says"


@dataclass(frozen=True, slots=True)
class BarKeys:
    """The keys that do what the bar does, as they are said to the reader; empty for none."""

    invert: str = ""
    interpolate: str = ""
    turn: str = ""
    flip: str = ""
    fit: str = ""
    actual_size: str = ""


class WindowBar(QWidget):
    """Shows how the active viewport looks and lets the reader change it. Keeps no state of its own."""

    left = Signal()
    """The reader has typed or chosen, or would rather not: the keyboard belongs to the images again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scene: Scene | None = None
        self._choices: tuple[Choice, ...] = ()
        self._center = _number("Window center", -LARGEST)
        self._width = _number("Window width", 0.0)
        self._presets = _combo("Window preset", 110, 190)
        self._values = _combo("Values: what numbers are read in", 76, 150)
        self._zoom = _combo("Zoom", 102, 124)
        self._typed = QLineEdit()
        self._zoom.setLineEdit(self._typed)
        self._zoom.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._zoom.addItems([FIT, *(f"{percent} %" for percent in ZOOMS_PERCENT)])
        self._invert = _button("invert", "Invert: exchange black and white", checkable=True)
        self._smooth = _button("interpolation", "Interpolate magnified pixels", checkable=True)
        self._rotate = _button("rotate", "Rotate a quarter turn clockwise")
        self._flip = _button("flip", "Flip left to right")
        self._lay_out()
        self._connect()
        self.show_scene(None)

    def take_keys(self, keys: BarKeys) -> None:
        """Say the keys in the tooltips."""
        for button, key in (
            (self._invert, keys.invert),
            (self._smooth, keys.interpolate),
            (self._rotate, keys.turn),
            (self._flip, keys.flip),
        ):
            button.setProperty(TIP, f"{button.accessibleName()} ({key})" if key else button.accessibleName())
            button.setToolTip(button.property(TIP))
        said = [f"{words} ({key})" for words, key in ((FIT, keys.fit), ("100 %", keys.actual_size)) if key]
        self._zoom.setToolTip(": ".join(["Zoom", ", ".join(said)]) if said else "Zoom")

    def minimumSizeHint(self) -> QSize:
        """Return the least room: what menus and keys do as well may be left out."""
        return QSize(self._needed_px() - self._spared_px(self._spared), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def eventFilter(self, field: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Tab go from field to field and Escape give up what was typed, whatever these keys do on an image."""
        key = Qt.Key(event.key()) if isinstance(event, QKeyEvent) else Qt.Key.Key_unknown
        if key in FIELD_KEYS and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if key is Qt.Key.Key_Escape and event.type() == QEvent.Type.KeyPress:
            self._show_again(field)
            self.left.emit()
            return True
        if event.type() == QEvent.Type.FocusOut and field is self._zoom:
            self._show_again(field)
        return super().eventFilter(field, event)

    def _show_again(self, field: QObject) -> None:
        """Show in a field what holds, not what was typed."""
        if isinstance(field, QDoubleSpinBox):
            with QSignalBlocker(field):
                field.setValue(field.value())
        self._typed.setModified(False)
        self.show_scene(self._scene)

    def show_scene(self, scene: Scene | None) -> None:
        """Show the picture of the active viewport, None where it has none."""
        self._scene = scene
        self.setEnabled(scene is not None)
        if scene is None:
            self._show_nothing()
            return
        state = self._session.active.value
        self._show_window(scene)
        self._show_choices(scene, state)
        self._show_values(scene.image)
        with QSignalBlocker(self._zoom):
            zoom = zoom_words(scene.camera, actual_zoom(scene.camera, scene.canvas))
            if not self._typed.isModified() and self._zoom.currentText() != zoom:
                self._zoom.setEditText(zoom)
                self._typed.setCursorPosition(0)
        with QSignalBlocker(self._invert), QSignalBlocker(self._smooth):
            self._invert.setChecked(scene.shading.inverted)
            self._smooth.setChecked(scene.interpolated)
        self._show_turning(scene)

    def _show_nothing(self) -> None:
        self._choices = ()
        self._presets.clear()
        self._presets.setPlaceholderText("")
        self._values.hide()
        self._zoom.setEditText("")
        for box in (self._center, self._width):
            with QSignalBlocker(box):
                box.clear()

    def _show_window(self, scene: Scene) -> None:
        voi = None if scene.image.is_color else _read(scene)
        with QSignalBlocker(self._center), QSignalBlocker(self._width):
            for box in (self._center, self._width):
                box.setEnabled(isinstance(voi, Window))
            if isinstance(voi, Window):
                _show_number(self._center, voi.center, voi)
                _show_number(self._width, voi.width, voi)
            else:
                self._center.clear()
                self._width.clear()

    def _show_choices(self, scene: Scene, state: ViewportState) -> None:
        code = scene.image.frame.instance.series.modality
        offered = choices(scene.image, modality_for(code))
        with QSignalBlocker(self._presets):
            if [choice.words for choice in offered] != [choice.words for choice in self._choices]:
                self._presets.clear()
                self._presets.addItems([choice.words for choice in offered])
            self._choices = offered
            presented = scene.shading.rendition is not None and scene.shading.voi is None
            self._presets.setPlaceholderText(PRESENTED if presented else BY_HAND if offered else "")
            self._presets.setCurrentIndex(
                -1 if presented else chosen(state, offered, scene.image, scene.shading.voi)
            )
        self._presets.setEnabled(bool(offered))
        self._invert.setEnabled(not scene.image.is_color)

    def _show_values(self, image: Image) -> None:
        """Offer the quantities that numbers can be read in, where there is a choice."""
        described = image.frame.description
        offered = described.quantities if not image.is_color else ()
        if self._values.isHidden() == bool(offered):
            self._values.setVisible(bool(offered))
            self._make_room()
        if not offered:
            return
        names = [own_name(described), *(scale.name for scale in offered)]
        with QSignalBlocker(self._values):
            if [self._values.itemText(place) for place in range(self._values.count())] != names:
                self._values.clear()
                self._values.addItems(names)
            self._values.setCurrentText(names[0] if image.scale is None else image.scale.name)
        source = image.scale.source if image.scale else f"{names[0]}, as stored with the image"
        self._values.setToolTip(tooltip(source))

    def _show_turning(self, scene: Scene) -> None:
        turnable = modality_for(scene.image.frame.instance.series.modality).turnable
        for button in (self._rotate, self._flip):
            if button.isEnabledTo(self) != turnable:
                button.setEnabled(turnable)
                button.setToolTip(button.property(TIP) if turnable else NOT_TURNED)

    def _connect(self) -> None:
        self._center.valueChanged.connect(self._set_numbers)
        self._width.valueChanged.connect(self._set_numbers)
        self._presets.activated.connect(self._choose)
        self._values.textActivated.connect(self._choose_values)
        self._zoom.activated.connect(self._set_zoom)
        self._typed.returnPressed.connect(self._set_zoom)
        for done in (
            self._center.lineEdit().returnPressed,
            self._width.lineEdit().returnPressed,
            self._typed.returnPressed,
            self._presets.activated,
            self._values.activated,
            self._zoom.activated,
        ):
            done.connect(self.left, Qt.ConnectionType.QueuedConnection)
        for field in (self._center, self._width, self._zoom):
            field.installEventFilter(self)
        self._invert.toggled.connect(self._set_inverted)
        self._smooth.toggled.connect(self._set_interpolated)
        self._rotate.clicked.connect(self._turn)
        self._flip.clicked.connect(self._mirror)

    def _lay_out(self) -> None:
        self.setProperty("role", "bar")
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(4)
        center, width = label("C", role="dim"), label("W", role="dim")
        numbers = [center, self._center, width, self._width]
        others = [
            self._presets,
            self._values,
            self._invert,
            self._smooth,
            self._zoom,
            self._rotate,
            self._flip,
        ]
        parts: list[QWidget] = [*numbers, *others]
        for part in parts:
            layout.addWidget(part, 4 if isinstance(part, QComboBox) else 0)
        layout.addStretch(1)
        self._spared = (self._flip, self._rotate, self._smooth, self._invert, center, width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _needed_px(self) -> int:
        """Return the width at which nothing must be left out."""
        hidden = [part for part in self._spared if part.isHidden()]
        return self._row.minimumSize().width() + self._spared_px(hidden)

    def _spared_px(self, parts: Sequence[QWidget]) -> int:
        return sum(part.sizeHint().width() + self._row.spacing() for part in parts)

    def _make_room(self) -> None:
        """Leave out what does not fit, the dispensable first; all of it has a menu and a key as well."""
        needed = self._needed_px()
        for part in self._spared:
            fits = needed <= self.width()
            part.setVisible(fits)
            needed -= 0 if fits else self._spared_px([part])

    def _set_numbers(self) -> None:
        if self._scene is not None:
            image, shading = self._scene.image, self._scene.shading
            window = edited_window(_read(self._scene), self._center.value(), self._width.value())
            self._change(with_window(self._session.active.value, meant_voi(image, shading, window)))

    def _choose(self, place: int) -> None:
        if self._scene is not None:
            choice = self._choices[place]
            self._change(
                with_window(self._session.active.value, choice.voi(self._scene.image), choice.preset)
            )

    def _choose_values(self, name: str) -> None:
        values = self._session.values
        values.set(chosen_first(values.value, name))

    def _set_zoom(self) -> None:
        text = self._zoom.currentText()
        zoom = None if text.startswith(FIT) else zoom_typed(text)
        self._typed.setModified(False)
        if zoom is not None or text.startswith(FIT):
            self._look(zoomed_to(self._session.active.value.camera, zoom))
        self.show_scene(self._scene)

    def _set_inverted(self, inverted: bool) -> None:
        state = self._session.active.value
        self._change(replace(state, shading=replace(state.shading, inverted=inverted)))

    def _set_interpolated(self, interpolated: bool) -> None:
        self._change(replace(self._session.active.value, interpolated=interpolated))

    def _turn(self) -> None:
        camera = self._session.active.value.camera
        self._look(camera.turned(1))

    def _mirror(self) -> None:
        camera = self._session.active.value.camera
        self._look(camera.mirrored())

    def _look(self, camera: Camera) -> None:
        self._change(replace(self._session.active.value, camera=camera))

    def _change(self, state: ViewportState) -> None:
        self._session.active.set(state)


def _read(scene: Scene) -> Voi:
    """Return the window in force, in the numbers that the reader sees."""
    return read_voi(scene.image, scene.shading, voi_in_force(scene.image, scene.shading))


def _show_number(box: QDoubleSpinBox, value: float, window: Window) -> None:
    """Show a number of a window; what is right already is left alone, because Qt would lay the window out anew."""
    decimals = decimals_of(window)
    step = max(window.width / 40, 10.0**-decimals)
    if box.decimals() != decimals:
        box.setDecimals(decimals)
    if box.singleStep() != step:
        box.setSingleStep(step)
    if box.value() != round(value, decimals) or not box.text():
        box.setValue(value)


def _number(name: str, least: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, LARGEST)
    box.setKeyboardTracking(False)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFixedWidth(74)
    return box


def _combo(name: str, least_px: int, most_px: int) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    combo.setMinimumWidth(least_px)
    combo.setMaximumWidth(most_px)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    combo.setMaxVisibleItems(24)
    return combo


def _button(drawing: str, name: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(drawing))
    button.setCheckable(checkable)
    button.setAccessibleName(name)
    button.setProperty(TIP, name)
    button.setToolTip(name)
    return button
