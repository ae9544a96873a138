"""The reader's choices survive, and garbage never stops the program."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.settings import RECENT_PLACES, Settings, changed, load_settings, remember_place, save_settings


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    chosen = replace(
        Settings(),
        mouse_profile="pacs",
        reader_name='Dr "Quote" \\ 山田\n',
        cache_percent=30,
        interpolated=False,
        recent_places=("/a b", "/c"),
    )

    save_settings(tmp_path / "settings.toml", chosen)

    assert load_settings(tmp_path / "settings.toml") == (chosen, ())


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == (Settings(), ())


def test_f19_garbage_is_set_aside_and_defaults_are_used(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\x00 = not toml")

    settings, problems = load_settings(path)

    assert settings == Settings()
    assert len(problems) == 1
    assert not path.exists()
    assert path.with_suffix(".bad").exists()


@pytest.mark.parametrize(
    "line",
    [
        'mouse_profile = "foot"',
        "cache_percent = 99",
        'cache_percent = "2"',
        "unknown = 1",
        "recent_places = [1]",
    ],
)
def test_f19_one_value_that_is_not_understood_takes_its_default(line: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'reader_name = "Dr A"\n{line}\n')

    settings, problems = load_settings(path)

    assert settings == replace(Settings(), reader_name="Dr A")
    assert len(problems) == 1


def test_an_impossible_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="presenter"):
        changed(Settings(), {"presenter": "magic"})


def test_a_place_opened_again_moves_to_the_top_and_old_ones_are_forgotten() -> None:
    settings = Settings()
    for number in range(RECENT_PLACES + 2):
        settings = remember_place(settings, Path(f"/study{number}"))
    settings = remember_place(settings, Path("/study5"))

    assert settings.recent_places[0] == str(Path("/study5"))
    assert len(settings.recent_places) == RECENT_PLACES
    assert len(set(settings.recent_places)) == RECENT_PLACES


def test_every_setting_explains_itself() -> None:
    assert all(entry.metadata["help"] for entry in fields(Settings))


def test_d5_settings_that_the_system_does_not_give_take_their_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()

    settings, problems = load_settings(tmp_path / "settings.toml")

    assert settings == Settings()
    assert len(problems) == 1
    assert str(tmp_path) not in problems[0]
