"""What the header says of technique, in words; presets by unit."""

import pytest

from viewer.core.modality import Modality, Preset, Technique
from viewer.core.windowing import Window


@pytest.mark.parametrize(
    ("item", "stored", "words"),
    [
        (Technique("KVP", "{} kV"), "120.0000", "120 kV"),
        (Technique("KVP", "{} kV"), " ", ""),
        (Technique("RadionuclideTotalDose", "{} Bq"), "370000000", "370000000 Bq"),
        (Technique("ConvolutionKernel"), "B60f", "B60f"),
        (Technique("PositionerPrimaryAngle", "LAO {}°", "RAO {}°"), "-30.0", "RAO 30°"),
        (Technique("PositionerPrimaryAngle", "LAO {}°", "RAO {}°"), "12.5", "LAO 12.5°"),
    ],
)
def test_an_element_becomes_words(item: Technique, stored: str, words: str) -> None:
    assert item.text(stored) == words


def test_a_window_in_hu_is_not_offered_for_other_numbers() -> None:
    bone = Preset("Bone", Window(500, 2000), "HU")
    modality = Modality(("CT",), "CT", presets=(bone,))

    assert modality.presets_for("HU") == (bone,)
    assert modality.presets_for("") == ()
