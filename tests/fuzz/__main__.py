"""``python -m tests.fuzz [SECONDS [FIRST]]``: damage files for a while, from a number on; keep those that did harm."""

import sys
import tempfile
from pathlib import Path
from time import time

from tests.conftest import CORPUS
from tests.fuzz.campaign import Campaign, for_seconds, private_place
from tests.fuzz.seeds import seeds_of

KEPT = Path(__file__).resolve().parents[2] / "demo-output" / "fuzz"
MINUTES_TEN = 600.0


def main() -> None:
    """Run, print what became of the files, and end with 1 where one of them did harm."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES_TEN
    first = int(sys.argv[2]) if len(sys.argv) > 2 else int(time()) * 1000
    print(
        f"Damaging files for {seconds:g} s from number {first} on (python -m tests.fuzz {seconds:g} {first})"
    )
    with tempfile.TemporaryDirectory(dir=private_place()) as private:
        folder = Path(private)
        campaign = Campaign(seeds_of(CORPUS if CORPUS.is_dir() else None, folder / "seeds made"), folder)
        result = campaign.run(for_seconds(seconds), first)
        print(result)
        harm = (*result.bugs, *result.hangs, *result.deaths)
        for words in (*harm, *result.outside, *result.unaccounted):
            print(f"  {words}")
        for number in {int(words.split(":")[0].rpartition(" ")[2]) for words in harm}:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{number}.dcm").write_bytes(campaign.damaged(number))
    if harm:
        print(f"The files are in {KEPT}")
    sys.exit(1 if result.did_harm else 0)


if __name__ == "__main__":
    main()
