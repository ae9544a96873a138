"""Kills the service on every path it writes on, and tells what was acknowledged and what is found.

Run as ``python -m tests.app.readings.crash_paths FOLDER KILLS SEED``. A child drafts, releases, signs with evidence,
adds, recalls, retracts, assigns, unblinds and changes accounts without pause. Prints one JSON object for each kill.
"""

import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from reporting.core.readings.reading import Member, Progress, Turn
from reporting.core.signing import is_proven
from tests.builders.kills import Acknowledge, killed, kills
from tests.builders.people import ADA, BLAISE, REA, ROOT, Practice, account_of, practice_at
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import draft

LONGEST_S, MOST_SYNCS = 0.6, 60


def work(folder: Path, turn: int, acknowledge: Acknowledge) -> None:
    """Write without end; each line is something that must be found afterwards."""
    with practice_at(folder, accounts=False) as at:
        for number in range(10_000):
            _one_round(at, f"t{turn}n{number}", acknowledge)


def _one_round(at: Practice, uid: str, acknowledge: Acknowledge) -> None:
    store, room = at.store, at.service.room
    at.enter(REA)
    store.save_draft(draft(uid=uid))
    acknowledge(f"draft {uid}")
    store.save_preliminary(draft(uid=uid), room.now())
    acknowledge(f"preliminary {uid}")
    at.enter(ADA)
    store.sign(draft(uid=uid), ADA_READER, room.now())
    acknowledge(f"final {uid}")
    store.add_addendum(uid, "More.", ADA_READER, room.now())
    acknowledge(f"addended {uid}")
    store.retract(uid, "wrong patient", room.now())
    acknowledge(f"retracted {uid}")
    at.enter(ADA)
    store.sign(draft(uid=f"{uid}r"), ADA_READER, room.now())
    acknowledge(f"final {uid}r")
    again = store.recall(f"{uid}r", "typing error", room.now())
    acknowledge(f"draft {again.uid}")
    reading = room.open(f"study {uid}", Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))
    at.enter(BLAISE)
    room.unblind(reading.uid, "told")
    acknowledge(f"unblinded {reading.uid}")
    at.enter(ROOT)
    at.service.accounts.keep(replace(account_of(ADA), qualification=uid))
    acknowledge(f"account {uid}")


def found(folder: Path, lines: list[str]) -> dict[str, object]:
    """Return what is lost of what was acknowledged, and what verification says."""
    lost = []
    with practice_at(folder, accounts=False) as at:
        at.enter(ROOT)
        reports = {report.uid: report for report in at.kept.reports()}
        at.store.reports()
        for line in lines:
            kind, uid = line.split(" ", 1)
            if not _is_there(at, kind, uid, uid in reports):
                lost.append(line)
        proven = all(is_proven(report) for report in reports.values() if report.is_signed)
        steps = [at.service.room.of_report(report) for report in at.store.reports()]
        untold = sum(
            reading is not None and reading.progress not in (Progress.FINAL, Progress.ADDENDED)
            for report, reading in zip(at.store.reports(), steps, strict=True)
            if report.is_signed
        )
        return {
            "acknowledged": len(lines),
            "lost": lost,
            "proven": proven,
            "out_of_step": untold,
            "reports": at.kept.verify(),
            "trail": at.service.trail.verify(),
        }


def _is_there(at: Practice, kind: str, uid: str, is_kept: bool) -> bool:
    if kind == "account":
        account = at.service.accounts.of_uid(ADA.uid)
        return account is not None and bool(account.qualification)
    if kind == "unblinded":
        reading = at.service.room._book.of_uid(uid)
        return reading is not None and bool(reading.broken)
    if not is_kept:
        return False
    report = at.kept.load(uid)
    return {
        "final": report.is_signed and len(at.kept.acts(uid)) >= 1,
        "addended": len(report.addenda) == 1,
        "retracted": any(act.kind.value == "retraction" for act in at.kept.acts(uid)),
    }.get(kind, True)


def main() -> None:
    folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with practice_at(folder, accounts=False) as at:
        for person in (ADA, BLAISE, REA, ROOT):
            at.service.accounts.keep(account_of(person))
    for turn, how in enumerate(kills(count, seed, LONGEST_S, MOST_SYNCS)):
        lines = killed(
            partial(work, folder, turn), after_s=how.get("after_s", 0.0), at_sync=int(how.get("at_sync", 0))
        )
        print(json.dumps(found(folder, lines)), flush=True)


if __name__ == "__main__":
    main()
