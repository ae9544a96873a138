"""The library ready for use: opened, made again where it was damaged, what an interrupted import left taken in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.library.at_once import AtOnce
from app.library.library import Library
from app.library.rebuilding import rebuild
from app.library.reclaiming import reclaim
from viewer.loading.findings import Headers


def open_library(
    folder: Path, read_headers: Callable[[Sequence[Path]], Headers], at_once: AtOnce = map
) -> Library:
    """Open the library of a folder; for a thread, since a rebuild takes as long as reading every header.

    Raises
    ------
    LibraryError
        Where it cannot be opened: on a network, of a newer program, on a disk that refuses.
    """
    library = Library(folder)
    try:
        if library.must_rebuild:
            made = rebuild(library, read_headers, at_once)
            told = f"The catalogue was made again from {made.instances} files; notes, reports and measurements stay"
            library.notices = (*library.notices, told, *made.problems)
        if not library.is_read_only and (taken := reclaim(library, read_headers, look_at_newest=True)):
            library.notices = (
                *library.notices,
                f"{taken} files that the catalogue did not know were taken in",
            )
    except BaseException:
        library.close()
        raise
    return library
