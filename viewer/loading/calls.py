"""Calls of functions whose modules the program itself need not import."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is made elsewhere, in a worker process or a thread; only there its module is imported.

    Codecs and parsers take time to import and have no business in the process that the reader works with.
    """

    module: str
    function: str
    arguments: tuple[Any, ...] = ()

    def __call__(self) -> Any:
        """Import the module and call the function."""
        return getattr(import_module(self.module), self.function)(*self.arguments)
