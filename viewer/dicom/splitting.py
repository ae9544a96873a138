"""The frames of a series taken apart into what is scrolled through together, and put in order (SAFETY H1, H4, H24).

Frames go along the normal of their planes; numbers in the header only decide among frames of one place. Frames
at the same place are never interleaved: they are told apart by echo, b-value, time … whatever separates them.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from viewer.core.geometry import PARALLEL, PlaneGeometry, Vector
from viewer.core.study import Frame
from viewer.dicom.dimensions import (
    ACQUISITION,
    B_VALUE,
    DETECTOR,
    DIRECTION,
    ECHO_TIME,
    ENERGY_WINDOW,
    FRAME_TYPE,
    IMAGE_TYPE,
    KERNEL,
    PHASE,
    ROTATION,
    RR_INTERVAL,
    STACK,
    TEMPORAL_POSITION,
    TIME_SLOT,
    TRIGGER_TIME,
)

ALWAYS_SPLIT = (IMAGE_TYPE, FRAME_TYPE, "component", STACK, KERNEL, ECHO_TIME, B_VALUE)
"""Dimensions that make another set wherever they differ."""

COUNTED = (ENERGY_WINDOW, DETECTOR, PHASE, ROTATION, RR_INTERVAL, TIME_SLOT)
"""Dimensions of nuclear medicine, which make another set wherever they differ, in space or not."""

SPLIT_IF_NEEDED = (
    TEMPORAL_POSITION,
    "echo number",
    ACQUISITION,
    "inversion time",
    "flip angle",
    "tube voltage",
    "contrast agent",
    DIRECTION,
    "frame reference time",
    TRIGGER_TIME,
)
"""Dimensions that make another set only where frames would otherwise lie on top of each other."""

SAME_PLACE_MM = 0.01
FEW_PARTS = 3
LOCALIZER = "LOCALIZER"
MOSAIC = "MOSAIC"


@dataclass(slots=True)
class Placed:
    """A frame with all that decides where it goes.

    Attributes
    ----------
    place_mm
        Along the normal of its part.
    """

    frame: Frame
    plane: PlaneGeometry | None
    dimensions: dict[str, str]
    place_mm: float = 0.0

    @property
    def number(self) -> tuple[int, str, int]:
        """Order of the frames at one place, or of frames without any."""
        instance = self.frame.instance
        number = instance.number
        return (number if number is not None else 1 << 31, instance.sop_instance_uid, self.frame.number)


@dataclass(frozen=True, slots=True)
class Part:
    """Frames in display order, and what set them apart from the rest of their series."""

    frames: list[Placed]
    reasons: tuple[str, ...] = ()

    @property
    def split_by(self) -> str:
        """The reasons in words."""
        return ", ".join(self.reasons)


def split(frames: Iterable[Frame]) -> list[Part]:
    """Return the frames of one series as parts that are each scrolled through, in display order."""
    placed = []
    for frame in frames:
        described = frame.description
        placed.append(Placed(frame, described.plane, dict(described.dimensions)))
    placed.sort(key=lambda one: one.number)  # so that the order of files makes no difference
    parts = [Part(placed)]
    for divide in (
        _by_picture,
        _by_localizer,
        _by_counts,
        _by_space,
        _by_orientation,
        _by_spacing,
        _by_dimensions,
    ):
        parts = [piece for part in parts for piece in divide(part)]
    return [piece for part in parts for piece in _by_place(part)]


def _divided(
    part: Part, key: Callable[[Placed], Hashable], words: Callable[[Placed, int], str], *, many: bool = False
) -> Iterator[Part]:
    """Divide by a key; ``words`` say what makes a piece, given its first frame and its number from 1.

    Unless ``many`` are allowed, a key that differs from frame to frame is no reason to take a part apart.
    """
    first = key(part.frames[0])
    if all(key(placed) == first for placed in part.frames):
        yield part
        return
    pieces: dict[Hashable, list[Placed]] = {}
    for placed in part.frames:
        pieces.setdefault(key(placed), []).append(placed)
    scattered = len(pieces) > FEW_PARTS and len(pieces) > len(part.frames) / 2
    if scattered and not many:
        yield part
        return
    in_order = sorted(pieces.values(), key=lambda piece: min(placed.number for placed in piece))
    for number, piece in enumerate(in_order, start=1):
        yield Part(piece, (*part.reasons, words(piece[0], number)))


def _by_picture(part: Part) -> Iterator[Part]:
    """One size and kind of picture a part: what is scrolled through must be of one kind."""

    def key(placed: Placed) -> Hashable:
        pixels = placed.frame.instance.pixels
        if pixels is None:
            return None
        shape = pixels.rows, pixels.columns, pixels.is_color
        if pixels.is_color:
            return shape
        return *shape, pixels.bits_allocated, pixels.signed, pixels.kind, pixels.photometric

    def words(placed: Placed, number: int) -> str:
        pixels = placed.frame.instance.pixels
        if pixels is None:
            return f"kind {number}"
        kind = (
            "color" if pixels.is_color else f"{pixels.bits_allocated} bit{' signed' if pixels.signed else ''}"
        )
        return f"{pixels.columns} × {pixels.rows} pixels, {kind}"

    return _divided(part, key, words, many=True)


def _by_localizer(part: Part) -> Iterator[Part]:
    def words(placed: Placed, _number: int) -> str:
        return "localizer" if _is_localizer(placed) else ""

    for piece in _divided(part, _is_localizer, words, many=True):
        yield Part(piece.frames, tuple(reason for reason in piece.reasons if reason))


def _is_localizer(placed: Placed) -> bool:
    return LOCALIZER in placed.frame.instance.image_type


def _by_counts(part: Part) -> list[Part]:
    """What was counted by another detector, in another energy window or phase of the heart … is another picture."""
    parts = [part]
    for name in COUNTED:
        if any(name in placed.dimensions for placed in part.frames):
            parts = [piece for one in parts for piece in _by_dimension(one, name, many=True)]
    return parts


def _by_space(part: Part) -> Iterator[Part]:
    """Positions of another frame of reference, or none at all, cannot be ordered together."""

    def key(placed: Placed) -> Hashable:
        return None if placed.plane is None else placed.frame.instance.frame_of_reference_uid

    def words(placed: Placed, number: int) -> str:
        return "without position" if placed.plane is None else f"frame of reference {number}"

    return _divided(part, key, words, many=True)


def _by_orientation(part: Part) -> Iterator[Part]:
    if part.frames[0].plane is None or _is_mosaic(part):
        yield part
        return
    bundles: list[tuple[float, ...]] = []
    known: dict[tuple[float, ...], int] = {}

    def key(placed: Placed) -> Hashable:
        axes = (*placed.plane.right, *placed.plane.down) if placed.plane else ()
        if axes not in known:
            near = (index for index, bundle in enumerate(bundles) if _parallel(bundle, axes))
            known[axes] = next(near, len(bundles))
            if known[axes] == len(bundles):
                bundles.append(axes)
        return known[axes]

    def words(placed: Placed, number: int) -> str:
        return f"{orientation_name(placed.plane.normal)} {number}" if placed.plane else ""

    yield from _divided(part, key, words)


def orientation_name(normal: Vector) -> str:
    """Return how planes with this normal are called."""
    names = ("sagittal", "coronal", "axial")
    strongest = max(range(3), key=lambda axis: abs(normal[axis]))
    return names[strongest] if abs(normal[strongest]) > _NEARLY_STRAIGHT else f"oblique {names[strongest]}"


_NEARLY_STRAIGHT = 0.9


def _parallel(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= PARALLEL for a, b in zip(one, other, strict=True))


def _by_spacing(part: Part) -> Iterator[Part]:
    def key(placed: Placed) -> Hashable:
        plane = placed.plane
        return plane and (round(plane.row_spacing_mm, 4), round(plane.column_spacing_mm, 4))

    def words(placed: Placed, _number: int) -> str:
        plane = placed.plane
        return f"pixels of {plane.column_spacing_mm:.4g} × {plane.row_spacing_mm:.4g} mm" if plane else ""

    return _divided(part, key, words)


def _by_dimensions(part: Part) -> list[Part]:
    if (
        part.frames[0].plane is None
        or len({placed.frame.description.dimensions for placed in part.frames}) == 1
    ):
        return [part]
    _locate(part)
    parts = [part]
    for name in ALWAYS_SPLIT:
        parts = [piece for one in parts for piece in _apart(one, name)]
    return parts


def _apart(part: Part, name: str) -> list[Part]:
    """Divide by a dimension, unless its types of image follow each other in space as one stack does.

    A head is often scanned in thin slices below and thick ones above, and called by two types.
    """
    pieces = list(_by_dimension(part, name))
    if name not in (IMAGE_TYPE, FRAME_TYPE) or len(pieces) == 1:
        return pieces
    extents = sorted(_extent(piece) for piece in pieces)
    in_turn = all(below[1] < above[0] for below, above in pairwise(extents))
    return [part] if in_turn else pieces


def _extent(part: Part) -> tuple[float, float]:
    places_mm = [placed.place_mm for placed in part.frames]
    return min(places_mm), max(places_mm)


def _by_dimension(part: Part, name: str, *, many: bool = False) -> Iterator[Part]:
    def key(placed: Placed) -> Hashable:
        return placed.dimensions.get(name, "")

    def words(placed: Placed, _number: int) -> str:
        return f"{name} {placed.dimensions.get(name) or 'not given'}"

    return _divided(part, key, words, many=many)


def _is_mosaic(part: Part) -> bool:
    """Whether pictures of many slices stayed whole: positions hold for their orientation only."""
    first = part.frames[0].frame.instance
    return MOSAIC in first.image_type and first.mosaic is None


def _by_place(part: Part) -> list[Part]:
    """Put a part in order along its normal, divided so that no two frames of a piece share a place."""
    if not _is_ordered_by_place(part):
        return [Part(sorted(part.frames, key=lambda placed: placed.number), part.reasons)]
    _locate(part)
    return [
        Part(sorted(piece.frames, key=lambda placed: (placed.place_mm, placed.number)), piece.reasons)
        for piece in _separated(part)
    ]


def _locate(part: Part) -> None:
    """Note where each frame lies along the normal of the first."""
    first = part.frames[0].plane
    across, back, up = first.normal if first else (0.0, 0.0, 1.0)
    for placed in part.frames:
        x, y, z = placed.plane.origin_lps if placed.plane else (0.0, 0.0, 0.0)
        placed.place_mm = x * across + y * back + z * up


def _is_ordered_by_place(part: Part) -> bool:
    first = part.frames[0].plane
    if first is None or _is_mosaic(part):
        return False
    axes = (*first.right, *first.down)
    bearings = {(placed.plane.right, placed.plane.down) for placed in part.frames if placed.plane}
    return all(_parallel(axes, (*right, *down)) for right, down in bearings)


def _separated(part: Part) -> list[Part]:
    most = most_at_one_place(part.frames)
    if most == 1:
        return [part]
    names = dict.fromkeys((*SPLIT_IF_NEEDED, *(name for placed in part.frames for name in placed.dimensions)))
    for name in names:
        pieces = list(_by_dimension(part, name))
        if 1 < len(pieces) <= 2 * most and max(most_at_one_place(piece.frames) for piece in pieces) < most:
            return [smaller for piece in pieces for smaller in _separated(piece)]
    return _ranked(part, most)


def _ranked(part: Part, most: int) -> list[Part]:
    """Divide by time of the header, and where that says nothing by number: first at each place, second …"""
    pieces: list[list[Placed]] = [[] for _ in range(most)]
    timed, how = _timed(part)
    for place in places(part.frames):
        for rank, placed in enumerate(sorted(place, key=timed)):
            pieces[rank].append(placed)
    return [
        Part(piece, (*part.reasons, f"{how} {number} of {most}"))
        for number, piece in enumerate(pieces, start=1)
    ]


def _timed(part: Part) -> tuple[Callable[[Placed], tuple[float, tuple[int, str, int]]], str]:
    """Return what ranks the frames of one place, and how to call it."""
    known = (
        name
        for name in (TRIGGER_TIME, "frame reference time")
        if all(name in p.dimensions for p in part.frames)
    )
    name = next(known, "")
    if not name:
        return (lambda placed: (0.0, placed.number)), "repetition"
    return (lambda placed: (_number(placed.dimensions[name]), placed.number)), f"phase by {name},"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def most_at_one_place(frames: list[Placed]) -> int:
    """Return how many frames lie at the fullest place."""
    return max(len(place) for place in places(frames))


def places(frames: list[Placed]) -> Iterator[list[Placed]]:
    """Yield the frames of each place along the normal."""
    place: list[Placed] = []
    for placed in sorted(frames, key=lambda placed: placed.place_mm):
        if place and placed.place_mm - place[-1].place_mm > SAME_PLACE_MM:
            yield place
            place = []
        place.append(placed)
    yield place
