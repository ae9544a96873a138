"""A folder that is watched: what arrives there is imported once it stopped growing."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

QUIET_S = 2.0
"""How long a file must neither grow nor change before it is taken for whole."""

_State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Seen:
    state: _State
    since_s: float


class WatchedFolder:
    """Tells which files of a folder are ready. Looks when asked, starts nothing, and never changes the folder.

    A file is told once; again only when it has changed since. What cannot be looked at now is looked at next time.

    Parameters
    ----------
    quiet_s
        See ``QUIET_S``. Longer for folders that are filled over a network.
    """

    def __init__(self, folder: Path, *, quiet_s: float = QUIET_S) -> None:
        self.folder = folder
        self._quiet_s = quiet_s
        self._growing: dict[Path, _Seen] = {}
        self._told: dict[Path, _State] = {}

    def ready(self, now_s: float) -> tuple[Path, ...]:
        """Return the files that became whole since the last look.

        Parameters
        ----------
        now_s
            Seconds of a clock that never jumps (``time.monotonic``).
        """
        found = dict(self._look())
        self._told = {path: state for path, state in self._told.items() if path in found}
        ready = []
        growing = {}
        for path, state in found.items():
            if self._told.get(path) == state:
                continue
            seen = self._growing.get(path)
            if seen is None or seen.state != state:
                seen = _Seen(state, now_s)
            if state[0] and now_s - seen.since_s >= self._quiet_s:
                ready.append(path)
                self._told[path] = state
            else:
                growing[path] = seen
        self._growing = growing
        return tuple(ready)

    def _look(self) -> Iterable[tuple[Path, _State]]:
        waiting = [self.folder]
        while waiting:
            try:
                entries = sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name)
            except OSError:  # not there now, such as a stick that was taken out
                continue
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        found = entry.stat(follow_symlinks=False)
                        yield Path(entry.path), (found.st_size, found.st_mtime_ns)
                except OSError:  # it vanished while it was looked at
                    continue
