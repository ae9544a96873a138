"""Small parts of every document: units, names, versions, graphics, and words on paper."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.sr.coding import Code

from reporting.core.report import KeyImage, Reader
from reporting.export import codes, versions
from reporting.export.dicom_document import date_or_nothing, person_name
from reporting.export.errors import ExportError
from reporting.export.graphics import from_image, graphics_of, handles_of, in_image
from reporting.export.moments import in_utc, made_at
from reporting.export.wording import (
    calibration_on_paper,
    measurement_on_paper,
    moment_on_paper,
    reader_on_paper,
    sex_on_paper,
    shading_on_paper,
)
from tests.reporting.export import reports
from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.measurements import Quantity
from viewer.core.study import FrameKey
from viewer.core.windowing import VoiLut, Window


@pytest.mark.parametrize("unit", [*codes.UNITS, "mGy·cm", "a {strange} unit", "ppm"])
def test_a_unit_read_back_is_the_unit_written(unit: str) -> None:
    code = codes.unit_code(unit)

    assert code.scheme_designator == "UCUM"
    assert code.value.isascii()
    assert " " not in code.value
    assert codes.unit_text(code) == unit


@pytest.mark.parametrize("name", [*codes.QUANTITIES, "Value", "Pixels", "A quantity of tomorrow"])
def test_a_quantity_read_back_is_the_quantity_written(name: str) -> None:
    assert codes.quantity_name(codes.quantity_code(name)) == name


@pytest.mark.parametrize("table", [codes.UNITS, codes.QUANTITIES], ids=["units", "quantities"])
def test_no_two_names_share_a_code(table: dict[str, Code]) -> None:
    assert len({(code.value, code.scheme_designator) for code in table.values()}) == len(table)


def test_a_quantity_without_a_name_has_a_code_all_the_same() -> None:
    assert codes.quantity_code("").value == "value"


def test_every_unit_our_own_tools_use_is_known_to_ucum() -> None:
    used = {"mm", "px", "mm²", "px²", "°", "HU", ""}

    assert used <= set(codes.UNITS)


@given(st.text())
def test_a_derived_uid_is_valid_and_always_the_same(words: str) -> None:
    uid = versions.derived_uid(words)

    assert uid == versions.derived_uid(words)
    assert uid.is_valid
    assert len(uid) <= 64
    assert uid.startswith("2.25.")


def test_words_that_only_join_alike_have_different_uids() -> None:
    assert versions.derived_uid("a", "bc") != versions.derived_uid("ab", "c")


def test_a_measurement_is_tracked_by_its_own_uuid() -> None:
    assert versions.tracking_uid(reports.uid(11)) == "2.25.11"
    assert versions.tracking_uid("length-1").is_valid


def test_a_document_is_as_old_as_its_last_signature() -> None:
    addended = reports.addended()

    assert made_at(reports.DRAFT) == reports.WRITTEN
    assert made_at(replace(reports.DRAFT, changed_at=None)) == reports.DRAFT.created_at
    assert made_at(addended) == addended.addenda[-1].signature.at
    with pytest.raises(ExportError):
        made_at(reports.DRAFT_WITHOUT_DATE)


def test_h21_a_moment_is_taken_to_utc_and_one_without_a_zone_is_in_utc() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    assert in_utc(noon) == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert in_utc(noon.replace(tzinfo=None)) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert moment_on_paper(noon).startswith("2026-03-01 10:00:00 UTC (")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Anna Fischer", "Anna Fischer^"),
        ("  Dr.  A\\B^C=D\n ", "Dr. A B C D^"),
        ("", ""),
        ("^=", ""),
        ("x" * 80, "x" * 63 + "^"),
    ],
)
def test_a_readers_name_is_one_component_of_a_person_name(words: str, name: str) -> None:
    assert person_name(words) == name


@pytest.mark.parametrize(
    ("date", "kept"), [("19610302", True), ("19610230", False), ("", False), ("1961.03.02", False)]
)
def test_only_dates_pass_as_dates(date: str, kept: bool) -> None:
    assert date_or_nothing(date) == (date if kept else "")


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_position_in_an_image_comes_back(column: float, row: float) -> None:
    assert from_image(*in_image((column, row, 0.0)))[:2] == pytest.approx((column, row))


def test_the_centre_of_the_first_pixel_is_half_a_pixel_from_its_corner() -> None:
    assert in_image((0.0, 0.0, 0.0)) == (0.5, 0.5)


def test_a_cobb_angle_is_two_lines_and_a_rectangle_is_closed() -> None:
    four = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (1.0, 1.0, 0.0), (0.0, 1.0, 0.0))
    cobb, rectangle = (
        graphics_of(replace(reports.NODULE, tool=tool, points_lps=four)) for tool in ("cobb", "rectangle")
    )

    assert [graphic.points for graphic in cobb] == [four[:2], four[2:]]
    assert rectangle[0].points == (*four, four[0])
    assert handles_of(rectangle) == handles_of(cobb) == four


def test_a_drawing_without_points_has_no_graphic() -> None:
    assert graphics_of(replace(reports.NODULE, points_lps=())) == ()


def test_a_number_says_where_its_millimetres_come_from_and_only_where_it_has_any() -> None:
    said = [calibration_on_paper(quantity, reports.REGION) for quantity in reports.REGION.quantities]

    assert said == ["", "", "", "", "in the patient", ""]
    assert calibration_on_paper(reports.HEART.quantities[0], reports.HEART) == "at detector, not corrected"
    assert calibration_on_paper(Quantity("Angle", 1, "°", "estimated"), reports.HEART) == "estimated"


def test_a_measurement_without_words_is_called_by_its_tool() -> None:
    assert measurement_on_paper(reports.REGION) == "Ellipse"
    assert measurement_on_paper(reports.ARROW) == "日本語 and Кириллица"


def test_a_picture_says_how_it_was_looked_at() -> None:
    key = KeyImage(
        FrameKey("1.2", 7),
        "1",
        "1",
        shading=Shading(Window(40, 400), True),
        camera=Camera(quarter_turns=5, flipped=True),
    )
    table = replace(
        key, shading=Shading(VoiLut(0, (0, 1), 1, "MAMMO")), camera=Camera(), frame=FrameKey("1.2")
    )

    assert shading_on_paper(key) == "window center 40, width 400 · inverted · FLIPPED · turned 90° · frame 7"
    assert shading_on_paper(table) == "look-up table MAMMO"
    assert shading_on_paper(replace(table, shading=Shading())) == ""


def test_people_are_named_as_far_as_is_known() -> None:
    assert reader_on_paper(Reader("Ada", "Radiologist")) == "Ada, Radiologist"
    assert reader_on_paper(Reader("Ada")) == "Ada"
    assert reader_on_paper(Reader()) == "reader not named"
    assert [sex_on_paper(sex) for sex in ("F", "M", "O", "", "X")] == ["female", "male", "other", "", "X"]
