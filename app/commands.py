"""What the reader can do, once: menus, toolbars, keys, help and the context menu are all made from this table."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from viewer.core.errors import ViewerError


def always() -> bool:
    """Return True: the command can be used at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the reader can do.

    Attributes
    ----------
    id
        What keymaps name, ``menu.verb``.
    title
        As in the menu, with an ampersand before its mnemonic.
    help
        One sentence for the tooltip and the list of keys.
    menu
        Path of the menu it stands in, e.g. "&View"; empty for none.
    enabled
        Asked before the command is offered.
    checked
        For commands that are on or off; None for the others.
    """

    id: str
    title: str
    help: str
    run: Callable[[], None]
    menu: str = ""
    enabled: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    icon: str = ""
    separator_before: bool = False

    @property
    def plain_title(self) -> str:
        """The title without its mnemonic mark and dots."""
        return self.title.replace("&", "").removesuffix("…")


class KeymapError(ViewerError):
    """Keys are bound in a way that cannot work."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The keys could not be set up", why=why, remedy="Correct the keymap file, or remove it"
        )


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys run which command."""

    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command, the one shown in menus first."""
        return self.keys.get(command_id, ())


def load_keymap(path: Path, known: Iterable[str]) -> Keymap:
    """Return the keymap of a TOML file: ``[keys]`` with ``"command.id" = ["Key", …]``.

    Raises
    ------
    KeymapError
        Where a command is unknown, or one key is bound to two commands.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["keys"]
    except (tomllib.TOMLDecodeError, KeyError) as problem:
        raise KeymapError(f"{path.name}: {problem}") from problem
    keys = {str(name): tuple(str(key) for key in bound) for name, bound in table.items()}
    unknown = sorted(set(keys) - set(known))
    if unknown:
        raise KeymapError(f"{path.name} names the unknown command {unknown[0]}")
    owners: dict[str, str] = {}
    for name, bound in keys.items():
        for key in bound:
            other = owners.setdefault(key.lower(), name)
            if other != name:
                raise KeymapError(f"{path.name} binds {key} to both {other} and {name}")
    return Keymap(keys)
