"""What is written around an image, read from the image that is drawn."""

from dataclasses import replace

import numpy as np
import pytest

from tests.builders.images import image
from tests.builders.scenes import scene
from viewer.core.calibration import Calibration, Region, Trust
from viewer.core.camera import Camera, to_screen
from viewer.core.geometry import EdgeLetters, GeometryVerdict, Verdict
from viewer.core.images import Image, Shading
from viewer.core.modality import Modality, Technique
from viewer.core.overlay import (
    NOT_FOR_DIAGNOSIS,
    Context,
    CornerText,
    Level,
    Mood,
    corner_text,
    ruler,
    telling_dimensions,
    window_text,
)
from viewer.core.scene import Scene
from viewer.core.study import Frame, Instance, LossyMark, Patient, SeriesHeader, StudyHeader
from viewer.core.windowing import Rescale, VoiFunction, VoiLut, Window

CT = Modality(("CT",), "CT", technique=(Technique("KVP", "{} kV"), Technique("Exposure", "{} mAs")))
MAMMOGRAPHY = Modality(("MG",), "Mammography", always_lateral=True)


def changed(shown: Image, **changes: object) -> Image:
    """Return the image of an instance with some attributes replaced."""
    instance: Instance = replace(shown.frame.instance, **changes)  # type: ignore[arg-type]  # any of its fields
    return Image(Frame(instance, shown.frame.number), shown.stored)


def lateral(shown: Image, side: str) -> Image:
    """Return the image with an Image Laterality."""
    described = replace(shown.frame.description, laterality=side)
    return changed(shown, descriptions=(described,))


CHEST = changed(
    image(),
    patient=Patient("Lovelace^Ada=愛達", "A1", "", "18151210", "F"),
    study=StudyHeader("1.2", "18521127", "143005", "Thorax", "ACC7", institution="St Mary"),
    series=SeriesHeader("1.2.3", 4, "CT", "1 mm lung", "CHEST"),
    attributes=(("KVP", "120.000"), ("Exposure", "110"), ("SliceThickness", "1.250")),
)


def text(
    shown: Scene | None = None,
    level: Level = Level.FULL,
    modality: Modality = CT,
    context: Context | None = None,
) -> CornerText:
    return corner_text(shown or scene(CHEST, (400, 400)), modality, level, context or Context(4, 12))


def badge_texts(written: CornerText) -> list[str]:
    return [badge.text for badge in written.badges]


def test_h30_full_text_tells_who_what_how_and_where() -> None:
    written = text(context=Context(4, 12, preset="Lung"))

    assert written.top_left == ("Lovelace, Ada = 愛達", "A1", "F, 36 y, born 1815-12-10")
    assert written.top_right == (
        "St Mary",
        "1852-11-27  14:30",
        "Thorax",
        "Series 4: 1 mm lung",
        "Accession ACC7",
    )
    assert written.bottom_left == ("120 kV  110 mAs", "CT  CHEST")
    assert written.bottom_right == (
        "position 0.0 mm  thickness 1.25 mm",
        "zoom 417 %",
        "C 40  W 400  Lung",
        "5 / 12",
    )
    assert written.letters == EdgeLetters(left="R", right="L", top="A", bottom="P")


def test_h30_identity_is_that_of_the_frame_that_supplied_the_pixels() -> None:
    for name in ("Lovelace^Ada", "Pascal^Blaise") * 500:
        shown = changed(CHEST, patient=Patient(name, name[0]))
        assert text(scene(shown)).top_left[1] == name[0]


def test_minimal_text_keeps_identity_window_and_place() -> None:
    written = text(level=Level.MINIMAL)

    assert written.top_left == ("Lovelace, Ada = 愛達", "A1")
    assert written.bottom_right == ("C 40  W 400", "5 / 12")
    assert written.letters.left == "R"


def test_h29_the_notice_stays_whatever_is_hidden() -> None:
    assert all(text(level=level).notice == NOT_FOR_DIAGNOSIS for level in Level)
    assert text(context=Context(cleared=True)).notice == ""


def test_off_hides_all_but_what_must_never_be_missed() -> None:
    shown = changed(CHEST, lossy=LossyMark("LOSSY 30:1 (ISO_10918_1)"), image_type=("DERIVED",))

    written = text(scene(shown, camera=Camera(flipped=True)), Level.OFF)

    assert written.top_left == written.top_right == written.bottom_right == written.bottom_left == ()
    assert badge_texts(written) == ["FLIPPED", "LOSSY 30:1 (ISO_10918_1)"]


@pytest.mark.parametrize("level", Level)
def test_h7_the_side_of_a_breast_is_always_shown(level: Level) -> None:
    written = text(scene(lateral(CHEST, "L")), level, MAMMOGRAPHY)

    assert any("LEFT" in line for line in written.bottom_left)


def test_h7_sides_that_contradict_each_other_are_alarming() -> None:
    series = replace(CHEST.frame.instance.series, laterality="R")
    badges = text(scene(lateral(changed(CHEST, series=series), "L"))).badges

    assert [(badge.text, badge.mood) for badge in badges] == [("SIDE CONTRADICTED", Mood.DANGER)]


@pytest.mark.parametrize(
    ("camera", "badge"), [(Camera(flipped=True), "FLIPPED"), (Camera(quarter_turns=1), "ROTATED")]
)
def test_a_turned_image_says_so(camera: Camera, badge: str) -> None:
    assert badge_texts(text(scene(CHEST, camera=camera))) == [badge]


def test_h8_inversion_is_shown() -> None:
    assert badge_texts(text(scene(CHEST, shading=Shading(Window(40, 400), inverted=True)))) == ["INVERTED"]


def test_h15_h24_h29_what_the_image_went_through_is_shown() -> None:
    shown = changed(
        CHEST,
        lossy=LossyMark("LOSSY 30:1"),
        image_type=("DERIVED", "SECONDARY"),
        for_processing=True,
        burned_in=True,
    )

    assert badge_texts(text(scene(shown))) == ["LOSSY 30:1", "FOR PROCESSING", "DERIVED", "BURNED-IN TEXT"]


def test_h15_a_lossy_mammogram_is_not_for_primary_interpretation() -> None:
    series = replace(CHEST.frame.instance.series, modality="MG")
    badge = text(scene(changed(CHEST, series=series, lossy=LossyMark("LOSSY")))).badges[0]

    assert badge.reasons == ("lossy mammograms are not for primary interpretation",)


@pytest.mark.parametrize("kind", [Verdict.IRREGULAR, Verdict.GAP])
def test_h4_a_tilt_is_marked_beside_irregular_spacing_and_missing_slices(kind: Verdict) -> None:
    verdict = GeometryVerdict(kind, 4.0, 3.0, tilt_deg=18.5, messages=("gantry tilted 18.5°",))

    badges = text(scene(CHEST), context=Context(verdict=verdict)).badges

    assert ("TILTED 18.5°", Mood.CAUTION) in [(badge.text, badge.mood) for badge in badges]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Verdict.GAP, [("SLICE MISSING", Mood.DANGER)]),
        (Verdict.IRREGULAR, [("IRREGULAR SPACING", Mood.CAUTION)]),
        (Verdict.TILTED, [("TILTED 15.0°", Mood.CAUTION)]),
        (Verdict.REGULAR, []),
        (Verdict.NOT_A_VOLUME, []),
    ],
)
def test_h4_h5_the_geometry_verdict_is_a_badge(kind: Verdict, expected: list[tuple[str, Mood]]) -> None:
    tilt_deg = 15.0 if kind is Verdict.TILTED else 0.0
    verdict = GeometryVerdict(kind, 5.0, 1.25, tilt_deg, ("because",))
    badges = text(context=Context(verdict=verdict)).badges

    assert [(badge.text, badge.mood) for badge in badges] == expected
    assert all(badge.reasons == ("because", "largest error 1.25 mm") for badge in badges)


def test_h32_missing_interpolation_is_written() -> None:
    written = text(scene(CHEST, interpolated=False))

    assert any("not interpolated" in line for line in written.bottom_right)


def test_a_window_of_the_image_is_named_as_its_maker_does() -> None:
    shading = Shading(Window(50, 350, explanation="SOFT TISSUE"))

    assert "C 50  W 350  SOFT TISSUE" in text(scene(CHEST, shading=shading)).bottom_right


def test_h14_a_window_on_stored_numbers_says_so() -> None:
    numbers = np.linspace(0, 400, 64 * 64).astype(np.uint16).reshape(64, 64)
    window = Window(200, 400)
    philips = image(numbers, modality_map=Rescale(2.5, 0), windows=(window,), voi_in_doubt=True)

    assert (
        "C 200  W 400 of stored numbers" in text(scene(philips, (400, 400), shading=Shading())).bottom_right
    )


def test_h14_a_window_on_values_says_so_where_the_maker_leaves_it_open() -> None:
    numbers = np.linspace(0, 400, 64 * 64).astype(np.uint16).reshape(64, 64)
    window = Window(500, 1000)
    philips = image(numbers, modality_map=Rescale(2.5, 0), windows=(window,), voi_in_doubt=True)

    lines = text(scene(philips, (400, 400), shading=Shading())).bottom_right

    assert "C 500  W 1000 of rescaled values" in lines


@pytest.mark.parametrize("center", [-5000, 9000])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_h13_a_window_that_shows_nothing_is_noted(center: float, photometric: str) -> None:
    ramp = image(photometric=photometric)

    assert "WINDOW SHOWS NOTHING" in badge_texts(text(scene(ramp, shading=Shading(Window(center, 400)))))
    assert "WINDOW SHOWS NOTHING" not in badge_texts(text(scene(ramp, shading=Shading(Window(40, 400)))))


def test_h13_an_image_that_is_all_one_number_is_no_fault_of_the_window() -> None:
    flat = image(np.zeros((64, 64), np.int16))

    assert "WINDOW SHOWS NOTHING" not in badge_texts(text(scene(flat, shading=Shading(Window(900, 400)))))


@pytest.mark.parametrize(
    ("voi", "expected"),
    [
        (Window(40, 400), "C 40  W 400"),
        (Window(2.5, 5, VoiFunction.LINEAR_EXACT), "C 2.5  W 5 linear_exact"),
        (VoiLut(0, (0, 1), 8), "VOI table"),
    ],
)
def test_windows_are_written_in_numbers(voi: Window | VoiLut, expected: str) -> None:
    assert window_text(voi) == expected


def test_a_color_image_has_no_window() -> None:
    written = text(scene(image(np.zeros((40, 40, 3), np.uint8), unit="")))

    assert not any(line.startswith("C ") for line in written.bottom_right)


def test_what_is_unknown_is_not_made_up() -> None:
    nobody = changed(
        image(trust=Trust.NONE), patient=Patient(), study=StudyHeader("1.2"), series=SeriesHeader("1.2.3")
    )
    written = text(scene(nobody))

    assert written.top_left == ("(no name)", "(no ID)")
    assert written.top_right == ()
    assert written.bottom_left == ()
    assert written.letters == EdgeLetters()


@pytest.mark.parametrize("zoom", [0.3, 1.0, 2.7, 11.0])
@pytest.mark.parametrize("camera", [Camera(), Camera(quarter_turns=1), Camera(flipped=True)], ids=str)
def test_h3_the_ruler_is_as_long_as_it_says(zoom: float, camera: Camera) -> None:
    drawn = scene(
        image(np.zeros((300, 300), np.int16), spacing=(0.8, 0.4)),
        (900, 900),
        camera=replace(camera, zoom=zoom),
    )

    shown = ruler(drawn)

    assert shown is not None
    number, unit = shown.text.split()
    length_mm = float(number) * {"cm": 10, "mm": 1}[unit]
    down = (length_mm / 0.4, 0) if camera.quarter_turns else (0, length_mm / 0.8)
    start, end = to_screen(drawn.affine, [(0, 0), down])
    assert np.linalg.norm(end - start) == pytest.approx(shown.length_px)
    assert abs(end[0] - start[0]) < 1e-6
    assert 20 <= shown.length_px <= 450


def test_h6_the_ruler_carries_the_label_of_its_millimetres() -> None:
    detector = image(trust=Trust.DETECTOR, spacing=(0.2, 0.2))

    shown = ruler(scene(detector, (400, 400)))

    assert shown is not None
    assert shown.text.endswith(", at detector, not corrected")


def test_h26_without_calibration_the_ruler_counts_pixels() -> None:
    shown = ruler(scene(image(trust=Trust.NONE), (400, 400)))

    assert shown is not None
    assert shown.text.endswith(" px")


def test_h25_no_ruler_where_every_region_has_a_scale_of_its_own() -> None:
    region = Region(0, 0, 9, 9, Calibration(0.1, 0.1, Trust.REGION))

    assert ruler(scene(image(trust=Trust.NONE, regions=(region,)), (400, 400))) is None


def test_a_thickness_that_is_no_number_is_written_as_stored() -> None:
    written = text(scene(changed(CHEST, attributes=(("SliceThickness", "thin"),))))

    assert "position 0.0 mm  thickness thin mm" in written.bottom_right


def test_no_ruler_where_there_is_no_room() -> None:
    assert ruler(scene(image(), (30, 30))) is None


def test_one_key_steps_through_the_levels() -> None:
    assert [level.next for level in Level] == [Level.MINIMAL, Level.OFF, Level.FULL]


def with_dimensions(*dimensions: tuple[str, str]) -> Image:
    """Return an image whose frame has these dimensions."""
    described = replace(CHEST.frame.description, dimensions=dimensions)
    return changed(CHEST, descriptions=(described,))


def test_only_what_tells_the_frames_of_a_series_apart_is_written() -> None:
    early = with_dimensions(("image type", "ORIGINAL\\PRIMARY\\AXIAL"), ("trigger time", "10"))
    late = with_dimensions(("image type", "ORIGINAL\\PRIMARY\\AXIAL"), ("trigger time", "40"))
    telling = telling_dimensions((early.frame, late.frame))

    written = text(scene(late), context=Context(1, 2, telling=telling))

    assert telling == {"trigger time"}
    assert written.bottom_right[0] == "trigger time 40"
    assert "ORIGINAL" not in "".join(written.bottom_right)
    assert telling_dimensions((early.frame, early.frame)) == telling_dimensions(()) == frozenset()


def test_a_part_of_a_split_series_says_which_part_it_is() -> None:
    written = text(context=Context(4, 12, part="b-value 1000"))

    assert written.bottom_right[0] == "b-value 1000"


def test_a_birth_date_of_zeros_is_not_written() -> None:
    nobody = changed(CHEST, patient=Patient("X", "1", "", "00000000", "O"))

    assert text(scene(nobody)).top_left == ("X", "1", "O")


def test_h24_a_secondary_capture_says_so() -> None:
    shown = changed(CHEST, sop_class_uid="1.2.840.10008.5.1.4.1.1.7.4")

    assert "SECONDARY CAPTURE" in badge_texts(text(scene(shown)))
    assert "SECONDARY CAPTURE" not in badge_texts(text(scene(CHEST)))


def test_h24_a_photograph_is_no_secondary_capture_though_its_class_begins_alike() -> None:
    shown = changed(CHEST, sop_class_uid="1.2.840.10008.5.1.4.1.1.77.1.4")

    assert "SECONDARY CAPTURE" not in badge_texts(text(scene(shown)))
