"""What a process touches outside the folders it may use, by Python's own audit events."""

import os
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_PATHS_OF = {
    "open": (0,),
    "os.listdir": (0,),
    "os.scandir": (0,),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.rename": (0, 1),
    "os.link": (0, 1),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
}
_NEVER = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "socket.connect",
    "socket.getaddrinfo",
)
_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = frozenset({"/dev/null", "/dev/urandom"})


class Watch:
    """Hears everything that Python opens, lists, makes or removes; code in C is not heard."""

    def __init__(self) -> None:
        self.inside = ""
        self.outside: list[str] = []
        places = {sys.prefix, sys.base_prefix, str(ROOT), *sysconfig.get_paths().values(), *sys.path}
        self._to_read = tuple(os.path.realpath(place) + os.sep for place in places if place)
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.inside:
            return
        if event.startswith(_NEVER):
            self.outside.append(f"{event} {arguments[:1]}")
        for place in _PATHS_OF.get(event, ()):
            path = arguments[place]
            if isinstance(path, str | bytes | os.PathLike):
                real = os.path.realpath(os.fsdecode(path))
                only_read = event in {"open", "os.listdir", "os.scandir"} and not (
                    event == "open" and arguments[2] & _CHANGES
                )
                if not self._may(real + os.sep, only_read=only_read) and real not in _DEVICES:
                    self.outside.append(f"{event} {real}")

    def _may(self, real: str, *, only_read: bool) -> bool:
        return real.startswith(self.inside) or (only_read and real.startswith(self._to_read))


@cache
def watch() -> Watch:
    """Return the watch of this process: a hook cannot be taken away again, so there is one."""
    return Watch()
