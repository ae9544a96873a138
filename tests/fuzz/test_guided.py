"""Our own parsers under damage that is steered by what it reaches (SAFETY F2)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import MediaStorageDirectoryStorage

from app.documents.reading import read_document
from app.settings import Settings, load_settings, save_settings
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.documents import number, report, text
from tests.builders.presentation import item, key_objects, presentation_state, references, with_overlay
from tests.fuzz.guided import Guide
from tests.fuzz.seeds import disc
from viewer.core.documents import DocumentKind
from viewer.core.errors import ViewerError
from viewer.core.study import Instance
from viewer.dicom import archive, dicomdir, segmentations
from viewer.dicom.scan import read_header
from viewer.dicom.structure_sets import read_structures

SECONDS = 1.0
IMAGE = ct_slice()


def header(path: Path) -> None:
    read = read_header(path)
    assert "makes no sense" not in getattr(read, "reason", ""), read


def table_of_contents(path: Path) -> None:
    if dicomdir.is_dicomdir(path):
        files, _ = dicomdir.referenced_files(path)
        assert all(path.parent in file.parents for file in files)


def zipped(path: Path) -> None:
    if archive.is_zip(path):
        unpacked = archive.unpack(path, path.parent / "unpacked")
        assert all(path.parent / "unpacked" in file.parents for file in unpacked.files)
        for file in unpacked.files:
            file.unlink()


def document(path: Path) -> None:
    read_document(path, DocumentKind.REPORT)


def segmentation(path: Path) -> None:
    read = read_header(path)
    if isinstance(read, Instance):
        segmentations.outlook(read)


def structures(path: Path) -> None:
    read_structures(path)


def settings(path: Path) -> None:
    loaded, _ = load_settings(path)
    assert isinstance(loaded, Settings)


def saved(dataset: Dataset) -> Callable[[Path], bytes]:
    return lambda folder: write(dataset, folder / "seed").read_bytes()


def contents() -> Dataset:
    record = Dataset()
    record.DirectoryRecordType, record.RecordInUseFlag = "IMAGE", 0xFFFF
    record.ReferencedFileID = ["SEED"]
    directory = Dataset()
    directory.SOPClassUID, directory.SOPInstanceUID = MediaStorageDirectoryStorage, uid("disc")
    directory.DirectoryRecordSequence = Sequence([record])
    return directory


def segments() -> Dataset:
    made = with_overlay(ct_slice(), np.eye(8, 10, dtype=np.bool_))
    made.SOPClassUID, made.SegmentationType = "1.2.840.10008.5.1.4.1.1.66.4", "BINARY"
    made.SegmentSequence = [item(SegmentNumber=1, SegmentLabel="Liver", SegmentAlgorithmType="MANUAL")]
    made.SharedFunctionalGroupsSequence = [
        item(
            PixelMeasuresSequence=[item(PixelSpacing=["1", "1"], SliceThickness="2")],
            SegmentIdentificationSequence=[item(ReferencedSegmentNumber=1)],
        )
    ]
    return made


def contours() -> Dataset:
    made = presentation_state(IMAGE)
    made.SOPClassUID, made.Modality = "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT"
    made.StructureSetROISequence = [
        item(ROINumber=1, ROIName="PTV", ReferencedFrameOfReferenceUID="1.2.3", ROIGenerationAlgorithm="")
    ]
    contour = item(
        ContourGeometricType="CLOSED_PLANAR",
        NumberOfContourPoints=3,
        ContourData=["0", "0", "0", "9", "0", "0", "9", "9", "0"],
        ContourImageSequence=references(IMAGE),
    )
    made.ROIContourSequence = [
        item(ReferencedROINumber=1, ROIDisplayColor=["255", "0", "0"], ContourSequence=[contour])
    ]
    return made


def written_settings(folder: Path) -> bytes:
    save_settings(folder / "seed.toml", Settings(reader_name="Dr A", recent_places=("/a", "/b")))
    return (folder / "seed.toml").read_bytes()


STATE = presentation_state(
    IMAGE,
    SoftcopyVOILUTSequence=[
        item(WindowCenter="40", WindowWidth="400", ReferencedImageSequence=references(IMAGE))
    ],
)
REPORT = report(text("Finding", "A nodule", number("Diameter", "7", "mm")))

PARSERS: dict[str, tuple[Callable[[Path], None], tuple[Callable[[Path], bytes], ...]]] = {
    "header": (header, (saved(IMAGE), saved(key_objects(IMAGE)))),
    "presentation state": (header, (saved(STATE),)),
    "DICOMDIR": (table_of_contents, (saved(contents()),)),
    "ZIP": (zipped, (lambda folder: disc(folder / "seed.zip"),)),
    "structured report": (document, (saved(REPORT),)),
    "segmentation": (segmentation, (saved(segments()),)),
    "structure set": (structures, (saved(contours()),)),
    "settings": (settings, (written_settings,)),
}


@pytest.mark.parametrize("name", PARSERS)
def test_f2_no_damage_that_leads_somewhere_new_surprises_a_parser(tmp_path: Path, name: str) -> None:
    parse, makers = PARSERS[name]
    here = tmp_path / "here"
    here.mkdir()
    refusals: list[str] = []

    def parsed(data: bytes) -> None:
        path = here / "damaged"
        path.write_bytes(data)
        try:
            parse(path)
        except ViewerError as problem:
            refusals.append(problem.why)

    guide = Guide(parsed, [make(tmp_path) for make in makers])
    from_seeds = len(guide.reached)
    guide.run(SECONDS, first=7_000_000)

    assert guide.tried > 10
    assert all(refusals), "a refusal without a reason"
    assert len(guide.reached) > from_seeds > 20
    assert {path.name for path in here.iterdir()} <= {"damaged", "unpacked", "damaged.bad"}


def test_what_leads_somewhere_new_is_kept_and_an_error_names_its_number() -> None:
    parsed: list[bytes] = []
    guide = Guide(parsed.append, [b"seed of some length"])
    guide.run(0.05)
    assert guide.kept == [b"seed of some length"]

    def fails(data: bytes) -> None:
        assert data == b"seed of some length"

    with pytest.raises(AssertionError) as caught:
        Guide(fails, [b"seed of some length"]).run(1.0, first=3)
    assert any(note.startswith("number 4:") for note in caught.value.__notes__)
