"""Keys belong to one command each."""

import tomllib
from pathlib import Path

import pytest

from app.commands import KeymapError, load_keymap
from viewer.tools import TOOLS


def keymap(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "keys.toml"
    path.write_text(text)
    return path


def test_keys_are_found_by_command(tmp_path: Path) -> None:
    path = keymap(tmp_path, '[keys]\n"view.fit" = ["Ctrl+0", "F"]\n')

    assert load_keymap(path, ["view.fit", "view.reset"]).of("view.fit") == ("Ctrl+0", "F")
    assert load_keymap(path, ["view.fit", "view.reset"]).of("view.reset") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[keys]\n"a" = ["S"]\n"b" = ["s"]\n', "both a and b"),
        ('[keys]\n"c" = ["S"]\n', "unknown command c"),
        ("[keys", "keys.toml"),
        ("[other]\n", "keys.toml"),
    ],
)
def test_a_keymap_that_cannot_work_is_refused(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(KeymapError, match=why):
        load_keymap(keymap(tmp_path, text), ["a", "b"])


def test_tools_and_the_keymap_name_the_same_keys() -> None:
    kept = tomllib.loads((Path(__file__).parents[2] / "resources" / "keymaps" / "keys.toml").read_text())[
        "keys"
    ]

    bound = {name: keys for name, keys in kept.items() if name.startswith("tool.")}
    assert bound == {f"tool.{tool.name}": [tool.key] for tool in TOOLS}
