"""Graphics and texts of presentation states. PS3.3 C.10.5, C.10.7."""

from collections.abc import Iterator

from viewer.core.presentation import Annotation, Figure, Graphic, Layer, Point, TextObject, Unit
from viewer.dicom.display_colors import from_cielab, from_rgb, grey
from viewer.dicom.references import images_of
from viewer.dicom.values import Elements

MOST_POINTS = 20_000
"""Points that are drawn of one presentation state; the rest is left out, and said (SAFETY F16)."""


def layers_of(elements: Elements) -> tuple[Layer, ...]:
    """Return the layers, those that are drawn first first."""
    layers = (_layer(item) for item in elements.items("GraphicLayerSequence"))
    return tuple(sorted((layer for layer in layers if layer.name), key=lambda layer: layer.order))


def _layer(item: Elements) -> Layer:
    white = item.number("GraphicLayerRecommendedDisplayGrayscaleValue")
    color = (
        from_cielab(item.numbers("GraphicLayerRecommendedDisplayCIELabValue"))
        or from_rgb(item.numbers("GraphicLayerRecommendedDisplayRGBValue"))
        or ("" if white is None else grey(white))
    )
    return Layer(
        item.text("GraphicLayer"),
        item.integer("GraphicLayerOrder") or 0,
        color,
        item.line("GraphicLayerDescription"),
    )


def annotations_of(elements: Elements) -> tuple[tuple[Annotation, ...], tuple[str, ...]]:
    """Return what is drawn and written over images, and in words what of it is not."""
    reading = _Reading()
    found = tuple(reading.annotation(item) for item in elements.items("GraphicAnnotationSequence"))
    return found, tuple(reading.words())


class _Reading:
    """Counts what is left out while annotations are read."""

    def __init__(self) -> None:
        self._left = MOST_POINTS
        self._compound = self._filled = self._odd = self._beyond = 0

    def words(self) -> Iterator[str]:
        """Yield what was left out, in words."""
        for count, words in (
            (self._compound, "compound graphics are not drawn"),
            (self._filled, "filled shapes are drawn as outlines"),
            (self._odd, "drawings or texts are damaged or of an unknown kind, and left out"),
            (self._beyond, f"drawings are left out: more than {MOST_POINTS} points"),
        ):
            if count:
                yield f"{count} {words}"

    def annotation(self, item: Elements) -> Annotation:
        """Return one item of the sequence."""
        self._compound += len(item.items("CompoundGraphicSequence"))
        graphics = (self._graphic(one) for one in item.items("GraphicObjectSequence"))
        texts = (self._text(one) for one in item.items("TextObjectSequence"))
        return Annotation(
            layer=item.text("GraphicLayer"),
            refers=images_of(item),
            graphics=tuple(graphic for graphic in graphics if graphic is not None),
            texts=tuple(text for text in texts if text is not None),
        )

    def _graphic(self, item: Elements) -> Graphic | None:
        figure = next((known for known in Figure if known.value == item.text("GraphicType")), None)
        unit = _unit(item, "GraphicAnnotationUnits")
        points = _points(item, "GraphicData")
        needed = {Figure.POINT: 1, Figure.MULTIPOINT: 1, Figure.ELLIPSE: 4}.get(figure or Figure.POINT, 2)
        if figure is None or unit is None or len(points) < needed:
            self._odd += 1
            return None
        self._left -= len(points)
        if self._left < 0:
            self._beyond += 1
            return None
        filled = item.text("GraphicFilled") == "Y"
        self._filled += filled
        return Graphic(figure, unit, points, filled)

    def _text(self, item: Elements) -> TextObject | None:
        box_unit = _unit(item, "BoundingBoxAnnotationUnits")
        anchor_unit = _unit(item, "AnchorPointAnnotationUnits")
        upper, lower = (
            _points(item, f"BoundingBox{corner}HandCorner") for corner in ("TopLeft", "BottomRight")
        )
        anchor = _points(item, "AnchorPoint")
        lines = item.lines("UnformattedTextValue")
        box = (upper[0], lower[0]) if upper and lower and box_unit else None
        if not any(lines) or not (box or (anchor and anchor_unit)):
            self._odd += 1
            return None
        return TextObject(
            lines=lines,
            box=box,
            box_unit=box_unit or Unit.PIXEL,
            anchor=anchor[0] if anchor and anchor_unit else None,
            anchor_unit=anchor_unit or Unit.PIXEL,
            anchor_visible=item.text("AnchorPointVisibility") == "Y",
        )


def _unit(item: Elements, keyword: str) -> Unit | None:
    return next((known for known in Unit if known.value == item.text(keyword)), None)


def _points(item: Elements, keyword: str) -> tuple[Point, ...]:
    numbers = item.numbers(keyword)
    return tuple(
        (float(x), float(y))
        for x, y in zip(numbers[::2], numbers[1::2], strict=False)
        if abs(x) < 1e9 and abs(y) < 1e9
    )
