"""What lay over an image when it became a key image, in words for wherever its picture goes (SAFETY H27, H33)."""

import numpy as np

from reporting.core.report import KeyImage
from viewer.core.overlays.laid import Laid
from viewer.core.overlays.layer import Labels, Shares
from viewer.ui.picture import Picture

PRESENTED = "as presented by "
LAID = "with "
MOST_NAMES = 8
"""So many segments or structures are named; more are counted."""


def notes_over(picture: Picture | None) -> tuple[str, ...]:
    """Return a line for each object that is laid over a picture, with what of it can be seen there."""
    return () if picture is None else tuple(_note(laid) for laid in picture.laid)


def says_what_lay_over(key_image: KeyImage) -> bool:
    """Whether something lay over a key image that its picture should show."""
    return any(note.startswith((PRESENTED, LAID)) for note in key_image.notes)


def _note(laid: Laid) -> str:
    layer = laid.layer
    names = [row.label for row in layer.rows if row.number in _numbers(laid) and _is_shown(laid, row.number)]
    named = ", ".join(names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    parts = (layer.warning, laid.cut.note)
    told = "".join(f"; {part}" for part in parts if part)
    return f"{LAID}{layer.kind} {layer.name}" + (f": {named}{more}" if named else "") + told


def _is_shown(laid: Laid, number: int) -> bool:
    return laid.look.of(number).visible


def _numbers(laid: Laid) -> set[int]:
    """Return the numbers of the rows that lie over the image."""
    numbers = {outline.number for outline in laid.cut.outlines}
    for raster in laid.cut.rasters:
        if isinstance(raster, Labels):
            numbers.update(np.unique(raster.numbers).tolist())
        elif isinstance(raster, Shares):
            numbers.add(raster.number)
    return numbers
