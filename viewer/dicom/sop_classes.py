"""SOP classes: which are projections, which carry no image, and what they are called. PS3.4 B.5, PS3.6 A."""

from pydicom._uid_dict import UID_dictionary

from viewer.dicom.calibration import Kind

_STORAGE = "1.2.840.10008.5.1.4.1.1."

CT = f"{_STORAGE}2"
MR = f"{_STORAGE}4"
ENHANCED_MR = f"{_STORAGE}4.1"
PET = f"{_STORAGE}128"
ENHANCED_PET = f"{_STORAGE}130"
NM = f"{_STORAGE}20"
RT_DOSE = f"{_STORAGE}481.2"
RT_IMAGE = f"{_STORAGE}481.1"
SEGMENTATIONS = frozenset({f"{_STORAGE}66.4", f"{_STORAGE}66.5", f"{_STORAGE}66.7", f"{_STORAGE}66.8"})
PRESENTATION_STATES = f"{_STORAGE}11."
GREYSCALE, COLOR, PSEUDO_COLOR, XA_XRF = (f"{PRESENTATION_STATES}{number}" for number in (1, 2, 3, 5))
"""Presentation states that say how single images are shown; others blend, cut planes or render volumes."""
KEY_OBJECTS = f"{_STORAGE}88.59"
REGISTRATION, DEFORMABLE_REGISTRATION = f"{_STORAGE}66.1", f"{_STORAGE}66.3"
DICOMDIR = "1.2.840.10008.1.3.10"

_PROJECTIONS = (
    f"{_STORAGE}1",  # computed radiography
    f"{_STORAGE}1.1",  # digital X-ray, for presentation and processing
    f"{_STORAGE}1.1.1",
    f"{_STORAGE}1.2",  # mammography
    f"{_STORAGE}1.2.1",
    f"{_STORAGE}1.3",  # intra-oral
    f"{_STORAGE}1.3.1",
    f"{_STORAGE}12.1",  # angiography, fluoroscopy, biplane
    f"{_STORAGE}12.1.1",
    f"{_STORAGE}12.2",
    f"{_STORAGE}12.2.1",
    f"{_STORAGE}12.3",
    f"{_STORAGE}13.1.4",  # the projections that a tomosynthesis is made from
    f"{_STORAGE}13.1.5",
    RT_IMAGE,
)
_ULTRASOUND = (f"{_STORAGE}3", f"{_STORAGE}3.1", f"{_STORAGE}6", f"{_STORAGE}6.1")
_CAPTURES = (
    f"{_STORAGE}7",  # secondary capture
    *(f"{_STORAGE}7.{number}" for number in (1, 2, 3, 4)),
    *(f"{_STORAGE}77.1.{number}" for number in ("1", "1.1", "2", "2.1", "3", "4", "4.1", "5.1", "5.2", "7")),
)

KINDS = {
    **dict.fromkeys(_PROJECTIONS, Kind.PROJECTION),
    **dict.fromkeys(_ULTRASOUND, Kind.ULTRASOUND),
    **dict.fromkeys(_CAPTURES, Kind.CAPTURE),
}


def kind_of(sop_class_uid: str) -> Kind:
    """Return how images of a SOP class come about; cross-sections unless it is known otherwise."""
    return KINDS.get(sop_class_uid, Kind.CROSS_SECTION)


def registered_name(uid: str) -> str:
    """Return what the standard calls a UID, empty for one it does not know."""
    return UID_dictionary[uid][0] if uid in UID_dictionary else ""


def name_of_class(sop_class_uid: str) -> str:
    """Return what the standard calls a SOP class, without the word Storage."""
    if not sop_class_uid:
        return "An object of unknown kind"
    name = registered_name(sop_class_uid)
    return name.removesuffix(" Storage") if name else f"An object of class {sop_class_uid}"


_TOLD = (
    ("88.67", "Radiation dose report"),
    ("88.59", "Key object selection"),
    ("88.", "Structured report"),
    ("11.", "Presentation state"),
    *((f"481.{number}", "Radiotherapy object, second generation") for number in range(10, 30)),
    ("481.1", "Radiotherapy image"),
    ("481.2", "Radiotherapy dose"),
    ("481.3", "Radiotherapy structures"),
    ("481.5", "Radiotherapy plan"),
    ("481.8", "Radiotherapy plan"),
    ("481.", "Radiotherapy record"),
    ("104.1", "Document (PDF)"),
    *((f"104.{number}", "3D model, not shown") for number in (3, 4, 5)),
    ("104.", "Document"),
    ("9.", "Waveform"),
    ("66.1", "Registration"),
    ("66.3", "Registration"),
    ("66.2", "Fiducials"),
    ("66.", "Segmentation"),
    ("67", "Real world value mapping"),
    ("68.", "Surface"),
)


def why_no_image(sop_class_uid: str) -> str:
    """Return in words why an object without pixels is listed and not shown."""
    name = name_of_class(sop_class_uid)
    end = sop_class_uid.removeprefix(_STORAGE) if sop_class_uid.startswith(_STORAGE) else ""
    for start, words in _TOLD:
        if end.startswith(start):
            return f"{words} ({name}): it holds no image of its own"
    if end:
        return f"{name}: the file holds no pixel data"
    return f"{name}: it holds no image"
