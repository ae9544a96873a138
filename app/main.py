"""Start-up: a headless command, or the window."""

import sys
from importlib import import_module
from pathlib import Path

from app.headless.cli import COMMANDS, run


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    arguments = sys.argv[1:]
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        return run(arguments)
    code: int = import_module("app.start").open_window([Path(argument) for argument in arguments])
    return code
