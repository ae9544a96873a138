"""Where macros are kept: the reader's own folder, one shared with colleagues, and those that are shipped."""

from collections.abc import Callable
from pathlib import Path

from reporting.core.macros.files import macros_to_toml, parse_macros, problem_with, read_folder
from reporting.core.macros.macro import Macro
from reporting.core.toml_source import read_source
from reporting.store.durable_files import remove_durably, write_durably
from viewer.core.errors import ViewerError

OWN, SHARED, SHIPPED = "own", "shared", "shipped"


class MacroError(ViewerError):
    """A macro that cannot be kept."""

    def __init__(self, why: str) -> None:
        super().__init__("The macro was not kept", why=why, remedy="Correct it and try again")


class MacroShelf:
    """Reads three folders; an own macro goes before a shared one of the same name, that before a shipped one.

    Parameters
    ----------
    shared
        The folder shared with colleagues, None where none is set; asked each time, as the setting may change.
    failed
        Told which files could not be understood.
    """

    def __init__(
        self,
        own: Path,
        shared: Callable[[], Path | None],
        shipped: Path,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._own, self._shared, self._shipped, self._failed = own, shared, shipped, failed
        self._known: dict[str, tuple[Macro, str]] | None = None

    def macros(self) -> tuple[Macro, ...]:
        """Return every macro once, by name."""
        known = self._read()
        return tuple(known[name][0] for name in sorted(known))

    def whose(self, name: str) -> str:
        """Return whose a macro is: own, shared or shipped; empty where there is none."""
        return self._read().get(name, (None, ""))[1]

    def read_again(self) -> None:
        """Forget what was read: folders or files have changed."""
        self._known = None

    def keep(self, macro: Macro) -> None:
        """Keep a macro as the reader's own, in place of one of the same name."""
        if why := problem_with(macro):
            raise MacroError(why)
        others = [known for known in self._own_macros() if known.name != macro.name]
        self._write([*others, macro])

    def remove(self, name: str) -> None:
        """Remove one of the reader's own macros."""
        self._write([known for known in self._own_macros() if known.name != name])

    def take_in(self, path: Path) -> int:
        """Take the macros of a file over as the reader's own; return how many."""
        taken = parse_macros(read_source(path), path.name)
        names = {known.name for known in taken}
        self._write([known for known in self._own_macros() if known.name not in names] + list(taken))
        return len(taken)

    def hand_out(self, path: Path) -> int:
        """Write the reader's own macros to a file for others; return how many."""
        own = self._own_macros()
        write_durably(path, macros_to_toml(own).encode())
        return len(own)

    def _own_macros(self) -> list[Macro]:
        return [macro for macro, whose in self._read().values() if whose == OWN]

    def _write(self, macros: list[Macro]) -> None:
        self._own.mkdir(parents=True, exist_ok=True)
        write_durably(self._own / "macros.toml", macros_to_toml(macros).encode())
        for other in self._own.glob("*.toml"):
            if other.name != "macros.toml" and not _is_not_understood(other):
                remove_durably(other)  # its macros are in the one file now
        self.read_again()

    def _read(self) -> dict[str, tuple[Macro, str]]:
        if self._known is None:
            self._known = {}
            for folder, whose in ((self._shipped, SHIPPED), (self._shared(), SHARED), (self._own, OWN)):
                macros, errors = read_folder(folder) if folder is not None else ((), ())
                self._known |= {macro.name: (macro, whose) for macro in macros}
                for error in errors:
                    self._failed(error)
        return self._known


def _is_not_understood(path: Path) -> bool:
    """Whether a file of macros cannot be understood: it is then left alone for its author."""
    try:
        parse_macros(read_source(path), path.name)
    except ViewerError:
        return True
    return False
