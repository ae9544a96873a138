"""Every hostile file of SAFETY 3.1 has a test that names it: F1 to F19."""

import ast
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
FAULTS = [f"f{number}" for number in range(1, 20)]


def named_in(tests: Path, faults: Sequence[str] = FAULTS) -> dict[str, list[str]]:
    """Return the tests that name a fault, ``test_f3_…`` or ``test_f3_f5_…``, by its id."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for fault in set(node.name.split("_")) & set(faults):
                    named[fault].append(f"{path.relative_to(tests)}::{node.name}")
    return named


def test_every_fault_has_a_test_that_names_it() -> None:
    named = named_in(TESTS)
    keys = ("bir_keys.py", "test_h_and_f1_")  # the function keys of the keyboard are called the same
    tests = {
        fault: [name for name in named[fault] if not any(key in name for key in keys)] for fault in FAULTS
    }

    assert [fault for fault in FAULTS if not tests[fault]] == []


def test_a_fault_without_a_test_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "def test_f3_f5_two_at_once() -> None: ...\ndef test_f19x_is_another() -> None: ...\n",
        encoding="utf-8",
    )

    named = named_in(tmp_path)

    assert {fault for fault in FAULTS if named[fault]} == {"f3", "f5"}
