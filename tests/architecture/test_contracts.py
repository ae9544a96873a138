"""The import contracts hold, and each of them would notice a violation."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"

VIOLATIONS = {
    "rooms": ("viewer/core/store.py", "import reporting.core"),
    "viewer-layers": ("viewer/core/store.py", "import viewer.dicom"),
    "reporting-layers": ("reporting/core/report.py", "import reporting.store"),
    "reporting-sees-core-only": ("reporting/export/__init__.py", "import viewer.render"),
    "pure": ("viewer/core/store.py", "import PySide6"),
    "dicom-without-screen": ("viewer/dicom/__init__.py", "import PySide6"),
    "render-without-files": ("viewer/render/__init__.py", "import pydicom"),
    "widgets-do-not-work": ("viewer/ui/__init__.py", "import threading"),
    "library-without-screen": ("app/library/__init__.py", "import PySide6"),
    "tools-are-strangers": ("viewer/tools/length.py", "import viewer.tools.angle"),
    "no-rings": ("viewer/core/errors.py", "import viewer.interaction.tool"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for room in ("app", "viewer", "reporting"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [LINT, "--no-cache", *chosen], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_contract_is_tried_with_a_violation() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {contract["id"] for contract in config["tool"]["importlinter"]["contracts"]}

    assert contracts == set(VIOLATIONS)


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    result = lint(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_violation_is_noticed(contract: str, copy: Path) -> None:
    file, line = VIOLATIONS[contract]
    room = copy / file
    kept = room.read_text()
    room.write_text(f"{kept}\n{line}\n")
    try:
        result = lint(copy, contract)
    finally:
        room.write_text(kept)

    assert result.returncode == 1, result.stdout + result.stderr


def imports_of(room: str) -> dict[Path, set[str]]:
    """Return the dotted names imported by each file of a room."""
    found: dict[Path, set[str]] = {}
    for file in (ROOT / room).rglob("*.py"):
        names: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        found[file] = names
    return found


def users_of(room: str, package: str) -> set[str]:
    return {
        str(file.relative_to(ROOT))
        for file, names in imports_of(room).items()
        if any(name == package or name.startswith(package + ".") for name in names)
    }


def test_drawing_uses_qt_for_pictures_and_never_for_widgets() -> None:
    assert not users_of("viewer/render", "PySide6.QtWidgets")
    assert not users_of("viewer/render", "PySide6.QtOpenGLWidgets")


LOCK_ONLY = "from threading import Lock\n"


def test_threads_and_processes_are_started_in_one_place() -> None:
    place = {"app/work/jobs.py", "app/work/pool.py", "app/work/process.py", "app/work/side_by_side.py"}
    for package in ("multiprocessing", "concurrent", "subprocess", "asyncio", "threading"):
        users = users_of("app", package) | users_of("viewer", package) | users_of("reporting", package)
        # failures.py names threading for its hook and starts nothing; nor does who only takes a lock.
        locking = {one for one in users if LOCK_ONLY in (ROOT / one).read_text()}
        assert users - locking - {"app/failures.py"} <= place, package


def test_widgets_meet_vtk_in_one_file() -> None:
    users = users_of("viewer/ui", "vtkmodules") | users_of("viewer/ui", "vtk") | users_of("app", "vtkmodules")

    assert users <= {"viewer/ui/gl_canvas.py"}


def test_nothing_is_imported_inside_functions() -> None:
    hidden = []
    for room in ("app", "viewer", "reporting"):
        for file in (ROOT / room).rglob("*.py"):
            for function in ast.walk(ast.parse(file.read_text())):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    inside = (ast.Import, ast.ImportFrom)
                    hidden += [f"{file.name}:{n.lineno}" for n in ast.walk(function) if isinstance(n, inside)]

    assert not hidden
