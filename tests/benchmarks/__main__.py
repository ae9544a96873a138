"""``python -m tests.benchmarks [NAME ...]``: measures, prints all rows, and keeps them in results.md."""

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.running import MODULES, measured
from tests.benchmarks.table import Row, to_markdown, to_text

RESULTS = Path(__file__).with_name("results.md")
PEERS = (
    "PySide6-Essentials",
    "vtk",
    "SimpleITK",
    "numpy",
    "opencv-python-headless",
    "imagecodecs",
    "pydicom",
)


def circumstances() -> str:
    """Return on what the figures were measured, in words."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    used = ", ".join(f"{peer} {version(peer)}" for peer in PEERS)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors "
        f"(load before: {load:.1f}), Python {platform.python_version()}; {used}."
    )


def main() -> None:
    """Measure what the command line names, everything if it names nothing."""
    chosen = sys.argv[1:] or list(MODULES)
    unknown = set(chosen) - set(MODULES)
    if unknown:
        sys.exit(f"No benchmark is called {', '.join(sorted(unknown))}: there are {', '.join(MODULES)}.")
    measured_on = circumstances()
    rows: dict[str, list[Row]] = {}
    for name in chosen:
        rows[name] = measured(name)
        sys.stdout.write(f"\n{name}\n{to_text(rows[name])}\n")
        sys.stdout.flush()
    if not sys.argv[1:]:
        RESULTS.write_text(to_markdown(measured_on, rows), encoding="utf-8")


if __name__ == "__main__":
    main()
