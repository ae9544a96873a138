"""Measurements made for tests."""

from viewer.core.calibration import Trust
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey
from viewer.core.windowing import Window


def length(
    value: float = 12.5,
    *,
    uid: str = "a",
    study_uid: str = "1.2",
    sop_instance_uid: str = "1.2.3.1",
    frame: int = 1,
    text: str = "",
    trust: Trust = Trust.PATIENT,
    label: str = "",
) -> Measurement:
    """Return a length of so many millimetres along a row."""
    return Measurement(
        tool="length",
        place=Place(FrameKey(sop_instance_uid, frame), "1.2.3", study_uid, "1.2.9"),
        points_lps=((0.0, 0.0, 0.0), (value, 0.0, 0.0)),
        quantities=(Quantity("Length", value, "mm", label),),
        trust=trust,
        text=text,
        voi=Window(40, 400),
        uid=uid,
    )
