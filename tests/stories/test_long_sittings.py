"""Memory stays where it was said to stay: over many studies opened and closed, and with sets larger than it is."""

from pathlib import Path

from tests.benchmarks.folders import write_ct
from tests.benchmarks.large import GROWTH, MEMORY_RATIO, long_probe, write_frames

SLICES, SOAK_S = 24, 10
FRAMES, LIMIT_MIB = 240, 64


def test_a_long_sitting_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    found = long_probe("soak", write_ct(tmp_path / "ct", SLICES), SOAK_S)

    assert found["rounds"] >= 12
    assert found["growth"] <= GROWTH


def test_a_set_larger_than_its_memory_is_looked_through_within_it(tmp_path: Path) -> None:
    found = long_probe("limited", write_frames(tmp_path / "frames", FRAMES), LIMIT_MIB)

    assert found["voxel_bytes"] > 1.5 * (LIMIT_MIB << 20)
    assert found["more_bytes"] <= MEMORY_RATIO * (LIMIT_MIB << 20)
