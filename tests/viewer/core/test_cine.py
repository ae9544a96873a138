"""When each frame of a moving picture is shown: the elements that say so, and varying times."""

from dataclasses import replace

import pytest

from tests.builders.opened import display_set, images, moving
from viewer.core.cine import USUAL_FPS, Timing, clock, is_moving, timing_of
from viewer.core.study import DisplaySet


def of_class(shown: DisplaySet, sop_class_uid: str) -> DisplaySet:
    """Return a set whose frames are of another SOP class."""
    instance = replace(shown.instances[0], sop_class_uid=sop_class_uid)
    frames = tuple(replace(frame, instance=instance) for frame in shown.frames)
    return replace(shown, instances=(instance,), frames=frames)


@pytest.mark.parametrize(
    ("attributes", "fps", "source"),
    [
        ({"RecommendedDisplayFrameRate": "12", "CineRate": "30"}, 12.0, "Recommended Display Frame Rate"),
        ({"CineRate": "25", "FrameTime": "33.3"}, 25.0, "Cine Rate"),
        ({"FrameTime": "40"}, 25.0, "Frame Time"),
        ({"ActualFrameDuration": "100"}, 10.0, "Actual Frame Duration"),
        ({"FrameTime": "0.001"}, 120.0, "Frame Time"),
        ({"CineRate": "nan", "FrameTime": "-3"}, USUAL_FPS, ""),
        ({}, USUAL_FPS, ""),
    ],
)
def test_the_speed_is_that_of_the_maker_else_a_usual_one(
    attributes: dict[str, str], fps: float, source: str
) -> None:
    timing = timing_of(moving(5, **attributes))

    assert timing.fps == pytest.approx(fps)
    assert timing.source == source
    assert not timing.varies


def test_frames_of_a_frame_time_vector_are_shown_as_long_as_they_lasted() -> None:
    timing = timing_of(moving(FrameTimeVector="0\\100\\100\\400\\100", CineRate="10"))

    assert timing.source == "Frame Time Vector"
    assert timing.varies
    assert list(timing.starts_ms) == [0, 100, 200, 600, 700, 800]
    assert [timing.position_at(at_ms) for at_ms in (0, 99, 100, 599, 600, 5000)] == [0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize("vector", ["0\\100", "0\\-1\\5\\5\\5", "0\\0\\0\\0\\0"])
def test_a_vector_that_cannot_be_true_gives_way(vector: str) -> None:
    assert timing_of(moving(FrameTimeVector=vector, FrameTime="50")).fps == pytest.approx(20)


def test_some_frames_keep_their_own_lengths() -> None:
    assert Timing((0, 100, 150, 400)).of((0, 2)).starts_ms == (0, 100, 350)


def test_a_series_of_slices_is_no_moving_picture() -> None:
    assert not is_moving(display_set(images(3)))
    assert is_moving(moving(FrameTime="40"))
    assert not is_moving(moving())
    assert is_moving(of_class(moving(), "1.2.840.10008.5.1.4.1.1.3.1")), "ultrasound without a frame time"
    assert not is_moving(of_class(moving(), "1.2.840.10008.5.1.4.1.1.77.1.6")), "tiles of a slide"
    assert not is_moving(moving(1, FrameTime="40"))


def test_times_are_written_as_on_a_player() -> None:
    assert [clock(ms) for ms in (0, 1240, 62_340, 600_000)] == ["0:00.0", "0:01.2", "1:02.3", "10:00.0"]
