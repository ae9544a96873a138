"""What a header says of colors: ICC profiles by optical path, named color spaces, supplemental palettes."""

from collections.abc import Callable
from pathlib import Path
from struct import pack

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, Sequence

from tests.builders.dicom import color_image, ct_slice, write
from viewer.core.study import Instance
from viewer.dicom.header import read_instance
from viewer.dicom.header_colors import ProfileError, profile_name

Read = Callable[[Dataset], Instance]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda dataset: read_instance(write(dataset, tmp_path / "made.dcm"))


def icc(name: str = "Scanner", *, space: bytes = b"RGB ", version: int = 2) -> bytes:
    """Return the bare bones of a profile: header, table of contents, description."""
    text = name.encode("ascii") + b"\0" if version == 2 else name.encode("utf-16-be")
    if version == 2:
        described = b"desc" + bytes(4) + pack(">I", len(text)) + text
    else:
        described = b"mluc" + bytes(4) + pack(">II", 1, 12) + b"enUS" + pack(">II", len(text), 28) + text
    body = pack(">I", 1) + b"desc" + pack(">II", 144, len(described)) + described
    header = bytearray(128)
    header[0:4] = pack(">I", 128 + len(body))
    header[12:24] = b"scnr" + space + b"XYZ "
    header[36:40] = b"acsp"
    return bytes(header) + body


@pytest.mark.parametrize("version", [2, 4])
def test_h31_a_profile_is_known_by_its_name(read: Read, version: int) -> None:
    profile = read(color_image(ICCProfile=icc("Slide scanner 7", version=version))).describe(1).profile

    assert profile is not None
    assert profile.name == "Slide scanner 7"
    assert profile.data.rstrip(b"\0") == icc("Slide scanner 7", version=version).rstrip(b"\0")


def test_a_large_profile_is_kept(read: Read) -> None:
    large = icc() + bytes(200_000)

    profile = read(color_image(ICCProfile=large)).describe(1).profile

    assert profile is not None
    assert len(profile.data) == len(large)


def test_without_a_profile_colors_are_taken_for_srgb(read: Read) -> None:
    assert read(color_image()).describe(1).profile is None
    assert read(color_image(ColorSpace="SRGB")).describe(1).profile is None


def test_a_color_space_may_be_named_only(read: Read) -> None:
    profile = read(color_image(ColorSpace="ADOBERGB")).describe(1).profile

    assert profile is not None
    assert (profile.name, profile.data) == ("Adobe RGB", b"")


def test_a_color_space_that_is_none_is_told(read: Read) -> None:
    instance = read(color_image(ColorSpace="PURPLE"))

    assert instance.describe(1).profile is None
    assert any("Color Space" in problem for problem in instance.problems)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"nonsense", "no ICC profile"),
        (icc()[:140], "cut short"),
        (icc(space=b"CMYK"), "not for red, green and blue"),
        (icc()[:136] + pack(">I", 1 << 20) + icc()[140:], "points outside"),
        (icc()[:128] + pack(">I", 1 << 20) + icc()[132:], "makes no sense"),
    ],
)
def test_f7_a_profile_that_makes_no_sense_is_left_out_and_told(read: Read, data: bytes, why: str) -> None:
    instance = read(color_image(ICCProfile=data))

    assert instance.describe(1).profile is None
    assert any(why in problem for problem in instance.problems)


@given(st.binary(max_size=400), st.integers(0, 200))
def test_f1_a_damaged_profile_is_refused_or_named_and_nothing_worse(noise: bytes, at: int) -> None:
    damaged = icc()[:at] + noise + icc()[at + len(noise) :]
    try:
        name = profile_name(damaged)
    except ProfileError:
        return
    assert name.isprintable()


def optical_path(name: str, profile: bytes) -> Dataset:
    item = Dataset()
    item.OpticalPathIdentifier, item.ICCProfile = name, profile
    return item


def slide(*paths: Dataset, frames: int = 4, named: tuple[str, ...] = ()) -> Dataset:
    made = color_image(OpticalPathSequence=Sequence(paths), NumberOfFrames=frames)
    made.PixelData = bytes(made.PixelData) * frames
    if named:
        made.PerFrameFunctionalGroupsSequence = Sequence()
        for name in named:
            own, identified = Dataset(), Dataset()
            identified.OpticalPathIdentifier = name
            own.OpticalPathIdentificationSequence = Sequence([identified])
            made.PerFrameFunctionalGroupsSequence.append(own)
    return made


def names(instance: Instance) -> list[str]:
    profiles = [instance.describe(number).profile for number in range(1, 5)]
    return [profile.name if profile else "" for profile in profiles]


def test_one_optical_path_holds_for_every_frame(read: Read) -> None:
    assert names(read(slide(optical_path("1", icc("A"))))) == ["A"] * 4


def test_frames_have_the_profile_of_the_optical_path_they_name(read: Read) -> None:
    made = slide(optical_path("1", icc("A")), optical_path("2", icc("B")), named=("2", "1", "1", "2"))

    assert names(read(made)) == ["B", "A", "A", "B"]


def test_tiles_that_name_no_path_come_one_path_after_the_other(read: Read) -> None:
    assert names(read(slide(optical_path("1", icc("A")), optical_path("2", icc("B"))))) == list("AABB")


def supplemented(first: int, entries: int) -> Dataset:
    made = ct_slice()
    for color, value in (("Red", 0xFF00), ("Green", 0x8000), ("Blue", 0)):
        setattr(made, f"{color}PaletteColorLookupTableDescriptor", [entries, first, 16])
        table = np.full(entries, value, "<u2").tobytes()
        setattr(made, f"{color}PaletteColorLookupTableData", table)
    return made


def test_h31_a_supplemental_palette_is_read_with_its_first_number(read: Read) -> None:
    supplement = read(supplemented(1024, 10)).supplement

    assert supplement is not None
    assert supplement.first == 1024
    assert supplement.colors == bytes([0xFF, 0x80, 0]) * 10


def test_f7_a_supplemental_palette_that_is_too_short_is_left_out_and_told(read: Read) -> None:
    made = supplemented(1024, 10)
    made.BluePaletteColorLookupTableData = b"\0\0"

    instance = read(made)

    assert instance.supplement is None
    assert any("supplemental palette" in problem for problem in instance.problems)


def test_a_grey_image_without_a_palette_has_none(read: Read) -> None:
    assert read(ct_slice()).supplement is None
