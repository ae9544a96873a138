"""What every test may ask for."""

from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real DICOM beside the project; the test is skipped where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus of real studies at {CORPUS}")
    return CORPUS
