"""A number and what it says of itself."""

import pytest

from tests.builders.measurements import length
from viewer.core.calibration import Trust
from viewer.core.measurements import Quantity
from viewer.core.windowing import Window


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (Quantity("Length", 12.44, "mm"), "12.4 mm"),
        (Quantity("Length", 20, "mm", "at detector, not corrected"), "20.0 mm (at detector, not corrected)"),
        (Quantity("Angle", 90, "°"), "90.0°"),
        (Quantity("Pixels", 57, "", decimals=0), "57"),
        (Quantity("Length", 100, "px", "uncalibrated"), "100.0 px (uncalibrated)"),
    ],
)
def test_h6_a_number_is_written_with_unit_and_label(quantity: Quantity, written: str) -> None:
    assert quantity.text == written


def test_a_list_shows_the_reader_s_words_before_the_number() -> None:
    assert length(12.5, text="nodule").summary == "nodule: 12.5 mm"
    assert length(12.5).summary == "12.5 mm"


def test_measuring_again_keeps_identity_words_and_window() -> None:
    before = length(12.5, uid="a", text="nodule")
    like = length(13.0, uid="other", trust=Trust.DETECTOR)

    now = before.remeasured(like)

    assert (now.uid, now.text, now.voi) == ("a", "nodule", Window(40, 400))
    assert (now.quantities, now.trust) == (like.quantities, Trust.DETECTOR)
