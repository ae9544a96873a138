"""Killed on any path it writes on, the service is as before or as after, and nothing acknowledged is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("OVERREAD_KILLS", "8"))
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")
def test_d2_readings_signatures_and_trail_survive_kill_9(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.app.readings.crash_paths", str(tmp_path), str(KILLS), "11"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 10 * KILLS,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    turns = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(turns) == KILLS
    assert sum(turn["acknowledged"] for turn in turns) > KILLS
    for turn in turns:
        problems = (turn["lost"], turn["proven"], turn["out_of_step"], turn["reports"], turn["trail"])
        assert problems == ([], True, 0, [], [])
