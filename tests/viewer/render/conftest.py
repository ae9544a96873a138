"""Painting needs a QGuiApplication for its letters, and nothing else of a screen."""

import pytest
from PySide6.QtGui import QGuiApplication

from viewer.core.interpreter import keep_none_alive


@pytest.fixture(scope="session", autouse=True)
def interpreter_with_lasting_none() -> None:
    """Painting calls Qt more often than a Python 3.11 without this survives."""
    keep_none_alive()


@pytest.fixture
def letters(qapp: QGuiApplication) -> QGuiApplication:
    """An application, so that fonts are there."""
    return qapp
