"""The GL presenter's pipeline: an image as a texture, sampled and shaded in the fragment shader.

Knows VTK and no Qt. It never draws by itself: whoever owns the render window does. The shader follows the same
whole-number sampling as the raster presenter, so that both show the same picture. A new window costs one small
table; the image is uploaded once.
"""

import cv2
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
from viewer.render.sampling import FRACTION_BITS, STEPS, Axis, Sampling, sampling_of
from viewer.render.shader import SAMPLED, VERTEX, Kind, Variant, fragment
from viewer.render.shading import TABLE_COLUMNS, Shading, shading_of
from viewer.render.source import Source, Sources

NOT_A_NUMBER = -3e38
"""Stands on the card for what is no number: background, like padding."""


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
        self._kind = Kind.RAMP
        self._variant: Variant | None = None
        self._tell(Shading(Kind.RAMP), (NOT_A_NUMBER, NOT_A_NUMBER))

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
        smooth = sampling.across.interpolated or sampling.down.interpolated
        self._use(Variant(self._kind, smooth, source.is_tabled, source.near_padding is not None))

    def release(self, window: vtkOpenGLRenderWindow) -> None:
        """Free what lies on the graphics card, before its context goes. Showing a scene builds it again."""
        self._stored.release(window)
        self._greys.release(window)
        self._actor.ReleaseGraphicsResources(window)
        self._uploaded = self._wish = None

    def _upload(self, source: Source, scene: Scene, window: vtkOpenGLRenderWindow) -> None:
        numbers = source.numbers
        if numbers.ndim == 2:
            low, high, _, _ = cv2.minMaxLoc(numbers) if source.is_tabled else (0.0, 0.0, (), ())
            self._extent = (low - source.offset, high - source.offset)
            broken = ~np.isfinite(numbers) if numbers.dtype.kind == "f" else None
            numbers = numbers.astype(np.float32) - source.offset
            if broken is not None and broken.any():
                numbers[broken] = _empty_range(scene)[0]
        if self._uploaded is None:
            # VTK asks for every texture a shader may name.
            self._greys.upload(window, np.zeros((1, TABLE_COLUMNS), dtype=np.uint8))
        self._stored.upload(window, numbers)
        self._uploaded = source

    def _shade(self, source: Source, scene: Scene, window: vtkOpenGLRenderWindow) -> None:
        known = self._wish
        if known is not None and known[0] is scene.image and known[1] == scene.shading and known[2] is source:
            return
        self._wish = (scene.image, scene.shading, source)
        if scene.image.is_color:
            inverted = scene.shading.inverted
            shading = Shading(Kind.COLORS, gain=-1.0 if inverted else 1.0, base=1.0 if inverted else 0.0)
        else:
            padded = source.near_padding is not None
            shading = shading_of(scene.grey_map, self._extent, whole=source.is_tabled, padded=padded)
        self._kind = shading.kind
        self._tell(shading, _empty_range(scene))
        if shading.table is not None:
            self._greys.upload(window, shading.table)

    def _use(self, variant: Variant) -> None:
        """Make the shader for what is shown; most frames need the one before."""
        if variant == self._variant:
            return
        self._variant = variant
        shader = self._actor.GetShaderProperty()
        shader.ClearFragmentShaderReplacement("//VTK::TCoord::Impl", True)
        shader.AddFragmentShaderReplacement("//VTK::TCoord::Impl", True, fragment(variant), False)

    def _tell(self, shading: Shading, empty: tuple[float, float]) -> None:
        uniforms = self._actor.GetShaderProperty().GetFragmentCustomUniforms()
        uniforms.SetUniformf("origin", shading.origin)
        uniforms.SetUniformf("gain", shading.gain)
        uniforms.SetUniformf("base", shading.base)
        uniforms.SetUniformi("tableFirst", shading.first)
        uniforms.SetUniformi("tableLast", shading.last)
        uniforms.SetUniform2f("rescale", shading.rescale)
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
        column, row = (down, across) if sampling.transposed else (across, down)
        _tell_axis(uniforms, "column", column)
        _tell_axis(uniforms, "row", row)
        uniforms.SetUniform2i("kept", tuple(-1 if axis.interpolated else -STEPS for axis in (column, row)))


def _tell_axis(uniforms: vtkOpenGLUniforms, name: str, axis: Axis) -> None:
    # Rounding to the nearest stored pixel: half a pixel more, and the 32nds masked away.
    more = 0 if axis.interpolated else (STEPS // 2) << FRACTION_BITS
    uniforms.SetUniform2i(f"{name}Line", (axis.start + more, axis.step))
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
    shader.AddFragmentShaderReplacement("//VTK::DepthPeeling::Dec", True, SAMPLED, False)
    return actor
