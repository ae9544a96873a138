"""Opens the window."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.failures import start_log
from app.settings import home
from app.version import VERSION
from app.wiring import Workstation
from viewer.ui.theme import apply_theme

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while the main thread wants it. With Python's own 5 ms, a paint that
lets go of it twenty times would stand for 100 ms beside one busy thread."""


def make_application() -> QApplication:
    """Return the Qt application, dressed for a dark room."""
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("overread")
    application.setApplicationDisplayName("Overread")
    application.setApplicationVersion(VERSION)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, on=False)
    apply_theme(application)
    return application


def open_window(places: Sequence[Path]) -> int:
    """Open the window, and in it what lies at these places; return when it is closed."""
    os.umask(0o077)
    start_log(home() / "log")
    application = make_application()
    workstation = Workstation(home())
    workstation.failures.install()
    workstation.start()
    if places:
        QTimer.singleShot(0, lambda: workstation.studies.open(list(places)))
    return application.exec()
