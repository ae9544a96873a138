"""The GL presenter's pipeline: an image as a texture, sampled and shaded in the fragment shader.

Knows VTK and no Qt. It never draws by itself: whoever owns the render window does. The shader follows the same
whole-number sampling as the raster presenter, so that both show the same picture. A new window costs one small
table; the image is uploaded once.
"""

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import VTK_FLOAT, VTK_UNSIGNED_CHAR, vtkFloatArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer
from vtkmodules.vtkRenderingOpenGL2 import (
    vtkOpenGLRenderWindow,
    vtkOpenGLTexture,
    vtkOpenGLUniforms,
    vtkTextureObject,
)

from viewer.core.images import Image
from viewer.core.images import Shading as Wish
from viewer.core.scene import Scene
from viewer.render.sampling import Axis, Sampling, sampling_of
from viewer.render.shader import DECLARATIONS, IMPLEMENTATION, VERTEX
from viewer.render.shading import BY_RAMP, Shading, shading_of
from viewer.render.source import Source, Sources

NOT_A_NUMBER = -3e38
"""Stands on the card for what is no number: background, like padding."""

WHOLE_NUMBERS, FRACTIONS, COLORS = 0, 1, 2


class SliceScene:
    """Shows one scene in a renderer. Belongs to one render window at a time."""

    def __init__(self) -> None:
        self.renderer = vtkRenderer()
        self.renderer.SetBackground(0.0, 0.0, 0.0)
        self.renderer.GetCullers().RemoveAllItems()
        self._corners = _corners()
        self._actor = _actor(self._corners)
        self.renderer.AddActor(self._actor)
        self._sources = Sources()
        self._stored, self._greys = _Texture(), _Texture()
        look = self._actor.GetProperty()
        look.SetTexture("stored", self._stored.vtk)
        look.SetTexture("greys", self._greys.vtk)
        self._uploaded: Source | None = None
        self._extent = (0.0, 0.0)
        self._wish: tuple[Image, Wish, Source] | None = None
        self._tell(Shading(BY_RAMP), (NOT_A_NUMBER, NOT_A_NUMBER))

    def show(self, scene: Scene, window: vtkOpenGLRenderWindow) -> None:
        """Show a scene at the window's next rendering. The window's context must be current."""
        sampling = sampling_of(scene)
        self._actor.SetVisibility(not sampling.is_empty)
        if sampling.is_empty:
            return
        source = self._sources.get(scene.image, sampling.reduction)
        if source is not self._uploaded:
            self._upload(source, scene, window)
        self._shade(source, scene, window)
        self._place(sampling, window.GetSize())

    def release(self, window: vtkOpenGLRenderWindow) -> None:
        """Free what lies on the graphics card, before its context goes. Showing a scene builds it again."""
        self._stored.release(window)
        self._greys.release(window)
        self._actor.ReleaseGraphicsResources(window)
        self._uploaded = self._wish = None

    def _upload(self, source: Source, scene: Scene, window: vtkOpenGLRenderWindow) -> None:
        numbers = source.numbers
        if numbers.ndim == 2:
            empty = _empty_range(scene)
            finite = np.isfinite(numbers) if numbers.dtype.kind == "f" else None
            self._extent = (float(np.nanmin(numbers)), float(np.nanmax(numbers)))
            numbers = numbers.astype(np.float32)
            if finite is not None and not finite.all():
                numbers[~finite] = empty[0]
        self._stored.upload(window, numbers)
        self._uploaded = source

    def _shade(self, source: Source, scene: Scene, window: vtkOpenGLRenderWindow) -> None:
        uniforms = self._actor.GetShaderProperty().GetFragmentCustomUniforms()
        if scene.image.is_color:
            uniforms.SetUniformi("kind", COLORS)
            uniforms.SetUniformi("inverted", int(scene.shading.inverted))
            return
        known = self._wish
        if known is not None and known[0] is scene.image and known[1] == scene.shading and known[2] is source:
            return
        self._wish = (scene.image, scene.shading, source)
        shading = shading_of(scene.grey_map, self._extent, whole_numbers=source.is_tabled)
        uniforms.SetUniformi("kind", WHOLE_NUMBERS if source.is_tabled else FRACTIONS)
        uniforms.SetUniformi("inverted", int(shading.inverted))
        self._tell(shading, _empty_range(scene))
        if shading.table is not None:
            self._greys.upload(window, shading.table)

    def _tell(self, shading: Shading, empty: tuple[float, float]) -> None:
        uniforms = self._actor.GetShaderProperty().GetFragmentCustomUniforms()
        uniforms.SetUniformi("mode", shading.mode)
        uniforms.SetUniformi("tableFirst", shading.first)
        uniforms.SetUniformi("tableLast", shading.last)
        uniforms.SetUniform2f("rescale", (shading.slope, shading.intercept))
        uniforms.SetUniform2f("ramp", (shading.low, shading.high))
        uniforms.SetUniform2f("padding", empty)

    def _place(self, sampling: Sampling, size: tuple[int, int]) -> None:
        across, down = sampling.across, sampling.down
        width, height = size
        left, right = (2 * x / width - 1 for x in (across.first_px, across.first_px + across.count))
        top, bottom = (1 - 2 * y / height for y in (down.first_px, down.first_px + down.count))
        for index, corner in enumerate(((left, bottom), (right, bottom), (right, top), (left, top))):
            self._corners.SetPoint(index, *corner, 0.0)
        self._corners.Modified()
        uniforms = self._actor.GetShaderProperty().GetFragmentCustomUniforms()
        uniforms.SetUniformi("windowHeight", height)
        uniforms.SetUniformi("transposed", int(sampling.transposed))
        uniforms.SetUniform2i("corner", (across.first_px, down.first_px))
        uniforms.SetUniform2i("smoothly", (int(across.interpolated), int(down.interpolated)))
        for name, axis in (("across", across), ("down", down)):
            _tell_axis(uniforms, name, axis)


def _tell_axis(uniforms: vtkOpenGLUniforms, name: str, axis: Axis) -> None:
    uniforms.SetUniform2i(f"{name}Line", (axis.start, axis.step))
    uniforms.SetUniform2i(f"{name}Ends", (axis.base, axis.last))


def _empty_range(scene: Scene) -> tuple[float, float]:
    """Return the stored numbers that are no image; one that no image holds where none is declared."""
    padding = scene.image.frame.instance.padding
    if padding is None:
        return NOT_A_NUMBER, NOT_A_NUMBER
    return max(padding.lowest, NOT_A_NUMBER), min(padding.highest, -NOT_A_NUMBER)


class _Texture:
    """Numbers on the graphics card."""

    def __init__(self) -> None:
        self.vtk = vtkOpenGLTexture()
        self._object: vtkTextureObject | None = None
        self._form = (0, 0)

    def upload(self, window: vtkOpenGLRenderWindow, numbers: NDArray[np.generic]) -> None:
        """Put numbers, (rows, columns) or (rows, columns, 3), uint8 or float32, on the card."""
        rows, columns = numbers.shape[:2]
        parts = numbers.shape[2] if numbers.ndim == 3 else 1
        kind = VTK_UNSIGNED_CHAR if numbers.dtype == np.uint8 else VTK_FLOAT
        # A texture object keeps the form it was first given.
        if self._object is None or self._form != (parts, kind):
            self.release(window)
            self._object, self._form = _texture_object(window), (parts, kind)
            self.vtk.SetTextureObject(self._object)
        self._object.Create2DFromRaw(columns, rows, parts, kind, np.ascontiguousarray(numbers).reshape(-1))

    def release(self, window: vtkOpenGLRenderWindow) -> None:
        """Free the card's memory."""
        if self._object is not None:
            self._object.ReleaseGraphicsResources(window)
            self._object = None


def _texture_object(window: vtkOpenGLRenderWindow) -> vtkTextureObject:
    made = vtkTextureObject()
    made.SetContext(window)
    made.SetMinificationFilter(vtkTextureObject.Nearest)
    made.SetMagnificationFilter(vtkTextureObject.Nearest)
    return made


def _corners() -> vtkPoints:
    corners = vtkPoints()
    for _ in range(4):
        corners.InsertNextPoint(0.0, 0.0, 0.0)
    return corners


def _actor(corners: vtkPoints) -> vtkActor:
    rectangle = vtkCellArray()
    rectangle.InsertNextCell(4, (0, 1, 2, 3))
    places = vtkFloatArray()
    places.SetNumberOfComponents(2)
    for place in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)):
        places.InsertNextTuple2(*place)
    shape = vtkPolyData()
    shape.SetPoints(corners)
    shape.SetPolys(rectangle)
    shape.GetPointData().SetTCoords(places)
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(shape)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    actor.VisibilityOff()
    shader = actor.GetShaderProperty()
    shader.AddVertexShaderReplacement("//VTK::PositionVC::Impl", True, VERTEX, False)
    shader.AddFragmentShaderReplacement("//VTK::DepthPeeling::Dec", True, DECLARATIONS, False)
    shader.AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, IMPLEMENTATION, False)
    return actor
