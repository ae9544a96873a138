"""Independent tools that look at what was written; a test is skipped, with the reason, where one is not installed."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.reporting.export import reports

Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tool() -> Tool:
    """Run an installed program on files and return what it says."""

    def run(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        program = shutil.which(name)
        if program is None:
            pytest.skip(f"{name} is not installed")
        return subprocess.run(
            [program, *map(str, arguments)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def pictures() -> dict[str, QImage]:
    """The key images of the test reports as pictures."""
    shown = {}
    for key, color in ((reports.PICTURE, "#808080"), (reports.RADIOGRAPH_PICTURE, "#303030")):
        picture = QImage(60, 40, QImage.Format.Format_RGB32)
        picture.fill(QColor(color))
        shown[key.uid] = picture
    return shown
