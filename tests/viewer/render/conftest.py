"""Painting needs a QGuiApplication for its letters, and nothing else of a screen."""

import pytest
from PySide6.QtGui import QGuiApplication


@pytest.fixture
def letters(qapp: QGuiApplication) -> QGuiApplication:
    """An application, so that fonts are there."""
    return qapp
