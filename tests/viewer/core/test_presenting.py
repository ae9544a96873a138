"""What presentation states, overlays and shutters mean on an image (SAFETY H27)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.builders.images import COLUMNS, ROWS, image
from tests.builders.scenes import scene
from viewer.core.camera import Camera, from_screen, letters_on_screen, to_screen
from viewer.core.geometry import Vector, as_vector
from viewer.core.images import Image, Shading, grey_map, voi_in_force
from viewer.core.presentation import (
    Annotation,
    Area,
    Figure,
    Graphic,
    Layer,
    OverlayHeader,
    PresentationState,
    References,
    Shutter,
    Sizing,
    TextObject,
    Unit,
)
from viewer.core.presenting import (
    OVERLAY_COLOR,
    camera_for,
    curve_through,
    drawings_of_state,
    offered,
    overlay_color,
    overlays_wanted,
    presented,
    shutter_over,
    whole_range,
    why_not,
)
from viewer.core.shapes import Ellipse, Handle, Label, Path, Segment, Shape
from viewer.core.study import Frame
from viewer.core.windowing import ModalityLut, OutputLut, Rescale, VoiFunction, VoiLut, Window

SHOWN = image()
UID = SHOWN.frame.instance.sop_instance_uid
HERE = References(frozenset({UID}))
STATE = PresentationState("9.1", creator="Smith^Anna", date="20261102", patient_id="T1", refers=HERE)


def seen(state: PresentationState, shown: Image = SHOWN, shading: Shading | None = None) -> NDArray[np.uint8]:
    shaded = presented(shading or Shading(), state, shown)
    return grey_map(shown, shaded).to_grey(shown.stored)


class TestWhatApplies:
    def test_a_state_applies_to_the_images_it_names_and_no_others(self) -> None:
        assert why_not(STATE, SHOWN.frame) == ""
        assert why_not(replace(STATE, refers=References()), SHOWN.frame) == "it was made for other images"

    def test_h16_a_state_of_another_patient_is_never_applied(self) -> None:
        assert why_not(replace(STATE, patient_id="T2"), SHOWN.frame) == "it names another patient"

    def test_h27_a_state_of_a_kind_that_is_not_applied_says_so(self) -> None:
        assert why_not(replace(STATE, refused="Blending: nothing is applied"), SHOWN.frame).startswith(
            "Blending"
        )

    def test_the_latest_is_offered_first(self) -> None:
        older = replace(STATE, uid="9.2", date="20260101")
        later = replace(STATE, uid="9.3", time="120000")

        assert [state.uid for state in offered([STATE, older, later], SHOWN.frame)] == ["9.3", "9.1", "9.2"]


class TestGrey:
    def test_its_window_takes_the_place_of_the_images_own(self) -> None:
        window = Window(1000, 500)
        state = replace(STATE, voi=((HERE, Window(0, 1)), (None, window)))
        elsewhere = replace(state, voi=((References(), Window(0, 1)), (None, window)))

        assert voi_in_force(SHOWN, presented(Shading(), state, SHOWN)) == Window(0, 1)
        assert voi_in_force(SHOWN, presented(Shading(), elsewhere, SHOWN)) == window

    def test_the_readers_own_window_stays_on_top(self) -> None:
        wish = Shading(Window(7, 70))

        assert voi_in_force(SHOWN, presented(wish, STATE, SHOWN)) == Window(7, 70)

    def test_h12_without_a_window_the_whole_range_is_shown(self) -> None:
        signed = image(np.array([[-32768, 0, 32767]], np.int16))

        assert list(seen(STATE, signed)[0]) == [0, 128, 255]

    def test_h8_its_polarity_counts_and_not_the_images(self) -> None:
        negative = image(np.array([[0, 4095]], np.uint16), photometric="MONOCHROME1")
        state = replace(STATE, voi=((None, Window(2048, 4096)),))

        assert list(seen(state, negative)[0]) == [0, 255]
        assert list(seen(replace(state, inverse=True), negative)[0]) == [255, 0]
        assert list(seen(state, negative, Shading(inverted=True))[0]) == [255, 0]

    def test_three_tables_follow_one_another(self) -> None:
        shown = image(np.array([[0, 1, 2, 3]], np.uint16))
        state = replace(
            STATE,
            modality_map=ModalityLut(0, (3, 2, 1, 0)),
            voi=((None, VoiLut(0, (0, 85, 170, 255), 8)),),
            output=OutputLut((0, 10, 20, 255), 8),
        )

        assert list(seen(state, shown)[0]) == [255, 20, 10, 0]

    @pytest.mark.parametrize(
        "window", [Window(40, 400), Window(40, 400, VoiFunction.SIGMOID), Window(40, 1)], ids=str
    )
    @pytest.mark.parametrize("theirs", [Rescale(1, -1024), Rescale(2, -100), Rescale(0.5, 3)], ids=str)
    def test_a_window_in_other_values_becomes_one_in_the_images_own(
        self, window: Window, theirs: Rescale
    ) -> None:
        shown = image(modality_map=Rescale(1.0, -1024.0))
        state = replace(STATE, modality_map=theirs, voi=((None, window),))
        wanted = np.rint(window.shade(theirs.to_values(shown.stored)) * 255)

        shaded = presented(Shading(), state, shown)

        assert shaded.rendition is not None
        if window.width > 1 or theirs.slope == 1:
            assert shaded.rendition.modality_map == Rescale(1.0, -1024.0)
        assert np.abs(seen(state, shown) - wanted).max() <= 1

    def test_a_falling_rescale_keeps_its_own_values(self) -> None:
        state = replace(STATE, modality_map=Rescale(-1, 100), voi=((None, Window(40, 60)),))
        wanted = np.rint(Window(40, 60).shade(Rescale(-1, 100).to_values(SHOWN.stored)) * 255)

        assert np.abs(seen(state) - wanted).max() <= 1

    def test_the_range_of_a_table_is_that_of_its_bits(self) -> None:
        window = whole_range(ModalityLut(0, (5, 900)), SHOWN.frame)

        assert (window.center, window.width) == (511.5, 1023)

    def test_h27_values_and_measurements_stay_those_of_the_image(self) -> None:
        presented(Shading(), replace(STATE, modality_map=ModalityLut(0, (1, 2))), SHOWN)

        assert np.array_equal(SHOWN.values(), SHOWN.stored)


TURNED = [(turns, flipped) for turns in range(4) for flipped in (False, True)]


class TestCamera:
    @pytest.mark.parametrize(("turns", "flipped"), TURNED)
    def test_h7_it_turns_first_and_flips_then(self, turns: int, flipped: bool) -> None:
        expected = Camera().turned(turns)
        if flipped:
            expected = expected.mirrored()

        camera = camera_for(replace(STATE, turns=turns, flipped=flipped), SHOWN.frame)

        letters = letters_on_screen(camera, SHOWN.plane)
        assert letters == letters_on_screen(expected, SHOWN.plane)
        assert camera.turned_or_flipped == (turns != 0 or flipped)

    def test_without_an_area_the_whole_image_is_fitted(self) -> None:
        assert camera_for(STATE, SHOWN.frame) == Camera()

    @pytest.mark.parametrize("turns", range(4))
    def test_its_area_fills_the_viewport(self, turns: int) -> None:
        area = Area(None, (10, 20), (29, 39))
        camera = camera_for(replace(STATE, turns=turns, areas=(area,)), SHOWN.frame)
        shown = scene(SHOWN, (400, 400), camera=camera)

        corners = to_screen(shown.affine, [(9.5, 19.5), (29.5, 39.5)])

        assert np.allclose(np.sort(corners, axis=0), [(0, 0), (400, 400)], atol=1)

    def test_an_area_larger_than_the_image_leaves_a_margin(self) -> None:
        area = Area(None, (-COLUMNS // 2, -ROWS // 2), (COLUMNS * 3 // 2 - 1, ROWS * 3 // 2 - 1))
        camera = camera_for(replace(STATE, areas=(area,)), SHOWN.frame)
        shown = scene(SHOWN, (2 * COLUMNS, 2 * ROWS), camera=camera)

        assert np.allclose(from_screen(shown.affine, (0, 0)), (-COLUMNS / 2 - 0.5, -ROWS / 2 - 0.5))

    def test_a_magnification_is_kept(self) -> None:
        area = Area(HERE, (0, 0), (9, 9), Sizing.MAGNIFY, 3.0)

        assert camera_for(replace(STATE, areas=(area,)), SHOWN.frame).zoom == 3.0

    def test_fit_shows_the_whole_image_again(self) -> None:
        camera = camera_for(replace(STATE, turns=1, areas=(Area(None, (10, 20), (29, 39)),)), SHOWN.frame)

        assert camera.fitting() == Camera(quarter_turns=1)


class TestDrawings:
    def draw(self, *graphics: Graphic, texts: tuple[TextObject, ...] = (), **changes: Any) -> list[Shape]:
        state = replace(STATE, annotations=(Annotation("MARKS", None, graphics, texts),), **changes)
        (drawing,) = drawings_of_state(state, SHOWN)
        return list(drawing.shapes)

    def at(self, i: float, j: float) -> Vector:
        return as_vector(SHOWN.plane.to_lps([i, j]))

    def test_pixels_count_from_the_corner_of_the_first(self) -> None:
        (line,) = self.draw(Graphic(Figure.POLYLINE, Unit.PIXEL, ((0.5, 0.5), (3.5, 1.5))))

        assert line == Path((self.at(0, 0), self.at(3, 1)))

    def test_a_line_that_ends_where_it_began_is_closed(self) -> None:
        (line,) = self.draw(Graphic(Figure.POLYLINE, Unit.PIXEL, ((1, 1), (5, 1), (5, 5), (1, 1))))

        assert isinstance(line, Path)
        assert line.closed
        assert len(line.points_lps) == 3

    @pytest.mark.parametrize(("turns", "flipped"), TURNED)
    def test_display_shares_are_of_the_area_as_it_is_seen(self, turns: int, flipped: bool) -> None:
        area = Area(None, (10, 20), (49, 59))
        state: dict[str, Any] = {"turns": turns, "flipped": flipped, "areas": (area,)}
        (mark,) = self.draw(Graphic(Figure.POINT, Unit.DISPLAY, ((0.25, 0.1),)), **state)
        camera = camera_for(replace(STATE, **state), SHOWN.frame)
        on_screen = scene(SHOWN, (400, 400), camera=camera)

        assert isinstance(mark, Handle)
        pixel = SHOWN.plane.to_pixels(mark.at_lps)
        assert np.allclose(to_screen(on_screen.affine, pixel), (100, 40), atol=0.01)

    def test_circles_and_ellipses_are_round_about_their_middle(self) -> None:
        circle, ellipse = self.draw(
            Graphic(Figure.CIRCLE, Unit.PIXEL, ((10.5, 10.5), (15.5, 10.5))),
            Graphic(Figure.ELLIPSE, Unit.PIXEL, ((0.5, 5.5), (20.5, 5.5), (10.5, 0.5), (10.5, 10.5))),
        )

        assert circle == Ellipse(self.at(10, 10), self.at(15, 10), self.at(10, 15))
        assert ellipse == Ellipse(self.at(10, 5), self.at(20, 5), self.at(10, 10))

    def test_a_curve_goes_through_its_points(self) -> None:
        points = ((0.0, 0.0), (5.0, 8.0), (10.0, 0.0))

        curve = curve_through(points)

        assert all(point in curve for point in points)
        assert max(y for _, y in curve) == pytest.approx(8, abs=0.5)
        assert curve_through(points[:2]) == points[:2]
        (drawn,) = self.draw(Graphic(Figure.INTERPOLATED, Unit.PIXEL, points))
        assert isinstance(drawn, Path)

    def test_points_are_marked_each(self) -> None:
        assert len(self.draw(Graphic(Figure.MULTIPOINT, Unit.PIXEL, ((1, 1), (2, 2), (3, 3))))) == 3

    def test_words_stand_at_their_box_and_point_at_their_anchor(self) -> None:
        boxed = TextObject(
            ("mass", "12 mm"), box=((1.5, 1.5), (5.5, 3.5)), anchor=(20.5, 20.5), anchor_visible=True
        )
        anchored = TextObject(("node",), anchor=(4.5, 4.5))

        label, line, other = self.draw(texts=(boxed, anchored))

        assert label == Label(self.at(3, 2), ("mass", "12 mm"))
        assert line == Segment(self.at(3, 2), self.at(20, 20))
        assert other == Label(self.at(4, 4), ("node",))

    def test_lower_layers_come_first_in_their_own_colors(self) -> None:
        def mark(layer: str) -> Annotation:
            return Annotation(layer, HERE, (Graphic(Figure.POINT, Unit.PIXEL, ((1, 1),)),))

        state = replace(
            STATE,
            layers=(Layer("A", 5, "#ff0000"), Layer("B", 1, "#00ff00")),
            annotations=(mark("A"), mark("B"), Annotation("A", References())),
        )

        assert [drawing.color for drawing in drawings_of_state(state, SHOWN)] == ["#00ff00", "#ff0000"]


class TestOverlaysAndShutters:
    OWN = (OverlayHeader(0x6000, 8, 8), OverlayHeader(0x6002, 8, 8))

    def test_an_images_overlays_are_shown_by_themselves(self) -> None:
        assert overlays_wanted(self.OWN, None) == self.OWN

    def test_under_a_state_only_those_it_activates_and_does_not_replace(self) -> None:
        state = replace(
            STATE, activated=((0x6000, "A"), (0x6002, "A")), overlays=(OverlayHeader(0x6002, 4, 4),)
        )

        assert overlays_wanted(self.OWN, state) == self.OWN[:1]
        assert overlays_wanted(self.OWN, STATE) == ()

    def test_an_overlay_has_the_color_of_its_layer(self) -> None:
        state = replace(STATE, activated=((0x6000, "A"),), layers=(Layer("A", 1, "#ff0000"),))

        assert overlay_color(0x6000, state) == "#ff0000"
        assert overlay_color(0x6002, state) == OVERLAY_COLOR
        assert overlay_color(0x6000, None) == OVERLAY_COLOR

    def with_shutter(self, shutter: Shutter | None) -> Frame:
        return Frame(replace(SHOWN.frame.instance, shutter=shutter))

    def test_a_states_shutter_takes_the_place_of_the_images(self) -> None:
        own, other = Shutter(rectangle=(1, 9, 1, 9)), Shutter(circle=(5, 5, 3))
        frame = self.with_shutter(own)

        assert shutter_over(frame, None) == (own, "")
        assert shutter_over(frame, replace(STATE, shutter=other)) == (other, "")
        assert shutter_over(frame, STATE) == (None, "")

    @pytest.mark.parametrize(
        "shutter",
        [
            Shutter(rectangle=(COLUMNS + 5, COLUMNS + 9, 0, 9)),
            Shutter(circle=(-50, 10, 20)),
            Shutter(polygon=((-9, -9), (-5, -9), (-5, -5))),
            Shutter(rectangle=(0, 9, 0, 9), circle=(50, 50, 10)),
        ],
        ids=["right of it", "left of it", "above it", "apart"],
    )
    def test_f7_a_shutter_that_would_hide_everything_is_not_applied_and_said(self, shutter: Shutter) -> None:
        assert shutter_over(self.with_shutter(shutter), None) == (
            None,
            "the shutter would hide the whole image, and is not applied",
        )
