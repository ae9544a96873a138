"""Everything that writes in the library, to be killed at any moment, and what must be true afterwards.

Run as ``python -m tests.app.library.crash_paths PATH FOLDER KILLS SEED``. Prints one JSON object for each kill:
how much had been acknowledged, and what was found wrong.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.library.backing_up import back_up, restore
from app.library.catalogue.database import SCHEME
from app.library.catalogue.schema import INSTANCE
from app.library.catalogue.values import WorklistQuery
from app.library.importing import Importer
from app.library.library import Library
from app.library.opening import open_library
from app.library.rebuilding import rebuild
from app.library.trash import empty_trash
from app.library.verifying import verify
from reporting.store.database import open_database, reading
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.kills import Acknowledge, killed, kills
from tests.builders.libraries import ct_study, import_all, write_all
from viewer.loading.headers import read_headers

FILES_EACH = 40


@dataclass(frozen=True)
class CrashPath:
    """One way of writing.

    Attributes
    ----------
    prepare
        Makes what is there before, in a folder.
    work
        Writes, and acknowledges; gets the folder and the number of the kill.
    wrong
        Returns what is wrong after a kill, given everything that was ever acknowledged.
    longest_s, most_syncs
        About how long it takes, and how many syncs: kills fall within.
    """

    prepare: Callable[[Path], None]
    work: Callable[[Path, int, Acknowledge], None]
    wrong: Callable[[Path, list[str]], list[str]]
    longest_s: float = 0.3
    most_syncs: int = 40


def _import(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    source = folder / "source"
    files = [_renamed(source / f"{100 + turn}-{100 + number}", turn, number) for number in range(FILES_EACH)]
    with open_library(folder / "library", read_headers) as library:
        importer = Importer(library, read_headers, handful=4)
        importer.run(files, acknowledged=lambda path: acknowledge(path.name))


def _renamed(path: Path, turn: int, number: int) -> Path:
    """Write one of many objects that differ in their UIDs and nothing else."""
    if not path.exists():
        template = (path.parent / "template").read_bytes()
        path.write_bytes(template.replace(b"777.100.100", f"777.{100 + turn}.{100 + number}".encode()))
    return path


def _prepare_import(folder: Path) -> None:
    (folder / "source").mkdir(parents=True)
    write(ct_slice(SOPInstanceUID="1.2.777.100.100"), folder / "source" / "template")
    Library(folder / "library").close()


def _lost_imports(folder: Path, acknowledged: list[str]) -> list[str]:
    with open_library(folder / "library", read_headers) as library:
        with reading(library.engine) as connection:
            known = set(connection.execute(select(INSTANCE.c.uid)).scalars())
        wanted = {f"1.2.777.{name.replace('-', '.')}" for name in acknowledged}
        left = [path.name for path in library.files.arriving.iterdir()]
        return [*sorted(wanted - known), *_unsound(library), *left]


def _unsound(library: Library) -> list[str]:
    found = verify(library)
    problems = [*map(str, found.damaged), *(f"unknown {name}" for name in found.unknown)]
    return problems if found.is_catalogue_sound else [*problems, "the catalogue is damaged"]


def _prepare_one_study(folder: Path) -> None:
    with Library(folder / "library") as library:
        import_all(library, write_all(folder / "source", ct_study("one", 6)))


def _note(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    with open_library(folder / "library", read_headers) as library:
        for number in count():
            library.notes.set_comments(uid("study one"), f"{turn:03d}.{number:06d}")
            acknowledge(f"{turn:03d}.{number:06d}")


def _lost_notes(folder: Path, acknowledged: list[str]) -> list[str]:
    last = max(acknowledged, default="")
    turn, _, number = last.partition(".")
    allowed = {last, f"{turn}.{int(number or 0) + 1:06d}"}
    problems = []
    for made_again in (False, True):
        with open_library(folder / "library", read_headers) as library:
            if made_again:
                rebuild(library, read_headers)
            found = library.notes.notes_of(uid("study one")).comments
            if (last and found < last) or (found not in allowed and not found.endswith(".000000")):
                problems.append(f"{found} instead of {last}, made again: {made_again}")
            problems += _unsound(library)
    return problems


def _rebuild(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    with open_library(folder / "library", read_headers) as library:
        for _ in range(30):
            rebuild(library, read_headers)
            acknowledge(str(turn))


def _lost_by_rebuild(folder: Path, _: list[str]) -> list[str]:
    with open_library(folder / "library", read_headers) as library:
        totals = library.worklist.totals()[:2]
        return [*_unsound(library), *([] if totals == (1, 6) else [f"{totals} left"])]


def _empty(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    with open_library(folder / "library", read_headers) as library:
        for number in range(6):
            name = f"going {turn} {number}"
            import_all(library, write_all(folder / name, ct_study(name, 3)))
            library.notes.throw_away(uid(f"study {name}"))
            empty_trash(library)
            acknowledge(name)


def _not_gone(folder: Path, acknowledged: list[str]) -> list[str]:
    with open_library(folder / "library", read_headers) as library:
        rows = library.worklist.page(WorklistQuery(), 0, 1000) + library.worklist.page(
            WorklistQuery(in_trash=True), 0, 1000
        )
        there = {row.uid for row in rows}
        back = [name for name in acknowledged if uid(f"study {name}") in there]
        return [*_unsound(library), *back]


def _back_up(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    with open_library(folder / "library", read_headers) as library:
        for number in range(8):
            name = f"{turn}-{number}"
            import_all(library, write_all(folder / "sources" / name, ct_study(name, 2)))
            back_up(folder, folder.with_name("backup"))
            acknowledge(name)


def _lost_in_backup(folder: Path, acknowledged: list[str]) -> list[str]:
    again = folder.with_name("again")
    shutil.rmtree(again, ignore_errors=True)
    if not folder.with_name("backup").joinpath("manifest.json").exists():
        return acknowledged
    restored = restore(folder.with_name("backup"), again)
    with open_library(again / "library", read_headers) as library:
        missing = [name for name in acknowledged if library.worklist.study(uid(f"study {name}")) is None]
        return [*restored.problems, *missing, *_unsound(library)]


_SECOND_STEP = '''
"""A step that rewrites every instance."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade():
    op.add_column("instance", sa.Column("seen", sa.Integer, nullable=False, server_default="0"))
    op.create_index("instance_by_seen", "instance", ["seen"])
    op.execute("UPDATE instance SET seen = id, problem = 'stepped'")
'''


def _prepare_migration(folder: Path) -> None:
    _prepare_one_study(folder)
    shutil.copytree(SCHEME.migrations, folder / "steps", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "steps" / "versions" / "v0002_seen.py").write_text(_SECOND_STEP)


def _migrate(folder: Path, _: int, acknowledge: Acknowledge) -> None:
    for number in count():
        path = folder / "trial" / f"{number}.sqlite3"
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / "library" / "catalogue.sqlite3", path)
        (folder / "newest").write_text(path.name)
        engine, _damaged = open_database(path, replace(SCHEME, migrations=folder / "steps"))
        engine.dispose()
        acknowledge(path.name)


def _lost_by_migration(folder: Path, _: list[str]) -> list[str]:
    """The database that was being migrated opens, is migrated whole, and has all it had."""
    path = folder / "trial" / (folder / "newest").read_text()
    engine, damaged = open_database(path, replace(SCHEME, migrations=folder / "steps"))
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT seen = id, problem FROM instance").all()
    engine.dispose()
    sound = damaged is None and len(rows) == 6 and all(row == (1, "stepped") for row in rows)
    return [] if sound else [f"{damaged} {rows}"]


PATHS = {
    "import": CrashPath(_prepare_import, _import, _lost_imports),
    "notes": CrashPath(_prepare_one_study, _note, _lost_notes),
    "rebuild": CrashPath(_prepare_one_study, _rebuild, _lost_by_rebuild, most_syncs=20),
    "emptying": CrashPath(_prepare_one_study, _empty, _not_gone, most_syncs=60),
    "backup": CrashPath(_prepare_one_study, _back_up, _lost_in_backup, 0.6, 120),
    "migration": CrashPath(_prepare_migration, _migrate, _lost_by_migration, 0.3, 8),
}


def crash(name: str, folder: Path, number_of_kills: int, seed: int) -> Iterator[dict[str, Any]]:
    """Kill one way of writing again and again; yield what was found after each kill."""
    path = PATHS[name]
    path.prepare(folder)
    acknowledged: list[str] = []
    for turn, how in enumerate(kills(number_of_kills, seed, path.longest_s, path.most_syncs)):

        def work(acknowledge: Acknowledge, turn: int = turn) -> None:
            path.work(folder, turn, acknowledge)

        said = killed(work, after_s=how.get("after_s", 0.0), at_sync=int(how.get("at_sync", 0)))
        acknowledged += said
        yield {"how": how, "acknowledged": len(said), "wrong": path.wrong(folder, acknowledged)}


if __name__ == "__main__":
    with closing(sys.stdout):
        for found in crash(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])):
            print(json.dumps(found), flush=True)
