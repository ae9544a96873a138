"""Measurements as drawings, by the tools that made them."""

from collections.abc import Collection, Iterator, Mapping

from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Handle, Label, Path, Tone
from viewer.interaction.tool import Tool


def drawing_of(measurement: Measurement, tools: Mapping[str, Tool], tone: Tone = Tone.NORMAL) -> Drawing:
    """Return the shapes of a measurement; of one by a tool that is not known here, its points and its words."""
    tool = tools.get(measurement.tool)
    if tool is not None and tool.draw is not None:
        return Drawing(tool.draw(measurement), tone, measurement.uid)
    points = measurement.points_lps
    lines = (measurement.summary,) if measurement.summary else ()
    label = (Label(points[-1], lines),) if points else ()
    return Drawing((Path(points), *(Handle(point) for point in points), *label), tone, measurement.uid)


def drawings_of(
    measurements: Collection[Measurement],
    tools: Mapping[str, Tool],
    *,
    selected_uid: str = "",
    preview: Drawing | None = None,
) -> Iterator[Drawing]:
    """Go through what is drawn over an image: its measurements, and the drawing in the making on top.

    While a measurement is being edited its preview, which carries its uid, stands in for it.
    """
    hidden = preview.uid if preview is not None else ""
    for measurement in measurements:
        if not hidden or measurement.uid != hidden:
            tone = Tone.SELECTED if measurement.uid == selected_uid else Tone.NORMAL
            yield drawing_of(measurement, tools, tone)
    if preview is not None:
        yield preview
