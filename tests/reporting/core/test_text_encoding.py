"""Styled words and fields keep their place when a report is written; older reports keep their bytes."""

import pytest

from reporting.core.encoding import report_from_plain, report_to_plain, to_bytes
from reporting.core.report import FieldValue, Line, Listed, Span
from reporting.core.text_encoding import field_from_plain, field_to_plain, line_from_plain, line_to_plain
from tests.builders.reports import first_opinion
from viewer.core.plain import EncodingError

STYLED = Line(
    "Nodule of 8 mm.",
    spans=(Span(0, 6, bold=True), Span(10, 4, field="nodule.size", measurement_uid="length-1")),
    listed=Listed.BULLET,
)


def test_a_styled_line_is_read_back_equal() -> None:
    assert line_from_plain(line_to_plain(STYLED), "line") == STYLED


def test_a_plain_line_is_written_as_the_first_version_wrote_it() -> None:
    assert set(line_to_plain(Line("Words"))) == {"text", "measurement_uid", "key_image_uid", "edited", "mark"}


def test_a_report_without_fields_keeps_the_bytes_it_was_signed_with() -> None:
    plain = report_to_plain(first_opinion())

    assert "fields" not in plain
    assert to_bytes(report_to_plain(report_from_plain(plain))) == to_bytes(plain)


def test_spans_follow_letters_that_are_composed() -> None:
    line = Line("e\u0301tude 8 mm", spans=(Span(7, 4, field="size"),))

    written = line_to_plain(line)

    assert written["spans"] == [{"start": 6, "length": 4, "field": "size"}]


@pytest.mark.parametrize("spans", [[(0, 3), (2, 2)], [(0, 99)], [(0, 0)]], ids=["over", "beyond", "empty"])
def test_spans_that_cannot_be_are_refused(spans: list[tuple[int, int]]) -> None:
    plain = line_to_plain(Line("Words"))
    plain["spans"] = [{"start": start, "length": length} for start, length in spans]

    with pytest.raises(EncodingError):
        line_from_plain(plain, "line")


def test_the_value_of_a_field_is_read_back_equal() -> None:
    value = FieldValue("nodule#1.size", "Size", "8", "mm", required=True, remark="1 is missing")

    assert field_from_plain(field_to_plain(value), "field") == value
