"""Measurements and views as plain dictionaries for JSON, and back.

The one place that knows how they are written down: the journal and signed reports both use it. Reading is
strict: a field that is missing, unknown, of another type or not finite is refused, naming the field and never
its content. Whoever stores these dictionaries stores a version beside them.
"""

from collections.abc import Mapping

from viewer.core.calibration import Trust
from viewer.core.camera import Camera
from viewer.core.geometry import Vector
from viewer.core.images import Shading
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.plain import (
    EncodingError,
    Plain,
    each,
    fields_of,
    finite,
    member,
    number,
    text,
    truth,
    whole,
)
from viewer.core.study import FrameKey
from viewer.core.windowing import Voi, VoiFunction, VoiLut, Window


def measurement_to_plain(measurement: Measurement) -> Plain:
    """Return a measurement as a plain dictionary."""
    return {
        "uid": measurement.uid,
        "tool": measurement.tool,
        "place": place_to_plain(measurement.place),
        "points_lps": [[finite(part, "points_lps") for part in point] for point in measurement.points_lps],
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
    fields = fields_of(plain, "measurement", "uid tool place points_lps quantities trust text notes voi")
    return Measurement(
        tool=text(fields["tool"], "tool"),
        place=place_from_plain(fields["place"]),
        points_lps=each(fields["points_lps"], "points_lps", _vector),
        quantities=each(fields["quantities"], "quantities", lambda one, _: quantity_from_plain(one)),
        trust=member(fields["trust"], "trust", Trust),
        text=text(fields["text"], "text"),
        notes=each(fields["notes"], "notes", text),
        voi=None if fields["voi"] is None else voi_from_plain(fields["voi"]),
        uid=text(fields["uid"], "uid"),
    )


def quantity_to_plain(quantity: Quantity) -> Plain:
    """Return a quantity as a plain dictionary."""
    return {
        "name": quantity.name,
        "value": finite(quantity.value, "quantity.value"),
        "unit": quantity.unit,
        "label": quantity.label,
        "decimals": quantity.decimals,
    }


def quantity_from_plain(plain: object) -> Quantity:
    """Return the quantity a dictionary stands for."""
    fields = fields_of(plain, "quantity", "name value unit label decimals")
    return Quantity(
        name=text(fields["name"], "quantity.name"),
        value=number(fields["value"], "quantity.value"),
        unit=text(fields["unit"], "quantity.unit"),
        label=text(fields["label"], "quantity.label"),
        decimals=whole(fields["decimals"], "quantity.decimals"),
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
    fields = fields_of(plain, "place", "frame series_uid study_uid frame_of_reference_uid")
    return Place(
        frame=frame_key_from_plain(fields["frame"]),
        series_uid=text(fields["series_uid"], "place.series_uid"),
        study_uid=text(fields["study_uid"], "place.study_uid"),
        frame_of_reference_uid=text(fields["frame_of_reference_uid"], "place.frame_of_reference_uid"),
    )


def frame_key_to_plain(key: FrameKey) -> Plain:
    """Return a frame's name as a plain dictionary."""
    return {"sop_instance_uid": key.sop_instance_uid, "frame": key.frame}


def frame_key_from_plain(plain: object) -> FrameKey:
    """Return the frame's name a dictionary stands for."""
    fields = fields_of(plain, "frame", "sop_instance_uid frame")
    return FrameKey(
        text(fields["sop_instance_uid"], "frame.sop_instance_uid"), whole(fields["frame"], "frame.frame")
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
        "center": finite(voi.center, "voi.center"),
        "width": finite(voi.width, "voi.width"),
        "function": voi.function.name,
        "explanation": voi.explanation,
    }


def voi_from_plain(plain: object) -> Voi:
    """Return the window or VOI LUT a dictionary stands for."""
    if isinstance(plain, Mapping) and plain.get("kind") == "lut":
        fields = fields_of(plain, "voi", "kind first entries bits explanation")
        return VoiLut(
            first=whole(fields["first"], "voi.first"),
            entries=each(fields["entries"], "voi.entries", whole),
            bits=whole(fields["bits"], "voi.bits"),
            explanation=text(fields["explanation"], "voi.explanation"),
        )
    fields = fields_of(plain, "voi", "kind center width function explanation")
    if fields["kind"] != "window":
        raise EncodingError("voi.kind is neither a window nor a lut")
    try:
        return Window(
            center=number(fields["center"], "voi.center"),
            width=number(fields["width"], "voi.width"),
            function=member(fields["function"], "voi.function", VoiFunction),
            explanation=text(fields["explanation"], "voi.explanation"),
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
    fields = fields_of(plain, "shading", "voi inverted")
    return Shading(
        voi=None if fields["voi"] is None else voi_from_plain(fields["voi"]),
        inverted=truth(fields["inverted"], "shading.inverted"),
    )


def camera_to_plain(camera: Camera) -> Plain:
    """Return a camera as a plain dictionary."""
    return {
        "zoom": None if camera.zoom is None else finite(camera.zoom, "camera.zoom"),
        "center": [finite(part, "camera.center") for part in camera.center],
        "quarter_turns": camera.quarter_turns,
        "flipped": camera.flipped,
    }


def camera_from_plain(plain: object) -> Camera:
    """Return the camera a dictionary stands for."""
    fields = fields_of(plain, "camera", "zoom center quarter_turns flipped")
    center = each(fields["center"], "camera.center", number)
    if len(center) != 2:
        raise EncodingError("camera.center is not two numbers")
    return Camera(
        zoom=None if fields["zoom"] is None else number(fields["zoom"], "camera.zoom"),
        center=(center[0], center[1]),
        quarter_turns=whole(fields["quarter_turns"], "camera.quarter_turns"),
        flipped=truth(fields["flipped"], "camera.flipped"),
    )


def _vector(value: object, where: str) -> Vector:
    parts = each(value, where, number)
    if len(parts) != 3:
        raise EncodingError(f"{where} is not three numbers")
    return parts[0], parts[1], parts[2]
