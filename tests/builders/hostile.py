"""Files and folders that mean harm, or came to harm."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from struct import pack
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pydicom import Dataset, Sequence
from pydicom.uid import MediaStorageDirectoryStorage

from tests.builders.dicom import ct_slice, uid, write

LEVELS = 20_000


def nested(path: Path) -> Path:
    """Write sequences within sequences, far deeper than any parser's stack."""
    write(ct_slice(4.0), path)
    opening = pack("<HH2sHL", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF) + pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    with path.open("ab") as file:
        file.truncate(path.stat().st_size - len(_pixels(path)))
        file.seek(0, 2)
        file.write(opening * LEVELS)
    return path


def _pixels(path: Path) -> bytes:
    """Return the pixel data element at the end of a file."""
    content = path.read_bytes()
    return content[content.rindex(b"\xe0\x7f\x10\x00") :]


def absurd(path: Path) -> Path:
    """Write an image whose header asks for more memory than there is in the world."""
    return write(ct_slice(6.0, Rows=65_535, Columns=65_535, NumberOfFrames="2147483647"), path)


def truncated(path: Path) -> Path:
    """Write an image whose pixels end early."""
    content = write(ct_slice(7.0), path).read_bytes()
    path.write_bytes(content[:-60])
    return path


def cut(path: Path) -> Path:
    """Write an image whose header ends in the middle of an element."""
    content = write(ct_slice(8.0), path).read_bytes()
    path.write_bytes(content[:700])
    return path


def empty(path: Path) -> Path:
    """Write nothing."""
    path.write_bytes(b"")
    return path


def noise(path: Path) -> Path:
    """Write bytes without a meaning."""
    path.write_bytes(Random(2).randbytes(40_000))
    return path


def text(path: Path) -> Path:
    """Write a letter."""
    path.write_text("Dear colleague, please find enclosed no image at all.\n" * 20, encoding="utf-8")
    return path


def bomb(path: Path) -> Path:
    """Write an archive that would grow beyond reason."""
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr("IM1", bytes(64 << 20))
    return path


def traversal(path: Path) -> Path:
    """Write an archive whose entry wants to lie two folders up."""
    image = write(ct_slice(9.0), path.with_suffix(".image"))
    with ZipFile(path, "w") as file:
        file.writestr(ZipInfo("../../escaped.dcm"), image.read_bytes())
    image.unlink()
    return path


def escaping_disc(folder: Path) -> Path:
    """Write a table of contents that names a file outside its disc, which exists."""
    outside = write(ct_slice(11.0), folder.parent / "outside.dcm")
    record = Dataset()
    record.DirectoryRecordType, record.RecordInUseFlag = "IMAGE", 0xFFFF
    record.ReferencedFileID = ["..", outside.name]
    directory = Dataset()
    directory.SOPClassUID, directory.SOPInstanceUID = MediaStorageDirectoryStorage, uid("disc")
    directory.DirectoryRecordSequence = Sequence([record])
    return write(directory, folder / "DICOMDIR")


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nested.dcm": (nested, "nesting too deep (limit 64)"),
    "absurd.dcm": (absurd, "65535 rows × 65535 columns × 2147483647 frames"),
    "truncated.dcm": (truncated, "160 bytes are needed, 100 are there"),
    "cut.dcm": (cut, "the file ends"),
    "empty.dcm": (empty, ""),
    "noise.dcm": (noise, ""),
    "letter.dcm": (text, ""),
}
"""Makers by file name, each with what the program says of its file; nothing of what is no DICOM at all."""


def junk(folder: Path) -> Path:
    """Fill a folder with all of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (make, _) in FILES.items():
        make(folder / name)
    return folder


def fingerprint(folder: Path) -> dict[str, str]:
    """Return what lies in a folder: each name, and the content behind it."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }
