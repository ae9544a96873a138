"""Studies out of the library into a folder for others: files under short names, and a DICOMDIR that names them all.

PS3.10 8, PS3.3 F. Files are copied byte by byte as they lie in the library, preambles empty (SAFETY F9); only the
table of contents is written anew.
"""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset, dcmread
from pydicom.config import disable_value_validation
from pydicom.errors import InvalidDicomError

from app.library.catalogue.filing import StoredFile
from app.library.copying import digest_of
from app.library.dicomdir import Contents
from app.library.errors import LibraryError, kept_clearly
from app.library.files import sync_folder
from app.library.library import Library
from reporting.store.durable_files import write_durably

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


def export_studies(
    library: Library,
    study_uids: Sequence[str],
    target: Path,
    *,
    leave_out: Collection[Path] = (),
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Exported:
    """Write studies into a new or empty folder with a DICOMDIR.

    Parameters
    ----------
    leave_out
        Files that whoever exports must not see.
    progress
        Told after each file how many were written and how many there are; what it raises ends the export, and what
        was written stays without a DICOMDIR.

    Raises
    ------
    LibraryError
        Where a study is not here, or the folder is not empty or takes nothing.
    """
    # Values are handed on as they are; what pydicom thinks of them would stand on the screen with the values.
    with kept_clearly("The studies were not exported"), disable_value_validation():
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise LibraryError(
                "The studies were not exported",
                why="the folder is not empty",
                remedy="Choose an empty folder, so that nothing in it is overwritten or mixed up",
            )
        exporting = _Exporting(target)
        files = [file for uid in study_uids for file in _files_of(library, uid)]
        files = [file for file in files if library.files.path_of(file) not in leave_out]
        for done, file in enumerate(files, 1):
            exporting.add(library.files.path_of(file), file.sha256)
            progress(done, len(files))
        exporting.finish()
    return Exported(exporting.written, tuple(exporting.problems))


def _files_of(library: Library, study_uid: str) -> tuple[StoredFile, ...]:
    files = library.catalogued(study_uid).files
    if not files:
        raise LibraryError(
            "The studies were not exported", why="one of them is not here", remedy="Choose it again"
        )
    return files


class _Exporting:
    def __init__(self, target: Path) -> None:
        self._target = target
        self._contents = Contents()
        self._folders: dict[str, int] = {}
        self._unnamed: Counter[str] = Counter()
        self.written = 0
        self.problems: list[str] = []

    def add(self, path: Path, sha256: bytes) -> None:
        """Export one file, if it still is what was stored (SAFETY D8)."""
        if digest_of(path) != sha256:
            self.problems.append(f"{path.name}: left out, the file is not what was stored")
            return
        file_id: tuple[str, ...] = (_UNNAMED, f"IM{self.written:06d}")
        try:
            header = dcmread(path, stop_before_pixels=True)
            file_id = self._file_id(str(header.StudyInstanceUID), str(header.SeriesInstanceUID))
            _complete(header)
            self._contents.add(header, file_id)
        except InvalidDicomError:
            self._unnamed["they have no file meta information"] += 1
        except (ValueError, AttributeError, KeyError):
            self._unnamed["their headers lack what it must say, such as the date of the study"] += 1
        self._copy(path, self._target.joinpath(*file_id))

    def finish(self) -> None:
        """Write the table of contents, and have all names on the disk."""
        for why, files in self._unnamed.items():
            self.problems.append(f"{files} files were written and are not named in the DICOMDIR: {why}")
        write_durably(self._target / "DICOMDIR", self._contents.to_bytes())
        for inside, _, _ in os.walk(self._target):
            sync_folder(Path(inside))

    def _file_id(self, study_uid: str, series_uid: str) -> tuple[str, ...]:
        study = self._folders.setdefault(study_uid, len(self._folders))
        series = self._folders.setdefault(f"{study_uid} {series_uid}", len(self._folders))
        return f"ST{study:06d}", f"SE{series:06d}", f"IM{self.written:06d}"

    def _copy(self, path: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        with place.open("rb+") as file:
            os.fsync(file.fileno())
        self.written += 1


def _complete(header: Dataset) -> None:
    """Give the table of contents what it must have and the header lacks; the file itself stays as it is."""
    for keyword, spare in _SPARE.items():
        if not header.get(keyword):
            setattr(header, keyword, spare)
    for element in ("Date", "Time"):
        others = (header.get(f"{level}{element}") for level in ("Series", "Acquisition", "Content"))
        if not header.get(f"Study{element}") and (other := next(filter(None, others), "")):
            setattr(header, f"Study{element}", other)
