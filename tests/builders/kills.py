"""Work that is killed with SIGKILL: at a random moment, or in place of its n-th fsync or fdatasync, SQLite's included.

Everything is imported once; a child is forked for each kill, so that a kill costs a fraction of a second.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable

Acknowledge = Callable[[str], None]
Work = Callable[[Acknowledge], None]

_ATTACHED_S = 10.0


def killed(work: Work, *, after_s: float = 0.0, at_sync: int = 0) -> list[str]:
    """Run work in a child, kill it, and return what it acknowledged until then.

    Parameters
    ----------
    after_s
        When to kill it, unless it ends before.
    at_sync
        Kill it in place of this fsync or fdatasync instead; needs strace.
    """
    receiving, sending = os.pipe()
    waiting, going = os.pipe()
    child = os.fork()
    if child == 0:
        _run_child(work, receiving, sending, waiting)
    os.close(sending)
    os.close(waiting)
    tracer = _trace(child, at_sync) if at_sync else None
    os.write(going, b"go")
    os.close(going)
    if not at_sync:
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
    with open(receiving, encoding="utf-8") as said:
        lines = said.read().split("\n")[:-1]
    os.waitpid(child, 0)
    if tracer is not None:
        tracer.wait()
    return lines


def kills(count: int, seed: int, longest_s: float, most_syncs: int) -> list[dict[str, float]]:
    """Return arguments of ``killed`` for so many kills, every second one at a sync where strace is installed."""
    chance = random.Random(seed)
    can_trace = shutil.which("strace") is not None
    return [
        {"at_sync": chance.randrange(1, most_syncs)}
        if can_trace and number % 2 == 0
        else {"after_s": chance.uniform(0.01, longest_s)}
        for number in range(count)
    ]


def _run_child(work: Work, receiving: int, sending: int, waiting: int) -> None:
    os.close(receiving)
    os.read(waiting, 2)

    def acknowledge(words: str) -> None:
        os.write(sending, f"{words}\n".encode())

    try:
        work(acknowledge)
    finally:
        os._exit(0)


def _trace(child: int, at_sync: int) -> subprocess.Popen[str]:
    """Have strace kill a waiting child at its n-th sync; return when it watches."""
    inject = f"inject=fsync,fdatasync:signal=KILL:when={at_sync}"
    watching = ["-e", "trace=fsync,fdatasync", "-e", inject, "-o", os.devnull]
    tracer = subprocess.Popen(
        ["strace", "-f", *watching, "-p", str(child)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    if "attached" not in line:
        raise RuntimeError(f"strace does not watch: {line.strip()}")
    return tracer
