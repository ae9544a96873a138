"""A reader reads a PET: opens it, measures it, writes it down (SAFETY H11, H19)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.settings import load_settings
from reporting.core.report import SectionName
from tests.builders.dicom import set_pixels, write
from tests.builders.sittings import Reader, sitting
from tests.builders.uptake import pet_slice
from viewer.core.measurements import Measurement

SLOPES = (0.5, 1.0, 2.0)
PER_BQ = 1.381683 / 5000
"""Of SAFETY H19: 70 kg, 370 MBq, an hour before the scan."""
Key = Qt.Key


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, home: Path, qapp: QApplication) -> Iterator[Reader]:
    """A reader before a PET of three slices, each of the same activity and with a slope of its own."""
    folder = tmp_path_factory.mktemp("pet")
    for place, slope in enumerate(SLOPES):
        made = pet_slice(4.0 * place, RescaleSlope=f"{slope}", PixelSpacing=["1", "1"])
        made.ImagePositionPatient, made.InstanceNumber = ["0", "0", f"{4.0 * place}"], place + 1
        activity = np.tile(np.arange(64) * 500.0, (64, 1))
        set_pixels(made, (activity / slope).astype(np.uint16), bits_stored=16)
        write(made, folder / f"{place}.dcm")
    for seated in sitting(home, folder):
        seated.show("PT")
        seated.look_at_image()
        yield seated


def draw_ellipse(reader: Reader) -> Measurement:
    reader.press(Key.Key_E)
    reader.drag((0.45, 0.45), (0.55, 0.55))
    return reader.at.session.annotations.measurements[-1]


def test_h19_it_opens_as_uptake_with_one_window_and_says_so(reader: Reader) -> None:
    windows = []
    for index in range(len(SLOPES)):
        reader.show("PT", index=index)
        assert "C 2.5  W 5 SUVbw  SUV 0–5" in reader.corners
        picture = reader.at.grid.active.picture
        assert picture is not None
        windows.append(picture.scene.grey_map.to_grey(np.array([9000 / SLOPES[index]])).tolist())

    assert windows == [windows[0]] * 3


def test_h19_a_region_is_measured_in_uptake_whatever_the_slope_of_its_slice(reader: Reader) -> None:
    for index in range(len(SLOPES)):
        reader.show("PT", index=index)
        drawn = draw_ellipse(reader)
        picture = reader.at.grid.active.picture
        assert picture is not None
        image = picture.scene.image
        mean, *_ = drawn.quantities
        middle = (image.plane.to_pixels(np.mean(drawn.points_lps, axis=0)))[0]

        assert (mean.name, mean.unit) == ("Mean", "SUVbw")
        assert mean.value == pytest.approx(middle * 500 * PER_BQ, rel=0.02)


def test_h19_the_report_gets_the_uptake_with_its_unit(reader: Reader) -> None:
    reader.show("PT", index=0)
    reader.wait_for(lambda: reader.at.desk.report.value is not None)
    drawn = draw_ellipse(reader)
    reader.at.doors.insert_measurement(drawn.uid)
    report = reader.at.desk.report.value

    assert report is not None
    assert f"{drawn.quantities[0].value:.2f} SUVbw" in report.section(SectionName.FINDINGS).lines[-1].text


def test_the_choice_of_the_unit_is_remembered(reader: Reader, home: Path) -> None:
    reader.show("PT", index=0)
    reader.at.viewing.read_own()
    reader.wait_for(lambda: any("Bq/ml" in line for line in reader.corners))
    kept, problems = load_settings(home / "settings.toml")

    assert kept.values == ("Bq/ml", "SUVbw")
    assert problems == ()
    assert draw_ellipse(reader).quantities[0].unit == "Bq/ml"


def test_a_measurement_keeps_its_number_and_its_picture_when_the_unit_changes(reader: Reader) -> None:
    reader.show("PT", index=0)
    reader.at.viewing.read_as("SUVbw")
    reader.wait_for(lambda: any("SUVbw" in line for line in reader.corners))
    drawn = draw_ellipse(reader)
    reader.at.viewing.read_own()
    reader.wait_for(lambda: any("Bq/ml" in line for line in reader.corners))
    reader.at.session.jump_to_measurement(drawn)
    reader.wait_for(reader.is_drawn)
    picture = reader.at.grid.active.picture

    assert reader.at.session.annotations.find(drawn.uid) == drawn
    assert picture is not None
    assert "WINDOW SHOWS NOTHING" not in [badge.text for badge in picture.text.badges]


def test_shift_u_goes_through_the_quantities_and_comes_back(reader: Reader) -> None:
    reader.show("PT", index=0)
    reader.look_at_image()
    reader.at.viewing.read_own()
    names = reader.at.viewing.quantities()
    gone_through = []
    for _ in names:
        reader.press(Key.Key_U, Qt.KeyboardModifier.ShiftModifier)
        gone_through.append(reader.at.viewing.quantity())

    assert gone_through == [*names[1:], names[0]]
