"""Runs the benchmarks of one module: ``python -m tests.benchmarks.running NAME``; prints its rows as JSON."""

import json
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.benchmarks.table import Row

MODULES = {
    "library": "run",
    "loading": "run",
    "overlays": "run",
    "large": "run",
    "rendering": "measure",
    "reopening": "run",
    "scanning": "run",
    "window": "run",
    "writing": "run",
}
"""Each module of benchmarks, and what in it returns its rows."""


def measured(name: str) -> list[Row]:
    """Return the rows of one module, measured in a process of its own, so that none inherits another's memory."""
    command = [sys.executable, "-m", "tests.benchmarks.running", name]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True, check=True
    )
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    """Measure the module that the command line names."""
    name = sys.argv[1]
    module = import_module(f"tests.benchmarks.{name}")
    QApplication.instance() or QApplication([])
    rows: list[Row] = getattr(module, MODULES[name])()
    sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")


if __name__ == "__main__":
    main()
