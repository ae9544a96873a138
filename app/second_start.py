"""A second start on the same home hands what it was to open to the window that is open already (SAFETY D7).

Two windows would write over each other's reports. The first listens on a socket that only its user may speak to; what
comes is a list of paths and nothing else.
"""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

MOST_BYTES = 1 << 20
WAIT_MS = 3000
PATIENCE_MS = 100
TAKEN = b"taken\n"


def hand_over(home: Path, places: Sequence[Path]) -> bool:
    """Ask the window that keeps this home to open these places and to come forward; return whether it did."""
    socket = QLocalSocket()
    socket.connectToServer(_name(home))
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(json.dumps([str(place.absolute()) for place in places]).encode() + b"\n")
    socket.flush()
    while not socket.canReadLine() and socket.waitForReadyRead(WAIT_MS):
        pass
    return socket.readLine().data() == TAKEN


class Listener(QObject):
    """Hears of second starts, as long as it is kept.

    Attributes
    ----------
    name
        Of the socket.
    place
        Where the system keeps it.

    Parameters
    ----------
    asked
        Called with the places that a second start was given; none means only that the window is wanted.
    """

    def __init__(self, home: Path, asked: Callable[[tuple[Path, ...]], None]) -> None:
        super().__init__()
        self._asked = asked
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        self.name = _name(home)
        QLocalServer.removeServer(self.name)  # what a crash left behind: the home's lock is ours by now
        self._server.listen(self.name)
        self.place = self._server.fullServerName()

    def close(self) -> None:
        """Hear nothing more."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            places = _heard(socket)
            if places is None:
                socket.abort()
            else:
                socket.write(TAKEN)
                socket.flush()
                socket.disconnectFromServer()
            socket.deleteLater()
            if places is not None:
                self._asked(places)


def _heard(socket: QLocalSocket) -> tuple[Path, ...] | None:
    """Return what a second start asks for; it says so at once, so that waiting for it holds nobody up."""
    while not socket.canReadLine() and socket.bytesAvailable() <= MOST_BYTES:
        if not socket.waitForReadyRead(PATIENCE_MS):
            return None
    return _places(socket.readLine(MOST_BYTES).data())


def _places(line: bytes | bytearray | memoryview) -> tuple[Path, ...] | None:
    """Return the places of a request; None where it is none."""
    try:
        said = json.loads(bytes(line))
    except ValueError:
        return None
    if not isinstance(said, list) or not all(isinstance(place, str) for place in said):
        return None
    places = tuple(Path(place) for place in said)
    return places if all(place.is_absolute() for place in places) else None


def _name(home: Path) -> str:
    return "overread-" + sha256(str(home.resolve()).encode()).hexdigest()[:24]
