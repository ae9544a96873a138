"""Measurements read back from a structured report: our own to equal values, those of others as they say themselves."""

from collections.abc import Iterator
from math import dist

from pydicom import Dataset
from pydicom.config import disable_value_validation

from reporting.export import codes
from reporting.export.graphics import Graphic, from_image, handles_of
from reporting.export.sr_reading import all_of, first_of, is_about, tree_of, unix
from reporting.export.sr_tree import SrNode, items_of, text_of
from viewer.core.calibration import Trust
from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement, Place, Quantity

SINGLE_PRECISION = 1e-5
"""How far, relatively, a handle may lie from the graphic that holds it in single precision."""

REPORTED_ELSEWHERE = "as reported by another system"


def measurements_of(document: Dataset) -> tuple[Measurement, ...]:
    """Return the measurements of a TID 1500 document, ours or another's.

    Of another's, the tool is the measurement method, or what was measured; how its millimetres came about is not
    known, and every number says so. Numbers without coordinates are left out: they can be read in the tree, but
    there is nothing to draw.
    """
    root = tree_of(document)
    groups = [node for _, node in root.walk() if is_about(node, codes.MEASUREMENT_GROUP)]
    series = _series_of_instances(document)
    found = (_measurement(group, text_of(document, "StudyInstanceUID"), series) for group in groups)
    return tuple(measurement for measurement in found if measurement is not None)


def _measurement(group: SrNode, study_uid: str, series: dict[str, str]) -> Measurement | None:
    nodes = [node for _, node in group.walk()]
    graphics, space = _graphics(group)
    frame = next((node.frames[0] for node in nodes if node.value_type == "IMAGE" and node.frames), None)
    if not graphics or frame is None:
        return None
    method = next((node.code for node in all_of(group, codes.METHOD) if node.code), None)
    trust = next((node.code for node in all_of(group, codes.CALIBRATION) if node.code), None)
    numbers = [node for node in group.children if node.value_type == "NUM" and node.number is not None]
    tool = method.value if method is not None else next((node.name.lower() for node in numbers), "")
    points = _handles(first_of(group, codes.HANDLES), handles_of(graphics))
    return Measurement(
        tool=tool,
        place=Place(frame, series.get(frame.sop_instance_uid, ""), study_uid, space),
        points_lps=points,
        quantities=tuple(_quantity(node) for node in numbers),
        trust=Trust[trust.value] if trust is not None and trust.value in Trust.__members__ else Trust.NONE,
        text=unix(first_of(group, codes.READERS_WORDS)),
        notes=tuple(unix(node.value) for node in all_of(group, codes.COMMENT)),
        uid=first_of(group, codes.TRACKING_ID) or first_of(group, codes.TRACKING_UID),
    )


def _graphics(group: SrNode) -> tuple[tuple[Graphic, ...], str]:
    """Return what was drawn, once, and its Frame of Reference: every number of a group repeats the drawing."""
    for node in (group, *(node for _, node in group.walk())):
        drawn = [child for child in node.children if child.value_type in ("SCOORD", "SCOORD3D")]
        graphics = tuple(_graphic(child) for child in drawn)
        if any(graphic.points for graphic in graphics):
            return graphics, drawn[0].frame_of_reference_uid
    return (), ""


def _graphic(node: SrNode) -> Graphic:
    numbers = node.coordinates
    if node.value_type == "SCOORD3D":
        points: tuple[Vector, ...] = tuple(zip(*[iter(numbers)] * 3, strict=False))
        return Graphic(node.graphic, points)
    flat = tuple(from_image(numbers[at], numbers[at + 1]) for at in range(0, len(numbers) - 1, 2))
    closed = node.graphic == "POLYLINE" and len(flat) > 2 and flat[0] == flat[-1]
    return Graphic("POLYGON" if closed else node.graphic, flat)


def _handles(written: str, drawn: tuple[Vector, ...]) -> tuple[Vector, ...]:
    """Return the handles at full precision and in their order, where they are those of the graphic; else the latter."""
    try:
        handles = tuple(_vector(line) for line in written.splitlines())
    except ValueError:
        return drawn
    same_count = len(handles) == len(drawn)
    near = all(
        any(dist(handle, point) <= SINGLE_PRECISION * (1 + max(map(abs, point))) for point in drawn)
        for handle in handles
    )
    return handles if handles and same_count and near else drawn


def _vector(line: str) -> Vector:
    x, y, z = (float(part) for part in line.split())
    return x, y, z


def _quantity(node: SrNode) -> Quantity:
    unit = "" if node.code is None else codes.unit_text(node.code)
    name = "" if node.concept is None else codes.quantity_name(node.concept)
    written = first_of(node, codes.AS_WRITTEN)
    value = node.number if node.number is not None else 0.0
    if not written:
        return Quantity(name, value, unit, REPORTED_ELSEWHERE)
    number, _, label = written.partition(" (")
    digits = number.removesuffix(unit).strip()
    return Quantity(name, value, unit, label.removesuffix(")"), len(digits.partition(".")[2]))


def _series_of_instances(document: Dataset) -> dict[str, str]:
    """Return the series of every instance that the document rests on."""
    with disable_value_validation():
        return dict(_instances_and_series(document))


def _instances_and_series(document: Dataset) -> Iterator[tuple[str, str]]:
    for keyword in ("CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence"):
        for study in items_of(document, keyword):
            for series in items_of(study, "ReferencedSeriesSequence"):
                for instance in items_of(series, "ReferencedSOPSequence"):
                    yield text_of(instance, "ReferencedSOPInstanceUID"), text_of(series, "SeriesInstanceUID")
