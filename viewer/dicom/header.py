"""From a file to an instance: everything the viewer knows of an image before it looks at a pixel.

The header_* files hold, by noun, what each group of elements means.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from viewer.core.presentation import KeyObjects, OverlayHeader, PresentationState, Shutter
from viewer.core.study import FrameDescription, Instance, LossyMark, PixelFormat, PixelSource, SeriesHeader
from viewer.core.suv import PetFacts
from viewer.dicom import sop_classes
from viewer.dicom.elements import Level, ReadPlain
from viewer.dicom.encoding import BY_REFERENCE, PERHAPS_LOSSY, READABLE, is_encapsulated
from viewer.dicom.failures import UnreadableError
from viewer.dicom.header_colors import supplement_of
from viewer.dicom.header_frames import Whole, describe_frames
from viewer.dicom.header_identity import attributes_of, patient_of, series_of, study_of
from viewer.dicom.header_mapping import mappings_of
from viewer.dicom.header_pet import enhanced_pet_facts, pet_facts
from viewer.dicom.header_pixels import PixelFormatError, padding_of, pixel_format
from viewer.dicom.key_objects import key_objects_of
from viewer.dicom.lossy import lossy_mark
from viewer.dicom.mosaics import taken_apart
from viewer.dicom.overlays import overlays_of
from viewer.dicom.part10 import Start, find_dataset, read_dataset
from viewer.dicom.presentation_states import presentation_state_of
from viewer.dicom.registrations import registration_of
from viewer.dicom.shutters import shutter_of
from viewer.dicom.sources import File, opened, said_by_system
from viewer.dicom.values import Elements, remembered

_SOP_INSTANCE_IN_META = 0x00020003
_SOP_CLASS_IN_META = 0x00020002

_LEAST_FRAGMENT = 8
_STREAM_START = 4096
_CONTENT_START = 1 << 20


def read_instance(path: Path) -> Instance:
    """Return what the header of a file says.

    Raises
    ------
    NotDicomError
        For a file that is something else.
    UnreadableError
        For one that claims to be DICOM; its reason names the element and what was found.
    """
    try:
        with opened(path) as file:
            return instance_of(object_in(path, file))
    except OSError as problem:
        raise UnreadableError(said_by_system(problem)) from problem


@dataclass(frozen=True, slots=True)
class Object:
    """One object being read: the file, where its dataset begins, and the elements up to its pixels.

    Attributes
    ----------
    own
        The elements again, to be asked for what differs between the images of a series.
    """

    file: File
    start: Start
    level: Level
    elements: Elements
    own: Elements
    source: PixelSource


def object_in(path: Path, file: File, explicit: ReadPlain | None = None) -> Object:
    """Return the object in a file, ready to be asked; ``explicit`` does what ``read_plain`` does, perhaps faster."""
    start = find_dataset(file)
    level = read_dataset(start, explicit)
    elements = Elements(level.values, start.encoding)
    elements.problems.extend(start.problems)
    return Object(file, start, level, elements, elements, _pixel_source(path, start, level))


def instance_of(found: Object) -> Instance:
    """Return what an object says of itself."""
    start, elements = found.start, found.elements
    sop_class_uid = elements.text("SOPClassUID") or _from_meta(start, _SOP_CLASS_IN_META)
    if sop_class_uid == sop_classes.DICOMDIR:
        raise UnreadableError("it is a DICOMDIR, the table of contents of a disc, and holds no image itself")
    patient, study, series = patient_of(elements), study_of(elements), series_of(elements)
    why_not = _why_not_displayable(found, sop_class_uid)
    pixels, refused = _pixels(found)
    descriptions: tuple[FrameDescription, ...] = ()
    if pixels is not None:
        maker, modality = series.manufacturer, series.modality
        descriptions = describe_frames(
            Whole(elements, sop_class_uid, modality, maker, pixels, patient.quadruped)
        )
    padding = padding_of(elements, pixels) if pixels else None
    supplement = supplement_of(elements, pixels) if pixels else None
    apart = taken_apart(elements, pixels, descriptions[0]) if pixels else None
    uid = _sop_instance_uid(found)
    marks = _marks(elements, uid, sop_class_uid)
    for name, value in (
        ("Study Instance UID (0020,000D)", study.uid),
        ("Series Instance UID (0020,000E)", series.uid),
    ):
        if not value:
            elements.problems.append(f"{name} is missing")
    return Instance(
        sop_instance_uid=uid,
        sop_class_uid=sop_class_uid,
        patient=patient,
        study=study,
        series=series,
        source=found.source,
        number=found.own.integer("InstanceNumber"),
        pixels=apart.pixels if apart else pixels,
        padding=padding,
        descriptions=apart.descriptions if apart else descriptions,
        frame_of_reference_uid=elements.text("FrameOfReferenceUID"),
        image_type=elements.texts("ImageType"),
        attributes=attributes_of(elements, found.own) + _kind(series, sop_class_uid),
        lossy=lossy_of(found) if pixels else None,
        burned_in=elements.text("BurnedInAnnotation") == "YES",
        for_processing=elements.text("PresentationIntentType") == "FOR PROCESSING",
        problems=tuple(elements.problems),
        not_displayable=why_not or refused,
        overlays=marks.overlays,
        shutter=marks.shutter,
        presentation=marks.presentation,
        key_objects=marks.key_objects,
        pet=_pet(elements, sop_class_uid, descriptions),
        mappings=mappings_of(elements, sop_class_uid),
        supplement=supplement,
        mosaic=apart.mosaic if apart else None,
        registration=registration_of(elements, uid, sop_class_uid),
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """What lies over an image, and what an object without one says about others."""

    overlays: tuple[OverlayHeader, ...] = ()
    shutter: Shutter | None = None
    presentation: PresentationState | None = None
    key_objects: KeyObjects | None = None


def _pet(elements: Elements, sop_class_uid: str, frames: tuple[FrameDescription, ...]) -> PetFacts | None:
    if frames and sop_class_uid == sop_classes.PET:
        return pet_facts(elements)
    if frames and sop_class_uid == sop_classes.ENHANCED_PET:
        units = {frame.unit for frame in frames}
        return enhanced_pet_facts(elements, units.pop() if len(units) == 1 else "")
    return None


def _marks(elements: Elements, uid: str, sop_class_uid: str) -> _Marks:
    state = presentation_state_of(elements, uid, sop_class_uid)
    if state is not None:
        return _Marks(presentation=state)
    selected = key_objects_of(elements, uid, sop_class_uid)
    return _Marks(overlays_of(elements), shutter_of(elements), key_objects=selected)


def _kind(series: SeriesHeader, sop_class_uid: str) -> tuple[tuple[str, str], ...]:
    """Return what to call an object that does not say its modality."""
    return () if series.modality else (("SOPClassName", sop_classes.name_of_class(sop_class_uid)),)


def _pixels(found: Object) -> tuple[PixelFormat | None, str]:
    """Return how the pixels that are there are stored, or why nobody should make room for them."""
    if not found.level.pixel_tag:
        return None, ""
    try:
        declared = pixel_format(found.elements, found.level.pixel_tag)
    except PixelFormatError as problem:
        return None, str(problem)
    frames = _frames_held(found, declared)
    return (declared if frames == declared.frames else replace(declared, frames=frames)), ""


def _why_not_displayable(found: Object, sop_class_uid: str) -> str:
    if not found.level.pixel_tag:
        return sop_classes.why_no_image(sop_class_uid)
    if sop_class_uid in sop_classes.SEGMENTATIONS:
        return "Segmentation: it marks regions in other images"
    syntax = found.source.transfer_syntax_uid
    if syntax in BY_REFERENCE:
        return "its pixels lie on a server and not in the file"
    if syntax not in READABLE:
        return f"its transfer syntax {syntax} cannot be decoded"
    return ""


def _pixel_source(path: Path, start: Start, level: Level) -> PixelSource:
    return PixelSource(
        path,
        start.transfer_syntax_uid,
        offset=-1 if start.is_deflated else level.pixel_offset,
        length=level.pixel_length,
        encapsulated=bool(level.pixel_tag) and level.pixel_length is None,
        big_endian=not start.encoding.little,
    )


def _bytes_held(found: Object) -> int:
    """Return how many bytes of the pixel data element are really there."""
    level, start = found.level, found.start
    if start.is_deflated:
        length = level.pixel_length or 0
        return length if start.source.holds(level.pixel_offset + length) else 0
    left = max(found.file.size - level.pixel_offset, 0)
    return left if level.pixel_length is None else min(level.pixel_length, left)


def _frames_held(found: Object, pixels: PixelFormat) -> int:
    """Return how many frames there can be in the bytes that are there; at least one."""
    held = _bytes_held(found)
    if found.source.encapsulated or is_encapsulated(found.source.transfer_syntax_uid):
        return min(pixels.frames, max(held // _LEAST_FRAGMENT, 1))
    bits = _frame_bits(pixels)
    needed = (bits * pixels.frames + 7) // 8
    if held >= needed:
        return pixels.frames
    found.elements.problems.append(f"Pixel Data (7FE0,0010): {needed} bytes are needed, {held} are there")
    return min(pixels.frames, max(1, -(-held * 8 // bits)))


def is_there(found: Object, pixels: PixelFormat) -> bool:
    """Whether the bytes of all frames can be there."""
    held = _bytes_held(found)
    if found.source.encapsulated or is_encapsulated(found.source.transfer_syntax_uid):
        return held >= _LEAST_FRAGMENT * pixels.frames
    return held >= (_frame_bits(pixels) * pixels.frames + 7) // 8


def _frame_bits(pixels: PixelFormat) -> int:
    bits = pixels.rows * pixels.columns * pixels.samples * pixels.bits_allocated
    return bits * 2 // 3 if pixels.photometric == "YBR_FULL_422" else bits


def lossy_of(found: Object) -> LossyMark | None:
    """Return what is known of lossy compression: said by the header, or seen in the compressed stream."""
    said, ratios, methods = _said_of_compression(found.elements)
    stream = b""
    if found.source.encapsulated and found.source.transfer_syntax_uid in PERHAPS_LOSSY:
        stream = found.start.source.read(found.source.offset, _STREAM_START)
    return lossy_mark(said, ratios, methods, found.source.transfer_syntax_uid, stream)


def _compression(elements: Elements) -> tuple[str, tuple[float, ...], tuple[str, ...]]:
    return (
        elements.text("LossyImageCompression"),
        elements.numbers("LossyImageCompressionRatio"),
        elements.texts("LossyImageCompressionMethod"),
    )


_said_of_compression = remembered(
    _compression,
    ("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod"),
    size=128,
)


def _sop_instance_uid(found: Object) -> str:
    """Return the instance's UID; for one that has none, a UID made of its content, the same every time."""
    file = found.file
    uid = found.own.text("SOPInstanceUID") or _from_meta(found.start, _SOP_INSTANCE_IN_META)
    if uid:
        return uid
    found.elements.problems.append(
        "SOP Instance UID (0008,0018) is missing; the content of the file stands in for it"
    )
    content = sha256(file.read(0, _CONTENT_START) + file.size.to_bytes(8, "little")).digest()
    return f"2.25.{int.from_bytes(content[:16], 'big')}"


def _from_meta(start: Start, tag: int) -> str:
    return start.meta.get(tag, (b"", b""))[1].rstrip(b"\0 ").decode("ascii", "replace")
