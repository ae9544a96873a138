"""The controls at the foot of a viewport that shows a moving picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLayout,
    QSizePolicy,
    QSlider,
    QStyle,
    QToolButton,
    QWidget,
)

from viewer.core.cine import SPEEDS, Timing, clock, is_video
from viewer.core.store import Store
from viewer.core.study import Instance
from viewer.ui.binding import bind, listen
from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip

HEIGHT_PX = 30
ROOM_FOR_WORDS_PX, ROOM_FOR_SPEED_PX, ROOM_FOR_TIME_PX = 620, 400, 300
NO_SOUND = "no sound"
_NO_SOUND_HELP = "Sound that a video may hold is not played"


class Player(Protocol):
    """Who plays: app.reading.cine is the real one."""

    @property
    def playing(self) -> Store[bool]:
        """Whether anything plays."""

    @property
    def waiting(self) -> Store[bool]:
        """Whether it stands still because frames are not in memory yet."""

    @property
    def measured_fps(self) -> Store[float]:
        """Frames that came on the screen in the last second."""

    @property
    def speed(self) -> Store[float]:
        """How many times as fast as recorded."""

    @property
    def loops(self) -> Store[bool]:
        """Whether it begins again after the last frame."""

    @property
    def keys(self) -> Store["Keys"]:
        """Keys of the commands that do what the bar does."""

    def is_playing_in(self, cell: int) -> bool:
        """Whether this cell plays."""

    def toggle_in(self, cell: int) -> None:
        """Play in a cell, or stop there."""

    def seek(self, cell: int, position: int) -> None:
        """Go to a frame, playing or not."""

    def step(self, cell: int, by: int) -> None:
        """Stand still, some frames on or back."""

    def set_speed(self, speed: float) -> None:
        """Choose how fast to play."""

    def toggle_loop(self) -> None:
        """Begin again after the last frame, or stop there."""

    def pace(self) -> str:
        """Return in words how fast it goes and what was lost."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of what the bar does, as the reader's desktop writes them."""

    play: str = ""
    back: str = ""
    on: str = ""
    slower: str = ""
    faster: str = ""
    loop: str = ""


class SeekSlider(QSlider):
    """A slider that goes where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            place = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), round(event.position().x()) - 6, max(self.width() - 12, 1)
            )
            self.setSliderDown(True)
            self.setSliderPosition(place)
            self.sliderMoved.emit(place)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            place = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), round(event.position().x()) - 6, max(self.width() - 12, 1)
            )
            if place != self.sliderPosition():
                self.setSliderPosition(place)
                self.sliderMoved.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        event.accept()


class CineBar(QWidget):
    """Shows where a moving picture stands, and lets the reader play, seek and step."""

    def __init__(self, player: Player, cell: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player, self._cell = player, cell
        self._timing = Timing((0.0, 1.0))
        self._position, self._is_video = 0, False
        self._build()
        self._connect()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Cine")

    def show_place(self, timing: Timing, position: int, instance: Instance) -> None:
        """Show a frame (from 0) of a moving picture."""
        self._timing, self._position, self._is_video = timing, position, is_video(instance)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, timing.count - 1)
            if not self.slider.isSliderDown():
                self.slider.setValue(position)
        now, whole = clock(timing.starts_ms[position]), clock(timing.total_ms)
        self.time.setText(f"{now} / {whole}")
        said = f"Frame {position + 1} of {timing.count}"
        how = f", by {timing.source}" if timing.source else ", at a usual speed: the object says none"
        varying = ", frames of different length" if timing.varies else ""
        silent = f"\n{_NO_SOUND_HELP}" if self._is_video else ""
        self.time.setToolTip(tooltip(f"{said}\n{timing.fps:.3g} frames/s{how}{varying}{silent}"))
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width()
        self.words.setVisible(width >= ROOM_FOR_WORDS_PX)
        self.speed.setVisible(width >= ROOM_FOR_SPEED_PX)
        self.loop.setVisible(width >= ROOM_FOR_SPEED_PX)
        self.time.setVisible(width >= ROOM_FOR_TIME_PX)

    def _build(self) -> None:
        self.play, self.back, self.on, self.loop = (_button() for _ in range(4))
        self.back.setIcon(icon("step-back"))
        self.on.setIcon(icon("step-on"))
        self.loop.setIcon(icon("loop"))
        self.loop.setCheckable(True)
        self.slider = SeekSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.slider.setAccessibleName("Place in the picture's time")
        self.time, self.words = label(), label(role="dim")
        self.time.setMinimumWidth(self.time.fontMetrics().horizontalAdvance("00:00.0 / 00:00.0"))
        self.speed = QComboBox()
        self.speed.addItems([f"{speed:g}×" for speed in SPEEDS])
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(3)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for widget in (self.back, self.play, self.on):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        for shown in (self.time, self.words, self.speed, self.loop):
            layout.addWidget(shown)

    def _connect(self) -> None:
        player, cell = self._player, self._cell
        self.play.clicked.connect(lambda: player.toggle_in(cell))
        self.back.clicked.connect(lambda: player.step(cell, -1))
        self.on.clicked.connect(lambda: player.step(cell, 1))
        self.loop.clicked.connect(lambda: player.toggle_loop())
        self.slider.sliderMoved.connect(lambda place: player.seek(cell, place))
        self.speed.activated.connect(lambda place: player.set_speed(SPEEDS[place]))
        bind(self, player.playing, self._show_playing)
        bind(self, player.speed, self._show_speed)
        bind(self, player.loops, self._show_loop)
        listen(self, player.keys.changed, self._name_buttons)
        for store in (player.waiting, player.measured_fps):
            listen(self, store.changed, self._say)

    def _show_loop(self, loops: bool) -> None:
        self.loop.setChecked(loops)
        self._name_buttons()

    def _show_playing(self, _: bool) -> None:
        self.play.setIcon(icon("pause" if self._player.is_playing_in(self._cell) else "play"))
        self._name_buttons()
        self._say()

    def _show_speed(self, speed: float) -> None:
        nearest = min(SPEEDS, key=lambda offered: abs(offered - speed))
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(SPEEDS.index(nearest))

    def _name_buttons(self, *_: object) -> None:
        keys = self._player.keys.value
        playing = self._player.is_playing_in(self._cell)
        _name(self.play, "Pause" if playing else "Play", keys.play)
        _name(self.back, "One frame back", keys.back)
        _name(self.on, "One frame on", keys.on)
        loops = self._player.loops.value
        _name(
            self.loop, "Begins again after the last frame" if loops else "Stops at the last frame", keys.loop
        )
        speeds = "Speed, times as fast as recorded" + _in_brackets((keys.slower, keys.faster))
        self.speed.setToolTip(tooltip(speeds))
        self.speed.setAccessibleName("Speed")

    def _say(self, *_: object) -> None:
        """Say how fast it goes; while it stands, at which frame, and that a video's sound is not played."""
        pace = self._player.pace() if self._player.is_playing_in(self._cell) else ""
        words = pace or f"frame {self._position + 1}/{self._timing.count}"
        self.words.setText(f"{words}  ·  {NO_SOUND}" if self._is_video else words)
        self.words.setToolTip(tooltip(_NO_SOUND_HELP) if self._is_video else "")


def _button() -> QToolButton:
    made = QToolButton()
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setIconSize(QSize(16, 16))
    return made


def _name(button: QToolButton, words: str, key: str) -> None:
    button.setToolTip(tooltip(words + _in_brackets((key,))))
    button.setAccessibleName(words)


def _in_brackets(keys: Sequence[str]) -> str:
    known = [key for key in keys if key]
    return f" ({', '.join(known)})" if known else ""
