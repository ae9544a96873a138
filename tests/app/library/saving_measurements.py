"""Run by the crash test as a program of its own: saves measurements until it is killed.

Writes the number of each save to its standard output as soon as that save was acknowledged.
"""

import sys
from pathlib import Path

from app.library.annotation_journal import AnnotationJournal
from tests.builders.measurements import length
from viewer.core.annotations import Annotations

STUDY = "1.2"
KEPT = 5


def numbered(number: int) -> Annotations:
    """Return what save number ``number`` saves: its measurements say its number."""
    uids = [str(uid) for uid in range(max(number - KEPT, 0), number)]
    return Annotations(tuple(length(number + int(uid) / 1000, uid=uid) for uid in uids))


def main(path: Path, first: int) -> None:
    """Save one numbered state after the other."""
    journal = AnnotationJournal(path)
    journal.load(STUDY)
    for number in range(first, 1_000_000):
        journal.save(STUDY, numbered(number))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
