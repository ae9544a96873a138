"""Killed at any moment, the library is as before or as after; nothing acknowledged is lost, nothing is torn."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.library.crash_paths import PATHS

KILLS = int(os.environ.get("OVERREAD_KILLS", "10"))
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")
@pytest.mark.parametrize("path", PATHS)
def test_d2_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path, path: str) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.app.library.crash_paths",
            path,
            str(tmp_path / "home"),
            str(KILLS),
            "5",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 10 * KILLS,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    turns = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(turns) == KILLS
    assert sum(turn["acknowledged"] for turn in turns) >= KILLS // 2
    assert [turn for turn in turns if turn["wrong"]] == []
