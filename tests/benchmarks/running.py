"""Runs the benchmarks of one module; known to the process that asks and to the one that measures."""

from importlib import import_module

from PySide6.QtWidgets import QApplication

from tests.benchmarks.table import Row

MODULES = {"loading": "run", "rendering": "measure", "window": "run"}
"""Each module of benchmarks, and what in it returns its rows."""


def measure(name: str) -> list[Row]:
    """Run the benchmarks of one module; in a process of its own, so that none inherits another's memory."""
    _ = QApplication.instance() or QApplication([])
    rows: list[Row] = getattr(import_module(f"tests.benchmarks.{name}"), MODULES[name])()
    return rows
