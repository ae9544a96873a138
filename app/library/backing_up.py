"""Everything that Overread keeps, copied to another folder so that it can be had back, and had back.

Databases are copied by SQLite itself while they are used; files are copied once, since a file of the library never
changes. A manifest with the checksum of each file is written last: without it a backup is not one, and a backup that
is cut off leaves the one before it whole.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from app.library.copying import digest_of
from app.library.errors import LibraryError, kept_clearly
from app.library.files import is_digest, sync_folder
from reporting.store.durable_files import write_durably

MANIFEST = "manifest.json"
_VERSION = 1
_DATABASES = ("library/catalogue.sqlite3", "reports/reports.sqlite3", "measurements.sqlite3")
_FOLDERS = (
    "library/files",
    "library/quarantine",
    "library/notes",
    "reports/drafts",
    "reports/signed",
    "pictures",
)
_SINGLE = ("settings.toml", "words.txt")
_PASSED_OVER = (".unfinished", ".new")


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup or a restoration did.

    Attributes
    ----------
    copied
        Files that had to be copied; the others were there already.
    problems
        Files that are not what they should be, and what was left out because of it.
    """

    files: int
    copied: int
    problems: tuple[str, ...] = ()


def back_up(home: Path, target: Path, *, progress: Callable[[int], None] = lambda _: None) -> BackedUp:
    """Copy everything kept in ``home`` into a folder; one that holds an earlier backup is brought up to date.

    Raises
    ------
    LibraryError
        Where the target takes nothing; an earlier backup in it stays valid.
    """
    with kept_clearly("The backup was not made"):
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = _manifest(target, missing_ok=True)
        contents = target / "contents"
        now: dict[str, str] = {}
        problems: list[str] = []
        copied = 0
        state = f"state-{uuid4().hex[:12]}"
        for name in _DATABASES:
            if (home / name).exists():
                place = f"{state}/{name}"
                _copy_database(home / name, target / place)
                now[place] = digest_of(target / place).hex()
        for path in _files(home):
            name = path.relative_to(home).as_posix()
            known = path.name if is_digest(path.name) else ""
            place = f"contents/{name}" if known else f"{state}/{name}"
            if known and before.get(place) == known and (target / place).exists():
                now[place] = known
            else:
                digest = _copy(path, target / place)
                copied += 1
                if known and digest != known:
                    problems.append(f"{name}: the file is not what was stored")
                now[place] = digest
            progress(len(now))
        _sync_all(contents)
        _sync_all(target / state)
        write_durably(target / MANIFEST, _written(now))
        _remove_old(target, state, now)
    return BackedUp(len(now), copied, tuple(problems))


def restore(source: Path, home: Path, *, progress: Callable[[int], None] = lambda _: None) -> BackedUp:
    """Have a backup back in a folder that holds no library, reports or measurements yet.

    Raises
    ------
    LibraryError
        Where the folder holds some, or the backup has no manifest that can be read. What is not as its checksum
        says is left out and named.
    """
    with kept_clearly("The backup was not restored"):
        manifest = _manifest(source, missing_ok=False)
        if any((home / name).exists() for name in _DATABASES) or (home / "library").exists():
            raise LibraryError(
                "The backup was not restored",
                why="the folder holds a library, reports or measurements already",
                remedy="Restore into a new folder, and have OVERREAD_HOME name it",
            )
        problems, done = [], 0
        beside = home.with_name(f"{home.name}.restoring")
        shutil.rmtree(beside, ignore_errors=True)
        for place, digest in manifest.items():
            name = _inside(place)
            path = source / place
            if not path.is_file() or _copy(path, beside / name) != digest:
                (beside / name).unlink(missing_ok=True)
                problems.append(f"{name}: it is missing from the backup, or not what was backed up")
                continue
            done += 1
            progress(done)
        _sync_all(beside)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for entry in sorted(beside.iterdir()):
            entry.replace(home / entry.name)
        sync_folder(home)
        beside.rmdir()
    return BackedUp(len(manifest), done, tuple(problems))


def _files(home: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        for folder, _, files in os.walk(home / name):
            yield from (Path(folder) / file for file in sorted(files) if not file.endswith(_PASSED_OVER))
    yield from (home / name for name in _SINGLE if (home / name).is_file())


def _copy_database(path: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(place)) as target:
        source.backup(target, pages=4096)
    with place.open("rb+") as file:
        os.fsync(file.fileno())


def _copy(path: Path, place: Path) -> str:
    """Copy a file durably and return its checksum in hexadecimal."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside, digest = place.with_name(f"{place.name}.unfinished"), sha256()
    with path.open("rb") as reading, beside.open("wb") as writing:
        while piece := reading.read(1 << 20):
            digest.update(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    beside.replace(place)
    return digest.hexdigest()


def _sync_all(folder: Path) -> None:
    for inside, _, _ in os.walk(folder):
        sync_folder(Path(inside))


def _written(places: dict[str, str]) -> bytes:
    return json.dumps({"version": _VERSION, "files": places}, ensure_ascii=False, indent=0).encode()


def _manifest(folder: Path, *, missing_ok: bool) -> dict[str, str]:
    path = folder / MANIFEST
    if not path.exists() and missing_ok:
        return {}
    try:
        content = json.loads(path.read_bytes())
        if content["version"] != _VERSION:
            raise ValueError
        return {str(place): str(digest) for place, digest in content["files"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LibraryError(
            "The backup was not used",
            why="the folder has no manifest of a backup that this program can read",
            remedy="Choose the folder that a backup was made into",
        ) from error


def _inside(place: str) -> Path:
    """Return the path below home that a place of the manifest stands for; never outside of it (F10)."""
    parts = Path(place).parts[1:]
    if not parts or ".." in parts or Path(*parts).is_absolute():
        raise LibraryError(
            "The backup was not used",
            why="its manifest names files outside the backup",
            remedy="Use a backup that was not changed",
        )
    return Path(*parts)


def _remove_old(target: Path, state: str, now: dict[str, str]) -> None:
    """Remove what earlier backups had and this one has not."""
    for entry in target.glob("state-*"):
        if entry.name != state:
            shutil.rmtree(entry, ignore_errors=True)
    for folder, _, files in os.walk(target / "contents"):
        for file in files:
            path = Path(folder) / file
            if path.relative_to(target).as_posix() not in now:
                path.unlink(missing_ok=True)
