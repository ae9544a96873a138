"""Siemens mosaics: the slices of a volume laid out in one picture, taken apart again.

How many slices there are, and which way they follow each other, is kept in private elements. Where these cannot be
read the picture stays whole and says so: what is drawn on a slice has its place in the patient, or is not drawn at all.
"""

from dataclasses import dataclass, replace
from math import ceil, isfinite, sqrt

import numpy as np

from viewer.core.geometry import PlaneGeometry, Vector, as_vector
from viewer.core.study import FrameDescription, Mosaic, PixelFormat
from viewer.dicom.private_elements import private_element
from viewer.dicom.siemens_csa import CsaError, csa_values
from viewer.dicom.values import Elements

MOSAIC = "MOSAIC"

_CSA, _CSA_GROUP, _CSA_IMAGE = "SIEMENS CSA HEADER", 0x0029, 0x10
_MR, _MR_GROUP, _MR_COUNT = "SIEMENS MR HEADER", 0x0019, 0x0A
MOST_SLICES = 1_024
ALONG = 0.99
"""Slices follow each other along their normal, to within rounding: the least cosine between the two."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the private elements say: how many slices, and the unit vector along which they follow each other."""

    slices: int
    normal: Vector | None


@dataclass(frozen=True, slots=True)
class Apart:
    """A mosaic taken apart: the format of a slice, what each says of itself, and the picture they lie in."""

    pixels: PixelFormat
    descriptions: tuple[FrameDescription, ...]
    mosaic: Mosaic


def taken_apart(elements: Elements, pixels: PixelFormat, whole: FrameDescription) -> Apart | None:
    """Return the slices of a mosaic; None for an image that is none, or whose layout cannot be read."""
    if MOSAIC not in elements.texts("ImageType") or pixels.frames != 1 or pixels.is_color:
        return None
    layout = layout_of(elements)
    if layout is None:
        return None
    across = ceil(sqrt(layout.slices))
    if pixels.rows % across or pixels.columns % across:
        elements.problems.append(
            f"a mosaic of {layout.slices} slices does not fit its picture; it stays whole"
        )
        return None
    rows, columns = pixels.rows // across, pixels.columns // across
    spacing_mm = elements.number("SpacingBetweenSlices")  # the thickness would leave gaps out
    planes = _planes(whole.plane, layout, spacing_mm, (pixels.rows - rows, pixels.columns - columns))
    if not planes:
        return None
    described = tuple(replace(whole, plane=plane, notes=()) for plane in planes)
    shape = replace(pixels, rows=rows, columns=columns, frames=layout.slices)
    return Apart(shape, described, Mosaic(pixels.rows, pixels.columns, across))


def layout_of(elements: Elements) -> Layout | None:
    """Return what the private elements say of a mosaic; None where they say nothing that makes sense."""
    values: dict[str, tuple[str, ...]] = {}
    header = private_element(elements, _CSA_GROUP, _CSA, _CSA_IMAGE)
    if header is not None:
        try:
            values = csa_values(header[1])
        except CsaError as problem:
            elements.problems.append(str(problem))
    count = _numbers(values.get("NumberOfImagesInMosaic", ())) or _count_beside(elements)
    if not count or count[0] != int(count[0]) or not 1 < count[0] <= MOST_SLICES:
        return None
    return Layout(int(count[0]), _direction(_numbers(values.get("SliceNormalVector", ()))))


def _count_beside(elements: Elements) -> tuple[float, ...]:
    """Return the number of slices that newer software writes beside its header."""
    found = private_element(elements, _MR_GROUP, _MR, _MR_COUNT)
    return (float(int.from_bytes(found[1], "little")),) if found and len(found[1]) == 2 else ()


def _numbers(texts: tuple[str, ...]) -> tuple[float, ...]:
    try:
        found = tuple(float(text) for text in texts)
    except ValueError:
        return ()
    return found if all(map(isfinite, found)) else ()


def _direction(numbers: tuple[float, ...]) -> Vector | None:
    length = float(np.linalg.norm(numbers)) if len(numbers) == 3 else 0.0
    return as_vector(np.asarray(numbers) / length) if abs(length - 1) < 1 - ALONG else None


def _planes(
    picture: PlaneGeometry | None, layout: Layout, spacing_mm: float | None, beyond: tuple[int, int]
) -> tuple[PlaneGeometry, ...]:
    """Return where the slices lie; nothing where that cannot be told.

    The header gives the position that the corner of the whole picture would have, were it one large slice around
    the middle of the first. ``beyond`` is how many rows and columns the picture has more than a slice.
    """
    if picture is None or layout.normal is None or spacing_mm is None or not 0 < spacing_mm < 100:
        return ()
    along = np.asarray(layout.normal)
    if abs(float(along @ np.asarray(picture.normal))) < ALONG:
        return ()
    more_rows, more_columns = beyond
    first = picture.to_lps((more_columns / 2, more_rows / 2))
    return tuple(
        replace(picture, origin_lps=as_vector(first + place * spacing_mm * along))
        for place in range(layout.slices)
    )
