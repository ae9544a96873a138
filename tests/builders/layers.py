"""Overlay layers made for tests."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.overlays.layer import Content, LegendRow, OverlayLayer
from viewer.core.overlays.stack import LabelContent, PlaneStack, stack_of
from viewer.core.presentation import References

FRAME_OF_REFERENCE = "1.2.9"
RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"


def planes(
    count: int,
    *,
    step_mm: float = 1.0,
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0),
    spacing: tuple[float, float] = (1.0, 1.0),
) -> tuple[PlaneGeometry, ...]:
    """Return axial planes from an origin upwards; spacing is (row, column), mm."""
    x, y, z = origin
    return tuple(
        PlaneGeometry((x, y, z + place * step_mm), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), spacing[1], spacing[0])
        for place in range(count)
    )


def stack(numbers: NDArray[np.generic], **where: object) -> PlaneStack:
    """Return the stack that a volume, (planes, rows, columns), forms."""
    made, _ = stack_of(planes(len(numbers), **where), (numbers.shape[1], numbers.shape[2]))  # type: ignore[arg-type]  # of planes
    return made


def labels(numbers: ArrayLike, **where: object) -> LabelContent:
    """Return content of row numbers, (planes, rows, columns), in axial planes."""
    volume = np.asarray(numbers, dtype=np.uint8)
    return LabelContent(stack(volume, **where), (volume,))


def layer(
    content: Content,
    *,
    rows: tuple[LegendRow, ...] = (LegendRow(1, "Liver", RED), LegendRow(2, "Spleen", GREEN)),
    uid: str = "9.1",
    frame_of_reference_uid: str = FRAME_OF_REFERENCE,
    refers: References | None = None,
    patient_id: str = "",
    **more: object,
) -> OverlayLayer:
    """Return a layer."""
    return OverlayLayer(
        uid=uid,
        sop_instance_uid=uid,
        kind="Segmentation",
        name="Organs",
        frame_of_reference_uid=frame_of_reference_uid,
        rows=rows,
        content=content,
        refers=refers or References(),
        patient_id=patient_id,
        **more,  # type: ignore[arg-type]  # of the layer
    )
