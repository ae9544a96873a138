"""Structures and dose as layers: what lies over an image, under which name, and what is said."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from tests.builders.images import image
from tests.builders.radiotherapy import (
    CORONAL,
    FRAME_OF_REFERENCE,
    box,
    circle,
    closed,
    cylinder,
    dose_grid,
    image_grid,
    sphere,
    structure,
)
from viewer.core.overlays.laid import placing
from viewer.core.overlays.layer import OverlayLayer, Wash
from viewer.core.presentation import References
from viewer.core.radiotherapy.dose import DoseUnit
from viewer.core.radiotherapy.isodose import Isodose
from viewer.core.radiotherapy.layers import dose_layer, structure_layers, with_reference
from viewer.core.radiotherapy.plans import Plan, Prescription
from viewer.core.radiotherapy.reference import ReferenceDose, references_for
from viewer.core.radiotherapy.structures import Contour, ContourKind, Structure, StructureSet


def layers(*structures: Structure) -> tuple[OverlayLayer, ...]:
    return structure_layers(StructureSet("1.2.3", "Planning", structures), "P-1", References())


def the_layer(*structures: Structure) -> OverlayLayer:
    (layer,) = layers(*structures)
    return layer


def test_a_legend_row_names_colours_and_measures_a_structure() -> None:
    row = the_layer(replace(sphere(20.0, 1.0), role="PTV", made_by="MANUAL")).rows[0]

    assert (row.number, row.label, row.color) == (1, "PTV", "#ff0000")
    assert row.note == "PTV, manual, 33.5 cm³"
    assert row.place_lps == pytest.approx((0, 0, 0), abs=0.6)


def test_outlines_are_numbered_as_the_legend() -> None:
    layer = the_layer(cylinder(10, [-3, 0, 3]), structure([closed(circle(5, 0.0))], number=7, name="Cord"))

    cut = layer.content.on(image_grid())

    assert [row.label for row in layer.rows] == ["PTV", "Cord"]
    assert [outline.number for outline in cut.outlines] == [1, 2]


def test_a_structure_that_is_not_drawn_has_no_row() -> None:
    assert [row.label for row in the_layer(structure([]), cylinder(5, [0, 3])).rows] == ["PTV"]


def test_h33_structures_of_several_frames_of_reference_are_layers_of_their_own() -> None:
    elsewhere = replace(cylinder(5, [0, 3]), frame_of_reference_uid="9.9")

    made = layers(cylinder(5, [0, 3]), elsewhere)

    assert [layer.frame_of_reference_uid for layer in made] == [FRAME_OF_REFERENCE, "9.9"]
    assert len({layer.uid for layer in made}) == 2


def test_h33_structures_and_dose_of_another_frame_of_reference_are_refused_with_the_reason() -> None:
    over = image().frame
    dose = dose_layer(dose_grid(lambda x, y, z: x + y + z), ReferenceDose("", 1.0), "")
    for layer in (*layers(cylinder(5, [0, 3])), dose):
        unknown = replace(layer, patient_id="")
        found = placing(unknown, over, ())
        assert found.why_not
        assert "another Frame of Reference" in " ".join((found.why_not, *found.reasons))


def test_contours_within_contours_are_said_to_be_holes() -> None:
    ring = structure([closed(circle(radius, z)) for z in (0, 3) for radius in (20, 10)], name="Ring")

    assert "Contours within contours are taken as holes: Ring" in the_layer(ring).notes


def test_contours_drawn_farther_away_than_half_a_slice_are_said_to_be() -> None:
    layer = the_layer(
        structure([closed(circle(9, z)) for z in (0, 9, 18)]), cylinder(20, list(range(0, 20, 2)))
    )

    assert layer.content.on(image_grid(origin=(-50.0, -50.0, 0.0))).note == ""
    assert "4.0 mm from this slice" in layer.content.on(image_grid(origin=(-50.0, -50.0, 4.0))).note


def test_a_point_between_two_thick_slices_is_on_one_of_them() -> None:
    layer = the_layer(structure([Contour(ContourKind.POINT, np.asarray([(0.0, 0.0, 2.0)]))]))
    thick = replace(image_grid(), thickness_mm=5.0)

    assert layer.content.on(thick).outlines
    assert not layer.content.on(image_grid()).outlines


# Dose.

LEVELS = (Isodose(100, "#ff0000"), Isodose(50, "#00ff00"))


def falling(reference: ReferenceDose = ReferenceDose("largest dose", 60.0)) -> OverlayLayer:  # noqa: B008 - frozen
    dose = dose_grid(lambda x, y, z: 60 - np.sqrt(x * x + y * y) + 0 * z, spacing_mm=2.0)
    return dose_layer(dose, reference, "P-1", levels=LEVELS)


def radii_of(layer: OverlayLayer, number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    outlines = [one for one in layer.content.on(image_grid()).outlines if one.number == number]
    return np.asarray(np.linalg.norm(np.concatenate([one.points_lps for one in outlines])[:, :2], axis=1))


def test_isodoses_lie_where_the_dose_is_their_part_of_the_reference() -> None:
    assert np.abs(radii_of(falling(), 2) - 30).max() < 0.2
    assert np.abs(radii_of(falling(ReferenceDose("prescribed", 40.0)), 2) - 40).max() < 0.2
    assert np.abs(radii_of(falling(ReferenceDose("prescribed", 40.0)), 1) - 20).max() < 0.2


def test_isodoses_are_round_on_images_of_large_pixels_too() -> None:
    coarse = image_grid(spacing_mm=5.0, size=21)
    points = np.concatenate(
        [one.points_lps for one in falling().content.on(coarse).outlines if one.number == 2]
    )

    assert len(points) > 60
    assert np.abs(np.linalg.norm(points[:, :2], axis=1) - 30).max() < 0.2


def test_levels_are_named_in_percent_and_gray() -> None:
    assert [row.label for row in falling().rows] == ["100 %  60 Gy", "50 %  30 Gy"]
    assert "100 % is 60 Gy: largest dose" in falling().notes


def test_isodoses_are_lines_and_never_filled() -> None:
    assert not any(outline.closed for outline in falling().content.on(image_grid()).outlines)


def test_the_wash_holds_doses_and_nothing_outside_the_grid() -> None:
    (wash,) = falling().content.on(image_grid(size=140)).rasters

    assert isinstance(wash, Wash)
    assert np.nanmax(wash.values) == pytest.approx(60.0)
    rows, columns = wash.values.shape
    last = wash.to_image @ np.asarray([columns - 1, rows - 1, 1.0])
    assert last == pytest.approx([100, 100]), "pixels 101 to 139 lie beside the grid"
    assert not np.isnan(wash.values).any()


def test_the_wash_is_as_large_as_the_dose_and_lies_where_it_is() -> None:
    """Dose along x only: 60 Gy at 10 mm, nothing from 40 mm on either side."""
    dose = dose_grid(lambda x, y, z: (60 - 2 * np.abs(x - 10)).clip(0) + 0 * y + 0 * z, spacing_mm=1.0)
    (wash,) = dose_layer(dose, ReferenceDose("", 60.0), "").content.on(image_grid()).rasters
    assert isinstance(wash, Wash)

    row, column = np.unravel_index(int(wash.values.argmax()), wash.values.shape)
    image_place = wash.to_image[:, :2] @ (column, row) + wash.to_image[:, 2]

    assert image_place[0] == 60  # pixel 60 lies at x = 10 mm
    assert wash.values.shape[1] < 65


def test_a_level_nobody_reaches_is_in_the_legend_and_not_on_the_image() -> None:
    layer = falling(ReferenceDose("prescribed", 80.0))

    assert [row.number for row in layer.rows] == [1, 2]
    assert {outline.number for outline in layer.content.on(image_grid()).outlines} == {2}


def test_another_reference_changes_levels_and_keeps_the_name() -> None:
    changed = with_reference(falling(), ReferenceDose("chosen by the reader", 50.0))

    assert changed.uid == falling().uid
    assert [row.label for row in changed.rows] == ["100 %  50 Gy", "50 %  25 Gy"]


def test_a_relative_dose_says_that_it_is_none_in_gray() -> None:
    dose = dose_grid(lambda x, y, z: 0 * (x + y + z) + 1.0, unit=DoseUnit.RELATIVE)
    layer = dose_layer(dose, ReferenceDose("largest dose", 1.0), "")

    assert "Relative dose: its numbers are not Gy" in layer.notes
    assert layer.rows[0].label == "110 %  1.1"


def test_percentages_refer_to_the_prescription_of_the_dose_s_own_plan_first() -> None:
    dose = replace(dose_grid(lambda x, y, z: x * 0 + y * 0 + z), plan_uids=("1.5",))
    own = Plan("1.5", "Boost", (Prescription("PTV", 50.0), Prescription("Boost", 60.0)))
    other = Plan("1.6", "Other", (Prescription("PTV", 99.0),))

    found = references_for(dose, (other, own))

    assert [reference.dose for reference in found] == [60, 50, 50]
    assert found[0].name == "prescribed to Boost by plan Boost"
    assert found[-1].name == "largest dose"


def test_a_slice_with_structures_and_dose_is_worked_out_within_a_frame() -> None:
    """Kept afterwards: this is what the first visit of a slice costs. Generous, for a busy machine."""
    body = structure([closed(circle(180, float(z), points=400)) for z in range(-60, 61, 3)], name="BODY")
    structures, dose = the_layer(body, sphere(30.0, 3.0)), falling()
    contents = (structures.content, dose.content)
    slices = [image_grid(origin=(-250.0, -250.0, float(z)), size=512) for z in range(-30, 31, 3)]
    slices += [image_grid(CORONAL, (-250.0, float(y), 250.0), size=512) for y in range(-30, 31, 6)]
    times_ms = []
    for grid in slices:
        started = perf_counter()
        for content in contents:
            content.on(grid)
        times_ms.append(1000 * (perf_counter() - started))

    assert np.median(times_ms) < 40


def test_structures_that_touch_edges_of_boxes_stay_in_place() -> None:
    layer = the_layer(structure([closed(box(-10, 10, -10, 10, z)) for z in (-3, 0, 3)]))

    (outline,) = layer.content.on(image_grid(CORONAL, (-50.0, 0.0, 50.0))).outlines

    assert outline.points_lps[:, [0, 2]].min(axis=0).tolist() == [-10, -4.5]
    assert outline.points_lps[:, [0, 2]].max(axis=0).tolist() == [10, 4.5]
