"""Where measurements are kept: one journal for all, and one apart for each blinded reading until it is committed."""

from collections.abc import Callable
from pathlib import Path

from app.library.annotation_journal import AnnotationJournal
from reporting.core.readings.reading import Reading
from viewer.core.annotations import Annotations
from viewer.core.errors import ViewerError

FILE, TAKEN_OVER = "measurements.sqlite3", "taken-over"


class ReadersJournal:
    """Looks like the journal of all measurements; under blinding it is the reader's own.

    What a blinded reader drew joins the others when the reading is committed or unblinded.

    Parameters
    ----------
    folder
        Holds the journals of blinded readings, by the uid of the reading.
    blinded
        The blinded reading of a study that whoever is there has not committed.
    readings
        All readings of a study.
    seen
        Told of a study whose drawings by others are shown now.
    """

    def __init__(
        self,
        shared: AnnotationJournal,
        folder: Path,
        blinded: Callable[[str], Reading | None],
        readings: Callable[[str], tuple[Reading, ...]],
        seen: Callable[[str], None],
    ) -> None:
        self._shared, self._folder = shared, folder
        self._blinded, self._readings, self._seen = blinded, readings, seen
        self._own: dict[str, AnnotationJournal] = {}
        self._chosen: dict[str, AnnotationJournal] = {}

    @property
    def problems(self) -> tuple[ViewerError, ...]:
        """What the reader has to be told, of all journals."""
        own = (problem for journal in self._own.values() for problem in journal.problems)
        return (*self._shared.problems, *own)

    def load(self, study_uid: str) -> Annotations:
        """Return the measurements of a study that whoever is there may see."""
        reading = self._blinded(study_uid)
        if reading is not None:
            self._chosen[study_uid] = self._journal_of(reading)
            return self._chosen[study_uid].load(study_uid)
        self._chosen[study_uid] = self._shared
        found = self._shared.load(study_uid)
        joined = self._join(study_uid, found)
        if joined.measurements:
            self._seen(study_uid)
        return joined

    def save(self, study_uid: str, annotations: Annotations) -> None:
        """Keep the measurements of a study where they were loaded from."""
        self._chosen.get(study_uid, self._shared).save(study_uid, annotations)

    def close(self) -> None:
        """Close all files."""
        for journal in (self._shared, *self._own.values()):
            journal.close()

    def _join(self, study_uid: str, found: Annotations) -> Annotations:
        """Take over what blinded readers drew whose readings are blinded no more."""
        joined = found
        for reading in self._readings(study_uid):
            place = self._folder / reading.uid
            if reading.hides_others or not (place / FILE).exists() or (place / TAKEN_OVER).exists():
                continue
            drawn = self._journal_of(reading).load(study_uid)
            known = {one.uid for one in joined.measurements}
            new = tuple(one for one in drawn.measurements if one.uid not in known)
            joined = Annotations((*joined.measurements, *new))
            self._shared.save(study_uid, joined)
            (place / TAKEN_OVER).touch(mode=0o600)
        return joined

    def _journal_of(self, reading: Reading) -> AnnotationJournal:
        if reading.uid not in self._own:
            folder = self._folder / reading.uid
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._own[reading.uid] = AnnotationJournal(folder / FILE)
        return self._own[reading.uid]
