"""Small presentation states, key object selections, and images with overlays and shutters."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import DataElement, Dataset
from pydicom import Sequence as Items
from pydicom.uid import (
    UID,
    GrayscaleSoftcopyPresentationStateStorage,
    KeyObjectSelectionDocumentStorage,
)

from tests.builders.dicom import changed, uid


def item(**elements: Any) -> Dataset:
    """Return an item of a sequence."""
    return changed(Dataset(), elements)


def references(*images: Dataset, frames: Sequence[int] = ()) -> list[Dataset]:
    """Return items that refer to images, or to some of their frames."""
    named = [
        item(ReferencedSOPClassUID=one.SOPClassUID, ReferencedSOPInstanceUID=one.SOPInstanceUID)
        for one in images
    ]
    if frames:
        for one in named:
            one.ReferencedFrameNumber = list(frames)
    return named


def _about(images: Sequence[Dataset], sop_class: UID, modality: str, name: str) -> Dataset:
    first = images[0]
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = sop_class, uid(name)
    for keyword in (
        "PatientName",
        "PatientID",
        "PatientBirthDate",
        "PatientSex",
        "StudyInstanceUID",
        "StudyDate",
    ):
        setattr(made, keyword, first.get(keyword, ""))
    made.StudyTime, made.AccessionNumber, made.ReferringPhysicianName, made.StudyID = "101112", "", "", ""
    made.SeriesInstanceUID, made.SeriesNumber, made.InstanceNumber = uid(f"{name} series"), "90", "1"
    made.Modality, made.Manufacturer = modality, "made for tests"
    return made


def presentation_state(*images: Dataset, name: str = "state", **changes: Any) -> Dataset:
    """Return a presentation state for images, by Smith, of 2026-11-02, that shows all of them as they are."""
    made = _about(images, GrayscaleSoftcopyPresentationStateStorage, "PR", name)
    made.ContentLabel, made.ContentDescription, made.ContentCreatorName = "AS_READ", "", "Smith^Anna"
    made.PresentationCreationDate, made.PresentationCreationTime = "20261102", "101500"
    series = item(SeriesInstanceUID=images[0].SeriesInstanceUID, ReferencedImageSequence=references(*images))
    made.ReferencedSeriesSequence = Items([series])
    made.DisplayedAreaSelectionSequence = Items([area(1, 1, int(images[0].Columns), int(images[0].Rows))])
    made.PresentationLUTShape = "IDENTITY"
    return changed(made, changes)


def area(left: int, top: int, right: int, bottom: int, **elements: Any) -> Dataset:
    """Return a displayed area by the columns and rows of its corners, from 1."""
    found = item(
        DisplayedAreaTopLeftHandCorner=[left, top],
        DisplayedAreaBottomRightHandCorner=[right, bottom],
        PresentationSizeMode="SCALE TO FIT",
        PresentationPixelAspectRatio=["1", "1"],
    )
    return changed(found, elements)


def graphic(kind: str, points: Sequence[float], units: str = "PIXEL", **elements: Any) -> Dataset:
    """Return a graphic object."""
    made = item(
        GraphicAnnotationUnits=units,
        GraphicDimensions=2,
        NumberOfGraphicPoints=len(points) // 2,
        GraphicData=list(points),
        GraphicType=kind,
        GraphicFilled="N",
    )
    return changed(made, elements)


def text(
    words: str, *, box: Sequence[float] = (), anchor: Sequence[float] = (), units: str = "PIXEL"
) -> Dataset:
    """Return a text object in a box (left, top, right, bottom), at an anchor, or both."""
    made = item(UnformattedTextValue=words)
    if box:
        made.BoundingBoxAnnotationUnits = units
        made.BoundingBoxTopLeftHandCorner, made.BoundingBoxBottomRightHandCorner = (
            list(box[:2]),
            list(box[2:]),
        )
        made.BoundingBoxTextHorizontalJustification = "LEFT"
    if anchor:
        made.AnchorPointAnnotationUnits = units
        made.AnchorPoint, made.AnchorPointVisibility = list(anchor), "Y"
    return made


def annotation(
    *graphics: Dataset, texts: Sequence[Dataset] = (), layer: str = "MARKS", images: Sequence[Dataset] = ()
) -> Dataset:
    """Return an item of the graphic annotation sequence, for all images unless some are named."""
    made = item(GraphicLayer=layer)
    if images:
        made.ReferencedImageSequence = Items(references(*images))
    if graphics:
        made.GraphicObjectSequence = Items(graphics)
    if texts:
        made.TextObjectSequence = Items(texts)
    return made


def key_objects(*images: Dataset, name: str = "keys", title: str = "Of Interest", **changes: Any) -> Dataset:
    """Return a key object selection that points at images."""
    made = _about(images, KeyObjectSelectionDocumentStorage, "KO", name)
    made.ContentDate, made.ContentTime, made.ValueType = "20261103", "120000", "CONTAINER"
    made.ConceptNameCodeSequence = Items([code("113000", title)])
    described = item(
        RelationshipType="CONTAINS",
        ValueType="TEXT",
        ConceptNameCodeSequence=[code("113012", "Key Object Description")],
        TextValue="the two largest",
    )
    pictures = [
        item(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=[one])
        for one in references(*images)
    ]
    made.ContentSequence = Items([described, *pictures])
    return changed(made, changes)


def code(value: str, meaning: str) -> Dataset:
    """Return a code of DICOM's own dictionary."""
    return item(CodeValue=value, CodingSchemeDesignator="DCM", CodeMeaning=meaning)


def with_overlay(
    image: Dataset,
    bits: NDArray[np.bool_],
    *,
    group: int = 0x6000,
    origin: tuple[int, int] = (1, 1),
    label: str = "",
    **elements: Any,
) -> Dataset:
    """Lay an overlay over an image, bits (rows, columns) or (frames, rows, columns); origin is (row, column) from 1.

    Further elements by name: ``data=b""`` replaces the bits, ``bit=15`` says that they lie in the pixels.
    """
    rows, columns = bits.shape[-2:]

    def add(number: int, vr: str, value: Any) -> None:
        image.add(DataElement(group << 16 | number, vr, value))

    add(0x0010, "US", rows)
    add(0x0011, "US", columns)
    add(0x0040, "CS", "G")
    add(0x0050, "SS", list(origin))
    if bits.ndim == 3:
        add(0x0015, "IS", len(bits))
        add(0x0051, "US", elements.get("first_frame", 1))
    if label:
        add(0x1500, "LO", label)
    if elements.get("layer"):
        add(0x1001, "CS", elements["layer"])
    if "bit" in elements:
        add(0x0100, "US", 16)
        add(0x0102, "US", elements["bit"])
        return image
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    add(0x0100, "US", 1)
    add(0x0102, "US", 0)
    add(0x3000, "OW", elements.get("data", packed + bytes(len(packed) % 2)))
    return image
