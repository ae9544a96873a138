"""What may hide in the 128 bytes before the DICOM mark (SAFETY F9, CVE-2019-11687)."""

from pathlib import Path

import pytest

from tests.builders.dicom import ct_slice, write
from viewer.dicom.decoding import decode_frame
from viewer.dicom.header import read_instance

PROGRAMS = {
    "PE": (b"MZ\x90\0", "a program for Windows"),
    "ELF": (b"\x7fELF\2\1", "a program for Linux"),
    "Mach-O": (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    "fat Mach-O": (b"\xca\xfe\xba\xbe", "a program for macOS"),
    "script": (b"#!/bin/sh\n", "a script"),
    "PDF": (b"%PDF-1.7\n", "a PDF document"),
    "ZIP": (b"PK\3\4", "a ZIP archive"),
    "HTML": (b"<html>", "a page of markup"),
}


def with_preamble(path: Path, start: bytes) -> Path:
    content = write(ct_slice(), path).read_bytes()
    path.write_bytes(start.ljust(128, b"\0") + content[128:])
    return path


@pytest.mark.parametrize("kind", PROGRAMS)
def test_f9_a_preamble_that_begins_something_else_is_told_and_the_image_read(
    tmp_path: Path, kind: str
) -> None:
    start, what = PROGRAMS[kind]

    found = read_instance(with_preamble(tmp_path / "image", start))

    assert found.problems == (f"the preamble is the beginning of {what}",)
    assert decode_frame(found).shape == (8, 10)


@pytest.mark.parametrize(
    "start", [b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"], ids=["empty", "TIFF", "TIFF, big"]
)
def test_f9_an_empty_preamble_and_that_of_a_tiff_are_in_order(tmp_path: Path, start: bytes) -> None:
    assert read_instance(with_preamble(tmp_path / "image", start)).problems == ()
