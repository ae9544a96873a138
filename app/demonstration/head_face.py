"""Orbits, sinuses, jaws, muscles and the base of the skull."""

from __future__ import annotations

from app.demonstration.head_tissues import HeadTissue as Of
from app.demonstration.shapes import Beads, Ellipsoid, Shape, both, pair

# fmt: off


def face() -> list[Shape]:
    """Return orbits, sinuses, airway, jaws and muscles, back to front."""
    mandible = both([(46, -14, -40, 5), (48, -24, -72, 6), (40, -56, -90, 6.5), (14, -92, -96, 6.5),
                     (0, -98, -97, 6.5)], Of.BONE)
    return [
        *pair((66, -26, 8), (7, 32, 34), Of.MUSCLE),
        *pair((54, -34, -44), (7, 22, 26), Of.FAT),
        *pair((50, -40, -72), (8, 16, 26), Of.MUSCLE),
        *pair((30, -22, -52), (9, 18, 18), Of.MUSCLE, wobble_mm=2),
        *pair((38, -24, -56), (3, 16, 16), Of.FAT),
        *pair((56, 2, -62), (8, 14, 22), Of.GLAND, wobble_mm=2),
        *pair((34, -8, -64), (7, 12, 30), Of.FAT, wobble_mm=3),
        *pair((46, -66, -62), (5, 10, 18), Of.FAT, (1, 0.7, 0), wobble_mm=2),
        *pair((26, -48, -90), (10, 14, 8), Of.GLAND, wobble_mm=2),
        *_neck(),
        *mandible,
        *(part.thicker(-1.9, Of.MARROW) for part in mandible),
        Ellipsoid.pointing((0, -76, -63), (27, 26, 7), Of.BONE),
        Ellipsoid.pointing((0, -76, -63), (25, 24, 5), Of.MARROW),
        Ellipsoid.pointing((0, -58, -84), (22, 34, 17), Of.MUSCLE, wobble_mm=2),
        Ellipsoid.pointing((0, -58, -94), (4, 26, 12), Of.FAT),
        *_orbits(),
        *_air(),
    ]


def _neck() -> list[Shape]:
    """Return the muscles behind the spine and the fat between them."""
    bellies = [
        (9, 44, 6, 6.5), (14, 56, 9, 6), (32, 48, 10, 5), (22, 64, 14, 4), (44, 34, 6, 9), (26, 30, 6, 7),
        (50, 14, 6, 10),
    ]
    return [
        *pair((24, 50, -92), (30, 24, 30), Of.FAT, wobble_mm=2),
        *(part for x, y, wide, deep in bellies
          for part in pair((x, y, -96), (wide, deep, 34), Of.MUSCLE, (1, -x / 50, 0), wobble_mm=1.5)),
    ]


def _orbits() -> list[Shape]:
    return [
        *pair((32, -66, -13), (20, 27, 19), Of.BONE, (1, 0.35, 0)),
        *pair((32, -67, -13), (18.5, 26, 17.5), Of.FAT, (1, 0.35, 0)),
        *both([(44, -84, -13, 2.2), (42, -68, -13, 3.0), (26, -44, -12, 1.6)], Of.MUSCLE, height=1.8),
        *both([(20, -84, -13, 2.0), (19, -68, -13, 2.6), (20, -44, -12, 1.6)], Of.MUSCLE, height=1.8),
        *both([(32, -84, -1, 1.6), (31, -68, 1, 2.2), (22, -44, -8, 1.5)], Of.MUSCLE),
        *both([(32, -84, -25, 1.6), (31, -68, -27, 2.2), (22, -44, -15, 1.5)], Of.MUSCLE),
        *pair((32, -79, -13), (12.6, 12.6, 12.6), Of.DURA),
        *pair((32, -79, -13), (11.6, 11.6, 11.6), Of.VITREOUS),
        *pair((32, -88, -13), (4.6, 2.0, 4.6), Of.LENS),
        *both([(31, -67, -13, 2.0), (26, -54, -12, 2.0), (16, -40, -9, 2.0), (3, -27, -6, 2.2)], Of.WHITE),
    ]


def _air() -> list[Shape]:
    turbinates = [*pair((8, -86, -48), (3, 18, 4.5), Of.MUCOSA), *pair((7, -82, -37), (2.4, 15, 4), Of.MUCOSA)]
    cells = [
        cell
        for y in (-88, -78, -68, -58)
        for x, z in ((5, -12), (12, -14), (6, -22), (13, -23))
        for cell in pair((x, y, z), (3.3, 4.4, 4.4), Of.AIR)
    ]
    return [
        *pair((30, -70, -44), (15.5, 18, 17), Of.BONE, wobble_mm=2),
        *pair((30, -70, -44), (14.5, 17, 16), Of.MUCOSA, wobble_mm=2),
        *pair((30, -70, -44), (13.6, 16, 15), Of.AIR, wobble_mm=2),
        Ellipsoid.pointing((0, -74, -18), (18, 24, 13), Of.BONE),
        Ellipsoid.pointing((0, -74, -18), (17, 23, 12), Of.MUCOSA),
        *cells,
        Ellipsoid.pointing((0, -82, -42), (15, 32, 18), Of.MUCOSA),
        Ellipsoid.pointing((0, -82, -42), (13.5, 34, 16.5), Of.AIR),
        *turbinates,
        Ellipsoid.pointing((0, -84, -42), (1.1, 28, 18), Of.MUCOSA),
        Ellipsoid.pointing((0, -37, -27), (15, 14, 11), Of.BONE),
        Ellipsoid.pointing((0, -37, -27), (13, 12, 9), Of.AIR),
        *pair((11, -88, 10), (10, 4.5, 10), Of.BONE, wobble_mm=2),
        *pair((11, -88, 10), (8.5, 3.2, 8.5), Of.AIR, wobble_mm=2),
        Beads.along([(0, -46, -42, 10), (0, -26, -48, 10), (0, -17, -62, 9), (0, -14, -105, 9)], Of.MUCOSA),
        Beads.along([(0, -46, -42, 8), (0, -26, -48, 8), (0, -17, -62, 7), (0, -14, -105, 7)], Of.AIR),
    ]


def skull_base() -> list[Shape]:
    """Return clivus and the first two vertebrae."""
    clivus = [(0, -25, -24, 6), (0, -14, -36, 5.5), (0, -4, -52, 4)]
    dens = [(0, 4, -68, 5.5), (0, 8, -82, 7.5), (0, 10, -105, 9)]
    arch = [(0, -4, -71, 4), (16, 4, -72, 6), (24, 20, -72, 6), (14, 42, -72, 4), (0, 46, -72, 4)]
    return [
        *(Beads.along(line, Of.BONE) for line in (clivus, dens)),
        *both(arch, Of.BONE, height=1.3),
        *(Beads.along(line, Of.BONE).thicker(-1.3, Of.MARROW) for line in (clivus, dens)),
        *(part.thicker(-1.5, Of.MARROW) for part in both(arch, Of.BONE, height=1.3)),
    ]
# fmt: on
