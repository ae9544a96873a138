"""Recommended colours: the CIELab values of the standard, against highdicom's."""

import highdicom as hd
import pytest

from viewer.core.overlays.colors import rgb
from viewer.dicom.display_colors import from_cielab

NEAR = 12
"""highdicom takes D65 for white, ICC's connection space, and so PS3.3 C.10.7.1.1, D50: some levels of 255.

Saturated blues, far from any tissue, differ by up to 60.
"""


@pytest.mark.parametrize(
    "color", [(221, 130, 101), (255, 0, 0), (10, 200, 90), (128, 128, 128), (255, 255, 255)]
)
def test_a_color_that_highdicom_stored_is_read_as_nearly_the_same(color: tuple[int, int, int]) -> None:
    stored = hd.color.CIELabColor.from_rgb(*color).value

    found = rgb(from_cielab(stored))

    assert max(abs(ours - theirs) for ours, theirs in zip(found, color, strict=True)) <= NEAR
