"""Window presets from resources/presets."""

import tomllib
from pathlib import Path
from typing import Any

from viewer.core.modality import Preset
from viewer.core.windowing import VoiFunction, Window

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "presets"


def presets_from(name: str) -> tuple[Preset, ...]:
    """Return the presets of a shipped file, in its order."""
    return parse_presets((FOLDER / name).read_text(encoding="utf-8"), name)


def parse_presets(text: str, name: str) -> tuple[Preset, ...]:
    """Return the presets that a TOML text describes.

    Raises
    ------
    ValueError
        Naming the file and the preset, for a missing or impossible value, or a key or name used twice.
    """
    table = tomllib.loads(text)
    unit, function = str(table.get("unit", "")), VoiFunction(table.get("function", "LINEAR"))
    presets = tuple(_preset(entry, unit, function, name) for entry in table.get("preset", []))
    for what, used in (
        ("name", [preset.name for preset in presets]),
        ("key", [preset.key for preset in presets if preset.key]),
    ):
        twice = {one for one in used if used.count(one) > 1}
        if twice:
            raise ValueError(f"{name}: {what} used twice: {', '.join(sorted(twice))}")
    return presets


def _preset(entry: dict[str, Any], unit: str, function: VoiFunction, name: str) -> Preset:
    called = str(entry.get("name", "(without a name)"))
    try:
        window = Window(float(entry["center"]), float(entry["width"]), function, called)
        return Preset(str(entry["name"]), window, unit, str(entry.get("key", "")))
    except (KeyError, ValueError) as error:
        raise ValueError(f"{name}: preset {called}: {error}") from error
