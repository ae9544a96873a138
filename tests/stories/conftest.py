"""What stories share: a reader before the real window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.builders.sittings import Reader, sitting, write_studies


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    """A reader before the window, with the studies open; one for all tests of a file."""
    folder = tmp_path_factory.mktemp("bir")
    yield from sitting(folder / "home", write_studies(folder / "studies"))


@pytest.fixture
def reader(seated: Reader) -> Reader:
    """The reader at the beginning: one viewport, the CT at its eleventh slice, the keyboard on the images."""
    seated.sit_down()
    return seated
