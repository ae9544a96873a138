"""Video as frames: MPEG-2, MPEG-4 AVC and HEVC streams, read by PyAV. PS3.5 8.2.5 to 8.2.8.

A stream is taken apart into its packets once, which costs little. A frame is then decoded from the nearest
keyframe before it, or by going on from where the decoder stands: nobody waits for a whole stream.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median

import av
import numpy as np
from numpy.typing import NDArray

from viewer.core.study import PixelFormat
from viewer.dicom.decoding_fragments import all_fragments, joined
from viewer.dicom.encoding import VIDEO
from viewer.dicom.pixels import PixelsError
from viewer.dicom.sources import opened

VIDEO_SYNTAXES = frozenset(VIDEO)

_UNEVEN = 0.2
"""How far from where it should be, in frames, a frame may be for the others to be counted by time."""


class VideoFrames:
    """The frames of a video stream by number, from 1, in the order they are shown.

    Where packets do not say when they are shown, frames are counted from the beginning of the stream: asking for an
    earlier one then starts again from there.
    """

    def __init__(self, stream: bytes, pixels: PixelFormat) -> None:
        self._pixels = pixels
        self._container = av.open(BytesIO(stream), mode="r")
        if not self._container.streams.video:
            raise PixelsError("the stream holds no video")
        video = self._container.streams.video[0]
        self._codec = video.codec_context
        self._codec.thread_type = "NONE"
        self._packets = [packet for packet in self._container.demux(video) if packet.size]
        self._numbers = _numbers(self._packets, pixels.frames)
        self._entries = self._find_entries()
        self._coming: Iterator[tuple[int, av.VideoFrame]] = iter(())
        self._next = 0
        self.decoded = 0
        """Frames that were decoded so far, wanted or on the way to one that was."""

    def frame(self, number: int) -> NDArray[np.uint8]:
        """Return frame ``number`` (from 1) as red, green, blue, (rows, columns, 3)."""
        place = max(bisect_right([first for first, _ in self._entries], number) - 1, 0)
        first, packet = self._entries[place]
        if self._next == 0 or number < self._next or first > self._next:
            self._start(first, packet)
        for shown_number, shown in self._coming:
            self._next = shown_number + 1
            if shown_number == number:
                return self._to_rgb(shown)
            if shown_number > number:
                break
        ended_after, self._next = max(self._next - 1, 0), 0
        if ended_after > number:
            raise PixelsError("its part of the video is damaged")
        raise PixelsError(f"the video ends after {ended_after} frames")

    def _find_entries(self) -> list[tuple[int, int]]:
        """Return where decoding can begin, in order: number of the frame, and its place among the packets."""
        entries = [
            (self._numbers[packet.pts], place)
            for place, packet in enumerate(self._packets)
            if packet.is_keyframe and packet.pts in self._numbers
        ]
        return [(1, 0), *(entry for entry in sorted(entries) if entry[0] > 1)]

    def _start(self, first: int, packet: int) -> None:
        self._codec.flush_buffers()
        self._next, self._coming = first, self._decode(first, packet)

    def _decode(self, first: int, place: int) -> Iterator[tuple[int, av.VideoFrame]]:
        """Yield frames with their numbers, from a packet on; packets that cannot be decoded are passed over."""
        counted = first
        for packet in (*self._packets[place:], None):
            try:
                frames = self._codec.decode(packet)
            except av.error.FFmpegError:
                continue
            for shown in frames:
                self.decoded += 1
                number = self._numbers.get(shown.pts, counted) if self._numbers else counted
                counted = number + 1
                if number >= first:  # leading pictures of an open group lack what they refer to
                    yield number, shown

    def _to_rgb(self, shown: av.VideoFrame) -> NDArray[np.uint8]:
        expected = (self._pixels.rows, self._pixels.columns)
        if (shown.height, shown.width) != expected:
            raise PixelsError(
                f"the video is {shown.height} × {shown.width} pixels, the header says {expected[0]} × {expected[1]}"
            )
        rgb: NDArray[np.uint8] = shown.to_ndarray(format="rgb24")
        return rgb


def _numbers(packets: list[av.Packet], frames: int) -> dict[int | None, int]:
    """Return the number of each frame by its time; nothing where the times do not tell every frame from the others.

    Where packets are missing, frames keep their numbers as long as the times of the others are evenly spaced.
    """
    times = sorted({packet.pts for packet in packets if packet.pts is not None})
    if len(times) < 2 or len(times) != len(packets):
        return {}
    if len(times) >= frames:
        return {time: number for number, time in enumerate(times, start=1)}
    step = median(later - earlier for earlier, later in pairwise(times))
    places = [(time - times[0]) / step for time in times]
    if any(abs(place - round(place)) > _UNEVEN for place in places) or round(places[-1]) >= frames:
        return {}
    return {time: round(place) + 1 for time, place in zip(times, places, strict=True)}


def video_at(path: Path, offset: int, pixels: PixelFormat) -> VideoFrames:
    """Return the video in a file, as it stood after the last frame that was asked for."""
    found = path.stat()
    return _kept(path, found.st_mtime_ns, found.st_size, offset, pixels)


@lru_cache(maxsize=2)
def _kept(path: Path, _modified_ns: int, _size: int, offset: int, pixels: PixelFormat) -> VideoFrames:
    """Keep the videos read last: a worker process is asked for their frames piece by piece."""
    with opened(path) as file:
        return VideoFrames(joined(file, all_fragments(file, offset)), pixels)
