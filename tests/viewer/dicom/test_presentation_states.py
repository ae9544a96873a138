"""Presentation states: what their authors ask for, and what is said of the rest (SAFETY H27)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset
from pydicom import Sequence as Items

from tests.builders.dicom import cr_image, ct_slice, write
from tests.builders.presentation import (
    annotation,
    area,
    graphic,
    item,
    presentation_state,
    references,
    text,
    with_overlay,
)
from viewer.core.presentation import Area, Figure, PresentationState, Sizing, Unit
from viewer.core.study import Instance
from viewer.core.windowing import OutputLut, Rescale, VoiFunction, VoiLut, Window
from viewer.dicom import annotations
from viewer.dicom.header import read_instance

ONE, OTHER = ct_slice(0.0), ct_slice(5.0)


@pytest.fixture
def header(tmp_path: Path) -> Any:
    def read(dataset: Dataset) -> Instance:
        return read_instance(write(dataset, tmp_path / "file"))

    return read


@pytest.fixture
def state(header: Any) -> Any:
    def read(*images: Dataset, **changes: Any) -> PresentationState:
        found = header(presentation_state(*(images or (ONE,)), **changes)).presentation
        assert isinstance(found, PresentationState)
        return found

    return read


def test_h27_it_is_called_by_its_author_and_day(state: Any) -> None:
    assert state().name == "Smith 2026-11-02"
    assert state(ContentDescription="for the surgeon").title == "for the surgeon – Smith 2026-11-02"
    assert state(ContentCreatorName="", ContentLabel="AS_READ").name == "AS_READ 2026-11-02"


def test_h23_it_is_still_listed_as_what_holds_no_image(header: Any) -> None:
    found = header(presentation_state(ONE))

    assert found.not_displayable.startswith("Presentation state")
    assert header(ONE).presentation is None


def test_it_applies_to_the_images_and_frames_it_names(state: Any) -> None:
    series = item(
        SeriesInstanceUID="1.2",
        ReferencedImageSequence=[*references(ONE), *references(OTHER, frames=[2, 3])],
    )

    found = state(ReferencedSeriesSequence=[series]).refers

    assert found.cover(ONE.SOPInstanceUID, 1)
    assert found.cover(OTHER.SOPInstanceUID, 3)
    assert not found.cover(OTHER.SOPInstanceUID, 1)
    assert found.uids == {ONE.SOPInstanceUID, OTHER.SOPInstanceUID}


def test_values_windows_and_polarity_are_its_own(state: Any) -> None:
    window = item(WindowCenter="40", WindowWidth="350", VOILUTFunction="SIGMOID")
    window.ReferencedImageSequence = Items(references(ONE))

    found = state(
        RescaleSlope="2",
        RescaleIntercept="-1000",
        RescaleType="HU",
        SoftcopyVOILUTSequence=[window],
        PresentationLUTShape="INVERSE",
    )

    assert found.modality_map == Rescale(2, -1000)
    ((refers, voi),) = found.voi
    assert voi == Window(40, 350, VoiFunction.SIGMOID)
    assert refers.uids == {ONE.SOPInstanceUID}
    assert found.inverse


def test_tables_take_the_place_of_windows_and_of_proportion(state: Any) -> None:
    table = item(LUTDescriptor=[4, 10, 8], LUTData=np.array([0, 80, 90, 255], "<u2").tobytes())

    found = state(
        SoftcopyVOILUTSequence=[item(VOILUTSequence=[table])],
        PresentationLUTShape=None,
        PresentationLUTSequence=[
            item(LUTDescriptor=[3, 0, 10], LUTData=np.array([0, 1000, 1023], "<u2").tobytes())
        ],
    )

    assert found.voi == ((None, VoiLut(10, (0, 80, 90, 255), 8, "VOI LUT")),)
    assert found.output == OutputLut((0, 1000, 1023), 10)


@pytest.mark.parametrize(("degrees", "turns"), [(0, 0), (90, 1), (270, 3), (450, 1)])
def test_it_turns_by_right_angles_and_flips(state: Any, degrees: int, turns: int) -> None:
    found = state(ImageRotation=degrees, ImageHorizontalFlip="Y")

    assert (found.turns, found.flipped) == (turns, True)


def test_h27_a_rotation_by_another_angle_is_not_done_and_said(state: Any) -> None:
    found = state(ImageRotation=45, ImageHorizontalFlip="N")

    assert found.turns == 0
    assert "its rotation is not by a right angle, and not done" in found.not_applied


def test_areas_count_from_zero_and_keep_their_magnification(state: Any) -> None:
    found = state(
        DisplayedAreaSelectionSequence=[
            area(3, 2, 8, 6, PresentationSizeMode="MAGNIFY", PresentationPixelMagnificationRatio=2.0)
        ]
    )

    assert found.areas == (Area(None, (2, 1), (7, 5), Sizing.MAGNIFY, 2.0),)


def test_h27_true_size_is_reported_as_not_kept(state: Any) -> None:
    found = state(DisplayedAreaSelectionSequence=[area(1, 1, 10, 8, PresentationSizeMode="TRUE SIZE")])

    assert any("true size" in words for words in found.not_applied)


def test_graphics_and_texts_are_kept_with_their_layers(state: Any) -> None:
    found = state(
        GraphicLayerSequence=[
            item(
                GraphicLayer="UPPER",
                GraphicLayerOrder=2,
                GraphicLayerRecommendedDisplayRGBValue=[65535, 0, 0],
            ),
            item(
                GraphicLayer="LOWER", GraphicLayerOrder=1, GraphicLayerRecommendedDisplayGrayscaleValue=65535
            ),
        ],
        GraphicAnnotationSequence=[
            annotation(
                graphic("POLYLINE", [1, 2, 3, 4]),
                graphic("CIRCLE", [0.5, 0.5, 0.6, 0.5], "DISPLAY", GraphicFilled="Y"),
                texts=[text("mass\r\n12 mm", box=[1, 1, 5, 3], anchor=[4, 4])],
                layer="UPPER",
                images=[ONE],
            )
        ],
    )

    (one,) = found.annotations
    assert [layer.name for layer in found.layers] == ["LOWER", "UPPER"]
    assert (found.layer("UPPER").color, found.layer("LOWER").color) == ("#ff0000", "#ffffff")
    assert one.refers is not None
    assert one.refers.uids == {ONE.SOPInstanceUID}
    assert [(g.figure, g.unit) for g in one.graphics] == [
        (Figure.POLYLINE, Unit.PIXEL),
        (Figure.CIRCLE, Unit.DISPLAY),
    ]
    assert one.graphics[0].points == ((1, 2), (3, 4))
    assert one.texts[0].lines == ("mass", "12 mm")
    assert one.texts[0].anchor_visible
    assert "1 filled shapes are drawn as outlines" in found.not_applied


def test_h27_what_is_damaged_or_unknown_is_left_out_and_counted(state: Any) -> None:
    found = state(
        GraphicAnnotationSequence=[
            annotation(
                graphic("POLYLINE", [1, 2]),
                graphic("SPIRAL", [1, 2, 3, 4]),
                graphic("POINT", [1, 2], "MATRIX"),
                texts=[text("nowhere")],
            )
        ]
    )

    assert found.annotations[0].graphics == ()
    assert found.annotations[0].texts == ()
    assert any(words.startswith("4 drawings or texts are damaged") for words in found.not_applied)


def test_f16_a_flood_of_points_is_cut_off_and_said(state: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotations, "MOST_POINTS", 5)
    lines = [graphic("POLYLINE", [1, 2, 3, 4]) for _ in range(4)]

    found = state(GraphicAnnotationSequence=[annotation(*lines)])

    assert len(found.annotations[0].graphics) == 2
    assert any("left out: more than 5 points" in words for words in found.not_applied)


def test_it_brings_overlays_and_says_which_it_shows(header: Any) -> None:
    bits = np.eye(8, dtype=np.bool_)
    made = with_overlay(presentation_state(ONE), bits, group=0x6002, layer="MARKS")
    made.add_new(0x60001001, "CS", "MARKS")

    found = header(made).presentation

    assert [header.group for header in found.overlays] == [0x6002]
    assert found.activated == ((0x6000, "MARKS"), (0x6002, "MARKS"))


def test_h27_masks_and_palettes_are_reported_as_not_applied(state: Any) -> None:
    found = state(
        MaskSubtractionSequence=[item(MaskOperation="AVG_SUB")],
        RedPaletteColorLookupTableDescriptor=[256, 0, 16],
    )

    assert "its mask is not subtracted" in found.not_applied
    assert "its color palette is not applied" in found.not_applied


def test_h27_a_blending_state_is_refused_in_words(header: Any) -> None:
    made = presentation_state(ONE)
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.11.4"

    assert "Blending" in header(made).presentation.refused


def test_f16_a_state_that_names_itself_applies_to_no_image(header: Any) -> None:
    made = presentation_state(ONE)
    made.ReferencedSeriesSequence[0].ReferencedImageSequence = Items(references(made))

    found = header(made).presentation

    assert found.refers.uids == {made.SOPInstanceUID}


def test_an_empty_state_is_read_without_complaint(header: Any) -> None:
    made = presentation_state(cr_image())
    for keyword in ("ReferencedSeriesSequence", "DisplayedAreaSelectionSequence", "PresentationLUTShape"):
        delattr(made, keyword)

    found = header(made).presentation

    assert (found.refers.uids, found.areas, found.inverse) == (frozenset(), (), False)


def test_more_than_64_kb_of_annotations_are_read(state: Any) -> None:
    long = graphic("POLYLINE", [float(part % 10) for part in range(18_000)])

    found = state(GraphicAnnotationSequence=[annotation(long)])

    assert len(found.annotations[0].graphics[0].points) == 9_000
