"""Segmentations: their segments, and their frames as planes of row numbers or shares. PS3.3 A.51, C.8.20.

Binary, fractional and label map segmentations alike. Called in worker processes only.
"""

from collections.abc import Iterator

from viewer.core.overlays.colors import unnamed_color
from viewer.core.overlays.layer import LegendRow
from viewer.core.overlays.reading import LayerError, Outlook, Sort
from viewer.core.overlays.stack import stack_of
from viewer.core.presentation import References
from viewer.core.study import FrameKey, Instance
from viewer.dicom.display_colors import from_cielab
from viewer.dicom.elements import read_level
from viewer.dicom.part10 import find_dataset
from viewer.dicom.pixels import PixelsError
from viewer.dicom.pixels_elements import palette_in
from viewer.dicom.references import references_of
from viewer.dicom.sources import File, opened
from viewer.dicom.values import Elements

KIND = "Segmentation"
LARGEST_SEQUENCE = 256 << 20
MOST_ROWS = 1 << 16


def outlook(instance: Instance) -> Outlook:
    """Return what the header of a segmentation says.

    Raises
    ------
    LayerError
        Where it cannot be laid over anything, with the reason.
    """
    with opened(instance.source.path) as file:
        elements = whole_header(file)
        sort = _sort(elements)
        rows = tuple(_rows(elements, _palette_colors(file, instance)))
    if instance.pixels is None:
        raise LayerError(KIND, "it holds no frames")
    if not rows:
        raise LayerError(KIND, "it describes no segments")
    frames = instance.pixels.frames
    groups = frame_groups(elements, frames)
    numbers = tuple(_segment(shared, own) for shared, own in groups)
    if sort is not Sort.LABELS or elements.text("SegmentationType") != "LABELMAP":
        if not all(numbers):
            raise LayerError(KIND, "it does not say of every frame which segment it belongs to")
    else:
        numbers = (0,) * frames
    measures = elements.first("SharedFunctionalGroupsSequence").first("PixelMeasuresSequence")
    if not measures.numbers("PixelSpacing") and groups:
        measures = groups[0][1].first("PixelMeasuresSequence")
    between_mm = measures.number("SpacingBetweenSlices") or 0.0
    thickness_mm = measures.number("SliceThickness") or 0.0
    try:
        stack, at = stack_of(
            [instance.describe(number).plane for number in range(1, frames + 1)],
            (instance.pixels.rows, instance.pixels.columns),
            between_mm=between_mm,
            thickness_mm=thickness_mm,
            keys=[only_source(own) for _, own in groups],
        )
    except ValueError as problem:
        raise LayerError(KIND, str(problem)) from problem
    return Outlook(
        sort=sort,
        kind=KIND,
        name=elements.line("SeriesDescription") or elements.line("ContentLabel") or KIND,
        stack=stack,
        at=at,
        segments=numbers,
        rows=rows,
        frame_of_reference_uid=instance.frame_of_reference_uid,
        refers=made_from(elements, groups),
        most=elements.integer("MaximumFractionalValue") or 255,
        spacing_mm=between_mm or thickness_mm,
        notes=tuple(_notes(elements, sort)),
        warning=missing_frames(elements, frames),
    )


def whole_header(file: File) -> Elements:
    """Return the top level of a file with its large sequences too."""
    start = find_dataset(file)
    level = read_level(start.source, start.position, start.encoding, largest=LARGEST_SEQUENCE)
    return Elements(level.values, start.encoding)


def frame_groups(elements: Elements, frames: int) -> tuple[tuple[Elements, Elements], ...]:
    """Return for each frame the functional groups that all share, and its own."""
    shared = elements.first("SharedFunctionalGroupsSequence")
    own = elements.items("PerFrameFunctionalGroupsSequence")[:frames]
    nothing = elements.first("PresentationLUTSequence") if not own else own[0]
    padded = (*own, *((nothing,) * (frames - len(own))))
    return tuple((shared, one) for one in padded)


def missing_frames(elements: Elements, held: int) -> str:
    """Return in words that the file ends before its last frame, empty where it does not."""
    declared = elements.integer("NumberOfFrames") or held
    return f"INCOMPLETE, the file holds {held} of {declared} frames" if declared > held else ""


def only_source(own: Elements) -> FrameKey | None:
    """Return the one image that a frame was made from, None where it names none or several."""
    sources = references_of(
        image for item in own.items("DerivationImageSequence") for image in item.items("SourceImageSequence")
    )
    named = [FrameKey(uid) for uid in sources.instances]
    named += [FrameKey(uid, frame) for uid, frame in sources.frames]
    return named[0] if len(named) == 1 else None


def made_from(elements: Elements, groups: tuple[tuple[Elements, Elements], ...]) -> References:
    """Return all images that an object says it was made from."""
    listed = references_of(
        image
        for series in elements.items("ReferencedSeriesSequence")
        for image in series.items("ReferencedInstanceSequence")
    )
    sources = references_of(
        image
        for _, own in groups
        for item in own.items("DerivationImageSequence")
        for image in item.items("SourceImageSequence")
    )
    direct = references_of(elements.items("SourceImageSequence"))
    return References(
        listed.instances | sources.instances | direct.instances,
        listed.frames | sources.frames | direct.frames,
    )


def _sort(elements: Elements) -> Sort:
    kind = elements.text("SegmentationType")
    if kind in ("BINARY", "LABELMAP"):
        return Sort.LABELS
    if kind == "FRACTIONAL":
        return Sort.SHARES
    said = f"is “{kind}”" if kind else "is missing"
    raise LayerError(KIND, f"Segmentation Type (0062,0001) {said}; it holds no raster of segments")


def _segment(shared: Elements, own: Elements) -> int:
    for level in (own, shared):
        number = level.first("SegmentIdentificationSequence").integer("ReferencedSegmentNumber")
        if number is not None and 0 < number < MOST_ROWS:
            return number
    return 0


def _rows(elements: Elements, palette: dict[int, str]) -> Iterator[LegendRow]:
    """Yield the segments; the background of a label map is none."""
    seen: set[int] = set()
    for item in elements.items("SegmentSequence"):
        number = item.integer("SegmentNumber")
        if number is None or not 0 < number < MOST_ROWS or number in seen:
            continue
        own = from_cielab(item.numbers("RecommendedDisplayCIELabValue"))
        color = own or palette.get(number, "") or unnamed_color(len(seen))
        seen.add(number)
        yield LegendRow(number, item.line("SegmentLabel") or f"Segment {number}", color, _about(item))


def _about(item: Elements) -> str:
    """Return what a segment is, by its codes, and who found it."""
    kind = item.first("SegmentedPropertyTypeCodeSequence")
    category = item.first("SegmentedPropertyCategoryCodeSequence")
    side = kind.first("SegmentedPropertyTypeModifierCodeSequence").line("CodeMeaning")
    where = item.first("AnatomicRegionSequence").line("CodeMeaning")
    made = item.text("SegmentAlgorithmType").lower()
    by = item.line("SegmentAlgorithmName")
    words = (
        ", ".join(part for part in (kind.line("CodeMeaning"), side.lower()) if part),
        category.line("CodeMeaning"),
        where,
        f"{made} ({by})" if made and by else made,
        item.line("SegmentDescription"),
        item.line("TrackingID"),
    )
    return " · ".join(dict.fromkeys(part for part in words if part))


def _palette_colors(file: File, instance: Instance) -> dict[int, str]:
    """Return the colours that a label map gives its numbers by a palette."""
    if instance.pixels is None or instance.pixels.photometric != "PALETTE COLOR":
        return {}
    try:
        palette = palette_in(file, signed=instance.pixels.signed)
    except PixelsError:
        return {}
    return {
        palette.first + place: f"#{red:02x}{green:02x}{blue:02x}"
        for place, (red, green, blue) in enumerate(palette.colors.tolist())
    }


def _notes(elements: Elements, sort: Sort) -> Iterator[str]:
    if sort is Sort.SHARES:
        kind = elements.text("SegmentationFractionalType").lower() or "of unknown kind"
        yield f"fractional ({kind}): stronger colour, larger share; the line is at one half"
    if elements.text("SegmentsOverlap") == "YES":
        yield "segments overlap"
    said = elements.line("ContentDescription")
    if said:
        yield said
    by = elements.line("ContentCreatorName")
    if by:
        yield f"made by {by.replace('^', ' ').strip()}"
