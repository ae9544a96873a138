"""Video as frames: MPEG-2, MPEG-4 AVC and HEVC streams, read by PyAV. PS3.5 8.2.5 to 8.2.8."""

from collections.abc import Iterator
from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray

from viewer.core.study import PixelFormat
from viewer.dicom.encoding import VIDEO
from viewer.dicom.pixels import PixelsError

VIDEO_SYNTAXES = frozenset(VIDEO)


class VideoFrames:
    """The frames of a video stream, in the order they are shown.

    A stream is read forwards: asking for an earlier frame starts again from its beginning.
    """

    def __init__(self, stream: bytes, pixels: PixelFormat) -> None:
        self._stream = stream
        self._pixels = pixels
        self._coming: Iterator[av.VideoFrame] = iter(())
        self._next = 0
        self._container: av.container.InputContainer | None = None

    def __enter__(self) -> "VideoFrames":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def frame(self, number: int) -> NDArray[np.uint8]:
        """Return frame ``number`` (from 1) as red, green, blue, (rows, columns, 3)."""
        if self._next == 0 or number < self._next:
            self._start()
        for shown in self._coming:
            self._next += 1
            if self._next - 1 == number:
                return self._to_rgb(shown)
        raise PixelsError(f"the video ends after {self._next - 1} frames")

    def _start(self) -> None:
        self._close()
        container = av.open(BytesIO(self._stream), mode="r")
        self._container = container
        if not container.streams.video:
            raise PixelsError("the stream holds no video")
        container.streams.video[0].thread_type = "NONE"
        self._coming = container.decode(video=0)
        self._next = 1

    def _to_rgb(self, shown: av.VideoFrame) -> NDArray[np.uint8]:
        expected = (self._pixels.rows, self._pixels.columns)
        if (shown.height, shown.width) != expected:
            raise PixelsError(
                f"the video is {shown.height} × {shown.width} pixels, the header says {expected[0]} × {expected[1]}"
            )
        rgb: NDArray[np.uint8] = shown.to_ndarray(format="rgb24")
        return rgb

    def _close(self) -> None:
        if self._container is not None:
            self._container.close()
        self._container, self._next = None, 0
