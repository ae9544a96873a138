"""Frames of a moving picture: those that are played next come first, and what was played comes round again."""

from tests.builders.opened import moving
from viewer.loading.held import HeldSet

FRAMES = 100


def held(focus: int, reach: int | None = None) -> HeldSet:
    made = HeldSet(moving(FRAMES, FrameTime="40"))
    made.look_at(focus, reach)
    return made


def test_what_is_played_next_comes_before_what_was_played() -> None:
    assert held(50).waiting(8) == [50, 51, 52, 53, 54, 49, 55, 56]


def test_after_the_last_frame_the_first_is_next() -> None:
    assert held(98).waiting(5) == [98, 99, 0, 1, 2]


def test_of_what_is_too_long_for_memory_most_of_what_is_kept_lies_ahead() -> None:
    near = sorted(held(40, reach=8).waiting(FRAMES))

    assert near == list(range(38, 55))


def test_near_its_end_a_long_one_loads_its_beginning() -> None:
    assert sorted(held(95, reach=8).waiting(FRAMES)) == [*range(10), *range(93, 100)]
