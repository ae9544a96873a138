"""A second start on one home: what it was to open comes to the window that is open already (D7)."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.second_start import MOST_BYTES, WAIT_MS, Listener, hand_over
from app.start import lock_of

ROOT = Path(__file__).parents[2]
Heard = list[tuple[Path, ...]]


@pytest.fixture
def heard() -> Heard:
    """What second starts asked for."""
    return []


@pytest.fixture
def listener(qapp: object, tmp_path: Path, heard: Heard) -> Iterator[Listener]:
    """The window that is open already, as far as it listens."""
    made = Listener(tmp_path, heard.append)
    yield made
    made.close()


def test_d7_a_second_start_hands_over_what_it_was_to_open_and_ends(
    qtbot: QtBot, listener: Listener, heard: Heard, tmp_path: Path
) -> None:
    lock = lock_of(tmp_path)
    assert lock is not None
    second = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "relative study"],
        cwd=tmp_path,
        env=os.environ | {"OVERREAD_HOME": str(tmp_path)},
    )

    qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)

    assert second.returncode == 0
    assert heard == [(tmp_path / "relative study",)]
    lock.unlock()


@pytest.mark.parametrize(
    "said",
    [b"junk\n", b'{"open": 1}\n', b'["relative"]\n', b"[1]\n", b"\xff\xfe\n", b"x" * (MOST_BYTES + 2)],
    ids=["junk", "another form", "relative", "no text", "no utf-8", "endless"],
)
def test_d7_who_says_something_else_is_not_heard(
    qtbot: QtBot, listener: Listener, heard: Heard, said: bytes
) -> None:
    client = QLocalSocket()
    client.connectToServer(listener.name)
    assert client.waitForConnected(WAIT_MS)
    client.write(said)
    client.flush()

    qtbot.waitUntil(lambda: client.state() is QLocalSocket.LocalSocketState.UnconnectedState)

    assert heard == []


def test_d7_where_nobody_listens_nothing_is_handed_over(qapp: object, tmp_path: Path) -> None:
    assert not hand_over(tmp_path, [])


@pytest.mark.skipif(os.name != "posix", reason="pipes of Windows end with their program")
def test_d7_a_socket_left_by_a_crash_is_taken_over(qtbot: QtBot, tmp_path: Path, heard: Heard) -> None:
    first = Listener(tmp_path, heard.append)
    place = first.place
    first.close()
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(place)

    listener = Listener(tmp_path, heard.append)
    client = QLocalSocket()
    client.connectToServer(listener.name)
    assert client.waitForConnected(WAIT_MS)
    client.write(b"[]\n")
    client.flush()
    qtbot.waitUntil(lambda: bool(heard))

    assert heard == [()]
    client.abort()
    listener.close()
