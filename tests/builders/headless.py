"""The headless commands, run in this process."""

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from app.headless.cli import run


@dataclass(frozen=True, slots=True)
class Said:
    """What a headless command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)

    @property
    def complaints(self) -> list[str]:
        """What it wrote to stderr, by line."""
        return self.err.splitlines()


def say(*arguments: str | Path) -> Said:
    """Run a headless command."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse, at wrong use
            code = int(left.code or 0)
    return Said(code, out.getvalue(), err.getvalue())
