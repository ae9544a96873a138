"""Killed at any moment, the store is as before or as after, and nothing acknowledged is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("OVERREAD_KILLS", "10"))
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")
def test_d2_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.reporting.store.crashing", str(tmp_path / "reports"), str(KILLS), "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60 + 5 * KILLS,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    turns = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(turns) == KILLS
    assert sum(turn["acknowledged"] for turn in turns) > KILLS
    for turn in turns:
        assert (turn["lost"], turn["problems"], turn["unfinished"]) == ([], [], [])
