"""Drawings are grabbed, nudged and measured again; their identity stays."""

from dataclasses import replace

import pytest

from tests.builders.gestures import TOOLBOX, ZOOM, Hand, Pixel, clicks, surface
from tests.builders.images import image
from viewer.core.annotations import Annotations, History
from viewer.core.camera import Camera
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Tone
from viewer.interaction.editing import nudged


def drawn(tool: str, *pixels: Pixel, on: Image | None = None) -> Measurement:
    measured = clicks(tool, *pixels, on=on or image())
    assert measured is not None
    return measured


def edited(measurement: Measurement, *pixels: Pixel, on: Image | None = None) -> Measurement | None:
    return Hand("scroll", surface(on or image(), measurements=(measurement,))).drags(*pixels).measurement


def test_moving_a_handle_measures_again() -> None:
    before = drawn("length", (10, 10), (40, 10))

    after = edited(before, (40, 10), (60, 10))

    assert after is not None
    assert (before.summary, after.summary) == ("30.0 mm", "50.0 mm")
    assert after.uid == before.uid


def test_words_and_window_stay_with_a_drawing_that_is_moved() -> None:
    before = replace(drawn("arrow", (10, 10), (40, 30)), text="here")

    after = edited(before, (40, 30), (50, 40))

    assert after is not None
    assert (after.text, after.voi) == ("here", before.voi)


def test_a_handle_keeps_its_distance_from_the_pointer_that_grabbed_it() -> None:
    before = drawn("length", (10, 10), (40, 10))

    after = edited(before, (40.5, 10.5), (60.5, 10.5))

    assert after is not None
    assert after.points_lps[1] == pytest.approx((60, 10, 0))


@pytest.mark.parametrize(
    ("tool", "pixels", "body"),
    [
        ("length", ((10, 10), (40, 10)), (25, 10)),
        ("angle", ((10, 10), (40, 10), (40, 40)), (40, 25)),
        ("rectangle", ((10, 10), (40, 30)), (10, 20)),
        ("ellipse", ((10, 10), (40, 30)), (25 + 15 * 0.6, 20 + 10 * 0.8)),
        ("cobb", ((10, 10), (30, 10), (10, 40), (30, 44)), (20, 25)),
        ("arrow", ((10, 10), (40, 10)), (25, 10)),
    ],
)
def test_the_body_moves_the_whole_drawing(tool: str, pixels: tuple[Pixel, ...], body: Pixel) -> None:
    before = drawn(tool, *pixels)

    after = edited(before, body, (body[0] + 5, body[1] + 7))

    assert after is not None
    moved = [(x + 5, y + 7, z) for x, y, z in before.points_lps]
    assert [tuple(point) for point in after.points_lps] == [pytest.approx(point) for point in moved]


def test_the_inside_of_an_outline_does_not_grab_it() -> None:
    before = drawn("ellipse", (10, 10), (40, 30))

    assert edited(before, (25, 20), (35, 25)) is None


def test_the_drawing_is_shown_in_the_hand_with_its_new_number() -> None:
    before = drawn("length", (10, 10), (40, 10))
    hand = Hand("scroll", surface(image(), measurements=(before,)))
    hand.presses((40, 10))
    hand.moves((60, 10))

    preview = hand.heard.previews[-1]

    assert isinstance(preview, Drawing)
    assert (preview.tone, preview.uid) == (Tone.SELECTED, before.uid)
    assert "50.0 mm" in str(preview.shapes)


def test_a_drawing_taken_back_to_where_it_was_is_unchanged() -> None:
    before = drawn("length", (10, 10), (40, 10))

    assert edited(before, (40, 10), (60, 20), (40, 10)) is None


def test_a_shaking_click_moves_nothing() -> None:
    before = drawn("length", (10, 10), (40, 10))

    assert edited(before, (40, 10), (40 + 1.5 / ZOOM, 10)) is None


def test_a_handle_pulled_onto_the_other_stays_where_it_was_last_measurable() -> None:
    before = drawn("length", (10, 10), (40, 10))

    after = edited(before, (40, 10), (20, 10), (10, 10))

    assert after is not None
    assert after.summary == "10.0 mm"


def test_cancelling_leaves_the_drawing_as_it_was() -> None:
    before = drawn("length", (10, 10), (40, 10))
    hand = Hand("scroll", surface(image(), measurements=(before,)))
    hand.presses((40, 10))
    hand.moves((60, 10))

    hand.runner.cancel()

    assert hand.measurement is None
    assert hand.heard.previews[-1] is None


def test_an_edit_is_one_step_of_undo() -> None:
    before = drawn("length", (10, 10), (40, 10))
    history = History().record(Annotations((before,)))

    after = edited(before, (40, 10), (45, 10), (50, 10), (60, 10))

    assert after is not None
    history = history.record(history.now.with_one(after))
    assert history.now.measurements == (after,)
    assert history.undo().now.measurements == (before,)


CAMERAS = {
    "upright": Camera(zoom=8),
    "turned": Camera(zoom=8, quarter_turns=1),
    "flipped": Camera(zoom=8, flipped=True),
    "both": Camera(zoom=8, quarter_turns=3, flipped=True),
}


@pytest.mark.parametrize("camera", CAMERAS.values(), ids=CAMERAS.keys())
@pytest.mark.parametrize("nudge", [(1, 0), (-1, 0), (0, 1), (0, -1), (10, 0), (0, -10)], ids=str)
def test_a_nudge_goes_where_the_arrow_points_by_whole_pixels(camera: Camera, nudge: tuple[int, int]) -> None:
    shown = image(spacing=(0.8, 0.5))
    before = drawn("length", (20, 20), (40, 30), on=shown)
    where = surface(shown, camera=camera, measurements=(before,))

    after = nudged(TOOLBOX["length"], where, before, *nudge)

    assert after is not None
    way_px = (
        shown.plane.to_pixels(after.points_lps) - shown.plane.to_pixels(before.points_lps)
    ) @ where.affine[:, :2].T
    directions = way_px[0] / abs(way_px[0]).max()
    assert list(directions) == pytest.approx([part / max(map(abs, nudge)) for part in nudge], abs=1e-9)
    moved = abs(shown.plane.to_pixels(after.points_lps) - shown.plane.to_pixels(before.points_lps)).max(
        axis=1
    )
    assert moved == pytest.approx([max(map(abs, nudge))] * 2)
    assert (after.uid, after.summary) == (before.uid, before.summary)


def test_a_region_is_measured_again_where_it_is_nudged_to() -> None:
    before = drawn("rectangle", (10.5, 10.5), (20.5, 20.5))

    after = nudged(TOOLBOX["rectangle"], surface(image()), before, 1, 0)

    assert after is not None
    assert after.quantities[0].value == pytest.approx(before.quantities[0].value + 1)


def test_a_probe_is_not_nudged_off_the_image() -> None:
    before = drawn("probe", (0, 5))

    assert nudged(TOOLBOX["probe"], surface(image()), before, -1, 0) is None
