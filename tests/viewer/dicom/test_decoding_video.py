"""Frames of a video: the right one in any order, from a keyframe near it, whatever the stream refers to."""

from io import BytesIO
from random import Random

import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace

from tests.builders.videos import COLUMNS, GROUP, ROWS, number_on, stream
from viewer.core.study import PixelFormat
from viewer.dicom.decoding_video import VideoFrames
from viewer.dicom.pixels import PixelsError

FRAMES = 60
PIXELS = PixelFormat(ROWS, COLUMNS, frames=FRAMES, samples=3, bits_allocated=8, bits_stored=8, high_bit=7)
STREAMS = [
    ("libx264", "mp4", {"bf": "3"}),
    ("libx264", "mpegts", {"bf": "3", "x264-params": "open-gop=1"}),
    ("libx265", "mp4", {"x265-params": "bframes=3:open-gop=1:log-level=none"}),
    ("mpeg2video", "mpegts", {"bf": "2", "b": "4M"}),
    ("mpeg2video", "mpeg2video", {"bf": "2", "b": "4M"}),
    ("libx264", "h264", {"bf": "3"}),
]


@pytest.mark.parametrize(("codec", "container", "options"), STREAMS)
def test_every_frame_is_found_in_any_order(codec: str, container: str, options: dict[str, str]) -> None:
    video = VideoFrames(stream(codec, container, options), PIXELS)
    asked = [*range(1, FRAMES + 1)]
    Random(7).shuffle(asked)

    assert [number_on(video.frame(number)) for number in asked] == [number - 1 for number in asked]


@pytest.mark.parametrize(("codec", "container", "options"), STREAMS[:5])
def test_a_frame_found_from_a_keyframe_is_the_one_that_comes_in_order(
    codec: str, container: str, options: dict[str, str]
) -> None:
    encoded = stream(codec, container, options)
    in_order, at_once = VideoFrames(encoded, PIXELS), VideoFrames(encoded, PIXELS)
    frames = [in_order.frame(number) for number in range(1, FRAMES + 1)]

    for number in (50, 13, 24, 25, 26, 60):
        np.testing.assert_array_equal(at_once.frame(number), frames[number - 1])


@pytest.mark.parametrize(("codec", "container", "options"), STREAMS[:5])
def test_nothing_far_before_a_frame_is_decoded(codec: str, container: str, options: dict[str, str]) -> None:
    video = VideoFrames(stream(codec, container, options), PIXELS)

    video.frame(55)

    assert video.decoded <= 2 * GROUP


@pytest.mark.parametrize("matrix", [Colorspace.ITU601, Colorspace.ITU709], ids=["BT.601", "BT.709"])
def test_h31_colors_are_those_that_were_recorded_whatever_the_stream_was_encoded_by(
    matrix: Colorspace,
) -> None:
    written, color = BytesIO(), (200, 60, 40)
    with av.open(written, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=25)
        assert isinstance(video, av.VideoStream)
        video.width, video.height, video.pix_fmt, video.options = COLUMNS, ROWS, "yuv420p", {"crf": "5"}
        video.codec_context.colorspace = {Colorspace.ITU601: 6, Colorspace.ITU709: 1}[matrix]
        plain = np.full((ROWS, COLUMNS, 3), color, dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(plain, format="rgb24")
        out.mux(video.encode(frame.reformat(format="yuv420p", dst_colorspace=matrix)))
        out.mux(video.encode())

    shown = VideoFrames(written.getvalue(), PIXELS).frame(1)

    assert np.abs(shown[ROWS // 2, COLUMNS // 2].astype(int) - color).max() <= 3


def test_frames_in_order_are_each_decoded_once() -> None:
    video = VideoFrames(stream(*STREAMS[0]), PIXELS)

    for number in range(1, FRAMES + 1):
        video.frame(number)

    assert video.decoded == FRAMES


def test_f6_damage_costs_the_frames_it_hits_and_no_others() -> None:
    encoded = bytearray(stream(*STREAMS[3]))
    middle = len(encoded) // 2
    encoded[middle : middle + 600] = bytes(600)
    video = VideoFrames(bytes(encoded), PIXELS)

    assert number_on(video.frame(3)) == 2
    assert number_on(video.frame(FRAMES - 2)) == FRAMES - 3


def test_f6_a_video_that_ends_early_says_after_which_frame() -> None:
    video = VideoFrames(stream(*STREAMS[0], frames=20), PIXELS)

    with pytest.raises(PixelsError, match="ends after 20 frames"):
        video.frame(40)
    assert number_on(video.frame(7)) == 6


def test_f6_what_is_no_video_is_refused() -> None:
    with pytest.raises((PixelsError, av.error.FFmpegError)):
        VideoFrames(b"no video at all" * 20, PIXELS).frame(1)
