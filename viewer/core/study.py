"""Patients, studies, series, instances and frames, as their headers describe them. No pixels.

Everything here is frozen and picklable: it is made in worker processes by viewer.dicom and read everywhere.
"""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from viewer.core.calibration import Calibration, Region
from viewer.core.colors import ColorProfile, Supplement
from viewer.core.geometry import GeometryVerdict, PlaneGeometry, Verdict
from viewer.core.presentation import KeyObjects, OverlayHeader, PresentationState, Shutter
from viewer.core.registration import Registration
from viewer.core.sending import Sent
from viewer.core.suv import PetFacts
from viewer.core.values import Mapping, ValueScale
from viewer.core.windowing import ModalityMap, Padding, Rescale, Voi


@dataclass(frozen=True, slots=True)
class Patient:
    """Who was imaged. Dates are YYYYMMDD as stored, empty where unknown.

    ``name`` is for the screen: decoded, all component groups, without control characters (SAFETY H20, F13).
    """

    name: str = ""
    patient_id: str = ""
    issuer: str = ""
    birth_date: str = ""
    sex: str = ""
    quadruped: bool = False


@dataclass(frozen=True, slots=True)
class StudyHeader:
    """One examination. Dates YYYYMMDD, times HHMMSS[.ffffff], as stored (H21)."""

    uid: str
    date: str = ""
    time: str = ""
    description: str = ""
    accession: str = ""
    study_id: str = ""
    referring: str = ""
    patient_age: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True)
class SeriesHeader:
    """One series of an examination."""

    uid: str
    number: int | None = None
    modality: str = ""
    description: str = ""
    body_part: str = ""
    laterality: str = ""
    date: str = ""
    time: str = ""
    manufacturer: str = ""
    station: str = ""


class NumberKind(Enum):
    """How stored numbers are kept."""

    INTEGER = "integer"
    FLOAT = "float"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class PixelFormat(Sent):
    """How the pixels of an instance are stored. PS3.3 C.7.6.3."""

    rows: int
    columns: int
    frames: int = 1
    samples: int = 1
    bits_allocated: int = 16
    bits_stored: int = 16
    high_bit: int = 15
    signed: bool = False
    photometric: str = "MONOCHROME2"
    planar: int = 0
    kind: NumberKind = NumberKind.INTEGER

    @property
    def is_color(self) -> bool:
        """Whether a decoded frame is red, green, blue rather than one number a pixel."""
        return self.samples > 1 or self.photometric == "PALETTE COLOR"

    @property
    def frame_bytes(self) -> int:
        """Bytes of one uncompressed frame (1-bit frames rounded up)."""
        return (self.rows * self.columns * self.samples * self.bits_allocated + 7) // 8


@dataclass(frozen=True, slots=True)
class PixelSource(Sent):
    """Where the pixel bytes of an instance lie.

    Attributes
    ----------
    offset, length
        Of the value of the pixel data element in the file, bytes; ``length`` is None for encapsulated pixel data
        (then ``offset`` is that of the element's first item). Offset is -1 where the file must be inflated first.
    """

    path: Path
    transfer_syntax_uid: str
    offset: int = -1
    length: int | None = None
    encapsulated: bool = False
    big_endian: bool = False


@dataclass(frozen=True, slots=True)
class LossyMark:
    """Lossy compression that the pixels once went through (H15). Text is ready for the screen: LOSSY 30:1 (…)."""

    text: str
    ratio: float | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class FrameDescription(Sent):
    """What one frame says of itself.

    Attributes
    ----------
    plane
        None where the frame has no place in the patient.
    unit
        Of the values after the modality map: "HU", "Bq/ml", "OD", "" …
    voi_in_doubt
        Whether the maker leaves it open if windows apply to values or to stored numbers; then the pixels decide (H14).
    dimensions
        Names and values that tell frames at the same place apart: echo time, b-value, temporal position,
        acquisition, image type … Grouping splits by them.
    patient_orientation
        The two entries of Patient Orientation (0020,0020), used where there is no plane (H7).
    quantities
        What else its numbers can be read in: standardized uptake values, real world values.
    profile
        What its colors stand for, where its header says so; else they are taken for sRGB.
    no_suv
        Why a PET image has no standardized uptake values, empty where it has or is none (H19).
    """

    plane: PlaneGeometry | None
    calibration: Calibration
    modality_map: ModalityMap = field(default_factory=Rescale)
    unit: str = ""
    windows: tuple[Voi, ...] = ()
    voi_in_doubt: bool = False
    dimensions: tuple[tuple[str, str], ...] = ()
    regions: tuple[Region, ...] = ()
    patient_orientation: tuple[str, str] = ("", "")
    laterality: str = ""
    notes: tuple[str, ...] = ()
    quantities: tuple[ValueScale, ...] = ()
    no_suv: str = ""
    profile: ColorProfile | None = None


@dataclass(frozen=True, slots=True)
class Mosaic:
    """The one picture that the slices of an instance lie in, row by row, ``across`` in a row.

    Attributes
    ----------
    rows, columns
        Of the whole picture.
    """

    rows: int
    columns: int
    across: int


@dataclass(frozen=True, slots=True)
class Instance(Sent):
    """One SOP instance: identity, pixels, frames.

    Attributes
    ----------
    pixels
        None for what has no pixels (reports, presentation states …).
    descriptions
        One for each frame, or a single one that holds for every frame.
    attributes
        Header elements for corner text, keyword → text, e.g. ("KVP", "120").
    problems
        What is wrong with the header, in words; the instance is still shown.
    not_displayable
        Why it cannot be shown as an image; empty if it can.
    overlays, shutter
        What the object itself lays over its image, or hides of it.
    presentation, key_objects
        What it says about other images, where it is a presentation state or a key object selection.
    pet
        What a PET image says of dose, time and patient.
    mappings
        What it makes of the numbers of other images, where it is a real world value mapping.
    supplement
        Colors for the upper part of its numbers, where it is a grey image that brings some.
    mosaic
        The picture that its frames are parts of, where they are; ``pixels`` then describes one of the parts.
    registration
        What leads from one Frame of Reference to another, where it is a spatial registration.
    """

    sop_instance_uid: str
    sop_class_uid: str
    patient: Patient
    study: StudyHeader
    series: SeriesHeader
    source: PixelSource
    number: int | None = None
    pixels: PixelFormat | None = None
    padding: Padding | None = None
    descriptions: tuple[FrameDescription, ...] = ()
    frame_of_reference_uid: str = ""
    image_type: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    lossy: LossyMark | None = None
    burned_in: bool = False
    for_processing: bool = False
    problems: tuple[str, ...] = ()
    not_displayable: str = ""
    content_hash: str = ""
    overlays: tuple[OverlayHeader, ...] = ()
    shutter: Shutter | None = None
    presentation: PresentationState | None = None
    key_objects: KeyObjects | None = None
    pet: PetFacts | None = None
    mappings: tuple[Mapping, ...] = ()
    registration: Registration | None = None
    supplement: Supplement | None = None
    mosaic: Mosaic | None = None

    def describe(self, frame: int) -> FrameDescription:
        """Return what frame number ``frame`` (from 1) says of itself."""
        return self.descriptions[0] if len(self.descriptions) == 1 else self.descriptions[frame - 1]

    def attribute(self, keyword: str) -> str:
        """Return a header element as text, empty where it is absent."""
        return next((text for name, text in self.attributes if name == keyword), "")


@dataclass(frozen=True, slots=True, order=True)
class FrameKey:
    """What names one frame for ever: SOP Instance UID and frame number (from 1)."""

    sop_instance_uid: str
    frame: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of an instance. Identity on the screen is read from here, beside the pixels (H30)."""

    instance: Instance
    number: int = 1

    @property
    def key(self) -> FrameKey:
        """The frame's lasting name."""
        return FrameKey(self.instance.sop_instance_uid, self.number)

    @property
    def description(self) -> FrameDescription:
        """What the frame says of itself."""
        return self.instance.describe(self.number)

    @property
    def plane(self) -> PlaneGeometry:
        """Where the pixels are: in the patient, or in a plane of their own."""
        return self.description.plane or PlaneGeometry.without_patient()


class DisplayKind(Enum):
    """What a display set is to the reader."""

    STACK = "stack"
    SINGLE = "single image"
    MULTIFRAME = "multi-frame"
    NOT_DISPLAYABLE = "not displayable"


@dataclass(frozen=True, slots=True)
class DisplaySet:
    """Frames that are scrolled through together, in display order.

    Attributes
    ----------
    uid
        Unique within the session, made of the study and series UIDs and what split the series.
    frames
        In display order; empty for objects that are listed but not displayable.
    split_by
        Why a series became several sets, e.g. "echo time 4.2"; empty if it did not.
    notes
        What the reader should know: duplicates set aside, localizers taken out, mixed patients …
    """

    uid: str
    kind: DisplayKind
    patient: Patient
    study: StudyHeader
    series: SeriesHeader
    instances: tuple[Instance, ...]
    frames: tuple[Frame, ...]
    verdict: GeometryVerdict
    title: str = ""
    split_by: str = ""
    notes: tuple[str, ...] = ()
    blocked: str = ""

    @property
    def middle(self) -> int:
        """The place of the frame that stands for all: in thumbnails, and for a window of the whole series."""
        return len(self.frames) // 2

    @property
    def opens_at(self) -> int:
        """The place it is opened at: the middle of a stack of slices, which begins and ends in air; else the first."""
        has_place = bool(self.frames) and self.frames[0].description.plane is not None
        return self.middle if has_place and self.verdict.kind is not Verdict.NOT_A_VOLUME else 0

    @property
    def voi_in_doubt(self) -> bool:
        """Whether it is open what the windows of some frame apply to; the middle one decides for all (H14)."""
        return any(frame.description.voi_in_doubt for frame in self.frames)

    def index_of(self, key: FrameKey) -> int | None:
        """Return the place of a frame in display order, None if it is not in this set."""
        return next((index for index, frame in enumerate(self.frames) if frame.key == key), None)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that is not shown, and why. ``reason`` names the tag and what was found, without patient data."""

    path: Path
    reason: str
    is_dicom: bool


@dataclass(frozen=True, slots=True)
class Study:
    """Everything opened of one examination."""

    header: StudyHeader
    patient: Patient
    display_sets: tuple[DisplaySet, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a folder: every file is in exactly one place, and the sum is checked (H23).

    Attributes
    ----------
    files
        Files looked at.
    not_dicom
        How many of them are something else.
    rejected
        DICOM (or what claims to be) that could not be read.
    """

    studies: tuple[Study, ...] = ()
    files: int = 0
    not_dicom: int = 0
    rejected: tuple[Rejected, ...] = ()
    instances: int = 0

    @property
    def accounted(self) -> int:
        """Files displayed or listed as not displayable, each once, plus those rejected or not DICOM.

        The frames of one file may be in several display sets, as the volumes of a 4-D object are.
        """
        listed = {
            instance.source.path
            for study in self.studies
            for shown in study.display_sets
            for instance in shown.instances
        }
        return len(listed) + len(self.rejected) + self.not_dicom
