"""What tells frames at the same place apart: echo, diffusion weighting, time, kind of image … (SAFETY H1).

Names are written so that a reader understands why a series was split; values are text. Grouping decides which
of them separate frames.
"""

from struct import unpack

from viewer.dicom.dimensions import (
    ACQUISITION,
    B_VALUE,
    DIRECTION,
    ECHO_TIME,
    FRAME_TYPE,
    IMAGE_TYPE,
    KERNEL,
    OPTICAL_PATH,
    STACK,
    TEMPORAL_POSITION,
    TRIGGER_TIME,
)
from viewer.dicom.values import Elements, remembered

Dimensions = tuple[tuple[str, str], ...]

_SIEMENS_B = 0x0019100C
_GE_B = 0x00431039
_PHILIPS_B = 0x20011003
_UIH_B = 0x00651009
_GE_B_OFFSET = 10**9

_LARGE = 10_000
"""Larger numbers are counts of milliseconds, whose every digit tells."""

_POSITIONAL = frozenset({0x00200032, 0x00209057, 0x00201041, 0x00209056, 0x0020930E, 0x0048021A})
"""Dimension Index Pointers that only say where a frame lies, or which stack it is in."""

_PLAIN = (
    (ECHO_TIME, "EchoTime"),
    ("echo number", "EchoNumbers"),
    (B_VALUE, "DiffusionBValue"),
    ("inversion time", "InversionTime"),
    ("flip angle", "FlipAngle"),
    (KERNEL, "ConvolutionKernel"),
    ("tube voltage", "KVP"),
    ("contrast agent", "ContrastBolusAgent"),
    (TEMPORAL_POSITION, "TemporalPositionIdentifier"),
    (ACQUISITION, "AcquisitionNumber"),
    (TRIGGER_TIME, "TriggerTime"),
    ("frame reference time", "FrameReferenceTime"),
)


def _classic(elements: Elements) -> Dimensions:
    found = [(IMAGE_TYPE, "\\".join(elements.texts("ImageType")))]
    found += [(name, _plain(elements.line(keyword))) for name, keyword in _PLAIN]
    return tuple((name, value) for name, value in found if value)


_classic_of = remembered(_classic, ("ImageType", *(keyword for _, keyword in _PLAIN)), size=4096)


def dimensions_of(elements: Elements, *, modality: str) -> Dimensions:
    """Return what tells this single image apart from others at its place."""
    found = _classic_of(elements)
    if modality != "MR":
        return found
    private = _private_b_value(elements)
    if private and not any(name == B_VALUE for name, _ in found):
        return (*found, (B_VALUE, private))
    return found


def _private_b_value(elements: Elements) -> str:
    """Return the b-value where a maker keeps it to itself; empty where there is none."""
    text = elements.bytes_of(_SIEMENS_B).strip(b"\0 ")
    if text:
        return _plain(text.decode("ascii", "replace"))
    text = elements.bytes_of(_GE_B).split(b"\\")[0].strip(b"\0 ")
    if text.isdigit():
        return str(int(text) % _GE_B_OFFSET)
    for tag, code in ((_PHILIPS_B, "f"), (_UIH_B, "d")):
        value = elements.bytes_of(tag)
        if len(value) == (4 if code == "f" else 8):
            return f"{unpack('<' + code, value)[0]:g}"
    return ""


def _plain(text: str) -> str:
    """Return a number without the noise of its writing: 4.60, 4.6 and 4.5999999 are one echo time."""
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.5g}" if abs(number) < _LARGE else f"{number:.12g}"


_GROUPS = (
    (ECHO_TIME, "MREchoSequence", "EffectiveEchoTime"),
    (B_VALUE, "MRDiffusionSequence", "DiffusionBValue"),
    (DIRECTION, "MRDiffusionSequence", "DiffusionDirectionality"),
    (FRAME_TYPE, "MRImageFrameTypeSequence", "FrameType"),
    (FRAME_TYPE, "CTImageFrameTypeSequence", "FrameType"),
    (FRAME_TYPE, "PETFrameTypeSequence", "FrameType"),
    ("component", "MRImageFrameTypeSequence", "ComplexImageComponent"),
    (KERNEL, "CTReconstructionSequence", "ConvolutionKernel"),
    (TEMPORAL_POSITION, "FrameContentSequence", "TemporalPositionIndex"),
    (ACQUISITION, "FrameContentSequence", "FrameAcquisitionNumber"),
    (STACK, "FrameContentSequence", "StackID"),
    (TRIGGER_TIME, "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"),
    ("inversion time", "MRModifierSequence", "InversionTimes"),
    (OPTICAL_PATH, "OpticalPathIdentificationSequence", "OpticalPathIdentifier"),
)


class FrameDimensions:
    """What tells the frames of an enhanced object apart: its functional groups and its own dimension index."""

    def __init__(self, elements: Elements) -> None:
        self._indexed = [
            (place, item.line("DimensionDescriptionLabel").lower() or f"dimension {place + 1}")
            for place, item in enumerate(elements.items("DimensionIndexSequence"))
            if _pointer(item) not in _POSITIONAL
        ]

    def of(self, shared: Elements, own: Elements) -> Dimensions:
        """Return the dimensions of the frame with these shared and own functional groups."""
        found: dict[str, str] = {}
        for name, group, keyword in _GROUPS:
            item = own if group in own else shared
            value = item.first(group).line(keyword) if group in item else ""
            if value:
                found.setdefault(name, _plain(value))
        index = own.first("FrameContentSequence").numbers("DimensionIndexValues")
        for place, name in self._indexed:
            if place < len(index):
                found.setdefault(name, f"{index[place]:g}")
        return tuple(found.items())


def _pointer(item: Elements) -> int:
    group_and_number = item.numbers("DimensionIndexPointer", b"US")
    return int(group_and_number[0]) << 16 | int(group_and_number[1]) if len(group_and_number) == 2 else 0
