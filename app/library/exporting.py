"""Studies out of the library into a folder for others: files under short names, and a DICOMDIR that names them all.

PS3.10 8, PS3.3 F. Files are copied byte by byte as they lie in the library, preambles empty (SAFETY F9); only the
table of contents is written anew.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError
from pydicom.fileset import FileSet

from app.library.copying import digest_of
from app.library.errors import LibraryError, kept_clearly
from app.library.files import sync_folder
from app.library.library import Library

_UNNAMED = "UNNAMED"
_SPARE = {"PatientID": "UNKNOWN", "StudyID": "1", "SeriesNumber": "1", "InstanceNumber": "1"}
"""What a DICOMDIR must say and a header may not: numbers and identifiers that mean nothing."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes
    ----------
    problems
        Files that were left out or that the DICOMDIR does not name, and why.
    """

    files: int
    problems: tuple[str, ...] = ()


def export_studies(library: Library, study_uids: Sequence[str], target: Path) -> Exported:
    """Write studies into a new or empty folder with a DICOMDIR.

    Raises
    ------
    LibraryError
        Where a study is not here, or the folder is not empty or takes nothing.
    """
    with kept_clearly("The studies were not exported"):
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise LibraryError(
                "The studies were not exported",
                why="the folder is not empty",
                remedy="Choose an empty folder, so that nothing in it is overwritten or mixed up",
            )
        exporting = _Exporting(target)
        for uid in study_uids:
            known = library.catalogued(uid)
            if not known.files:
                raise LibraryError(
                    "The studies were not exported", why="one of them is not here", remedy="Choose it again"
                )
            for file in known.files:
                exporting.add(library.files.path_of(file), file.sha256)
        exporting.finish()
    return Exported(exporting.written, tuple(exporting.problems))


class _Exporting:
    def __init__(self, target: Path) -> None:
        self._target = target
        self._contents = FileSet()
        self._sources: dict[str, Path] = {}
        self._unnamed: list[Path] = []
        self.written = 0
        self.problems: list[str] = []

    def add(self, path: Path, sha256: bytes) -> None:
        """Have one file exported, if it still is what was stored (SAFETY D8)."""
        if digest_of(path) != sha256:
            self.problems.append(f"{path.name}: left out, the file is not what was stored")
            return
        try:
            header = dcmread(path, stop_before_pixels=True)
            _complete(header)
            self._contents.add(header)
            self._sources[str(header.SOPInstanceUID)] = path
        except (ValueError, InvalidDicomError, AttributeError, NotImplementedError) as error:
            self.problems.append(f"{path.name}: not named in the DICOMDIR ({type(error).__name__})")
            self._unnamed.append(path)

    def finish(self) -> None:
        """Write the table of contents, then every file as it is."""
        if self._sources:
            self._contents.write(self._target)
            for entry in self._contents:
                self._copy(self._sources[str(entry.SOPInstanceUID)], Path(entry.path))
        for number, path in enumerate(self._unnamed):
            folder = self._target / _UNNAMED
            folder.mkdir(exist_ok=True)
            self._copy(path, folder / f"IM{number:06d}")
        for inside, _, _ in os.walk(self._target):
            sync_folder(Path(inside))

    def _copy(self, path: Path, place: Path) -> None:
        shutil.copyfile(path, place)
        with place.open("rb+") as file:
            os.fsync(file.fileno())
        self.written += 1


def _complete(header: Dataset) -> None:
    """Give the table of contents what it must have and the header lacks; the file itself stays as it is."""
    for keyword, spare in _SPARE.items():
        if not header.get(keyword):
            setattr(header, keyword, spare)
