"""Videos made for tests: frames that carry their number, and objects that hold them."""

from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.encaps import encapsulate

from tests.builders.dicom import uid, us_cine

ROWS, COLUMNS, GROUP, BITS = 64, 96, 12, 6
ENDOSCOPY = "1.2.840.10008.5.1.4.1.1.77.1.1.1"
AVC = "1.2.840.10008.1.2.4.102"


def stream(codec: str, container: str, options: dict[str, str], frames: int = 60) -> bytes:
    """Return a video whose frames carry their number, from 0, as bars of 16 pixels: black is 0, white 1."""
    written = BytesIO()
    with av.open(written, "w", format=container) as out:
        video = out.add_stream(codec, rate=25)
        assert isinstance(video, av.VideoStream)
        video.width, video.height, video.pix_fmt, video.gop_size = COLUMNS, ROWS, "yuv420p", GROUP
        video.options = options
        for number in range(frames):
            bits = np.array([number >> bit & 1 for bit in range(BITS)], dtype=np.uint8) * 255
            picture = np.broadcast_to(np.repeat(bits, 16)[None, :, None], (ROWS, COLUMNS, 3))
            out.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
        out.mux(video.encode())
    return written.getvalue()


def number_on(picture: NDArray[np.uint8]) -> int:
    """Return the number that a decoded frame carries."""
    return sum(int(picture[ROWS // 2, 16 * bit + 8].mean() > 128) << bit for bit in range(BITS))


def video_object(frames: int = 50) -> tuple[Dataset, str]:
    """Return an endoscopy as MPEG-4 AVC, 25 frames a second, and its transfer syntax."""
    made = us_cine(2)
    del made.SequenceOfUltrasoundRegions
    made.SOPClassUID, made.SOPInstanceUID, made.SeriesInstanceUID = (
        ENDOSCOPY,
        uid("video"),
        uid("video series"),
    )
    made.Modality, made.SeriesDescription, made.NumberOfFrames = "ES", "endoscopy", frames
    made.Rows, made.Columns, made.SamplesPerPixel, made.PlanarConfiguration = ROWS, COLUMNS, 3, 0
    made.PhotometricInterpretation, made.FrameTime = "YBR_PARTIAL_420", "40"
    made.PixelData = encapsulate([stream("libx264", "mp4", {"bf": "2"}, frames)])
    made["PixelData"].VR, made["PixelData"].is_undefined_length = "OB", True
    return made, AVC
