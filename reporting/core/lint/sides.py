"""On which side of the patient a drawing lies, where that is sure.

Sure is what the header says of the series or the image, else a place in the patient that is far from the middle of
a series that shows both sides. +x is the patient's left (LPS); where the patient lies off the middle of the table, or a
single joint was imaged, the sign of x says nothing, and no side is given.
"""

import re
from collections.abc import Iterable, Iterator

from reporting.core.report import KeyImage, Report
from viewer.core.measurements import Measurement
from viewer.core.study import DisplaySet, Frame, Study

HEAD_MM, TRUNK_MM, UNNAMED_MM = 150.0, 250.0, 300.0
"""From which width on a series is taken to show both sides: of a head, of a trunk, of what nobody named."""
OFF_CENTER_MM = 30.0
"""So far the middle of a series may lie beside that of the scanner."""
_MARGIN_MM, _MARGIN_PART = 20.0, 0.12
"""So far from both middles a drawing must lie: at least, and as a part of the width."""
_SIDES = frozenset({"L", "R"})
_CROSS_SECTIONS = frozenset({"CT", "MR", "PT"})
_LIMB = re.compile(
    r"knee|shoulder|hip\b|elbow|wrist|hand\b|foot|feet|ankle|extrem|\bleg|\barm|femur|tibia|humer|finger|toe\b|thigh|calf"
    r"|breast|mamma|forearm|clavic|knie|schulter|hüfte|joint",
    re.IGNORECASE,
)
_HEAD = re.compile(r"head|brain|skull|cranio|cereb|neuro|orbit|sinus|kopf|schädel|face", re.IGNORECASE)


def sides_of(report: Report, studies: Iterable[Study]) -> Iterator[tuple[str, str]]:
    """Yield the uid of each drawing and key image of a report whose side is sure, and the side: "L" or "R"."""
    sets: dict[str, list[DisplaySet]] = {}
    for study in studies:
        for shown in study.display_sets:
            sets.setdefault(shown.series.uid, []).append(shown)
    linked: tuple[Measurement | KeyImage, ...] = (*report.measurements, *report.key_images)
    for known in linked:
        place = known.frame if isinstance(known, KeyImage) else known.place.frame
        series_uid = known.series_uid if isinstance(known, KeyImage) else known.place.series_uid
        for shown in sets.get(series_uid, ()):
            index = shown.index_of(place)
            side = "" if index is None else _side(known, shown, shown.frames[index])
            if side:
                yield known.uid, side
                break


def examined_side(study: Study) -> str:
    """Return the side that all series of a study are labelled with, empty where they differ or say nothing."""
    said = {_labelled(frame) for shown in study.display_sets for frame in shown.frames[:1]}
    return said.pop() if len(said) == 1 and said <= _SIDES else ""


def _side(known: Measurement | KeyImage, shown: DisplaySet, frame: Frame) -> str:
    labelled = _labelled(frame)
    if labelled or isinstance(known, KeyImage) or frame.instance.patient.quadruped:
        return labelled if labelled in _SIDES else ""
    if not known.place.frame_of_reference_uid or not known.points_lps or not _shows_patient(frame):
        return ""
    extent = _extent_x_mm(shown)
    if extent is None:
        return ""
    least, most = extent
    width, middle = most - least, (least + most) / 2
    if width < _least_width_mm(shown) or abs(middle) > OFF_CENTER_MM:
        return ""
    margin = max(_MARGIN_MM, _MARGIN_PART * width)
    if all(min(x, x - middle) > margin for x, _, _ in known.points_lps):
        return "L"
    return "R" if all(max(x, x - middle) < -margin for x, _, _ in known.points_lps) else ""


def _labelled(frame: Frame) -> str:
    """Return the laterality that the frame, else its series is labelled with; "?" where the two differ."""
    of_frame, of_series = frame.description.laterality, frame.instance.series.laterality
    return "?" if of_frame and of_series and of_frame != of_series else of_frame or of_series


def _shows_patient(frame: Frame) -> bool:
    plane = frame.description.plane
    return plane is not None and plane.in_patient


def _extent_x_mm(shown: DisplaySet) -> tuple[float, float] | None:
    """Return from where to where a series reaches from right to left; None where a frame does not say where it lies."""
    xs: list[float] = []
    for frame in (shown.frames[0], shown.frames[-1]):
        pixels = frame.instance.pixels
        if pixels is None or not _shows_patient(frame):
            return None
        columns, rows = pixels.columns - 1, pixels.rows - 1
        corners = frame.plane.to_lps([(0, 0), (columns, 0), (0, rows), (columns, rows)])
        xs += [float(x) for x in corners[:, 0]]
    return min(xs), max(xs)


def _least_width_mm(shown: DisplaySet) -> float:
    """Return how wide a series must be to show both sides; never, where it is one of a limb."""
    series = shown.series
    named = " ".join((series.body_part, series.description, shown.study.description))
    if series.modality not in _CROSS_SECTIONS or _LIMB.search(named):
        return float("inf")
    if _HEAD.search(named):
        return HEAD_MM
    return TRUNK_MM if series.body_part else UNNAMED_MM
