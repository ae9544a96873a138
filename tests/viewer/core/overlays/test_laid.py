"""What belongs over an image: Frame of Reference, registrations, patients (SAFETY H33, H30)."""

from dataclasses import replace

import numpy as np
import pytest

from tests.builders.images import image
from tests.builders.layers import labels, layer, planes
from viewer.core.companions import Companions
from viewer.core.images import Image
from viewer.core.over_image import Over, over_image, with_layers
from viewer.core.overlays.laid import Cuts, Laid
from viewer.core.overlays.layer import OverlayLayer
from viewer.core.overlays.looks import Layers, Look, RowLook, drawn_rows
from viewer.core.presentation import References
from viewer.core.registration import Mapping, Registration
from viewer.core.viewport import ViewportState

NUMBERS = np.zeros((3, 20, 30), np.uint8)
NUMBERS[:, 4:8, 5:9] = 1
SHIFT = np.eye(4)
SHIFT[:3, 3] = 2.0, 3.0, 0.0


def shown(frame_of_reference_uid: str = "1.2.9", **more: object) -> Image:
    return image(
        np.zeros((20, 30), np.int16),
        plane=planes(1, origin=(0.0, 0.0, 1.0))[0],
        frame_of_reference_uid=frame_of_reference_uid,
        **more,  # type: ignore[arg-type]  # of the image
    )


def over(
    one: OverlayLayer, under: Image, *registrations: Registration
) -> tuple[tuple[Laid, ...], tuple[str, ...]]:
    laid, badges = Cuts().over(under, Layers().with_layer(one), registrations)
    return laid, tuple(badge.text for badge in badges)


def registered(
    name: str = "HEAD",
    date: str = "20260101",
    matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = SHIFT,
) -> Registration:
    """Return a registration that leads from Frame of Reference B to 1.2.9."""
    mapping = Mapping("B", tuple(matrix.reshape(-1).tolist()), "RIGID")
    return Registration(f"reg {name}", name, "1.2.9", (mapping,), date=date)


def test_a_layer_of_the_same_frame_of_reference_is_laid_over() -> None:
    laid, badges = over(layer(labels(NUMBERS)), shown())

    assert [one.layer.uid for one in laid] == ["9.1"]
    assert badges == ()


def test_h33_a_layer_of_another_frame_of_reference_is_refused_and_named() -> None:
    laid, badges = over(layer(labels(NUMBERS), frame_of_reference_uid="B"), shown("A"))

    assert laid == ()
    assert badges == ("Organs not shown: not registered",)


def test_h33_even_images_it_was_made_from_are_refused_where_their_frame_of_reference_is_another() -> None:
    refers = References(frozenset({"1.2.3.1"}))
    laid, badges = over(layer(labels(NUMBERS), frame_of_reference_uid="B", refers=refers), shown("A"))

    assert laid == ()
    assert "not registered" in badges[0]


def test_h33_a_registration_places_the_layer_and_is_named() -> None:
    laid, badges = over(layer(labels(NUMBERS), frame_of_reference_uid="B"), shown(), registered())

    (found,) = laid
    i, j = found.cut.rasters[0].to_image @ (5, 4, 1)
    assert (i, j) == (pytest.approx(5 + 2), pytest.approx(4 + 3))
    assert badges == ("Organs: placed by registration HEAD",)


def test_h33_a_registration_is_walked_backwards_too() -> None:
    laid, _ = over(layer(labels(NUMBERS)), shown("B"), registered())

    i, j = laid[0].cut.rasters[0].to_image @ (5, 4, 1)
    assert (i, j) == (pytest.approx(5 - 2), pytest.approx(4 - 3))


def test_h33_registrations_are_chained_and_all_are_named() -> None:
    second = Registration("r2", "BODY", "B", (Mapping("C", tuple(SHIFT.reshape(-1).tolist())),))
    laid, badges = over(layer(labels(NUMBERS), frame_of_reference_uid="C"), shown(), registered(), second)

    i, j = laid[0].cut.rasters[0].to_image @ (5, 4, 1)
    assert (i, j) == (pytest.approx(5 + 4), pytest.approx(4 + 6))
    assert badges == ("Organs: placed by registration HEAD and BODY",)


def test_h33_the_latest_of_several_registrations_is_taken() -> None:
    older = registered("OLD", "20200101", np.eye(4))
    _, badges = over(layer(labels(NUMBERS), frame_of_reference_uid="B"), shown(), older, registered())

    assert badges == ("Organs: placed by registration HEAD",)


def test_h33_a_deformable_registration_is_refused_with_its_reason() -> None:
    bent = replace(registered(), refused="it bends space, which is not done here")
    one = Layers().with_layer(layer(labels(NUMBERS), frame_of_reference_uid="B"))
    laid, (badge,) = Cuts().over(shown(), one, [bent])

    assert laid == ()
    assert badge.text == "Organs not shown: its registration is not applied"
    assert "HEAD: it bends space, which is not done here" in badge.reasons


def test_h33_a_registration_of_another_patient_is_not_taken() -> None:
    foreign = replace(registered(), patient_id="P-2")
    laid, _ = over(layer(labels(NUMBERS), frame_of_reference_uid="B", patient_id="P-1"), shown(), foreign)

    assert laid == ()


def test_h30_a_layer_of_another_patient_is_refused() -> None:
    laid, badges = over(layer(labels(NUMBERS), patient_id="somebody else"), shown())

    assert laid == ()
    assert "of another patient" in badges[0]


def test_a_layer_without_frame_of_reference_lies_over_the_images_it_names_only() -> None:
    without = layer(labels(NUMBERS), frame_of_reference_uid="", refers=References(frozenset({"1.2.3.1"})))

    assert over(without, shown())[1] == ()
    assert "no Frame of Reference" in over(without, shown(uid="1.2.3.2"))[1][0]


def test_the_same_cut_is_given_as_long_as_nothing_changes() -> None:
    cuts, under, layers = Cuts(), shown(), Layers().with_layer(layer(labels(NUMBERS)))

    first, second = cuts.over(under, layers)[0], cuts.over(under, layers)[0]

    assert first == second
    assert first[0].cut is second[0].cut


def test_what_is_kept_is_limited() -> None:
    cuts = Cuts(limit_bytes=4000)
    layers = Layers().with_layer(layer(labels(NUMBERS)))
    under = [shown(uid=f"1.{number}") for number in range(20)]
    before = [cuts.over(one, layers)[0][0].cut for one in under]

    assert cuts.over(under[-1], layers)[0][0].cut is before[-1]
    assert cuts.over(under[0], layers)[0][0].cut is not before[0]


def test_what_belongs_to_a_closed_object_is_forgotten() -> None:
    cuts, under, layers = Cuts(), shown(), Layers().with_layer(layer(labels(NUMBERS)))
    before = cuts.over(under, layers)[0][0].cut

    cuts.keep(layers)
    assert cuts.over(under, layers)[0][0].cut is before
    cuts.keep(Layers())
    assert cuts.over(under, layers)[0][0].cut is not before


def words(found: Over) -> list[str]:
    return [badge.text for badge in found.badges]


def test_hidden_overlays_are_not_drawn_and_said_to_be_hidden() -> None:
    under, layers = shown(), Layers().with_layer(layer(labels(NUMBERS)))
    state = ViewportState("x", overlaid=False)
    plain = over_image(under, state, Companions())

    found = with_layers(plain, under, state, layers, (), Cuts())

    assert (found.laid, words(found)) == ((), ["OVERLAYS HIDDEN"])


class TestLooks:
    def test_a_hidden_row_is_not_drawn(self) -> None:
        made = layer(labels(NUMBERS))
        look = Look().with_row(1, RowLook(visible=False))

        assert [row.number for row in drawn_rows(made, look)] == [2]

    def test_a_row_may_have_an_opacity_and_a_color_of_its_own(self) -> None:
        made = layer(labels(NUMBERS))
        look = Look(opacity=0.3).with_row(2, RowLook(opacity=0.9, color="#123456"))

        assert [(row.color, row.opacity) for row in drawn_rows(made, look)] == [
            ("#ff0000", 0.3),
            ("#123456", 0.9),
        ]

    def test_a_layer_read_again_keeps_its_look_and_is_turned_on(self) -> None:
        made = layer(labels(NUMBERS))
        layers = Layers().with_layer(made).with_look(made.uid, Look(visible=False, opacity=0.8))

        again = layers.with_layer(made)

        assert again.look(made.uid) == Look(visible=True, opacity=0.8)
        assert again.layers == (made,)

    def test_layers_leave_with_their_object(self) -> None:
        layers = Layers().with_layer(layer(labels(NUMBERS))).with_layer(layer(labels(NUMBERS), uid="9.2"))

        assert [one.uid for one in layers.kept({"9.2"}).layers] == ["9.2"]
        assert layers.kept({"9.1", "9.2"}) is layers
