"""Going through key images only: the filter of a viewport, and what ends it."""

from dataclasses import replace

import pytest

from tests.builders.opened import display_set, images, not_displayable, opened
from viewer.core.presentation import KeyObjects, References
from viewer.core.session import Session
from viewer.core.study import FrameKey, Opened
from viewer.core.viewport import ViewportState

KEYS = ViewportState("set", index=4, key_uid="9.3", key_places=(1, 4, 7))


@pytest.mark.parametrize(("steps", "index"), [(1, 7), (-1, 1), (5, 7), (-5, 1), (0, 4)])
def test_scrolling_goes_from_key_image_to_key_image(steps: int, index: int) -> None:
    assert KEYS.scrolled(9, steps).index == index


@pytest.mark.parametrize(("index", "position"), [(0, 0), (1, 0), (2, 1), (7, 2), (8, 2)])
def test_a_frame_between_key_images_counts_as_the_next(index: int, position: int) -> None:
    assert replace(KEYS, index=index).position == position


def test_without_a_selection_all_frames_are_gone_through() -> None:
    plain = ViewportState("set", index=4)

    assert (plain.position, plain.count(9), plain.at(20, 9).index) == (4, 9, 8)
    assert KEYS.count(9) == 3


def test_a_jump_to_another_frame_brings_all_frames_back() -> None:
    assert KEYS.revealing(7).key_places == (1, 4, 7)
    assert KEYS.revealing(5) == ViewportState("set", index=5)


def test_another_series_starts_without_selection_and_presentation_state() -> None:
    shown = replace(KEYS, presentation_uid="9.1").showing("other")

    assert shown == ViewportState("other")


def study(count: int, *, keys: bool = True) -> Opened:
    listed = not_displayable()
    selection = KeyObjects("9.3", "Of Interest", refers=References(frozenset({"1.2.3.2", "1.2.3.4"})))
    carrier = replace(listed.instances[0], sop_instance_uid="9.3", key_objects=selection if keys else None)
    return opened(display_set(images(count)), replace(listed, instances=(carrier,)))


def reading(count: int = 4) -> Session:
    session = Session()
    session.opened.set(study(count))
    assert session.show("set-1.2.3")
    session.active.set(replace(session.active.value, index=0))
    return session


def test_keeping_to_key_images_shows_the_next_of_them() -> None:
    session = reading()

    kept = session.keyed(session.active.value, "9.3")

    assert (kept.key_places, kept.index) == ((1, 3), 1)
    assert session.keyed(kept, "") == replace(session.active.value, index=1)


def test_a_selection_of_other_images_keeps_to_nothing() -> None:
    session = reading(1)

    assert session.keyed(session.active.value, "9.3").key_places == ()


def test_places_follow_when_the_series_grows_and_end_with_their_selection() -> None:
    session = reading(2)
    session.active.set(session.keyed(session.active.value, "9.3"))

    session.opened.set(study(6))
    grown = session.active.value
    session.opened.set(study(6, keys=False))

    assert grown.key_places == (1, 3)
    assert session.active.value.key_places == ()


def test_a_jump_to_a_measurement_outside_shows_it() -> None:
    session = reading()
    session.active.set(session.keyed(session.active.value, "9.3"))

    assert session.jump_to(FrameKey("1.2.3.1"))
    assert (session.active.value.index, session.active.value.key_uid) == (0, "")
