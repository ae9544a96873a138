"""Presentation states: how their authors want images to be shown. PS3.3 A.33, C.10 and C.11.

What this program does not do of one is said in words (SAFETY H27).
"""

from collections.abc import Iterator
from math import isfinite

from viewer.core.presentation import Area, PresentationState, References, Sizing
from viewer.core.windowing import OutputLut, Voi
from viewer.dicom import sop_classes
from viewer.dicom.annotations import annotations_of, layers_of
from viewer.dicom.header_windows import UNCHANGED, modality_map_of, table_of, windows_of
from viewer.dicom.overlays import activated_in, overlays_of
from viewer.dicom.references import images_of, references_of
from viewer.dicom.shutters import shutter_of
from viewer.dicom.values import Elements

APPLIED = frozenset({sop_classes.GREYSCALE, sop_classes.COLOR, sop_classes.PSEUDO_COLOR, sop_classes.XA_XRF})


def presentation_state_of(elements: Elements, uid: str, sop_class_uid: str) -> PresentationState | None:
    """Return the presentation state an object is, None where it is something else."""
    if not sop_class_uid.startswith(sop_classes.PRESENTATION_STATES):
        return None
    refused = ""
    if sop_class_uid not in APPLIED:
        refused = f"{sop_classes.name_of_class(sop_class_uid)}: of these nothing is applied"
    modality_map = modality_map_of(elements, signed=_is_signed(elements.first("ModalityLUTSequence")))
    annotations, left_out = annotations_of(elements)
    output, inverse = _output(elements)
    series = elements.items("ReferencedSeriesSequence")
    return PresentationState(
        uid=uid,
        label=elements.line("ContentLabel"),
        description=elements.line("ContentDescription"),
        creator=elements.line("ContentCreatorName"),
        date=elements.text("PresentationCreationDate"),
        time=elements.text("PresentationCreationTime"),
        patient_id=elements.line("PatientID"),
        refers=references_of(image for one in series for image in one.items("ReferencedImageSequence")),
        layers=layers_of(elements),
        voi=tuple(_voi(elements, signed=modality_map != UNCHANGED)),
        modality_map=modality_map if modality_map != UNCHANGED else None,
        output=output,
        inverse=inverse,
        turns=_turns(elements),
        flipped=elements.text("ImageHorizontalFlip") == "Y",
        areas=tuple(_areas(elements)),
        annotations=annotations,
        shutter=shutter_of(elements),
        overlays=tuple(header for header in overlays_of(elements) if header.bit < 0),
        activated=activated_in(elements),
        not_applied=(*left_out, *_not_applied(elements)),
        refused=refused,
    )


def _not_applied(elements: Elements) -> Iterator[str]:
    if elements.items("MaskSubtractionSequence"):
        yield "its mask is not subtracted"
    if "RedPaletteColorLookupTableDescriptor" in elements:
        yield "its color palette is not applied"
    modes = {item.text("PresentationSizeMode") for item in elements.items("DisplayedAreaSelectionSequence")}
    if Sizing.TRUE_SIZE.value in modes:
        yield "its true size is not kept: how large a pixel of this screen is, is not known"
    if elements.numbers("ImageRotation") and not _is_right_angle(elements.number("ImageRotation")):
        yield "its rotation is not by a right angle, and not done"


def _is_signed(item: Elements) -> bool:
    """Whether a table says by its VR that the first value it maps may be negative."""
    return any(number < 0 for number in item.numbers("LUTDescriptor")[1:2])


def _voi(elements: Elements, *, signed: bool) -> Iterator[tuple[References | None, Voi]]:
    for item in elements.items("SoftcopyVOILUTSequence"):
        windows = windows_of(item, signed=signed or _is_signed(item.first("VOILUTSequence")))
        if windows:
            yield images_of(item), windows[0]


def _output(elements: Elements) -> tuple[OutputLut | None, bool]:
    """Return the table after the window, and whether low values are white. C.11.6."""
    described = next(
        (table_of(item, signed=False) for item in elements.items("PresentationLUTSequence")), None
    )
    if described is not None:
        _, entries, bits = described
        return OutputLut(entries, bits), False
    return None, elements.text("PresentationLUTShape") == "INVERSE"


def _is_right_angle(degrees: float | None) -> bool:
    return degrees is not None and degrees % 90 == 0


def _turns(elements: Elements) -> int:
    degrees = elements.number("ImageRotation")
    return int(degrees // 90) % 4 if degrees is not None and _is_right_angle(degrees) else 0


def _areas(elements: Elements) -> Iterator[Area]:
    for item in elements.items("DisplayedAreaSelectionSequence"):
        first, last = (
            item.numbers(f"DisplayedArea{corner}HandCorner") for corner in ("TopLeft", "BottomRight")
        )
        sizing = next(
            (known for known in Sizing if known.value == item.text("PresentationSizeMode")), Sizing.FIT
        )
        magnification = item.number("PresentationPixelMagnificationRatio") or 1.0
        if len(first) == len(last) == 2 and all(isfinite(part) for part in (*first, *last)):
            yield Area(
                images_of(item),
                (int(first[0]) - 1, int(first[1]) - 1),
                (int(last[0]) - 1, int(last[1]) - 1),
                sizing,
                magnification if 0 < magnification < 1000 else 1.0,
            )
