"""Files that are handed on: whole or not at all, under names that say nothing of the patient."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from reporting.core.report import Report, State
from reporting.export.errors import ExportError
from reporting.export.moments import made_at


def suggested_name(report: Report, suffix: str) -> str:
    """Return a file name that tells reports apart but not patients: role, state, date, uid.

    Neither name, nor identifier, nor accession number: file names end in logs, histories and mail (SAFETY 3.5).
    """
    role = report.role.value.replace(" ", "-")
    dated = report.signature or report.changed_at or report.created_at
    date = f"-{made_at(report):%Y%m%d}" if dated is not None else ""
    state = "signed" if report.state is State.FINAL else report.state.value
    short = "".join(letter for letter in report.uid if letter.isalnum())[:8]
    return f"{role}-{state}{date}-{short}{suffix}"


def beside(path: Path, word: str) -> Path:
    """Return the path of a second file that belongs to this one: ``report.dcm`` → ``report-word.dcm``."""
    return path.with_name(f"{path.stem}-{word}{path.suffix}")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let a file be written beside its place and moved there when it is complete and on the disk.

    Raises
    ------
    ExportError
        Where the disk or folder refuses; nothing is left behind, and what was there before stays.
    """
    with refusals_in_words():
        descriptor, name = mkstemp(prefix=".report-", suffix=path.suffix, dir=path.parent)
        os.close(descriptor)
        partial = Path(name)
        try:
            write(partial)
            with partial.open("rb+") as written:
                os.fsync(written.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn what a disk or folder refuses into words for the reader."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            "The report was not written",
            why=f"the folder or disk refused: {error.strerror or type(error).__name__}",
            remedy="Choose another folder, or make room",
        ) from error
