"""From a line of the report to what it is about: image, window and drawing."""

from dataclasses import dataclass

from reporting.core.report import Line, Report
from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.study import FrameKey


@dataclass(frozen=True, slots=True)
class Jump:
    """What to show.

    Attributes
    ----------
    shading, camera
        As the line's author looked at it; None leaves them as they are.
    measurement_uid
        The drawing to select; empty for a key image.
    """

    study_uid: str
    series_uid: str
    frame: FrameKey
    shading: Shading | None = None
    camera: Camera | None = None
    measurement_uid: str = ""


def jump_of(report: Report, line: Line) -> Jump | None:
    """Return what a line points at, None for plain words."""
    measurement = report.measurement(line.measurement_uid)
    if measurement is not None:
        return Jump(
            study_uid=measurement.place.study_uid,
            series_uid=measurement.place.series_uid,
            frame=measurement.place.frame,
            shading=None if measurement.voi is None else Shading(measurement.voi),
            measurement_uid=measurement.uid,
        )
    key_image = report.key_image(line.key_image_uid)
    if key_image is None:
        return None
    return Jump(
        study_uid=report.study.uid,
        series_uid=key_image.series_uid,
        frame=key_image.frame,
        shading=key_image.shading,
        camera=key_image.camera,
    )
