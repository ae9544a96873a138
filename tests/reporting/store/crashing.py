"""Writes reports until it is killed, again and again, and tells what was acknowledged and what is found.

Run as ``python -m tests.reporting.store.crashing FOLDER KILLS SEED``: imports everything once, then forks one writer
after another. A writer saves drafts, signs and adds addenda without pause, and says so through a pipe after
each; it is killed at a random moment or at its n-th fsync. Prints one JSON object for each kill.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

from reporting.core.signing import is_proven
from reporting.store.report_store import ReportStore
from tests.builders.reports import ADA, NOON, draft

SAVES_PER_REPORT = 6


def write_until_killed(folder: Path, turn: int, acknowledge: int) -> None:
    """Write without end; each line on the pipe is something that must be found afterwards."""
    with closing(ReportStore(folder)) as store:
        for number in range(10_000):
            uid = f"t{turn}n{number}"
            for count in range(SAVES_PER_REPORT):
                store.save_draft(draft(uid=uid, impression=f"count {count}"))
                os.write(acknowledge, f"draft {uid} {count}\n".encode())
            store.sign(draft(uid=uid, impression="signed"), ADA, NOON)
            os.write(acknowledge, f"signed {uid} 0\n".encode())
            store.add_addendum(uid, "More.", ADA, NOON)
            os.write(acknowledge, f"addendum {uid} 1\n".encode())


def die_at_fsync(count: int) -> None:
    """Make the writer kill itself in place of its n-th fsync."""
    sync, calls = os.fsync, iter(range(1, sys.maxsize))

    def synced(handle: int) -> None:
        if next(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        sync(handle)

    patch("os.fsync", synced).start()


def crash(folder: Path, turn: int, *, after_s: float, at_fsync: int) -> list[list[str]]:
    """Let a writer write and die; return what it acknowledged."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        if at_fsync:
            die_at_fsync(at_fsync)
        write_until_killed(folder, turn, sending)
        os._exit(1)
    os.close(sending)
    if not at_fsync:
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
    with open(receiving, encoding="utf-8") as acknowledged:
        lines = acknowledged.read().splitlines()
    os.waitpid(child, 0)
    return [line.split() for line in lines]


def lost(store: ReportStore, turns: list[list[list[str]]]) -> list[str]:
    """Return what was acknowledged and is not there, or is neither as before nor as after the step cut off."""
    last = {uid: (kind, int(count)) for turn in turns for kind, uid, count in turn}
    cut_off = {turn[-1][1] for turn in turns if turn}
    problems = []
    for uid, (kind, count) in last.items():
        report = store.load(uid)
        if kind == "draft" and not report.is_signed:
            words = report.sections[4].text
            allowed = {f"count {count}", f"count {count + 1}"} if uid in cut_off else {f"count {count}"}
            sound = words in allowed
        elif kind == "draft":
            sound = is_proven(report) and count == SAVES_PER_REPORT - 1
        else:
            sound = report.is_signed and is_proven(report) and len(report.addenda) >= count
        if not sound:
            problems.append(f"{kind} {uid} {count}")
    return problems


def main() -> None:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    ReportStore(folder).close()
    chance = random.Random(seed)
    turns: list[list[list[str]]] = []
    for turn in range(kills):
        at_fsync = 0 if turn % 2 else chance.randrange(1, 30)
        acknowledged = crash(folder, turn, after_s=chance.uniform(0.05, 0.35), at_fsync=at_fsync)
        turns.append(acknowledged)
        with closing(ReportStore(folder)) as store:
            found = {
                "acknowledged": len(acknowledged),
                "lost": lost(store, turns),
                "problems": store.verify(),
                "unfinished": [path.name for path in folder.rglob("*.unfinished")],
            }
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
