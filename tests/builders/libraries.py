"""Libraries with a few synthetic studies in them."""

from collections.abc import Iterable
from pathlib import Path

from pydicom import Dataset

from app.library.importing import Imported, Importer
from app.library.library import Library
from tests.builders.dicom import ct_slice, uid, write
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers


def ct_study(name: str, slices: int = 3, **changes: object) -> list[Dataset]:
    """Return the slices of a study that is always the same for a name; changes are elements by keyword."""
    own = {
        "StudyInstanceUID": uid(f"study {name}"),
        "SeriesInstanceUID": uid(f"series {name}"),
        "FrameOfReferenceUID": uid(f"frame {name}"),
        **changes,
    }
    return [
        ct_slice(5.0 * number, SOPInstanceUID=uid(f"{name} {number}"), InstanceNumber=str(number + 1), **own)
        for number in range(slices)
    ]


def write_all(folder: Path, datasets: Iterable[Dataset]) -> Path:
    """Write datasets as files of a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, dataset in enumerate(datasets):
        write(dataset, folder / f"{number:04d}")
    return folder


def import_all(library: Library, *places: Path) -> Imported:
    """Import what is at places, one file after the other."""
    return Importer(library, read_headers).run(list_files(places).files)


def library_with(folder: Path, *studies: Iterable[Dataset]) -> Library:
    """Return an open library below a folder that holds studies."""
    library = Library(folder / "library")
    for number, study in enumerate(studies):
        import_all(library, write_all(folder / f"source {number}", study))
    return library
