"""Which layers are there, and how the reader wants to see them: the value of ``Session.layers``."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from viewer.core.overlays.layer import LegendRow, OverlayLayer


@dataclass(frozen=True, slots=True)
class RowLook:
    """How one row is shown: ``opacity`` is that of its filling, 0 to 1; an empty ``color`` is the row's own."""

    visible: bool = True
    opacity: float | None = None
    color: str = ""


AS_IT_IS = RowLook()


@dataclass(frozen=True, slots=True)
class Look:
    """How one layer is shown.

    Attributes
    ----------
    opacity
        Of fillings and washes, 0 to 1; rows may have their own. Outlines are never transparent.
    limits
        Values of the first and last colour of a wash, None for the scale's own.
    rows
        Rows that are shown otherwise than they come, by number.
    """

    visible: bool = True
    opacity: float = 0.35
    filled: bool = True
    outlined: bool = True
    limits: tuple[float, float] | None = None
    rows: tuple[tuple[int, RowLook], ...] = ()

    def of(self, number: int) -> RowLook:
        """Return how a row is shown."""
        return next((look for known, look in self.rows if known == number), AS_IT_IS)

    def with_row(self, number: int, look: RowLook) -> "Look":
        """Return the look with another one for a row."""
        others = tuple(pair for pair in self.rows if pair[0] != number)
        return replace(self, rows=others if look == AS_IT_IS else (*others, (number, look)))


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row as it is painted: colour "#rrggbb" and opacity of its filling."""

    number: int
    color: str
    opacity: float


def drawn_rows(layer: OverlayLayer, look: Look) -> tuple[DrawnRow, ...]:
    """Return the rows of a layer that are painted, those hidden left out."""
    looks = dict(look.rows)

    def drawn(row: LegendRow) -> DrawnRow:
        own = looks.get(row.number, AS_IT_IS)
        opacity = look.opacity if own.opacity is None else own.opacity
        return DrawnRow(row.number, own.color or row.color, opacity if look.filled else 0.0)

    return tuple(drawn(row) for row in layer.rows if looks.get(row.number, AS_IT_IS).visible)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers that were read, the lowest first, and their looks."""

    layers: tuple[OverlayLayer, ...] = ()
    looks: dict[str, Look] = field(default_factory=dict)

    def layer(self, uid: str) -> OverlayLayer | None:
        """Return a layer by its uid, None where it has not been read."""
        return next((layer for layer in self.layers if layer.uid == uid), None)

    def of_object(self, sop_instance_uid: str) -> tuple[OverlayLayer, ...]:
        """Return the layers of an object."""
        return tuple(layer for layer in self.layers if layer.sop_instance_uid == sop_instance_uid)

    def look(self, uid: str) -> Look:
        """Return how a layer is shown."""
        return self.looks[uid]

    @property
    def visible(self) -> tuple[OverlayLayer, ...]:
        """The layers that are turned on, the lowest first."""
        return tuple(layer for layer in self.layers if self.looks[layer.uid].visible)

    def with_layer(self, layer: OverlayLayer) -> "Layers":
        """Return these with one more on top, shown as it comes; one of the same uid gives way, its look stays."""
        others = tuple(known for known in self.layers if known.uid != layer.uid)
        fresh = Look(opacity=layer.opacity, filled=layer.filled, outlined=layer.outlined)
        looks = {**self.looks, layer.uid: replace(self.looks.get(layer.uid, fresh), visible=True)}
        return Layers((*others, layer), looks)

    def with_look(self, uid: str, look: Look) -> "Layers":
        """Return these with a layer shown otherwise."""
        return Layers(self.layers, {**self.looks, uid: look}) if uid in self.looks else self

    def kept(self, sop_instance_uids: Collection[str]) -> "Layers":
        """Return what is left when only these objects stay open."""
        left = tuple(layer for layer in self.layers if layer.sop_instance_uid in sop_instance_uids)
        if len(left) == len(self.layers):
            return self
        return Layers(left, {layer.uid: self.looks[layer.uid] for layer in left})
