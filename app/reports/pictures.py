"""Pictures of key images: taken while the pixels are at hand, kept beside the reports, used for export."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage, QPainter

from app.reports.over_key_images import says_what_lay_over
from reporting.core.report import KeyImage, Report
from viewer.core.camera import Canvas, fitting_zoom
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.overlay import Badge, CornerText, Mood
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.study import FrameKey
from viewer.interaction.drawing import drawings_of
from viewer.interaction.tool import Tool
from viewer.render.shape_painter import ShapePainter
from viewer.render.snapshot import render_picture, save
from viewer.ui.picture import Picture
from viewer.ui.pixels import Pixels

SIDE_PX = 900
BARE = Badge("Overlays and presentation not shown here", Mood.CAUTION)
"""On the picture of an image that was looked at with something over it that is not at hand any more."""


class Pictures:
    """Takes the picture of a key image as it was looked at, drawings included, names left out.

    A report can then be exported where its study is no longer at hand. What lay over the image (overlays, segments,
    structures, a presentation state) goes into a picture of its own without measurements, which is kept, so that
    measurements can be drawn anew when the reader corrects them.

    Parameters
    ----------
    folder
        Where pictures are kept, by the uid of their key image.
    looked_at
        What viewports show of a frame now, None where none shows it.
    """

    def __init__(
        self,
        session: Session,
        pixels: Pixels,
        tools: tuple[Tool, ...],
        folder: Path,
        looked_at: Callable[[FrameKey], Picture | None] = lambda _: None,
    ) -> None:
        self._session, self._pixels, self._folder = session, pixels, folder
        self._looked_at = looked_at
        self._tools = {tool.name: tool for tool in tools}
        self._kept: dict[str, tuple[KeyImage, tuple[Measurement, ...]]] = {}

    def keep(self, report: Report | None, _before: Report | None = None) -> None:
        """Take the pictures of a draft's key images again; those of a signed report stay as they are."""
        if report is None:
            return
        for key_image in report.key_images:
            path = self._path(key_image)
            shown = key_image, self._session.annotations.on(key_image.frame)
            if self._kept.get(key_image.uid) == shown or (report.is_signed and path.exists()):
                continue
            taken = self._take(key_image)
            if taken is not None:
                self._save(taken, path)
                self._kept[key_image.uid] = shown

    def of(self, *reports: Report | None) -> dict[str, QImage]:
        """Return the pictures of reports by the uid of their key image."""
        return kept_pictures(self._folder, *reports)

    def _path(self, key_image: KeyImage) -> Path:
        return self._folder / f"{key_image.uid}.png"

    def _save(self, picture: QImage, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        save(picture, path)

    def _take(self, key_image: KeyImage) -> QImage | None:
        found = self._session.find(key_image.frame)
        image = self._pixels.image(found.display_set.uid, found.index) if found else None
        if found is None or image is None:
            return None
        scene = _scene(key_image, image)
        taken = self._without_measurements(key_image, scene)
        drawn = drawings_of(self._session.annotations.on(key_image.frame), self._tools)
        painter = QPainter(taken)
        ShapePainter().paint(painter, drawn, scene)
        painter.end()
        return taken

    def _without_measurements(self, key_image: KeyImage, scene: Scene) -> QImage:
        """Return the image with what lay over it when it became a key image."""
        path = self._folder / f"{key_image.uid}.seen.png"
        known = QImage(str(path)) if path.exists() else QImage()
        if (known.width(), known.height()) == (scene.width_px, scene.height_px):
            return known.convertToFormat(QImage.Format.Format_RGB32)
        looked_at = self._looked_at(key_image.frame)
        if looked_at is None:
            bare = CornerText(notice="", badges=(BARE,)) if says_what_lay_over(key_image) else None
            return render_picture(scene, bare)
        taken = render_picture(
            replace(scene, image=looked_at.scene.image, shading=looked_at.scene.shading),
            None,
            looked_at.presented,
            masks=looked_at.masks,
            shutter=looked_at.shutter,
            laid=looked_at.laid,
        )
        self._save(taken, path)
        return taken


def _scene(key_image: KeyImage, image: Image) -> Scene:
    """Return the part of the image that was looked at, as large as it can be, without the black around the image."""
    rows, columns = image.stored.shape[:2]
    camera = key_image.camera
    across, down = (min(part, 1.0) for part in camera.fitted)
    camera = replace(camera, fitted=(across, down))
    canvas = Canvas.of(columns, rows, image.calibration, SIDE_PX, SIDE_PX)
    zoom = fitting_zoom(camera, canvas)
    width = max(1, round(min(columns * canvas.stretch[0] * across * zoom, SIDE_PX)))
    height = max(1, round(min(rows * canvas.stretch[1] * down * zoom, SIDE_PX)))
    if camera.quarter_turns % 2:
        width, height = height, width
    return Scene(image, key_image.shading, camera, width, height)


def kept_pictures(folder: Path, *reports: Report | None) -> dict[str, QImage]:
    """Return the pictures kept in a folder for reports, by the uid of their key image; missing ones are left out."""
    uids = [key_image.uid for report in reports if report for key_image in report.key_images]
    paths = {uid: folder / f"{uid}.png" for uid in uids}
    return {uid: QImage(str(path)) for uid, path in paths.items() if path.exists()}
