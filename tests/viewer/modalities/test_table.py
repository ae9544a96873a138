"""Every modality's description holds together."""

from pathlib import Path
from string import Formatter

import pytest

from viewer.core.modality import Modality
from viewer.core.windowing import VoiFunction
from viewer.modalities.presets import FOLDER, parse_presets, presets_from
from viewer.modalities.table import MODALITIES, modality_for, technique_keywords

each = pytest.mark.parametrize("modality", MODALITIES, ids=lambda modality: modality.title)

CT_PRESETS = [
    ("3", "Brain", 80, 40),
    ("4", "Lung", 1500, -600),
    ("5", "Mediastinum / soft tissue", 400, 40),
    ("6", "Abdomen", 400, 50),
    ("7", "Bone", 2000, 500),
    ("8", "Liver", 150, 90),
    ("9", "Angio", 600, 300),
    ("F2", "Stroke", 40, 40),
    ("F3", "Subdural", 200, 75),
    ("F4", "Posterior fossa", 150, 40),
    ("F5", "Temporal bone", 2800, 600),
    ("F6", "Pulmonary embolism", 700, 100),
    ("F7", "Spine, soft tissue", 250, 50),
    ("F8", "Spine, bone", 1800, 400),
]
"""Key, name, width, centre: the table of recommended presets."""


def test_ct_has_the_recommended_presets_on_their_keys() -> None:
    shown = [
        (preset.key, preset.name, preset.window.width, preset.window.center)
        for preset in modality_for("CT").presets_for("HU")
    ]

    assert shown == CT_PRESETS


def test_pet_windows_start_at_no_uptake() -> None:
    presets = modality_for("PT").presets_for("SUV")

    assert [preset.window.ramp() for preset in presets] == [(0, top) for top in (3, 5, 7, 8, 10, 15)]
    assert all(preset.window.function is VoiFunction.LINEAR_EXACT for preset in presets)


@each
def test_codes_belong_to_one_modality(modality: Modality) -> None:
    assert all(modality_for(code) is modality for code in modality.codes)


@each
def test_keys_0_1_and_2_stay_with_the_automatic_and_the_images_own_windows(modality: Modality) -> None:
    keys = [preset.key for preset in modality.presets if preset.key]

    assert not {"0", "1", "2", "F1", "F10", "F11"} & set(keys)
    assert len(keys) == len(set(keys))
    assert all(preset.window.explanation == preset.name for preset in modality.presets)


@each
def test_technique_is_worded_with_one_place_for_the_value(modality: Modality) -> None:
    for item in modality.technique:
        for wording in filter(None, (item.wording, item.negative)):
            assert [field for _, field, _, _ in Formatter().parse(wording) if field is not None] == [""]
        assert item.keyword in technique_keywords()


@each
def test_only_projections_may_be_turned(modality: Modality) -> None:
    projections = {"CR", "DX", "RG", "IO", "PX", "MG", "XA", "RF"}

    assert modality.turnable == bool(projections & set(modality.codes))
    assert modality.always_lateral == modality.turnable


def test_an_unknown_modality_is_shown_as_other_images() -> None:
    assert modality_for("XX").title == modality_for("").title == "Other images"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_preset_file_is_read(path: Path) -> None:
    assert presets_from(path.name)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[preset]]\nname = "A"\ncenter = 1', "mine.toml: preset A: 'width'"),
        ('[[preset]]\nname = "A"\ncenter = 1\nwidth = 0', "mine.toml: preset A: a window of width 0"),
        ("[[preset]]\ncenter = 1\nwidth = 9", "mine.toml: preset (without a name): 'name'"),
        (
            '[[preset]]\nname = "A"\ncenter = 1\nwidth = 9\n[[preset]]\nname = "A"\ncenter = 1\nwidth = 9',
            "mine.toml: name used twice: A",
        ),
        (
            '[[preset]]\nkey = "3"\nname = "A"\ncenter = 1\nwidth = 9\n'
            '[[preset]]\nkey = "3"\nname = "B"\ncenter = 1\nwidth = 9',
            "mine.toml: key used twice: 3",
        ),
    ],
)
def test_a_wrong_preset_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_presets(text, "mine.toml")

    assert str(refused.value).startswith(complaint)
