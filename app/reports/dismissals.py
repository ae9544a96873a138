"""Doubts that readers have dismissed, remembered for each report; no words in them, only digests."""

import json
import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MOST_REPORTS = 500
"""Those dismissed longest ago are forgotten: what they were about is signed by then."""


class Dismissals:
    """Kept in a small file, written anew with each one. Losing it makes doubts come back, and nothing else.

    Parameters
    ----------
    failed
        Told where the file could not be written; what was dismissed then holds until the program ends.
    """

    def __init__(self, path: Path, failed: Callable[[BaseException], None]) -> None:
        self._path, self._failed = path, failed
        self._known: OrderedDict[str, set[str]] | None = None

    def of(self, report_uid: str) -> frozenset[str]:
        """Return the keys of doubts dismissed in a report."""
        return frozenset(self._read().get(report_uid, ()))

    def add(self, report_uid: str, key: str) -> None:
        """Remember a doubt as dismissed in a report."""
        known = self._read()
        known.setdefault(report_uid, set()).add(key)
        known.move_to_end(report_uid)
        while len(known) > MOST_REPORTS:
            known.popitem(last=False)
        try:
            self._write(known)
        except OSError as problem:
            self._failed(problem)

    def _read(self) -> OrderedDict[str, set[str]]:
        if self._known is None:
            self._known = OrderedDict()
            with suppress(OSError, ValueError):  # none yet, or damaged: then nothing counts as dismissed
                kept = json.loads(self._path.read_text(encoding="utf-8"))
                for uid, keys in kept.items() if isinstance(kept, dict) else ():
                    if isinstance(keys, list):
                        self._known[uid] = {str(key) for key in keys}
        return self._known

    def _write(self, known: OrderedDict[str, set[str]]) -> None:
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({uid: sorted(keys) for uid, keys in known.items()}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
