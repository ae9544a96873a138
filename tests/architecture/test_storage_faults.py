"""Every storage fault of SAFETY 3.2 that a workstation meets has a test that names it; the nightly run kills enough.

D1, being killed while a peer sends, belongs to receiving; D2 to D11 are here.
"""

from pathlib import Path

from tests.app.library.crash_paths import PATHS
from tests.architecture.test_faults import TESTS, named_in

FAULTS = [f"d{number}" for number in range(2, 12)]
KEPT = {"import", "notes", "backup", "migration"}
"""What the library writes; measurements, reports and readings are killed in tests of their own rooms."""

NIGHTLY = Path("Makefile")


def nightly() -> str:
    """Return the rule of the nightly target."""
    makefile = (TESTS.parent / NIGHTLY).read_text(encoding="utf-8")
    return makefile.split("\nnightly:", 1)[1].split("\n\n", 1)[0]


def test_every_storage_fault_has_a_test_that_names_it() -> None:
    named = named_in(TESTS, FAULTS)
    tests = {fault: [name for name in named[fault] if f"test_{fault}_" in name] for fault in FAULTS}

    assert [fault for fault in FAULTS if not tests[fault]] == []


def test_a_storage_fault_without_a_test_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "def test_d3_d8_two_at_once() -> None: ...\ndef test_d11x_is_another() -> None: ...\n",
        encoding="utf-8",
    )

    named = named_in(tmp_path, FAULTS)

    assert {fault for fault in FAULTS if named[fault]} == {"d3", "d8"}


def test_every_way_in_which_the_library_writes_is_killed() -> None:
    assert set(PATHS) >= KEPT


def test_the_nightly_run_kills_every_way_of_writing_fifty_times() -> None:
    killing = {
        path.parent.relative_to(TESTS.parent)
        for path in TESTS.rglob("test_*.py")
        if path != Path(__file__) and "OVERREAD_KILLS" in path.read_text(encoding="utf-8")
    }

    assert "OVERREAD_KILLS=50" in nightly()
    assert {str(folder) for folder in killing} <= set(nightly().split())
