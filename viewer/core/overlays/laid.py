"""What layers lay over one image, and why some do not: Frame of Reference first, then what meets its plane."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from viewer.core.images import Image
from viewer.core.overlay import Badge, Mood
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import Cut, Labels, OverlayLayer, Shares
from viewer.core.overlays.looks import Layers, Look
from viewer.core.registration import Registration, Route, refusals, route
from viewer.core.study import Frame

KEPT_BYTES = 128 << 20
ELSEWHERE = "It lies in another Frame of Reference than the image"
UNREGISTERED = "No registration object in what is open leads from the one to the other"
LARGEST_THICKNESS_MM = 100.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A layer over an image: what painters paint.

    Attributes
    ----------
    grid
        The image's pixels in the space of the layer: ``grid.to_pixels`` brings outlines to image positions.
    """

    layer: OverlayLayer
    look: Look
    cut: Cut
    grid: ImageGrid


@dataclass(frozen=True, slots=True)
class Placing:
    """Whether a layer belongs over a frame.

    Attributes
    ----------
    why_not
        In words, empty where it does.
    route
        From the image's Frame of Reference to the layer's; None where both have none and images are told by name.
    """

    why_not: str = ""
    reasons: tuple[str, ...] = ()
    route: Route | None = None


def placing(layer: OverlayLayer, frame: Frame, registrations: Sequence[Registration]) -> Placing:
    """Return whether a layer belongs over a frame (SAFETY H33)."""
    instance = frame.instance
    if layer.patient_id and layer.patient_id != instance.patient.patient_id:
        return Placing("it is of another patient")
    ours, theirs = instance.frame_of_reference_uid, layer.frame_of_reference_uid
    if not theirs or not ours:
        if layer.refers.cover(instance.sop_instance_uid, frame.number):
            return Placing()
        return Placing("it has no Frame of Reference and was not made from this image")
    same = [one for one in registrations if not one.patient_id or one.patient_id == layer.patient_id]
    way = route(same, ours, theirs)
    if way is not None:
        return Placing(route=way)
    refused = refusals(registrations, ours, theirs)
    if refused:
        return Placing("its registration is not applied", (ELSEWHERE, *refused))
    return Placing("not registered", (ELSEWHERE, UNREGISTERED))


class Cuts:
    """What layers lay over images, kept for the images seen last. Lives on the main thread."""

    def __init__(self, *, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[tuple[object, ...], tuple[OverlayLayer, Cut, ImageGrid]] = OrderedDict()
        self._bytes = 0

    def over(
        self, image: Image, layers: Layers, registrations: Sequence[Registration] = ()
    ) -> tuple[tuple[Laid, ...], tuple[Badge, ...]]:
        """Return what lies over an image, the lowest first, and what the reader must be told."""
        laid: list[Laid] = []
        badges: list[Badge] = []
        for layer in layers.visible:
            found = placing(layer, image.frame, registrations)
            if found.why_not:
                badges.append(_refused(layer, found))
                continue
            cut, grid = self._cut(layer, image, found)
            if not cut.is_empty:
                laid.append(Laid(layer, layers.look(layer.uid), cut, grid))
            if layer.warning and not cut.is_empty:
                badges.append(Badge(f"{layer.name}: {layer.warning}", Mood.CAUTION))
            through = found.route.through if found.route is not None else ()
            if through:
                badges.append(_registered(layer, through, cut))
            elif cut.note:
                badges.append(Badge(f"{layer.name}: {cut.note}"))
        return tuple(laid), tuple(badges)

    def keep(self, layers: Layers) -> None:
        """Forget what belongs to no layer of these: their memory is wanted."""
        for wanted, (layer, cut, _) in list(self._kept.items()):
            if not any(known is layer for known in layers.layers):
                del self._kept[wanted]
                self._bytes -= _size(cut)

    def _cut(self, layer: OverlayLayer, image: Image, found: Placing) -> tuple[Cut, ImageGrid]:
        matrix = None if found.route is None else found.route.matrix
        turned = b"" if matrix is None or not found.route or not found.route.through else matrix.tobytes()
        wanted = (layer.uid, image.frame.key, image.plane, turned)
        known = self._kept.get(wanted)
        if known is not None and known[0] is layer:
            self._kept.move_to_end(wanted)
            return known[1], known[2]
        rows, columns = image.stored.shape[:2]
        leading = matrix if turned else None
        thickness_mm = _thickness_mm(image.frame)
        grid = ImageGrid.of(image.frame.key, image.plane, (rows, columns), leading, thickness_mm=thickness_mm)
        cut = layer.content.on(grid)
        if known is not None:
            self._bytes -= _size(known[1])
        self._kept[wanted] = (layer, cut, grid)
        self._bytes += _size(cut)
        while self._bytes > self._limit_bytes and len(self._kept) > 1:
            _, (_, dropped, _) = self._kept.popitem(last=False)
            self._bytes -= _size(dropped)
        return cut, grid


def _thickness_mm(frame: Frame) -> float:
    """Return Slice Thickness (0018,0050), 0 where it is not said sensibly."""
    try:
        thickness_mm = float(frame.instance.attribute("SliceThickness") or 0)
    except ValueError:
        return 0.0
    return thickness_mm if 0 < thickness_mm < LARGEST_THICKNESS_MM else 0.0


def _refused(layer: OverlayLayer, found: Placing) -> Badge:
    return Badge(f"{layer.name} not shown: {found.why_not}", Mood.CAUTION, found.reasons or (found.why_not,))


def _registered(layer: OverlayLayer, through: tuple[str, ...], cut: Cut) -> Badge:
    by = " and ".join(dict.fromkeys(through))
    note = f"; {cut.note}" if cut.note else ""
    return Badge(f"{layer.name}: placed by registration {by}{note}", Mood.CAUTION)


def _size(cut: Cut) -> int:
    size = sum(outline.points_lps.nbytes for outline in cut.outlines)
    for raster in cut.rasters:
        numbers: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
        if isinstance(raster, Labels):
            numbers = raster.numbers
        elif isinstance(raster, Shares):
            numbers = raster.shares
        else:
            numbers = raster.values
        size += numbers.nbytes
    return size + 1024
