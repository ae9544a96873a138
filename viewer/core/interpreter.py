"""What the program must put right in the Python it runs on."""

import ctypes
import sys


def keep_none_alive() -> None:
    """Make None immortal on Python 3.11, as it is from 3.12 on.

    PySide6 6.12 is built for Pythons whose None needs no counting: on 3.11 each of its functions that returns
    nothing takes one reference to None away, until the interpreter ends with "deallocating None". Call it once,
    before the first window.
    """
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40
