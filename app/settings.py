"""The reader's choices: typed, with limits and help, kept as TOML."""

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import platformdirs

from viewer.core.values import USUAL


def _choice(default: str, choices: tuple[str, ...], help_text: str) -> Any:
    return field(default=default, metadata={"choices": choices, "help": help_text})


def _limited(default: int, least: int, most: int, help_text: str) -> Any:
    return field(default=default, metadata={"limits": (least, most), "help": help_text})


def _plain(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice that outlives the session. ``metadata`` of a field holds its help, choices or limits."""

    presenter: str = _choice(
        "auto", ("auto", "raster", "gl"), "How images are drawn: auto asks the graphics driver at start"
    )
    mouse_profile: str = _choice(
        "bir", ("bir", "pacs", "weasis"), "What the mouse buttons do: IHE BIR, PACS-like or Weasis-like"
    )
    inverse_level: bool = _plain(
        False, "Dragging up raises the window centre (darker) instead of lowering it"
    )
    annotation_level: str = _choice("full", ("full", "minimal", "off"), "How much text stands in the corners")
    interpolated: bool = _plain(True, "Smooth magnified images; off shows single pixels")
    reader_name: str = _plain("", "Your name as it stands under your reports")
    reader_qualification: str = _plain("", "For example: MD, consultant radiologist")
    shared_macros: str = _plain("", "A folder of macros (TOML) shared with colleagues; empty for none")
    role: str = _choice(
        "first opinion", ("first opinion", "second opinion"), "The opinion usually written here"
    )
    cache_percent: int = _limited(50, 10, 80, "Largest part of the free memory that images may fill")
    cleared_for_diagnosis: bool = _plain(
        False, "Set by a site that has taken responsibility: takes the not-for-primary-diagnosis mark away"
    )
    display_check_days: int = _limited(90, 1, 3650, "For how many days a display check is relied on")
    site_name: str = _plain("", "Name of the site at the head of reports; empty for no letterhead")
    site_address: str = _plain("", "Its address and telephone; a semicolon ends a line")
    site_logo: str = _plain("", "File of its logo, PNG or JPEG")
    checks_off: tuple[str, ...] = _plain((), "Checks of the words that are not made")
    checks_blocking: tuple[str, ...] = _plain(
        (), "Checks of the words that signing waits for, set by the site"
    )
    paper: str = _choice("A4", ("A4", "Letter"), "Paper of printed and exported reports")
    presentation: str = _choice(
        "choose",
        ("choose", "by its author"),
        "Presentation states: offered on the image, or the latest applied when a series is shown",
    )
    values: tuple[str, ...] = _plain(USUAL, "Quantities that values are read in, the one chosen last first")
    recent_places: tuple[str, ...] = _plain((), "Folders and files opened lately, newest first")
    start_page: str = _choice("images", ("images", "worklist"), "What is shown when the program starts")
    worklist_place: str = _choice(
        "this window",
        ("this window", "own window"),
        "Where the worklist is shown: in place of the images, or beside",
    )
    watched_folder: str = _plain(
        "", "What arrives in this folder is imported into the library by itself; empty for none"
    )
    layout: str = _choice(
        "1x1", ("1x1", "1x2", "2x1", "2x2", "2x3", "3x3", "4x4"), "Rows and columns of viewports at start"
    )


RECENT_PLACES = 10


def remember_place(settings: Settings, place: Path) -> Settings:
    """Return settings with a place at the top of the recent ones."""
    others = (known for known in settings.recent_places if known != str(place))
    return replace(settings, recent_places=(str(place), *others)[:RECENT_PLACES])


def home() -> Path:
    """Return the folder that holds everything Overread keeps: OVERREAD_HOME, else the system's place for it."""
    chosen = os.environ.get("OVERREAD_HOME")
    folder = Path(chosen) if chosen else Path(platformdirs.user_data_dir("overread", appauthor=False))
    with suppress(OSError):  # where nothing can be kept, images are read all the same (SAFETY D5)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def why_nothing_is_kept(folder: Path) -> str:
    """Return why a folder takes no files, empty where it does."""
    try:
        with TemporaryFile(dir=folder) as tried:
            tried.write(b"\0" * 4096)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings kept in a file, and what was wrong with it in words.

    What cannot be understood takes its default; a file that is not TOML is set aside as ``.bad`` (SAFETY F19). One
    that the system does not give is left alone (D5).
    """
    if not path.exists():
        return Settings(), ()
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        bad = path.with_suffix(".bad")
        with suppress(OSError):
            path.replace(bad)
        where = f"; they are kept as {bad.name}" if bad.exists() else ""
        return Settings(), (f"The settings could not be read{where}",)
    except OSError as error:
        return Settings(), (f"The settings could not be read: {error.strerror}",)
    problems: list[str] = []
    chosen: dict[str, object] = {}
    for name, value in kept.items():
        found = tuple(value) if isinstance(value, list) else value
        if _allowed(name, found):
            chosen[name] = found
        else:
            problems.append(f"Setting {name} is not understood and takes its default")
    return changed(Settings(), chosen), tuple(problems)


def changed(settings: Settings, chosen: Mapping[str, object]) -> Settings:
    """Return settings with other choices.

    Raises
    ------
    ValueError
        For a name or a value that no setting has.
    """
    for name, value in chosen.items():
        if not _allowed(name, value):
            raise ValueError(f"setting {name} cannot be {value!r}")
    return replace(settings, **dict(chosen))  # type: ignore[arg-type]  # checked one by one


def _allowed(name: str, value: object) -> bool:
    entry = next((known for known in fields(Settings) if known.name == name), None)
    if entry is None or type(value) is not type(entry.default):
        return False
    metadata = entry.metadata
    if isinstance(value, tuple):
        return all(isinstance(part, str) for part in value)
    if "choices" in metadata:
        return value in metadata["choices"]
    if "limits" in metadata and isinstance(value, int):
        least, most = metadata["limits"]
        return bool(least <= value <= most)
    return True


def save_settings(path: Path, settings: Settings) -> None:
    """Keep settings durably: written beside, synced, then renamed over the old file."""
    lines = [
        f"# {entry.metadata['help']}\n{entry.name} = {_toml(getattr(settings, entry.name))}\n"
        for entry in fields(settings)
    ]
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(part) for part in value) + "]"
    escaped = "".join(_escaped(letter) for letter in str(value))
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04x}"
