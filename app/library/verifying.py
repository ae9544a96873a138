"""Whether files are still what was stored: all when somebody asks, those of a study when it is first opened."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app.library.at_once import AtOnce
from app.library.catalogue.filing import StoredFile
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import INSTANCE, QUARANTINE
from app.library.copying import digest_of
from app.library.errors import kept_clearly
from app.library.handfuls import handfuls
from app.library.library import Library
from reporting.store.database import is_intact, reading, writing

CHANGED = "the file is not what was stored: its checksum differs"
GONE = "the file is gone"
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of everything found.

    Attributes
    ----------
    damaged
        Files that are changed, gone or unreadable, by their names in the store, and why.
    unknown
        Files in the store of which the catalogue knows nothing; a rebuild takes them in.
    is_catalogue_sound
        Whether SQLite finds its own pages in order.
    was_cancelled
        Whether it was ended before all was looked at.
    """

    files: int
    damaged: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    is_catalogue_sound: bool = True
    was_cancelled: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether all was looked at and nothing found."""
        return not (self.damaged or self.unknown or self.was_cancelled) and self.is_catalogue_sound


def verify(
    library: Library,
    at_once: AtOnce = map,
    *,
    progress: Callable[[int], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Verified:
    """Compare every file with its checksum, those in quarantine too; damaged ones are not shown from then on."""
    with kept_clearly("The library was not verified"):
        sound = check_catalogue(library)
        damaged, looked_at, cancelled = [], 0, False
        for some in handfuls(_all_files(library), _AT_ONCE):
            if is_cancelled():
                cancelled = True
                break
            damaged += _note_damage(library, _compare(some, at_once))
            looked_at += len(some)
            progress(looked_at)
        unknown = () if cancelled else tuple(_unknown(library))
    return Verified(looked_at, tuple(damaged), unknown, sound, cancelled)


def check_catalogue(library: Library) -> bool:
    """Whether all pages of the catalogue are in order; if not, it is made again at the next start (SAFETY D6).

    A catalogue of a million instances is checked only in part when it is opened: call this in a thread afterwards.
    """
    try:
        with reading(library.engine) as connection:
            sound = is_intact(connection)
    except DatabaseError:
        sound = False
    if not sound and not library.is_read_only:
        library.condemn()
    return sound


class FirstLook:
    """Checks the files of a study the first time it is opened in a session (SAFETY D8). For any thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._looked_at: set[bytes] = set()
        self._lock = Lock()

    def check(self, files: Iterable[StoredFile], at_once: AtOnce = map) -> tuple[tuple[Path, str], ...]:
        """Return which files are not what was stored, and why; they must not be shown."""
        with self._lock:
            new = [file for file in files if file.sha256 not in self._looked_at]
        path_of = self._library.files.path_of
        with kept_clearly("The study's files were not checked"):
            compared = list(_compare([(file.sha256, path_of(file)) for file in new], at_once))
            _note_damage(self._library, compared)
        bad = tuple((path, why) for _, path, why in compared if why)
        wrong = {digest for digest, _, why in compared if why}
        with self._lock:
            self._looked_at.update(file.sha256 for file in new if file.sha256 not in wrong)
        return bad


_Compared = tuple[bytes, Path, str]


def _all_files(library: Library) -> Iterator[tuple[bytes, Path]]:
    """Yield checksum and path of every file, a page at a time, so that no transaction stays open meanwhile."""
    last = 0
    while True:
        query = select(INSTANCE).where(INSTANCE.c.id > last).order_by(INSTANCE.c.id).limit(1000)
        with reading(library.engine) as connection:
            rows = connection.execute(query).all()
        if not rows:
            break
        last = rows[-1].id
        for row in rows:
            yield row.sha256, library.files.path_of(StoredFile(row.folder, row.sha256, row.size))
    with reading(library.engine) as connection:
        apart = list(connection.execute(select(QUARANTINE.c.sha256)).scalars())
    yield from ((digest, library.files.quarantined(digest)) for digest in apart)


def _compare(files: Iterable[tuple[bytes, Path]], at_once: AtOnce) -> Iterable[_Compared]:
    return at_once(_compared, files)


def _compared(file: tuple[bytes, Path]) -> _Compared:
    digest, path = file
    try:
        return digest, path, "" if digest_of(path) == digest else CHANGED
    except FileNotFoundError:
        return digest, path, GONE
    except OSError as error:
        return digest, path, f"the disk does not give the file back: {error.strerror or type(error).__name__}"


def _note_damage(library: Library, compared: Iterable[_Compared]) -> list[tuple[str, str]]:
    """Write into the catalogue which files are damaged and return them."""
    bad = [one for one in compared if one[2]]
    if bad and not library.is_read_only:
        with writing(library.engine) as connection:
            for digest, _, why in bad:
                of_file = INSTANCE.c.sha256 == digest
                connection.execute(update(INSTANCE).where(of_file).values(problem=why))
            next_revision(connection)
    return [(path.name, why) for _, path, why in bad]


def _unknown(library: Library) -> Iterator[str]:
    """Yield the names of files that the catalogue does not know, folder by folder."""
    for folder in library.files.folders():
        with reading(library.engine) as connection:
            query = select(INSTANCE.c.sha256).where(INSTANCE.c.folder == folder)
            known = set(connection.execute(query).scalars())
        yield from (path.name for file, path in library.files.walk(folder) if file.sha256 not in known)
