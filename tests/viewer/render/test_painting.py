"""Words and drawings over an image: legible, inside, and not over one another."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from tests.builders.images import image
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.camera import Camera, to_screen
from viewer.core.geometry import EdgeLetters, Vector
from viewer.core.overlay import NOT_FOR_DIAGNOSIS, Badge, CornerText, Mood, Ruler
from viewer.core.scene import Scene
from viewer.core.shapes import ArrowHead, Drawing, Ellipse, Handle, Label, Path, Segment, Shape, Tone
from viewer.render.corner_text import CornerPainter
from viewer.render.label_places import Box, place
from viewer.render.lettering import Look, Stamps
from viewer.render.shape_painter import ShapePainter
from viewer.render.snapshot import render_picture

pytestmark = pytest.mark.usefixtures("letters")

FULL = CornerText(
    top_left=("Lovelace, Ada", "A1", "F, 36 y"),
    top_right=("St Mary", "1852-11-27", "Thorax", "Series 4"),
    bottom_left=("120 kV", "CT", "LEFT"),
    bottom_right=("zoom 100 %", "C 40  W 400", "5 / 12"),
    letters=EdgeLetters("R", "L", "A", "P"),
    badges=(Badge("DERIVED"), Badge("FLIPPED", Mood.CAUTION), Badge("SLICE MISSING", Mood.DANGER)),
    ruler=Ruler(150.0, 10, "10 cm"),
)


def painted(size: tuple[int, int], ground: int, paint: Callable[[QPainter], object]) -> NDArray[np.uint8]:
    """Return what a painter draws on a ground of one grey, (rows, columns, 3)."""
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.fill(0xFF000000 + ground * 0x010101)
    painter = QPainter(picture)
    paint(painter)
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(size[1], size[0], 4)
    return pixels[..., 2::-1].copy()


def covered(text: CornerText, size: tuple[int, int], scale: float = 1.0) -> tuple[QRect, ...]:
    return CornerPainter().lay_out(text, *size, scale).places


@pytest.mark.parametrize("size", [(1000, 1000), (600, 450), (420, 330), (1400, 500)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_written_over_anything_else(size: tuple[int, int], scale: float) -> None:
    device = (round(size[0] * scale), round(size[1] * scale))

    rects = covered(FULL, device, scale)

    for index, rect in enumerate(rects):
        assert QRect(0, 0, *device).contains(rect)
        # Lines of one block touch at their rims.
        inner = rect.adjusted(3, 3, -3, -3)
        assert not any(inner.intersects(other.adjusted(3, 3, -3, -3)) for other in rects[:index])


def test_a_small_viewport_keeps_identity_window_and_side() -> None:
    few = covered(FULL, (300, 220))

    assert len(few) < len(covered(FULL, (1000, 1000)))
    assert few[0].top() == covered(FULL, (1000, 1000))[0].top()


def test_h29_every_picture_carries_the_notice() -> None:
    text = CornerText(notice=NOT_FOR_DIAGNOSIS)

    assert len(covered(text, (200, 150))) == 1
    assert covered(CornerText(notice=""), (200, 150)) == ()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_words_are_legible_on_any_ground(ground: int) -> None:
    pixels = painted(
        (400, 300), ground, lambda painter: CornerPainter().lay_out(FULL, 400, 300).paint(painter)
    )

    line = pixels[4:24, 4:110].astype(int)
    assert line.max() - line.min() > 150


def test_h30_lines_pass_beneath_the_words_around_an_image() -> None:
    shown = scene(image(), (500, 400))
    text = CornerText(top_left=("Lovelace, Ada",), notice="")
    line = Drawing((Segment(at(shown, -40, 0.5), at(shown, 130, 0.5)),))
    written = CornerPainter().lay_out(text, 500, 400)
    name = written.places[0]

    def written_over(*drawings: Drawing) -> NDArray[np.uint8]:
        picture = render_picture(shown, text, drawings)
        return np.frombuffer(picture.constBits(), np.uint8).reshape(400, 500, 4).copy()

    over, plain = written_over(line), written_over()
    letters = np.s_[name.top() : name.bottom() + 1, name.left() : name.right() + 1, :3]
    bright = plain[letters].min(axis=2) > 200
    assert bright.sum() > 50
    assert (over[letters][bright] == plain[letters][bright]).all()
    assert (over != plain).any()


def test_h7_letters_stand_at_their_edges() -> None:
    text = CornerText(letters=EdgeLetters("R", "L", "A", "P"), notice="")

    left, right, top, bottom = covered(text, (500, 500))

    assert left.right() < 50
    assert right.left() > 450
    assert top.bottom() < 50
    assert bottom.top() > 450
    assert abs(left.center().y() - 250) <= 1
    assert abs(top.center().x() - 250) <= 1


def test_h30_in_a_tiny_viewport_no_letter_stands_on_the_name() -> None:
    text = CornerText(top_left=("Lovelace, Ada, of Ockham",), top_right=("1852-11-27  14:30",), notice="")
    lettered = replace(text, letters=EdgeLetters("R", "L", "AHR", "P"))

    words, letters = covered(text, (160, 160)), covered(lettered, (160, 160))[2:]

    assert not any(letter.intersects(word) for letter in letters for word in words)


def test_the_ruler_is_drawn_as_long_as_it_is() -> None:
    text = CornerText(ruler=Ruler(150.0, 10, "10 cm"), notice="")
    pixels = painted((400, 400), 90, lambda painter: CornerPainter().lay_out(text, 400, 400).paint(painter))

    light = np.flatnonzero((pixels[:, 391] > 200).all(axis=1))
    assert (light.max() - light.min()) == 150
    assert (light.min(), light.max()) == (125, 275)


@pytest.mark.parametrize("words", ["山田^太郎", "Люкceмбypг", "Διονυσιος", "قباني", "<b>not bold</b>"])
def test_h20_any_script_is_drawn_and_nothing_is_read_as_markup(words: str) -> None:
    stamps = Stamps()

    picture = stamps.get(words, Look(9.0, "#ffffff"))

    assert picture.width() > stamps.get(words[:1], Look(9.0, "#ffffff")).width()


def test_a_line_is_made_once() -> None:
    stamps = Stamps()
    first = stamps.get("A1", Look(9.0, "#ffffff"))

    assert stamps.get("A1", Look(9.0, "#ffffff")) is first
    for number in range(1000):
        stamps.get(str(number), Look(9.0, "#ffffff"))
    assert stamps.get("A1", Look(9.0, "#ffffff")) is not first


# Drawings


def at(shown: Scene, i: float, j: float) -> Vector:
    x, y, z = (float(part) for part in shown.image.plane.to_lps((i, j)))
    return (x, y, z)


def drawn(shown: Scene, *drawings: Drawing, ground: int = 0, scale: float = 1.0) -> NDArray[np.uint8]:
    size = (shown.width_px, shown.height_px)
    return painted(size, ground, lambda painter: ShapePainter().paint(painter, drawings, shown, scale=scale))


@pytest.mark.parametrize("camera", [*DIHEDRAL, Camera(zoom=9.0, center=(0.2, 0.3))], ids=str)
def test_h7_a_handle_lies_on_the_pixel_it_marks_however_the_image_is_turned(camera: Camera) -> None:
    shown = scene(image(), (500, 400), camera=camera)

    pixels = drawn(shown, Drawing((Handle(at(shown, 20, 15)),)))

    y, x = np.nonzero(pixels.max(axis=2) > 60)
    assert (x.mean() + 0.5, y.mean() + 0.5) == pytest.approx(to_screen(shown.affine, (20, 15)), abs=0.6)


@pytest.mark.parametrize("ground", [0, 255])
@pytest.mark.parametrize("tone", Tone)
def test_lines_are_legible_on_black_and_on_white(ground: int, tone: Tone) -> None:
    shown = scene(image(), (500, 400))

    pixels = drawn(shown, Drawing((Segment(at(shown, 10, 30), at(shown, 80, 30)),), tone), ground=ground)

    across = pixels[150:260, 250].astype(int)
    assert abs(across - ground).max() > 120
    assert (across.max(axis=0) - across.min(axis=0)).max() > 120


SHAPES: dict[str, Callable[[Scene], tuple[Shape, ...]]] = {
    "segment": lambda s: (Segment(at(s, 20, 20), at(s, 60, 40)),),
    "dashed": lambda s: (Segment(at(s, 20, 20), at(s, 60, 40), dashed=True),),
    "open path": lambda s: (Path((at(s, 20, 20), at(s, 60, 20), at(s, 60, 40))),),
    "closed path": lambda s: (Path((at(s, 20, 20), at(s, 60, 20), at(s, 60, 40)), closed=True),),
    "ellipse": lambda s: (Ellipse(at(s, 40, 30), at(s, 60, 30), at(s, 40, 20)),),
    "arrow head": lambda s: (ArrowHead(at(s, 40, 30), at(s, 60, 40)),),
    "handle": lambda s: (Handle(at(s, 40, 30)),),
    "label": lambda s: (Label(at(s, 40, 30), ("12.0 mm", "second line")),),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_leaves_a_mark_of_its_own(name: str) -> None:
    shown = scene(image(), (500, 400))

    marks = {other: drawn(shown, Drawing(make(shown))).tobytes() for other, make in SHAPES.items()}

    assert len(set(marks.values())) == len(SHAPES)
    assert np.frombuffer(marks[name], np.uint8).any()


def test_h3_a_circle_in_the_patient_is_one_on_the_screen() -> None:
    shown = scene(image(np.zeros((100, 100), np.int16), spacing=(2.0, 1.0)), (800, 800))
    center = at(shown, 50, 50)
    side = (center[0] + 30, center[1], center[2])
    front = (center[0], center[1] + 30, center[2])

    pixels = drawn(shown, Drawing((Ellipse(center, side, front),)))

    y, x = np.nonzero(pixels.max(axis=2) > 100)
    assert np.ptp(x) == pytest.approx(np.ptp(y), abs=1)


@pytest.mark.parametrize("shape", [Path(()), Label((0.0, 0.0, 0.0), ())], ids=["path", "label"])
def test_shapes_without_content_draw_nothing(shape: Shape) -> None:
    assert not drawn(scene(image(), (100, 100)), Drawing((shape,))).any()


def test_an_arrow_without_length_has_no_head() -> None:
    shown = scene(image(), (100, 100))

    assert not drawn(shown, Drawing((ArrowHead(at(shown, 5, 5), at(shown, 5, 5)),))).any()


def test_lines_grow_with_the_screens_scale() -> None:
    shown = scene(image(), (500, 400))
    line = Drawing((Segment(at(shown, 10, 30), at(shown, 80, 30)),))

    thin, thick = (int((drawn(shown, line, scale=scale)[:, 250].max(axis=1) > 60).sum()) for scale in (1, 3))

    assert thick >= 2 * thin


@pytest.mark.parametrize("tone", Tone)
def test_a_label_is_legible_on_white(tone: Tone) -> None:
    shown = scene(image(), (500, 400))

    pixels = drawn(shown, Drawing((Label(at(shown, 40, 30), ("12.0 mm",)),), tone), ground=255)

    ground = int(np.median(pixels[pixels.max(axis=2) < 255]))
    assert ground < 90


# Places of labels


def test_a_label_stands_right_of_its_point_where_nothing_is_in_the_way() -> None:
    box = place((100, 100), (80, 20), (500, 500), (), gap=8)

    assert (box.x, box.y) == (108, 108)


@pytest.mark.parametrize("point", [(0, 0), (499, 0), (0, 499), (499, 499), (250, 499), (-30, 250)], ids=str)
def test_a_label_stays_inside_the_viewport(point: tuple[float, float]) -> None:
    box = place(point, (80, 20), (500, 500), (), gap=8)

    assert 0 <= box.x <= 420
    assert 0 <= box.y <= 480


def test_labels_of_one_point_do_not_cover_one_another() -> None:
    taken: list[Box] = []
    for _ in range(8):
        taken.append(place((250, 250), (80, 20), (500, 500), taken, gap=8))

    for index, box in enumerate(taken):
        for other in taken[:index]:
            apart = abs(box.x - other.x) >= 80 or abs(box.y - other.y) >= 20
            assert apart


def test_a_label_rather_leaves_the_measured_pixels_free() -> None:
    area = Box(180, 80, 140, 140)

    box = place((200, 150), (80, 20), (500, 500), (), (area,), gap=8)

    assert box.x + box.width <= 180 or box.x >= 320 or box.y + box.height <= 80 or box.y >= 220


def test_a_label_far_from_its_point_is_led_to_it() -> None:
    shown = scene(image(), (500, 400))
    label = Drawing((Label(at(shown, 48, 32), ("12.0 mm",)),))
    blocked = [QRect(180, 130, 140, 140)]

    def paint(avoid: list[QRect]) -> NDArray[np.uint8]:
        return painted((500, 400), 128, lambda p: ShapePainter().paint(p, [label], shown, avoid=avoid))

    away, beside = paint(blocked), paint([])
    point = np.s_[190:212, 240:262]
    assert (away[point] != 128).any()
    assert not (beside[point] != 128).any()
