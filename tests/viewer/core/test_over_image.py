"""What lies over an image, and that nothing is hidden, changed or left out without a mark (SAFETY H27)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.builders.images import image
from tests.builders.opened import display_set, images, not_displayable, opened
from viewer.core.companions import Companions, key_places
from viewer.core.images import Image, Shading
from viewer.core.over_image import Over, no_planes, over_image
from viewer.core.presentation import (
    Annotation,
    Figure,
    Graphic,
    KeyObjects,
    Layer,
    OverlayHeader,
    OverlayPlane,
    PresentationState,
    References,
    Shutter,
    Unit,
)
from viewer.core.study import Frame, Instance, Opened
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Window

HEADER = OverlayHeader(0x6000, 4, 4, label="Arrow")
LINE = Annotation("A", None, (Graphic(Figure.POLYLINE, Unit.PIXEL, ((1, 1), (5, 5))),))
SHOWN = image()
HERE = References(frozenset({SHOWN.frame.instance.sop_instance_uid}))
STATE = PresentationState("9.1", creator="Smith^Anna", date="20261102", patient_id="T1", refers=HERE)


def with_marks(**marks: Any) -> Image:
    return Image(Frame(replace(SHOWN.frame.instance, **marks)), SHOWN.stored)


def carrying(state: PresentationState) -> Instance:
    return replace(SHOWN.frame.instance, sop_instance_uid=state.uid, presentation=state, pixels=None)


def read(instance: Instance, headers: tuple[OverlayHeader, ...], number: int) -> tuple[OverlayPlane, ...]:
    return tuple(OverlayPlane(header, np.ones((4, 4), np.bool_)) for header in headers)


def refuse(instance: Instance, headers: tuple[OverlayHeader, ...], number: int) -> tuple[OverlayPlane, ...]:
    return tuple(OverlayPlane.missing(header, "its data are missing") for header in headers)


def over(
    *states: PresentationState, shown: Image = SHOWN, planes: Any = read, applied: str = "", **changes: Any
) -> Over:
    companions = Companions(tuple(carrying(state) for state in states))
    return over_image(shown, ViewportState("x", presentation_uid=applied, **changes), companions, planes)


def words(found: Over) -> list[str]:
    return [badge.text for badge in found.badges]


def test_an_image_by_itself_needs_no_mark() -> None:
    assert over() == Over(Shading())


class TestPresentationStates:
    def test_h27_a_state_is_offered_and_not_applied_until_it_is_chosen(self) -> None:
        found = over(STATE)

        assert words(found) == ["GSPS available: Smith 2026-11-02"]
        assert found.shading == Shading()

    def test_h27_several_are_counted(self) -> None:
        assert words(over(STATE, replace(STATE, uid="9.2"))) == ["2 GSPS available"]

    def test_h27_the_name_of_an_applied_state_stands_on_the_image(self) -> None:
        found = over(replace(STATE, voi=((None, Window(7, 9)),), annotations=(LINE,)), applied="9.1")

        assert words(found) == ["GSPS: Smith 2026-11-02"]
        assert found.shading.rendition is not None
        assert found.shading.rendition.voi == Window(7, 9)
        assert len(found.drawings) == 1

    def test_h27_a_state_for_other_images_is_not_applied_here_and_says_so(self) -> None:
        found = over(replace(STATE, refers=References(frozenset({"other"}))), applied="9.1")

        assert words(found) == ["GSPS of Smith 2026-11-02 not applied: it was made for other images"]
        assert found.shading.rendition is None

    def test_h27_what_is_left_out_of_a_state_is_said(self) -> None:
        found = over(replace(STATE, not_applied=("its mask is not subtracted", "and more")), applied="9.1")

        assert words(found)[1] == "NOT APPLIED: its mask is not subtracted (and 1 more)"

    @pytest.mark.parametrize(
        "change", [{"refused": "Blending: of these nothing is applied"}, {"patient_id": "T2"}]
    )
    def test_h27_a_state_for_this_image_that_cannot_be_applied_is_reported(self, change: Any) -> None:
        (badge,) = over(replace(STATE, **change)).badges

        assert badge.text.startswith("GSPS not applicable: ")

    def test_a_state_that_is_no_longer_open_leaves_the_image_by_itself(self) -> None:
        assert over(applied="9.1") == Over(Shading())


class TestOverlays:
    IMAGE = with_marks(overlays=(HEADER,))

    def test_overlays_are_drawn_unless_the_reader_hides_them_which_is_said(self) -> None:
        drawn, hidden = over(shown=self.IMAGE), over(shown=self.IMAGE, overlaid=False)

        assert [mask.plane.header for mask in drawn.masks] == [HEADER]
        assert (hidden.masks, words(hidden)) == ((), ["OVERLAYS HIDDEN"])

    def test_annotations_of_a_state_are_hidden_with_them(self) -> None:
        hidden = over(replace(STATE, annotations=(LINE,)), applied="9.1", overlaid=False)

        assert hidden.drawings == ()
        assert "OVERLAYS HIDDEN" in words(hidden)

    def test_h27_an_overlay_that_cannot_be_read_is_reported(self) -> None:
        assert words(over(shown=self.IMAGE, planes=refuse)) == [
            "NOT APPLIED: overlay Arrow is not shown: its data are missing"
        ]

    def test_nothing_is_said_while_overlays_are_still_being_read(self) -> None:
        assert over(shown=self.IMAGE, planes=no_planes) == Over(Shading())

    def test_a_states_own_overlays_are_drawn_in_the_color_of_their_layer(self) -> None:
        state = replace(
            STATE,
            overlays=(HEADER, OverlayHeader(0x6004, 4, 4)),
            activated=((0x6000, "A"),),
            layers=(Layer("A", 1, "#ff0000"),),
        )

        found = over(state, shown=self.IMAGE, applied="9.1")

        assert [(mask.plane.header.group, mask.color) for mask in found.masks] == [(0x6000, "#ff0000")]


class TestShutters:
    IMAGE = with_marks(shutter=Shutter(rectangle=(1, 5, 1, 5)))

    def test_h27_a_shutter_hides_only_with_a_mark(self) -> None:
        shut, opened_up = over(shown=self.IMAGE), over(shown=self.IMAGE, shuttered=False)

        assert (shut.shutter, words(shut)) == (Shutter(rectangle=(1, 5, 1, 5)), ["SHUTTER"])
        assert (opened_up.shutter, words(opened_up)) == (None, ["SHUTTER OPENED"])

    def test_f7_a_shutter_beside_the_image_is_not_applied_and_said(self) -> None:
        found = over(shown=with_marks(shutter=Shutter(rectangle=(500, 600, 1, 5))))

        assert found.shutter is None
        assert words(found) == ["NOT APPLIED: the shutter would hide the whole image, and is not applied"]

    def test_a_bitmap_hides_in_the_color_of_the_shutter(self) -> None:
        shown = with_marks(overlays=(HEADER,), shutter=Shutter(overlay_group=0x6000, color="#ffffff"))

        (mask,) = over(shown=shown, overlaid=False).masks

        assert (mask.hides, mask.color) == (True, "#ffffff")
        assert over(shown=shown, shuttered=False).masks == ()

    def test_a_states_bitmap_is_read_though_no_layer_shows_it(self) -> None:
        state = replace(STATE, overlays=(HEADER,), shutter=Shutter(overlay_group=0x6000))

        (mask,) = over(state, applied="9.1").masks

        assert mask.hides


class TestCompanions:
    def opened(self) -> Opened:
        shown = display_set(images(4))
        listed = not_displayable()
        uids = frozenset({"1.2.3.2", "1.2.3.4"})
        state = PresentationState("9.1", date="20260101", patient_id="A1", refers=References(uids))
        keys = KeyObjects("9.3", "Of Interest", refers=References(uids), patient_id="A1")
        carried = (
            replace(listed.instances[0], sop_instance_uid="9.1", presentation=state),
            replace(
                listed.instances[0],
                sop_instance_uid="9.2",
                presentation=replace(state, uid="9.2", date="20260102"),
            ),
            replace(listed.instances[0], sop_instance_uid="9.3", key_objects=keys),
            replace(
                listed.instances[0],
                sop_instance_uid="9.4",
                key_objects=replace(keys, uid="9.4", date="20260101", patient_id="somebody else"),
            ),
        )
        return opened(shown, replace(listed, instances=carried))

    def test_states_and_selections_find_their_images(self) -> None:
        everything = self.opened()
        shown = everything.studies[0].display_sets[0]

        companions = Companions.of(everything)

        assert [state.uid for state in companions.states_for(shown.frames[1])] == ["9.2", "9.1"]
        assert companions.states_for(shown.frames[0]) == ()
        assert [keys.uid for keys in companions.selections_for(shown)] == ["9.3"]
        assert key_places(shown, companions.selections[1]) == (1, 3)

    def test_h16_a_selection_of_another_patient_selects_nothing(self) -> None:
        everything = self.opened()
        shown = everything.studies[0].display_sets[0]
        foreign = Companions.of(everything).selection("9.4")

        assert foreign is not None
        assert key_places(shown, foreign) == ()
