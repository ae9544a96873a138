"""What every test may ask for."""

from importlib.util import find_spec
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real DICOM beside the project; the test is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus of real studies at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session", autouse=True)
def one_application(request: pytest.FixtureRequest) -> None:
    """Make the application for widgets before anybody makes one for pictures only: a process has but one.

    Where Qt is not installed the pure rooms are tested without it.
    """
    if find_spec("PySide6") is not None:
        request.getfixturevalue("qapp")
