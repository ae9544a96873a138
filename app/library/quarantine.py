"""Files that arrived and are not shown: looked at, and thrown away when a person says so."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update

from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import QUARANTINE, STUDY
from app.library.errors import kept_clearly
from app.library.library import Library
from reporting.store.database import reading, writing
from viewer.dicom.patients import MIXED


@dataclass(frozen=True, slots=True)
class KeptApart:
    """One file in quarantine.

    Attributes
    ----------
    path
        Where it lies; it may be opened to be looked at.
    arrived
        Its place in the order of arrival.
    """

    sha256: bytes
    path: Path
    size: int
    uid: str
    study_uid: str
    reason: str
    arrived: int


def kept_apart(library: Library, study_uid: str | None = None) -> tuple[KeptApart, ...]:
    """Return the files in quarantine, of one study or all, in the order they arrived."""
    query = select(QUARANTINE).order_by(QUARANTINE.c.arrived, QUARANTINE.c.uid)
    if study_uid is not None:
        query = query.where(QUARANTINE.c.study_uid == study_uid)
    with reading(library.engine) as connection:
        rows = connection.execute(query).all()
    place = library.files.quarantined
    return tuple(
        KeptApart(row.sha256, place(row.sha256), row.size, row.uid, row.study_uid, row.reason, row.arrived)
        for row in rows
    )


def discard(library: Library, sha256: bytes) -> None:
    """Throw a file in quarantine away for good; a study that was held because of it alone is free again."""
    library.must_be_writable()
    place = library.files.quarantined(sha256)
    with kept_clearly("The file was not thrown away"), writing(library.engine) as connection:
        study = select(QUARANTINE.c.study_uid).where(QUARANTINE.c.sha256 == sha256)
        study_uid = connection.execute(study).scalar()
        connection.execute(delete(QUARANTINE).where(QUARANTINE.c.sha256 == sha256))
        others = select(QUARANTINE.c.sha256).where(
            QUARANTINE.c.study_uid == study_uid, QUARANTINE.c.reason == MIXED
        )
        if connection.execute(others).first() is None:
            connection.execute(update(STUDY).where(STUDY.c.uid == study_uid).values(held=""))
        next_revision(connection)
        place.with_suffix(".json").unlink(
            missing_ok=True
        )  # first: without its note a file is not taken in again
        place.unlink(missing_ok=True)
