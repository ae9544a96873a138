"""What is written around an image: four corners, letters, ruler and badges. Content only; the painter is elsewhere.

Everything is read from the scene that is drawn: names, dates and sides come from the frame that supplied the
pixels (SAFETY H30), letters and ruler from the camera that places them (H7).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from math import hypot

import numpy as np

from viewer.core.camera import actual_zoom, letters_on_screen
from viewer.core.geometry import EdgeLetters, GeometryVerdict, Verdict
from viewer.core.images import Image, is_one_tone, is_voi_read, read_voi, voi_in_force
from viewer.core.modality import Modality
from viewer.core.scene import Scene
from viewer.core.study import Frame
from viewer.core.suv import Refusal
from viewer.core.windowing import Voi, VoiFunction, VoiLut, Window
from viewer.core.wording import age_at, clock_time, iso_date, short_number, spoken_age, spoken_name

NOT_FOR_DIAGNOSIS = "NOT FOR PRIMARY DIAGNOSIS"
"""Shown on every image, print and export until a site declares the device cleared (H29)."""

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""SOP class of secondary captures, and the beginning of those of their multi-frame forms."""

SIDES = {"L": "LEFT", "R": "RIGHT", "B": "BOTH SIDES", "U": "UNPAIRED"}


class Level(Enum):
    """How much the reader wants written on the image."""

    FULL = "full"
    MINIMAL = "minimal"
    OFF = "off"

    @property
    def next(self) -> "Level":
        """The level that one key press leads to."""
        order = list(Level)
        return order[(order.index(self) + 1) % len(order)]


class Mood(Enum):
    """How urgently a badge wants to be read."""

    PLAIN = "plain"
    CAUTION = "caution"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Badge:
    """A short statement about the image, with the reasons for whoever asks."""

    text: str
    mood: Mood = Mood.PLAIN
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruler:
    """A vertical scale on the screen.

    Attributes
    ----------
    length_px
        Device pixels of the whole ruler.
    ticks
        Parts it is divided into.
    text
        Its length in words, "5 cm" or "100 px".
    """

    length_px: float
    ticks: int
    text: str


@dataclass(frozen=True, slots=True)
class CornerText:
    """Lines for each corner as read from top to bottom, the most important nearest the edge, and what else there is."""

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ()
    letters: EdgeLetters = EdgeLetters()
    badges: tuple[Badge, ...] = ()
    ruler: Ruler | None = None
    notice: str = NOT_FOR_DIAGNOSIS


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds the shown frame: its place in the display set, and what is known of the set.

    Attributes
    ----------
    index, count
        Place in display order, from 0, and how many there are.
    preset
        Name of the window preset in force, empty for none.
    part
        What this part of a series has that the others have not, empty for a series that was not split.
    telling
        Names of the dimensions that differ between the frames of the display set.
    cleared
        Whether the site declared the device cleared for primary diagnosis.
    badges
        What else must be said: presentation states, shutters, overlays.
    keys
        Place among the key images that the reader keeps to, in words; empty where all frames are gone through.
    """

    index: int = 0
    count: int = 1
    preset: str = ""
    verdict: GeometryVerdict | None = None
    cleared: bool = False
    part: str = ""
    telling: frozenset[str] = frozenset()
    badges: tuple[Badge, ...] = ()
    keys: str = ""


def telling_dimensions(frames: Sequence[Frame]) -> frozenset[str]:
    """Return the names of the dimensions that tell frames apart; what all have in common tells nothing."""
    known = [frame.description.dimensions for frame in frames]
    first = known[0] if known else ()
    others = {id(other): other for other in known if other is not first and other != first}
    return frozenset(name for other in others.values() for name, _ in set(first) ^ set(other))


def corner_text(scene: Scene, modality: Modality, level: Level, context: Context) -> CornerText:
    """Return what is written around a scene."""
    frame = scene.image.frame
    notice = "" if context.cleared else NOT_FOR_DIAGNOSIS
    badges = _badges(scene, context)
    side = _side(frame)
    if level is Level.OFF:
        urgent = tuple(badge for badge in badges if badge.mood is not Mood.PLAIN)
        kept = (side,) if side and (modality.always_lateral or frame.description.laterality) else ()
        return CornerText(bottom_left=kept, badges=urgent, notice=notice)
    letters = letters_on_screen(
        scene.camera,
        frame.plane,
        frame.description.patient_orientation,
        quadruped=frame.instance.patient.quadruped,
    )
    full = level is Level.FULL
    return CornerText(
        top_left=_patient(frame, full=full),
        top_right=_study(frame, full=full),
        bottom_left=_made(frame, modality, side, full=full),
        bottom_right=_picture(scene, context, full=full),
        letters=letters,
        badges=badges if full else tuple(badge for badge in badges if badge.mood is not Mood.PLAIN),
        ruler=ruler(scene),
        notice=notice,
    )


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _joined(*parts: str, by: str = "  ") -> str:
    return by.join(part for part in parts if part)


def _patient(frame: Frame, *, full: bool) -> tuple[str, ...]:
    patient, study = frame.instance.patient, frame.instance.study
    name = spoken_name(patient.name) or "(no name)"
    identity = patient.patient_id or "(no ID)"
    if not full:
        return _lines(name, identity)
    age = spoken_age(study.patient_age) or age_at(patient.birth_date, study.date)
    born = f"born {iso_date(patient.birth_date)}" if patient.birth_date.strip("0 ") else ""
    return _lines(name, identity, _joined(patient.sex, age, born, by=", "))


def _study(frame: Frame, *, full: bool) -> tuple[str, ...]:
    instance = frame.instance
    study, series = instance.study, instance.series
    when = _joined(iso_date(study.date), clock_time(study.time))
    if not full:
        return _lines(when)
    number = "" if series.number is None else f"Series {series.number}"
    accession = f"Accession {study.accession}" if study.accession else ""
    return _lines(
        study.institution, when, study.description, _joined(number, series.description, by=": "), accession
    )


def _made(frame: Frame, modality: Modality, side: str, *, full: bool) -> tuple[str, ...]:
    instance = frame.instance
    code = _joined(instance.series.modality, instance.series.body_part)
    if not full:
        return _lines(_joined(instance.series.modality, side))
    technique = [item.text(instance.attribute(item.keyword)) for item in modality.technique]
    return _lines(*_wrapped([part for part in technique if part]), code, side)


def _wrapped(parts: list[str], width: int = 34) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= width:
            lines[-1] = f"{lines[-1]}  {part}"
        else:
            lines.append(part)
    return lines


def _side(frame: Frame) -> str:
    stored = frame.description.laterality or frame.instance.series.laterality
    return SIDES.get(stored.upper(), stored)


def _picture(scene: Scene, context: Context, *, full: bool) -> tuple[str, ...]:
    frame = scene.image.frame
    number = context.keys or f"{context.index + 1} / {context.count}"
    window, window_name = _window(scene, context)
    if not full:
        return _lines(window, number)
    telling = [f"{name} {value}" for name, value in frame.description.dimensions if name in context.telling]
    zoom = f"{100 * actual_zoom(scene.camera, scene.canvas):.0f} %"
    smooth = "" if scene.interpolated else "not interpolated"
    thickness = frame.instance.attribute("SliceThickness")
    thick = f"thickness {_number(thickness)} mm" if thickness else ""
    return _lines(
        _joined(context.part, *telling),
        _joined(_position(frame), thick),
        _joined(f"zoom {zoom}", smooth),
        _joined(window, window_name),
        number,
    )


def _number(stored: str) -> str:
    try:
        return short_number(float(stored))
    except ValueError:
        return stored


def _position(frame: Frame) -> str:
    """Return where the slice lies along its normal, towards the side that the number grows to."""
    plane = frame.plane
    if not plane.in_patient:
        return ""
    place_mm = float(np.dot(plane.origin_lps, plane.normal))
    return f"position {place_mm:.1f} mm"


def shown_voi(scene: Scene) -> Voi:
    """Return the window or table that a scene is shaded with."""
    return voi_in_force(scene.image, scene.shading)


def _window(scene: Scene, context: Context) -> tuple[str, str]:
    """Return the window in numbers, centre and width, and its name."""
    if scene.image.is_color:
        return "", ""
    image, shading = scene.image, scene.shading
    voi = shown_voi(scene)
    name = context.preset or voi.explanation
    read = read_voi(image, shading, voi)
    if image.scale is not None and is_voi_read(image, shading) and isinstance(read, Window):
        return f"{_numbers(read)} {image.unit}", name
    meant = "of stored numbers" if image.voi_on_stored else _own_unit(image)
    if not meant and image.frame.description.voi_in_doubt:
        meant = "of rescaled values"  # the reader is told which of the two holds (H14)
    return _joined(window_text(voi), meant, by=" "), name


def _own_unit(image: Image) -> str:
    """Return the unit of an image's own values, where they might be taken for something else."""
    described = image.frame.description
    return described.unit if described.quantities or described.no_suv else ""


def window_text(voi: Voi) -> str:
    """Return a window in numbers, centre C and width W; a table has none."""
    if isinstance(voi, VoiLut):
        return "VOI table"
    text = _numbers(voi)
    return text if voi.function is VoiFunction.LINEAR else f"{text} {voi.function.value.lower()}"


def _numbers(window: Window) -> str:
    return f"C {short_number(window.center)}  W {short_number(window.width)}"


def _badges(scene: Scene, context: Context) -> tuple[Badge, ...]:
    frame = scene.image.frame
    badges: list[Badge] = []
    if scene.camera.turned_or_flipped:
        badges.append(Badge("FLIPPED" if scene.camera.flipped else "ROTATED", Mood.CAUTION))
    if _sides_conflict(frame):
        badges.append(
            Badge("SIDE CONTRADICTED", Mood.DANGER, ("the image names another side than its series",))
        )
    badges.extend(_origin(frame))
    if frame.description.no_suv:
        badges.append(Badge(Refusal(frame.description.no_suv).text, Mood.CAUTION))
    if scene.shading.inverted:
        badges.append(Badge("INVERTED", Mood.CAUTION))
    if is_one_tone(scene.image, scene.shading):
        badges.append(Badge("WINDOW SHOWS NOTHING", reasons=("nearly all pixels lie beyond one end of it",)))
    if context.verdict is not None:
        badges.extend(_geometry(context.verdict))
    return (*badges, *context.badges)


def _origin(frame: Frame) -> Iterator[Badge]:
    """Yield what the reader must know of how an image came about (H15, H24)."""
    instance = frame.instance
    if instance.lossy is not None:
        yield Badge(instance.lossy.text, Mood.CAUTION, _lossy_reasons(frame))
    if instance.for_processing:
        yield Badge("FOR PROCESSING", Mood.CAUTION, ("not meant for reading",))
    if "DERIVED" in instance.image_type:
        yield Badge("DERIVED")
    if instance.sop_class_uid == SECONDARY_CAPTURE or instance.sop_class_uid.startswith(
        f"{SECONDARY_CAPTURE}."
    ):
        yield Badge("SECONDARY CAPTURE", reasons=("a picture of a screen, a film or a document",))
    if "MOSAIC" in instance.image_type and frame.description.notes:
        yield Badge("MOSAIC", Mood.CAUTION, frame.description.notes)
    if instance.burned_in:
        yield Badge("BURNED-IN TEXT", Mood.CAUTION, ("names in the pixels stay in every picture of it",))


def _sides_conflict(frame: Frame) -> bool:
    image, series = frame.description.laterality.upper(), frame.instance.series.laterality.upper()
    return bool(image and series) and {image, series} == {"L", "R"}


def _lossy_reasons(frame: Frame) -> tuple[str, ...]:
    if frame.instance.series.modality == "MG":
        return ("lossy mammograms are not for primary interpretation",)
    return ()


def _geometry(verdict: GeometryVerdict) -> tuple[Badge, ...]:
    reasons = verdict.messages
    if verdict.largest_error_mm >= 0.005:
        reasons = (*reasons, f"largest error {verdict.largest_error_mm:.2f} mm")
    badges: tuple[Badge, ...] = ()
    if verdict.kind is Verdict.GAP:
        badges = (Badge("SLICE MISSING", Mood.DANGER, reasons),)
    elif verdict.kind is Verdict.IRREGULAR:
        badges = (Badge("IRREGULAR SPACING", Mood.CAUTION, reasons),)
    if verdict.kind is Verdict.TILTED or (badges and verdict.tilt_deg):
        badges = (*badges, Badge(f"TILTED {verdict.tilt_deg:.1f}°", Mood.CAUTION, reasons))
    return badges


PARTS = {"1": 10, "2": 4, "5": 5}
"""Into how many parts a ruler is divided, by its first figure."""

LENGTHS_MM = tuple(step * 10.0**power for power in range(-1, 4) for step in (1, 2, 5))


def ruler(scene: Scene) -> Ruler | None:
    """Return a scale of at most half the viewport's height, in mm where the image supports millimetres."""
    calibration = scene.image.calibration
    linear = scene.affine[:, :2]
    along = 0 if abs(float(linear[1, 0])) > abs(float(linear[1, 1])) else 1
    screen_per_pixel = hypot(float(linear[0, along]), float(linear[1, along]))
    size = calibration.pixel_size[along]
    per_unit = screen_per_pixel / size
    fitting = [length for length in LENGTHS_MM if 20 <= length * per_unit <= scene.height_px / 2]
    if scene.image.frame.description.regions or not fitting:
        return None
    length = fitting[-1]
    ticks = PARTS[f"{length:e}"[0]]
    if not calibration.in_mm:
        return Ruler(length * per_unit, ticks, f"{short_number(length)} px") if length >= 1 else None
    text = f"{short_number(length / 10)} cm" if length >= 10 else f"{short_number(length)} mm"
    return Ruler(length * per_unit, ticks, _joined(text, calibration.label, by=", "))
