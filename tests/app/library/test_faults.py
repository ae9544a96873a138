"""Disks that are full, read-only or lie; catalogues that are damaged, lost, newer; clocks that jump."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.library import storage
from app.library.backing_up import back_up, restore
from app.library.catalogue.values import Column as By
from app.library.catalogue.values import SortKey, Status, WorklistQuery
from app.library.errors import LibraryError
from app.library.importing import Importer
from app.library.library import CATALOGUE, Library
from app.library.opening import open_library
from app.library.verifying import CHANGED, GONE, FirstLook, check_catalogue, verify
from tests.builders.dicom import uid
from tests.builders.libraries import ct_study, import_all, library_with, write_all
from viewer.loading.headers import read_headers

ROOT = Path(__file__).resolve().parents[3]
ONE = uid("study one")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one study that is being read, closed."""
    with library_with(tmp_path_factory.mktemp("made"), ct_study("one", 5)) as library:
        library.notes.set_status(ONE, Status.PRELIMINARY)
        library.notes.save_list("mine", WorklistQuery(text="ct"))
        return library.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "library"))


def is_whole(library: Library) -> bool:
    """Whether the library has its study, what was noted of it, its list and its files."""
    row = library.worklist.study(ONE)
    lists = [one.name for one in library.notes.lists()]
    whole = row is not None and (row.instances, row.status) == (5, Status.PRELIMINARY) and lists == ["mine"]
    return whole and verify(library).is_sound


def page_of_ff(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 4096)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    path.write_bytes(b"once a database" * 1000)


def table_gone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE word")


@pytest.mark.parametrize("damage", [page_of_ff, cut, emptied, overwritten, table_gone, os.unlink])
def test_d6_a_damaged_catalogue_is_made_again_from_the_files(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    damage(folder / CATALOGUE)

    with open_library(folder, read_headers) as library:
        assert is_whole(library)
        assert any("made again" in notice for notice in library.notices)
    with open_library(folder, read_headers) as library:
        assert is_whole(library)
        assert library.notices == ()


def test_d6_damage_found_while_a_large_catalogue_is_used_is_mended_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.store.database.LARGE_BYTES", 0)
    with closing(sqlite3.connect(folder / CATALOGUE)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'instance'").fetchone()
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    with (folder / CATALOGUE).open("r+b") as file:
        file.seek((root - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)
    with Library(folder) as library:
        assert library.worklist.count(WorklistQuery()) == 1
        assert not check_catalogue(library)

    with open_library(folder, read_headers) as library:
        assert is_whole(library)
        assert check_catalogue(library)


def test_d6_a_write_ahead_log_that_was_removed_loses_no_file(folder: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from app.library.library import Library;"
        "from tests.builders.libraries import *;"
        "library = Library(Path(sys.argv[1])); import_all(library, Path(sys.argv[2])); os._exit(0)"
    )
    source = write_all(tmp_path / "late", ct_study("late", 2))
    subprocess.run([sys.executable, "-c", script, str(folder), str(source)], cwd=ROOT, check=True)
    log = folder / f"{CATALOGUE}-wal"
    assert log.stat().st_size
    log.unlink()
    (folder / f"{CATALOGUE}-shm").unlink(missing_ok=True)

    with open_library(folder, read_headers) as library:
        row = library.worklist.study(uid("study late"))
        assert row is not None
        assert row.instances == 2
        assert is_whole(library)


def test_d11_a_catalogue_of_a_newer_program_is_refused_and_not_touched(folder: Path) -> None:
    with closing(sqlite3.connect(folder / CATALOGUE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = (folder / CATALOGUE).read_bytes()

    with pytest.raises(LibraryError, match="newer version"):
        Library(folder)

    assert (folder / CATALOGUE).read_bytes() == before


def test_d5_a_library_on_a_network_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mount = SimpleNamespace(mountpoint=str(folder.parent), fstype="nfs4", opts="rw")
    monkeypatch.setattr("psutil.disk_partitions", lambda **_: [mount])

    with pytest.raises(LibraryError, match="network"):
        Library(folder)


def test_d5_a_library_that_may_only_be_read_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.library.library.os.access", lambda path, how: False)
    before = (folder / CATALOGUE).read_bytes()

    with open_library(folder, read_headers) as library:
        assert library.is_read_only
        assert library.worklist.count(WorklistQuery()) == 1
        assert len(library.catalogued(ONE).instances) == 5
        with pytest.raises(LibraryError):
            library.notes.set_status(ONE, Status.FINAL)
        with pytest.raises(LibraryError, match="only be read"):
            import_all(library, folder)
    assert (folder / CATALOGUE).read_bytes() == before


def test_d5_a_log_that_cannot_be_taken_over_is_not_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / f"{CATALOGUE}-wal").write_bytes(b"something")
    monkeypatch.setattr("app.library.library.os.access", lambda path, how: False)

    with pytest.raises(LibraryError, match="last changes"):
        Library(folder)


@pytest.mark.parametrize("at", [1, 2, 5])
def test_d4_a_disk_that_fills_up_stops_the_import_and_keeps_what_is_stored(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    source = write_all(tmp_path / "source", ct_study("more", 6))
    calls, sync = iter(range(1, 100)), os.fsync

    def full(handle: int) -> None:
        if next(calls) >= at:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    with Library(folder) as library:
        with monkeypatch.context() as patch:
            patch.setattr("app.library.copying.os.fsync", full)
            files = sorted(source.iterdir())
            imported = Importer(library, read_headers, handful=2).run(files)

        assert imported.stopped == "the disk is full"
        assert imported.files == len(files)
        assert imported.left >= 1
        row = library.worklist.study(uid("study more"))
        assert (0 if row is None else row.instances) == imported.added
        assert verify(library).is_sound
        assert import_all(library, source).added == len(files) - imported.added
        assert list(library.files.arriving.iterdir()) == []


def test_d4_nothing_is_taken_when_less_than_a_gigabyte_is_free(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_all(tmp_path / "source", ct_study("more", 2))
    usage = SimpleNamespace(total=100 << 30, used=99 << 30, free=900 << 20)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)

    with Library(folder) as library:
        imported = import_all(library, source)

        assert (imported.added, imported.left, imported.stopped) == (0, 2, "the disk is full")
        assert "1 GB" in storage.storage_of(library).warning


def test_d8_a_changed_file_is_found_at_first_opening_and_not_shown(folder: Path) -> None:
    with Library(folder) as library:
        known = library.catalogued(ONE)
        changed, gone = (library.files.path_of(file) for file in known.files[:2])
        content = bytearray(changed.read_bytes())
        content[-1] ^= 1
        changed.write_bytes(content)
        gone.unlink()
        look = FirstLook(library)

        assert dict(look.check(known.files)) == {changed: CHANGED, gone: GONE}
        assert look.check(known.files) != ()
        assert len(library.catalogued(ONE).instances) == 3
        assert dict(library.catalogued(ONE).damaged) == {changed: CHANGED, gone: GONE}
        assert not verify(library).is_sound


def test_d8_a_good_file_is_looked_at_once_in_a_session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(folder) as library:
        files = library.catalogued(ONE).files
        look = FirstLook(library)
        assert look.check(files) == ()
        monkeypatch.setattr("app.library.verifying.digest_of", lambda path: pytest.fail("looked again"))

        assert look.check(files) == ()


def test_d8_importing_a_good_copy_mends_a_damaged_file(folder: Path, tmp_path: Path) -> None:
    source = write_all(tmp_path / "again", ct_study("one", 5))
    with Library(folder) as library:
        path = library.files.path_of(library.catalogued(ONE).files[0])
        path.write_bytes(b"rotten")
        assert len(verify(library).damaged) == 1

        assert import_all(library, source).duplicates == 5

        assert is_whole(library)
        assert len(library.catalogued(ONE).instances) == 5


def test_d9_a_clock_that_jumps_changes_no_order(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_order = WorklistQuery(sort=(SortKey(By.IMPORTED, descending=False),))
    with Library(folder) as library:
        for number, jump_s in enumerate((0, -86_400, 172_800, -7200)):
            monkeypatch.setattr("time.time", lambda jump_s=jump_s: 1_750_000_000.0 + jump_s)
            name = f"jump {number}"
            import_all(library, write_all(tmp_path / name, ct_study(name, 1)))
            os.utime(
                library.files.path_of(library.catalogued(uid(f"study {name}")).files[0]), (jump_s + 1e9,) * 2
            )
        in_order = [row.uid for row in library.worklist.page(import_order, 0, 10)]
        (folder / CATALOGUE).unlink()
    with open_library(folder, read_headers) as library:
        again = {row.uid for row in library.worklist.page(import_order, 0, 10)}

    assert in_order == [ONE, *(uid(f"study jump {number}") for number in range(4))]
    assert again == set(in_order)


def test_d9_notes_keep_the_order_they_were_made_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(folder) as library:
        revisions = []
        for jump_s, status in ((0, Status.IN_PROGRESS), (-90_000, Status.FINAL)):
            monkeypatch.setattr("time.time", lambda jump_s=jump_s: 1_750_000_000.0 + jump_s)
            library.notes.set_status(ONE, status)
            revisions.append(library.worklist.revision())

        assert library.notes.notes_of(ONE).status is Status.FINAL
        assert revisions == sorted(revisions)


def test_d2_a_backup_is_had_back_whole(folder: Path, tmp_path: Path) -> None:
    home, target, new = folder.parent, tmp_path.parent / f"{tmp_path.name} backup", tmp_path / "new"
    first = back_up(home, target)
    assert back_up(home, target).copied < first.copied

    restored = restore(target, new)

    assert restored.problems == ()
    with Library(new / "library") as library:
        assert is_whole(library)
    with pytest.raises(LibraryError, match="holds a library"):
        restore(target, new)
    with pytest.raises(LibraryError, match="manifest"):
        restore(tmp_path, tmp_path / "another")


def test_d8_a_backup_that_rotted_is_restored_without_the_bad_file_and_says_so(
    folder: Path, tmp_path: Path
) -> None:
    target, new = tmp_path.parent / f"{tmp_path.name} backup", tmp_path / "new"
    back_up(folder.parent, target)
    rotten = next(path for path in (target / "contents").rglob("*") if path.is_file())
    rotten.write_bytes(b"rotten")

    restored = restore(target, new)

    assert [rotten.name in problem for problem in restored.problems] == [True]
    with Library(new / "library") as library:
        assert dict(verify(library).damaged) == {rotten.name: GONE}


def test_d3_a_file_is_acknowledged_after_file_folder_and_catalogue_are_on_the_disk(
    folder: Path, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    source = write_all(tmp_path / "source", ct_study("traced", 2))
    script = (
        "import os, sys; from pathlib import Path; from app.library.library import Library;"
        "from app.library.importing import Importer; from viewer.loading.headers import read_headers;"
        "library = Library(Path(sys.argv[1])); files = sorted(Path(sys.argv[2]).iterdir());"
        "Importer(library, read_headers, handful=1).run("
        " files, acknowledged=lambda path: os.write(1, b'acknowledged'))"
    )
    log = tmp_path / "trace"
    watched = "trace=openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
    command = ["strace", "-f", "-y", "-s", "64", "-e", watched, "-o", str(log)]
    ended = subprocess.run(
        [*command, sys.executable, "-c", script, str(folder), str(source)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in ended.stderr:
        pytest.skip("processes may not be traced here")
    assert ended.returncode == 0, ended.stderr

    steps = [step for line in log.read_text().splitlines() if (step := step_of(line))]

    assert "".join(steps).count("a") == 2
    for before in "".join(steps).split("a")[:-1]:
        written, synced, renamed, folder_synced, logged, log_synced = (
            before.rfind(step) for step in "wsrflc"
        )
        assert -1 < written < synced < renamed < folder_synced < logged < log_synced


def step_of(line: str) -> str:
    """Return which step of an import a system call is, empty for none.

    w: copy written, s: copy synced, r: renamed, f: folder synced, l: log of the catalogue written, c: log synced,
    a: acknowledged.
    """
    if "write(1" in line and "acknowledged" in line:
        return "a"
    if "/arriving/" in line and "rename" in line:
        return "r"
    if "/arriving/" in line:
        return {"write": "w", "fsync": "s"}.get(call_of(line), "")
    if f"{CATALOGUE}-wal" in line:
        return {"pwrite64": "l", "fdatasync": "c", "fsync": "c"}.get(call_of(line), "")
    return "f" if call_of(line) == "fsync" and "/files/" in line else ""


def call_of(line: str) -> str:
    return line.split("(")[0].split()[-1]
