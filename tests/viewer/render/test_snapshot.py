"""Pictures without a screen."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.builders.images import image, ramp
from tests.builders.scenes import scene
from viewer.core.geometry import Vector
from viewer.core.images import Shading, grey_map
from viewer.core.overlay import CornerText
from viewer.core.shapes import Drawing, Handle
from viewer.core.windowing import Window
from viewer.render.snapshot import Format, NotWrittenError, render_picture, render_plain, save

pytestmark = pytest.mark.usefixtures("letters")

WIDE = Shading(Window(3000, 6000))


def read(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()


def test_a_plain_picture_is_the_plain_formula_pixel_by_pixel(tmp_path: Path) -> None:
    shown = image(ramp())

    plain = render_plain(shown, WIDE)
    save(plain, tmp_path / "plain.png")

    assert np.array_equal(plain, grey_map(shown, WIDE).to_grey(shown.stored))
    assert np.array_equal(read(tmp_path / "plain.png")[..., 1], plain)
    assert QImage(str(tmp_path / "plain.png")).isGrayscale()


@pytest.mark.parametrize("inverted", [False, True])
def test_plain_colors_are_the_images_own(tmp_path: Path, inverted: bool) -> None:
    colors = np.random.default_rng(1).integers(0, 256, (30, 41, 3), dtype=np.uint8)

    plain = render_plain(image(colors), Shading(inverted=inverted))
    save(plain, tmp_path / "plain.png")

    assert np.array_equal(plain, 255 - colors if inverted else colors)
    assert np.array_equal(read(tmp_path / "plain.png"), plain)


def test_a_picture_shows_image_words_and_drawings() -> None:
    shown = scene(image(ramp()), (400, 300), shading=WIDE)
    place: Vector = (40.0, 30.0, 0.0)

    bare = render_picture(shown)
    full = render_picture(shown, CornerText(("Lovelace, Ada",)), [Drawing((Handle(place),))])

    assert (bare.width(), bare.height()) == (400, 300)
    assert bare != full
    assert render_picture(shown) == bare


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_pictures_are_written(tmp_path: Path, kind: Format) -> None:
    path = tmp_path / f"picture.{kind}"
    picture = render_picture(scene(image(ramp()), (400, 300), shading=WIDE))

    save(picture, path, kind)

    first = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff"}[kind]
    assert path.read_bytes().startswith(first)


def test_a_folder_that_is_not_there_is_said_without_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError) as refused:
        save(render_plain(image(), WIDE), tmp_path / "missing" / "Lovelace.png")

    assert "Lovelace" not in str(refused.value)
