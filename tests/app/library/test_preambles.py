"""What the library keeps of the 128 bytes before the DICOM mark: nothing (SAFETY F9)."""

from pathlib import Path

import pytest

from app.library.copying import Copied, copy_in
from tests.builders.dicom import ct_slice, write


@pytest.mark.parametrize("start", [b"MZ\x90\0", b"\x7fELF", b"#!/bin/sh\n", b"II*\0"])
def test_f9_a_copy_in_the_library_has_an_empty_preamble_and_the_rest_as_it_was(
    tmp_path: Path, start: bytes
) -> None:
    sound = write(ct_slice(), tmp_path / "image").read_bytes()
    (tmp_path / "image").write_bytes(start.ljust(128, b"x") + sound[128:])

    copied = copy_in(tmp_path / "image", tmp_path / "kept")

    assert isinstance(copied, Copied)
    assert copied.path.read_bytes() == bytes(128) + sound[128:]
