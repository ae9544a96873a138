"""Where reports that others handed on are kept: each file as it came, under the hash of its bytes."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from app.exchange.received import Received
from reporting.core.report import Report
from reporting.store.durable_files import write_durably
from viewer.core.errors import ViewerError
from viewer.core.study import Patient

KINDS = (".dcm", ".json")


class ReceivedShelf:
    """Keeps the files of a folder.

    Parameters
    ----------
    folder
        Made when the first file is kept.
    read
        Reads a file; in a worker process in the program.
    hides
        Whether what others found in a study must not be seen by whoever is there (blinded readings).
    beside
        Reports that are not kept here but lie among the opened studies.
    """

    def __init__(
        self,
        folder: Path,
        read: Callable[[Path], Received],
        hides: Callable[[str], bool],
        beside: Callable[[], tuple[Received, ...]] = tuple,
    ) -> None:
        self._folder, self._read, self.hides, self._beside = folder, read, hides, beside
        self._known: dict[Path, Received] = {}

    def refuse_hidden(self, received: Received) -> None:
        """Refuse a report on a study that whoever is there still reads blinded.

        Raises
        ------
        ViewerError
            Saying nothing of what the report says.
        """
        if self.hides(received.study.uid):
            raise ViewerError(
                "The report was not opened",
                why="it is on a study that you read blinded",
                remedy="Commit your own reading first",
            )

    def keep(self, path: Path, received: Received) -> None:
        """Keep a file that was read."""
        content = path.read_bytes()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = self._folder / f"{sha256(content).hexdigest()}{'.json' if content[:1] == b'{' else '.dcm'}"
        if not kept.exists():
            write_durably(kept, content)
        self._known[kept] = received

    def on_patient(self, report: Report) -> tuple[Report, ...]:
        """Return the reports kept on the patient of a report, in sections, but itself and what is hidden (H16)."""
        mine = _identity(report.patient)
        found = [
            known.report for known in (*self._beside(), *self._all()) if _identity(known.patient) == mine
        ]
        by_uid = {
            one.uid: one
            for one in found
            if one is not None and one.uid != report.uid and mine[0] and not self.hides(one.study.uid)
        }
        return tuple(sorted(by_uid.values(), key=lambda one: (one.study.date, one.study.time), reverse=True))

    def _all(self) -> tuple[Received, ...]:
        """Return all that is kept, our JSON last, which says most of a report that came in several formats.

        A file that can no longer be read is left out, and stays where it is.
        """
        paths = [path for ending in KINDS for path in sorted(self._folder.glob(f"*{ending}"))]
        for path in paths:
            if path not in self._known:
                with suppress(ViewerError, OSError):
                    self._known[path] = self._read(path)
        return tuple(self._known[path] for path in paths if path in self._known)


def read_received(path: Path) -> Received:
    """Return the report in a file that was read in a worker process before it was kept; imports what that needs."""
    received: Received = import_module("app.exchange.reading").read_received(path)
    return received


def _identity(patient: Patient) -> tuple[str, ...]:
    return (patient.patient_id, patient.issuer, patient.name, patient.birth_date)
