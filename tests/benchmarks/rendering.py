"""Frames truly painted in windows: both presenters beside stock VTK, in the same run, overlays on our side only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
import vtkmodules.qt
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkImageSlice, vtkImageSliceMapper, vtkRenderer

from tests.benchmarks.table import Row, to_text
from tests.builders.images import image
from viewer.core.camera import Camera
from viewer.core.images import Image, Shading
from viewer.core.overlay import Context, Level, corner_text
from viewer.core.scene import Scene
from viewer.core.shapes import Drawing, Ellipse, Handle, Label, Segment
from viewer.core.windowing import Window
from viewer.modalities.table import modality_for
from viewer.render.corner_text import CornerPainter
from viewer.render.shape_painter import ShapePainter
from viewer.ui.gl_canvas import GlCanvas
from viewer.ui.raster_canvas import RasterCanvas

vtkmodules.qt.PyQtImpl = "PySide6"
from vtkmodules.qt.QVTKRenderWindowInteractor import QVTKRenderWindowInteractor  # noqa: E402 – after the choice above

FRAMES, WARM_UP = 40, 6
SLICES = 40
LOW = -1024

Volume = NDArray[np.generic]
Frame = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What a reader's hand does, on how many viewports of what size.

    Attributes
    ----------
    turn
        Slice, centre and width of the window at frame n.
    """

    what: str
    volume: Volume
    turn: Callable[[int], tuple[int, float, float]]
    cells: tuple[int, int]
    size: tuple[int, int]
    bar: float


class Ours(QWidget):
    """Viewports of ours, each with full corner text and two measurements over its image."""

    def __init__(self, task: Task, canvas: type[RasterCanvas] | type[GlCanvas]) -> None:
        super().__init__()
        self._task = task
        self._images = [image(one, modality="CT") for one in task.volume]
        self._canvases = [canvas() for _ in range(task.cells[0] * task.cells[1])]
        self._corners = [CornerPainter() for _ in self._canvases]
        self._shapes = [ShapePainter() for _ in self._canvases]
        self.painted = 0
        arrange(self, self._canvases, task)

    def frame(self, n: int) -> None:
        """Paint frame n in every viewport, each once, as the program itself does."""
        index, center, width = self._task.turn(n)
        shading = Shading(Window(center, width))
        for cell, canvas in enumerate(self._canvases):
            shown = self._images[(index + cell) % len(self._images)]
            scene = Scene(shown, shading, Camera(), canvas.width(), canvas.height())
            canvas.overlay = partial(self._over, cell, scene, index)
            canvas.show_scene(scene)
        QApplication.processEvents()

    def _over(self, cell: int, scene: Scene, index: int, painter: QPainter) -> None:
        self.painted += 1
        text = corner_text(scene, modality_for("CT"), Level.FULL, Context(index, SLICES))
        written = self._corners[cell].lay_out(text, scene.width_px, scene.height_px)
        self._shapes[cell].paint(painter, measurements(scene.image), scene, avoid=written.places)
        written.paint(painter)


class Stock(QWidget):
    """The same images in VTK's own widget, mapper and window, with nothing over them."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self._widgets = [QVTKRenderWindowInteractor(self) for _ in range(task.cells[0] * task.cells[1])]
        self._slices = [stock_slice(task.volume) for _ in self._widgets]
        for widget, shown in zip(self._widgets, self._slices, strict=True):
            renderer = vtkRenderer()
            renderer.AddViewProp(shown)
            widget.GetRenderWindow().AddRenderer(renderer)
            renderer.ResetCamera()
            camera = renderer.GetActiveCamera()
            camera.ParallelProjectionOn()
            camera.SetParallelScale(task.volume.shape[1] / 2)
            widget.Initialize()
        arrange(self, self._widgets, task)

    def frame(self, n: int) -> None:
        """Render frame n in every viewport."""
        index, center, width = self._task.turn(n)
        for cell, (widget, shown) in enumerate(zip(self._widgets, self._slices, strict=True)):
            mapper, look = shown.GetMapper(), shown.GetProperty()
            mapper.SetSliceNumber((index + cell) % len(self._task.volume))
            look.SetColorLevel(center)
            look.SetColorWindow(width)
            widget.GetRenderWindow().Render()

    def close_windows(self) -> None:
        """End the render windows before their widgets go."""
        for widget in self._widgets:
            widget.Finalize()


def arrange(window: QWidget, widgets: Sequence[QWidget], task: Task) -> None:
    """Lay viewports out and show the window."""
    layout = QGridLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for index, widget in enumerate(widgets):
        layout.addWidget(widget, *divmod(index, task.cells[1]))
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.resize(*task.size)
    window.move(QPoint(0, 0))
    window.show()
    if not QTest.qWaitForWindowExposed(window):
        raise RuntimeError("the window system shows no window")
    QTest.qWait(200)


def stock_slice(volume: Volume) -> vtkImageSlice:
    """Return VTK's own way to show a volume slice by slice."""
    slices, rows, columns = volume.shape
    data = vtkImageData()
    data.SetDimensions(columns, rows, slices)
    data.GetPointData().SetScalars(numpy_to_vtk(volume.reshape(-1)))
    mapper = vtkImageSliceMapper()
    mapper.SetInputData(data)
    shown = vtkImageSlice()
    shown.SetMapper(mapper)
    return shown


def measurements(shown: Image) -> tuple[Drawing, ...]:
    """Return a length and an ellipse over the middle of an image."""
    rows, columns = shown.stored.shape[:2]

    def at(x: float, y: float) -> tuple[float, float, float]:
        across, down, through = shown.plane.to_lps((x * columns, y * rows))
        return (float(across), float(down), float(through))

    start, end, center, side, top = at(0.3, 0.3), at(0.5, 0.4), at(0.6, 0.6), at(0.7, 0.6), at(0.6, 0.5)
    length = (Segment(start, end), Handle(start), Handle(end), Label(end, ("81.6 mm",)))
    area = (
        Ellipse(center, side, top),
        Handle(side),
        Handle(top),
        Label(side, ("Mean 34.2 HU", "SD 12.1 HU")),
    )
    return (Drawing(length), Drawing(area))


def median_ms(frame: Frame) -> float:
    """Return the median time of a frame, the window system's answers included."""
    taken = []
    for n in range(WARM_UP + FRAMES):
        started = perf_counter()
        frame(n)
        QApplication.processEvents()
        taken.append(1000 * (perf_counter() - started))
    return float(median(taken[WARM_UP:]))


def is_painted(window: QWidget) -> bool:
    """Whether the screen shows an image across the window, and not one grey only."""
    grabbed = window.screen().grabWindow(0, 0, 0, window.width(), window.height()).toImage()
    y = grabbed.height() // 3
    return len({grabbed.pixel(x, y) for x in range(0, grabbed.width(), 7)}) > 8


def tasks() -> tuple[Task, ...]:
    """Return what is measured."""
    noise = np.random.default_rng(3)
    y, x = np.mgrid[0:512, 0:512]
    body = np.where((x - 256) ** 2 + (y - 256) ** 2 < 240**2, 40, LOW)
    ct = np.stack([body + noise.integers(-200, 200, (512, 512)) for _ in range(SLICES)]).astype(np.int16)
    mammogram = noise.integers(0, 16_000, (1, 4096, 3328)).astype(np.uint16)

    def scroll(n: int) -> tuple[int, float, float]:
        return n % SLICES, 40.0, 400.0

    def drag(n: int) -> tuple[int, float, float]:
        return 7, 40.0 + n, 400.0 + 3 * n

    def wide_drag(n: int) -> tuple[int, float, float]:
        return 0, 8000.0 + 20 * n, 12_000.0 + 50 * n

    one, four, square = (1, 1), (2, 2), (1000, 1000)
    return (
        Task("512² CT, scroll", ct, scroll, one, square, 2.0),
        Task("512² CT, window drag", ct, drag, one, square, 2.0),
        Task("4096 × 3328 16-bit, window drag", mammogram, wide_drag, one, square, 5.0),
        Task("four 512² CT at 1200 × 900, scroll", ct, scroll, four, (1200, 900), 3.0),
    )


def measure() -> list[Row]:
    """Return the rows of all tasks."""
    rows: list[Row] = []
    for task in tasks():
        stock = Stock(task)
        peer = median_ms(stock.frame)
        stock_painted = is_painted(stock)
        stock.close_windows()
        stock.close()
        for name, canvas in (("raster", RasterCanvas), ("GL", GlCanvas)):
            ours = Ours(task, canvas)
            taken = median_ms(ours.frame)
            frames = ours.painted / (task.cells[0] * task.cells[1])
            if not (is_painted(ours) and stock_painted and frames == WARM_UP + FRAMES):
                raise RuntimeError(f"{task.what}: not every frame was painted")
            ours.close()
            rows.append(_row(task, name, taken, peer))
    return rows


def _row(task: Task, presenter: str, ours: float, peer: float) -> Row:
    ratio = peer / ours
    if presenter == "raster":
        bar, met = f"≥ {task.bar:g}×, ≤ 10 ms", ratio >= task.bar and ours <= 10
    else:
        bar, met = "≥ 1×", ratio >= 1
    return Row(f"{task.what}, {presenter}", ours, "stock VTK", peer, ratio, bar, "ms", met)


def main() -> None:
    """Measure and print."""
    QApplication.instance() or QApplication([])
    print(to_text(measure()))


if __name__ == "__main__":
    main()
