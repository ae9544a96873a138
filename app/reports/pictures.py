"""Pictures of key images: taken while the pixels are at hand, kept beside the reports, used for export."""

from pathlib import Path

from PySide6.QtGui import QImage

from reporting.core.report import KeyImage, Report
from viewer.core.camera import Canvas, fitting_zoom
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.interaction.drawing import drawings_of
from viewer.interaction.tool import Tool
from viewer.render.snapshot import render_picture, save
from viewer.ui.pixels import Pixels

SIDE_PX = 900


class Pictures:
    """Takes the picture of a key image as it was looked at, drawings included, names left out.

    A report can then be exported where its study is no longer at hand.

    Parameters
    ----------
    folder
        Where pictures are kept, by the uid of their key image.
    """

    def __init__(self, session: Session, pixels: Pixels, tools: tuple[Tool, ...], folder: Path) -> None:
        self._session, self._pixels, self._folder = session, pixels, folder
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
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                save(taken, path)
                self._kept[key_image.uid] = shown

    def of(self, *reports: Report | None) -> dict[str, QImage]:
        """Return the pictures of reports by the uid of their key image."""
        return kept_pictures(self._folder, *reports)

    def _path(self, key_image: KeyImage) -> Path:
        return self._folder / f"{key_image.uid}.png"

    def _take(self, key_image: KeyImage) -> QImage | None:
        found = self._session.find(key_image.frame)
        image = self._pixels.image(found.display_set.uid, found.index) if found else None
        return self._picture(key_image, image) if found and image else None

    def _picture(self, key_image: KeyImage, image: Image) -> QImage:
        rows, columns = image.stored.shape[:2]
        canvas = Canvas.of(columns, rows, image.calibration, SIDE_PX, SIDE_PX)
        fitted = fitting_zoom(key_image.camera, canvas)
        width = round(min(columns * canvas.stretch[0] * fitted, SIDE_PX))
        height = round(min(rows * canvas.stretch[1] * fitted, SIDE_PX))
        if key_image.camera.quarter_turns % 2:
            width, height = height, width
        scene = Scene(image, key_image.shading, key_image.camera, width, height)
        drawn = drawings_of(self._session.annotations.on(key_image.frame), self._tools)
        return render_picture(scene, None, drawn)


def kept_pictures(folder: Path, *reports: Report | None) -> dict[str, QImage]:
    """Return the pictures kept in a folder for reports, by the uid of their key image; missing ones are left out."""
    uids = [key_image.uid for report in reports if report for key_image in report.key_images]
    paths = {uid: folder / f"{uid}.png" for uid in uids}
    return {uid: QImage(str(path)) for uid, path in paths.items() if path.exists()}
