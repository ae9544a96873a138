"""What ``make run`` does where there is no screen: the program reads its own studies, and leaves what came of it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.demonstration.studies import truth
from reporting.export.formats import Format

pytestmark = pytest.mark.story

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240


def test_the_demonstration_reading_ends_well_and_leaves_two_signed_opinions(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "demonstrate", "--out", str(tmp_path / "out")]
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, cwd=tmp_path
    )

    assert ended.returncode == 0, ended.stderr
    named = [Path(line.strip()) for line in ended.stdout.splitlines() if line.startswith("  ")]
    assert all(path.stat().st_size > 1000 for path in named)
    assert sum(path.suffix == ".png" for path in named) >= 10
    for opinion in ("first-opinion", "second-opinion"):
        assert {tmp_path / "out" / f"{opinion}{chosen.suffix}" for chosen in Format} <= set(named)
    written = json.loads((tmp_path / "out" / "first-opinion.json").read_text(encoding="utf-8"))
    measured = re.findall(r"nodule[^\"]*: ([0-9.]+) mm", json.dumps(written))
    assert float(measured[0]) == pytest.approx(truth().first_ct.nodule.diameter_mm, abs=0.3), (
        "half a screen pixel"
    )
    if shutil.which("dciodvfy"):
        for path in (known for known in named if known.suffix == ".dcm"):
            said = subprocess.run(["dciodvfy", "-new", path], capture_output=True, text=True, check=False)
            assert "Error" not in said.stdout + said.stderr, path.name
