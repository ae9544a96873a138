"""Measurements and views as plain dictionaries for JSON, and back.

The one place that knows how they are written down: the journal and signed reports both use it. Reading is
strict: a field that is missing, unknown, of another type or not finite is refused, naming the field and never
its content. Whoever stores these dictionaries stores a version beside them.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from math import isfinite
from typing import TypeVar

from viewer.core.calibration import Trust
from viewer.core.camera import Camera
from viewer.core.geometry import Vector
from viewer.core.images import Shading
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey
from viewer.core.windowing import Voi, VoiFunction, VoiLut, Window

Plain = dict[str, object]
"""Only dict, list, str, int, float, bool and None: what JSON can hold."""

Value = TypeVar("Value")
Member = TypeVar("Member", bound=Enum)


class EncodingError(ValueError):
    """Something written down is not what it should be. Names the field, not its content."""


def measurement_to_plain(measurement: Measurement) -> Plain:
    """Return a measurement as a plain dictionary."""
    return {
        "uid": measurement.uid,
        "tool": measurement.tool,
        "place": place_to_plain(measurement.place),
        "points_lps": [[_finite(part, "points_lps") for part in point] for point in measurement.points_lps],
        "quantities": [quantity_to_plain(quantity) for quantity in measurement.quantities],
        "trust": measurement.trust.name,
        "text": measurement.text,
        "notes": list(measurement.notes),
        "voi": None if measurement.voi is None else voi_to_plain(measurement.voi),
    }


def measurement_from_plain(plain: object) -> Measurement:
    """Return the measurement a dictionary stands for.

    Raises
    ------
    EncodingError
        Where the dictionary is not one that ``measurement_to_plain`` makes.
    """
    fields = _fields(plain, "measurement", "uid tool place points_lps quantities trust text notes voi")
    return Measurement(
        tool=_text(fields["tool"], "tool"),
        place=place_from_plain(fields["place"]),
        points_lps=_each(fields["points_lps"], "points_lps", _vector),
        quantities=_each(fields["quantities"], "quantities", lambda one, _: quantity_from_plain(one)),
        trust=_member(fields["trust"], "trust", Trust),
        text=_text(fields["text"], "text"),
        notes=_each(fields["notes"], "notes", _text),
        voi=None if fields["voi"] is None else voi_from_plain(fields["voi"]),
        uid=_text(fields["uid"], "uid"),
    )


def quantity_to_plain(quantity: Quantity) -> Plain:
    """Return a quantity as a plain dictionary."""
    return {
        "name": quantity.name,
        "value": _finite(quantity.value, "quantity.value"),
        "unit": quantity.unit,
        "label": quantity.label,
        "decimals": quantity.decimals,
    }


def quantity_from_plain(plain: object) -> Quantity:
    """Return the quantity a dictionary stands for."""
    fields = _fields(plain, "quantity", "name value unit label decimals")
    return Quantity(
        name=_text(fields["name"], "quantity.name"),
        value=_number(fields["value"], "quantity.value"),
        unit=_text(fields["unit"], "quantity.unit"),
        label=_text(fields["label"], "quantity.label"),
        decimals=_whole(fields["decimals"], "quantity.decimals"),
    )


def place_to_plain(place: Place) -> Plain:
    """Return a place as a plain dictionary."""
    return {
        "frame": frame_key_to_plain(place.frame),
        "series_uid": place.series_uid,
        "study_uid": place.study_uid,
        "frame_of_reference_uid": place.frame_of_reference_uid,
    }


def place_from_plain(plain: object) -> Place:
    """Return the place a dictionary stands for."""
    fields = _fields(plain, "place", "frame series_uid study_uid frame_of_reference_uid")
    return Place(
        frame=frame_key_from_plain(fields["frame"]),
        series_uid=_text(fields["series_uid"], "place.series_uid"),
        study_uid=_text(fields["study_uid"], "place.study_uid"),
        frame_of_reference_uid=_text(fields["frame_of_reference_uid"], "place.frame_of_reference_uid"),
    )


def frame_key_to_plain(key: FrameKey) -> Plain:
    """Return a frame's name as a plain dictionary."""
    return {"sop_instance_uid": key.sop_instance_uid, "frame": key.frame}


def frame_key_from_plain(plain: object) -> FrameKey:
    """Return the frame's name a dictionary stands for."""
    fields = _fields(plain, "frame", "sop_instance_uid frame")
    return FrameKey(
        _text(fields["sop_instance_uid"], "frame.sop_instance_uid"), _whole(fields["frame"], "frame.frame")
    )


def voi_to_plain(voi: Voi) -> Plain:
    """Return a window or VOI LUT as a plain dictionary; ``kind`` tells which."""
    if isinstance(voi, VoiLut):
        return {
            "kind": "lut",
            "first": voi.first,
            "entries": list(voi.entries),
            "bits": voi.bits,
            "explanation": voi.explanation,
        }
    return {
        "kind": "window",
        "center": _finite(voi.center, "voi.center"),
        "width": _finite(voi.width, "voi.width"),
        "function": voi.function.name,
        "explanation": voi.explanation,
    }


def voi_from_plain(plain: object) -> Voi:
    """Return the window or VOI LUT a dictionary stands for."""
    if isinstance(plain, Mapping) and plain.get("kind") == "lut":
        fields = _fields(plain, "voi", "kind first entries bits explanation")
        return VoiLut(
            first=_whole(fields["first"], "voi.first"),
            entries=_each(fields["entries"], "voi.entries", _whole),
            bits=_whole(fields["bits"], "voi.bits"),
            explanation=_text(fields["explanation"], "voi.explanation"),
        )
    fields = _fields(plain, "voi", "kind center width function explanation")
    if fields["kind"] != "window":
        raise EncodingError("voi.kind is neither a window nor a lut")
    try:
        return Window(
            center=_number(fields["center"], "voi.center"),
            width=_number(fields["width"], "voi.width"),
            function=_member(fields["function"], "voi.function", VoiFunction),
            explanation=_text(fields["explanation"], "voi.explanation"),
        )
    except EncodingError:
        raise
    except ValueError as error:
        raise EncodingError("voi.width shows nothing") from error


def shading_to_plain(shading: Shading) -> Plain:
    """Return a shading as a plain dictionary."""
    return {
        "voi": None if shading.voi is None else voi_to_plain(shading.voi),
        "inverted": shading.inverted,
    }


def shading_from_plain(plain: object) -> Shading:
    """Return the shading a dictionary stands for."""
    fields = _fields(plain, "shading", "voi inverted")
    return Shading(
        voi=None if fields["voi"] is None else voi_from_plain(fields["voi"]),
        inverted=_truth(fields["inverted"], "shading.inverted"),
    )


def camera_to_plain(camera: Camera) -> Plain:
    """Return a camera as a plain dictionary."""
    return {
        "zoom": None if camera.zoom is None else _finite(camera.zoom, "camera.zoom"),
        "center": [_finite(part, "camera.center") for part in camera.center],
        "quarter_turns": camera.quarter_turns,
        "flipped": camera.flipped,
    }


def camera_from_plain(plain: object) -> Camera:
    """Return the camera a dictionary stands for."""
    fields = _fields(plain, "camera", "zoom center quarter_turns flipped")
    center = _each(fields["center"], "camera.center", _number)
    if len(center) != 2:
        raise EncodingError("camera.center is not two numbers")
    return Camera(
        zoom=None if fields["zoom"] is None else _number(fields["zoom"], "camera.zoom"),
        center=(center[0], center[1]),
        quarter_turns=_whole(fields["quarter_turns"], "camera.quarter_turns"),
        flipped=_truth(fields["flipped"], "camera.flipped"),
    )


def _fields(plain: object, where: str, names: str) -> Mapping[str, object]:
    """Return a dictionary that has exactly these fields, names separated by blanks."""
    if not isinstance(plain, Mapping):
        raise EncodingError(f"{where} is not a dictionary")
    expected = set(names.split())
    if missing := expected - set(plain):
        raise EncodingError(f"{where} lacks {', '.join(sorted(missing))}")
    if set(plain) - expected:
        raise EncodingError(f"{where} has fields this version does not know")
    return plain


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise EncodingError(f"{where} is not text")
    return value


def _truth(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise EncodingError(f"{where} is neither true nor false")
    return value


def _whole(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise EncodingError(f"{where} is not a whole number")
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EncodingError(f"{where} is not a number")
    return _finite(value, where)


def _finite(value: float, where: str) -> float:
    if not isfinite(value):
        raise EncodingError(f"{where} is not finite")
    return float(value)


def _member(value: object, where: str, members: type[Member]) -> Member:
    name = _text(value, where)
    if name not in members.__members__:
        raise EncodingError(f"{where} is not one of {', '.join(members.__members__)}")
    return members[name]


def _each(value: object, where: str, read: Callable[[object, str], Value]) -> tuple[Value, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise EncodingError(f"{where} is not a list")
    return tuple(read(one, where) for one in value)


def _vector(value: object, where: str) -> Vector:
    parts = _each(value, where, _number)
    if len(parts) != 3:
        raise EncodingError(f"{where} is not three numbers")
    return parts[0], parts[1], parts[2]
