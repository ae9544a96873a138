"""A DICOMDIR: the table of contents of a folder of files. PS3.3 F.3, F.4; PS3.10 8.

Records of patients, studies, series and objects, each pointing at the next of its kind and at the first below it,
by offsets from the beginning of the file. What a record says of its kind is pydicom's knowledge.
"""

from dataclasses import dataclass, field

from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.fileset import DIRECTORY_RECORDERS
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.uid import ExplicitVRLittleEndian, MediaStorageDirectoryStorage, generate_uid

_KINDS = {
    "1.2.840.10008.5.1.4.1.1.11.": "PRESENTATION",
    "1.2.840.10008.5.1.4.1.1.88.59": "KEY OBJECT DOC",
    "1.2.840.10008.5.1.4.1.1.88.": "SR DOCUMENT",
    "1.2.840.10008.5.1.4.1.1.9.": "WAVEFORM",
    "1.2.840.10008.5.1.4.1.1.66.1": "REGISTRATION",
    "1.2.840.10008.5.1.4.1.1.66.3": "REGISTRATION",
    "1.2.840.10008.5.1.4.1.1.66.2": "FIDUCIAL",
    "1.2.840.10008.5.1.4.1.1.67": "VALUE MAP",
    "1.2.840.10008.5.1.4.1.1.104.": "ENCAP DOC",
    "1.2.840.10008.5.1.4.1.1.481.2": "RT DOSE",
    "1.2.840.10008.5.1.4.1.1.481.3": "RT STRUCTURE SET",
    "1.2.840.10008.5.1.4.1.1.481.5": "RT PLAN",
}
"""Kinds of objects by their SOP class: one ending in a point stands for all that begin so. Others are images."""

_IN_USE = 0xFFFF
_SEQUENCE = b"\x04\x00\x20\x12SQ\x00\x00"
_ITEM = b"\xfe\xff\x00\xe0"


@dataclass(eq=False)
class _Record:
    """One entry, and what is below it by UID or patient's identity."""

    dataset: Dataset = field(default_factory=Dataset)
    below: dict[str, "_Record"] = field(default_factory=dict)


class Contents:
    """Collects what is in a folder and writes it down."""

    def __init__(self) -> None:
        self._root = _Record()
        self._uid = generate_uid()

    def add(self, header: Dataset, file_id: tuple[str, ...]) -> None:
        """Add an object whose file has this name below the folder.

        Raises
        ------
        ValueError, AttributeError
            Where the header lacks what a record of its kind must say.
        """
        kind = _kind_of(str(header.SOPClassUID))
        levels = (
            ("PATIENT", f"{header.PatientID}\n{header.get('PatientName', '')}"),
            ("STUDY", str(header.StudyInstanceUID)),
            ("SERIES", str(header.SeriesInstanceUID)),
            (kind, str(header.SOPInstanceUID)),
        )
        made = [_record(level, header) for level, _ in levels]
        made[-1].ReferencedFileID = list(file_id)
        made[-1].ReferencedSOPClassUIDInFile = header.SOPClassUID
        made[-1].ReferencedSOPInstanceUIDInFile = header.SOPInstanceUID
        made[-1].ReferencedTransferSyntaxUIDInFile = header.file_meta.TransferSyntaxUID
        above = self._root
        for (_, name), dataset in zip(levels, made, strict=True):
            above = above.below.setdefault(name, _Record(dataset))

    def to_bytes(self) -> bytes:
        """Return the file."""
        records: list[_Record] = []
        _gather(self._root, records)
        for record in records:
            _point(record.dataset, 0, 0)
        start = self._start(0, 0, 0)
        position, places = len(start), {}
        for record in records:
            places[id(record)] = position
            position += 8 + len(_encoded(record.dataset))
        self._join(self._root, places)
        items = b"".join(
            _ITEM + len(content).to_bytes(4, "little") + content
            for content in (_encoded(record.dataset) for record in records)
        )
        top = [places[id(record)] for record in self._root.below.values()]
        return self._start(top[0] if top else 0, top[-1] if top else 0, len(items)) + items

    def _start(self, first: int, last: int, length: int) -> bytes:
        """Return all that comes before the first record."""
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
        meta.MediaStorageSOPInstanceUID = self._uid
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        head = Dataset()
        head.FileSetID = ""
        head.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = first
        head.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = last
        head.FileSetConsistencyFlag = 0
        into = DicomBytesIO()
        into.write(bytes(128) + b"DICM")
        write_file_meta_info(into, meta, enforce_standard=True)
        return into.getvalue() + _encoded(head) + _SEQUENCE + length.to_bytes(4, "little")

    def _join(self, above: _Record, places: dict[int, int]) -> None:
        siblings = list(above.below.values())
        for number, record in enumerate(siblings):
            following = siblings[number + 1] if number + 1 < len(siblings) else None
            first = next(iter(record.below.values()), None)
            _point(
                record.dataset,
                0 if following is None else places[id(following)],
                0 if first is None else places[id(first)],
            )
            self._join(record, places)


def _kind_of(sop_class: str) -> str:
    for prefix, kind in _KINDS.items():
        if sop_class == prefix or (prefix.endswith(".") and sop_class.startswith(prefix)):
            return kind
    return "IMAGE"


def _record(level: str, header: Dataset) -> Dataset:
    made = DIRECTORY_RECORDERS[level](header)
    made.RecordInUseFlag = _IN_USE
    made.DirectoryRecordType = level
    if "SpecificCharacterSet" in header:
        made.SpecificCharacterSet = header.SpecificCharacterSet
    return made


def _point(dataset: Dataset, following: int, below: int) -> None:
    dataset.OffsetOfTheNextDirectoryRecord = following
    dataset.OffsetOfReferencedLowerLevelDirectoryEntity = below


def _gather(above: _Record, records: list[_Record]) -> None:
    for record in above.below.values():
        records.append(record)
        _gather(record, records)


def _encoded(dataset: Dataset) -> bytes:
    into = DicomBytesIO()
    into.is_little_endian, into.is_implicit_VR = True, False
    write_dataset(into, dataset)
    return into.getvalue()
