"""Files that are whole or not there at all, whatever happens while they are written (SAFETY D1–D3)."""

import os
from contextlib import suppress
from pathlib import Path

_UNFINISHED = ".unfinished"


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after any crash it holds the old content or the new, on the disk before this returns.

    Write beside it, fsync, rename over it, fsync the folder. Readable by its owner only.
    """
    beside = path.with_name(path.name + _UNFINISHED)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file if it is there, and have that on the disk before this returns."""
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def set_aside(path: Path) -> Path:
    """Rename a damaged file so that nothing reads it and nothing is lost: ``name.bad``, ``name.2.bad`` …"""
    number = 1
    while (
        bad := path.with_name(f"{path.name}.bad" if number == 1 else f"{path.name}.{number}.bad")
    ).exists():
        number += 1
    path.rename(bad)
    _sync_folder(path.parent)
    return bad


def clear_unfinished(folder: Path) -> None:
    """Remove what a crash left half written."""
    for unfinished in folder.glob("*" + _UNFINISHED):
        unfinished.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders; its file systems log renames themselves
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
