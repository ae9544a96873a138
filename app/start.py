"""Opens the window."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
from psygnal import SignalInstance
from PySide6.QtCore import QLockFile, QSysInfo, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.failures import start_log
from app.second_start import Listener, hand_over
from app.settings import home
from app.version import VERSION
from app.wiring import Workstation
from viewer.ui.theme import apply_theme

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while the main thread wants it. With Python's own 5 ms, a paint that
lets go of it twenty times would stand for 100 ms beside one busy thread."""

PERHAPS_OPEN = (
    "Overread may be open {where}. Two windows would write over each other's reports. Open all the same?"
)
ALREADY_OPEN = "Overread is already open. Open further studies in its window, beside those that are there."
ALREADY = 1
LOCK = "lock"
LOCK_MS = 200
READY_MS = 2000


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
    open_home(home())
    application = make_application()
    lock = lock_of(home())
    if lock is None and hand_over(home(), places):
        return 0
    lock = lock or (lock_of(home(), by_force=True) if _may_open_anyway(home()) else None)
    if lock is None:
        return ALREADY
    workstation = make_workstation(home())
    listener = Listener(home(), partial(take_over, workstation))
    workstation.start()
    if places:
        QTimer.singleShot(0, lambda: workstation.studies.open(list(places)))
    code = application.exec()
    listener.close()
    lock.unlock()
    return code


def make_workstation(folder: Path) -> Workstation:
    """Return the program, its failures told to the reader, and what it is made of left alone once it is there.

    Python looks for cyclic garbage in everything that was ever made. With a window and its libraries one search took
    56 ms, in the middle of scrolling. So what was imported and built by the time the window is ready, a study is open
    and its report shows, is taken out of the search.
    """
    workstation = Workstation(folder)
    workstation.failures.install()
    QTimer.singleShot(READY_MS, workstation, leave_alone)
    for signal in (workstation.studies.finished, workstation.desk.report.changed):
        _once(signal, leave_alone)
    return workstation


def take_over(workstation: Workstation, places: Sequence[Path]) -> None:
    """Do what a second start was asked for: come forward, and open what it was given beside what is open."""
    window = workstation.window
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
    if places:
        workstation.studies.open(list(places))


def leave_alone() -> None:
    """Never search again for garbage among the objects there are; what is young and garbage goes before."""
    gc.collect(1)
    gc.freeze()


def _once(signal: SignalInstance, call: Callable[[], None]) -> None:
    def heard(*_: object) -> None:
        signal.disconnect(heard)
        call()

    signal.connect(heard)


def open_home(folder: Path) -> None:
    """Keep what is written now for this user only, and begin the log where the folder takes one (SAFETY D5)."""
    os.umask(0o077)
    with suppress(OSError):
        start_log(folder / "log")


def lock_of(folder: Path, *, by_force: bool = False) -> QLockFile | None:
    """Return the lock of a folder, None where another window holds it: two would write over each other's words (D7).

    A lock that a crash left behind is taken over; where the folder takes no files, nothing can be written over.
    ``by_force`` takes it from whoever holds it.
    """
    if by_force:
        (folder / LOCK).unlink(missing_ok=True)
    lock = QLockFile(str(folder / LOCK))
    lock.setStaleLockTime(0)
    taken = lock.tryLock(LOCK_MS) or lock.error() is not QLockFile.LockError.LockFailedError
    return lock if taken else None


def is_held_here(folder: Path) -> bool:
    """Whether the lock of a folder is proven to be held by a program that runs on this machine."""
    pid, host, _ = QLockFile(str(folder / LOCK)).getLockInfo()
    return host == QSysInfo.machineHostName() and psutil.pid_exists(pid)


def _may_open_anyway(folder: Path) -> bool:
    """Say that the window is open already; where that is not certain, ask."""
    if is_held_here(folder):
        QMessageBox.information(None, "Overread", ALREADY_OPEN)
        return False
    _, host, _ = QLockFile(str(folder / LOCK)).getLockInfo()
    words = PERHAPS_OPEN.format(where=f"on {host}" if host else "elsewhere")
    return QMessageBox.question(None, "Overread", words) is QMessageBox.StandardButton.Yes
