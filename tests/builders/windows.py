"""A reading window for tests: session, pixels, grid, strip and bars wired as the program does it."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from tests.builders.opened import display_set, opened
from tests.builders.pixels import FakePixels
from viewer.core.images import Image
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet
from viewer.interaction.bindings import MouseProfile, mouse_profile
from viewer.tools import TOOLS
from viewer.ui.annotation_list import AnnotationList
from viewer.ui.equipment import Equipment
from viewer.ui.raster_canvas import RasterCanvas
from viewer.ui.series_strip import SeriesStrip
from viewer.ui.theme import RESOURCES
from viewer.ui.viewport_grid import ViewportGrid
from viewer.ui.window_bar import WindowBar

TOOLS_BY_NAME = {tool.name: tool for tool in TOOLS}


def profile(name: str = "bir") -> MouseProfile:
    """Return a shipped mouse profile."""
    text = (RESOURCES / "keymaps" / f"mouse_{name}.toml").read_text(encoding="utf-8")
    return mouse_profile(text, TOOLS_BY_NAME)


@dataclass
class Reading:
    """A session with what a reader needs to see it."""

    session: Session = field(default_factory=Session)
    pixels: FakePixels = field(default_factory=FakePixels)

    def open(self, *series: list[Image]) -> list[DisplaySet]:
        """Open these series."""
        sets = [display_set(images) for images in series]
        for shown, images in zip(sets, series, strict=True):
            self.pixels.add(shown, images)
        self.session.opened.set(opened(*sets))
        return sets

    def equipment(self) -> Equipment:
        """Return what viewports need."""
        return Equipment(self.pixels, TOOLS_BY_NAME, Store(profile()), RasterCanvas)

    def window(self) -> "ReadingWindow":
        """Return the window."""
        return ReadingWindow(self)


class ReadingWindow(QWidget):
    """Grid, strip, bar and list of one reading."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.grid = ViewportGrid(reading.session, reading.equipment())
        self.strip = SeriesStrip(reading.session, reading.pixels)
        self.bar = WindowBar(reading.session)
        self.list = AnnotationList(reading.session, {tool.name: tool.title for tool in TOOLS})
        self.grid.scene_changed.connect(self.bar.show_scene)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.strip)
        left.addWidget(self.list)
        left.setSizes([560, 200])
        main = QSplitter()
        main.addWidget(left)
        main.addWidget(self.grid)
        main.setStretchFactor(1, 1)
        main.setSizes([290, 990])
        upper = QHBoxLayout()
        upper.addWidget(self.bar)
        upper.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(main, 1)
