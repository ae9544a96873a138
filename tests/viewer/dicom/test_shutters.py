"""Shutters: shapes in positions of the image, and what is said of those that are not whole."""

from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset

from tests.builders.dicom import cr_image, write
from viewer.core.presentation import Shutter
from viewer.core.study import Instance
from viewer.dicom.display_colors import from_cielab, from_rgb, grey
from viewer.dicom.header import read_instance

RECTANGLE = {
    "ShutterLeftVerticalEdge": "3",
    "ShutterRightVerticalEdge": "8",
    "ShutterUpperHorizontalEdge": "2",
    "ShutterLowerHorizontalEdge": "7",
}


@pytest.fixture
def header(tmp_path: Path) -> Any:
    def read(dataset: Dataset) -> Instance:
        return read_instance(write(dataset, tmp_path / "file"))

    return read


def test_a_rectangle_is_what_stays_visible(header: Any) -> None:
    found = header(cr_image(ShutterShape="RECTANGULAR", **RECTANGLE))

    assert found.shutter == Shutter(rectangle=(2, 7, 1, 6))


def test_centres_and_corners_are_given_as_row_and_column(header: Any) -> None:
    found = header(
        cr_image(
            ShutterShape=["CIRCULAR", "POLYGONAL"],
            CenterOfCircularShutter=["5", "9"],
            RadiusOfCircularShutter="4",
            VerticesOfThePolygonalShutter=["1", "2", "1", "8", "7", "8"],
        )
    )

    assert found.shutter.circle == (8, 4, 4)
    assert found.shutter.polygon == ((1, 0), (7, 0), (7, 6))


def test_what_is_hidden_has_the_grey_or_the_color_that_was_asked_for(header: Any) -> None:
    white = header(cr_image(ShutterShape="RECTANGULAR", ShutterPresentationValue=65535, **RECTANGLE))
    color = header(
        cr_image(
            ShutterShape="RECTANGULAR",
            ShutterPresentationColorCIELabValue=[34885, 53485, 50171],
            **RECTANGLE,
        )
    )

    assert white.shutter.color == "#ffffff"
    red, green, blue = (int(color.shutter.color[place : place + 2], 16) for place in (1, 3, 5))
    assert (red > 240, green < 20, blue < 20) == (True, True, True)


@pytest.mark.parametrize("shape", ["RECTANGULAR", "CIRCULAR", "POLYGONAL", "BITMAP", "OVAL"])
def test_h27_a_shutter_that_is_not_described_whole_hides_nothing_and_is_said(header: Any, shape: str) -> None:
    found = header(cr_image(ShutterShape=shape))

    assert found.shutter is None
    assert any(shape.lower() in problem for problem in found.problems)


def test_an_image_without_a_shutter_has_none(header: Any) -> None:
    assert header(cr_image()).shutter is None


@pytest.mark.parametrize(
    ("made", "color"),
    [
        (grey(0), "#000000"),
        (grey(65535), "#ffffff"),
        (from_rgb([65535, 0, 65535]), "#ff00ff"),
        (from_rgb([1.0]), ""),
        (from_cielab([65535, 32896, 32896]), "#ffffff"),
        (from_cielab([0, 32896, 32896]), "#000000"),
        (from_cielab([]), ""),
    ],
)
def test_colors_for_the_screen(made: str, color: str) -> None:
    assert made == color
