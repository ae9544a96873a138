"""Images of a series are read quickly, and exactly as if each had been read by itself."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from tests.builders.dicom import cr_image, ct_slice, mr_slice, pt_slice, uid, write
from viewer.core.study import Instance
from viewer.dicom import header_siblings
from viewer.dicom.header import Object, read_instance
from viewer.dicom.header_siblings import SeriesReader
from viewer.dicom.scan import list_files, read_header, read_headers

Make = Callable[..., Dataset]


def series(folder: Path, make: Make, count: int = 8, **changes: object) -> list[Path]:
    return [
        write(make(5.0 * place, **{"InstanceNumber": place + 1, **changes}), folder / f"{place}.dcm")
        for place in range(count)
    ]


def in_a_row(paths: Sequence[Path]) -> list[Instance]:
    reader = SeriesReader()
    return [reader.read(path) for path in paths]


def one_by_one(paths: Sequence[Path]) -> list[Instance]:
    return [read_instance(path) for path in paths]


@pytest.fixture
def made_of_parts(monkeypatch: pytest.MonkeyPatch) -> list[Instance]:
    """Instances that were put together of shared and own parts."""
    together: list[Instance] = []
    made = header_siblings._made

    def noting(*parts: object) -> Instance | None:
        instance = made(*parts)  # type: ignore[arg-type]  # handed on as it came
        if instance is not None:
            together.append(instance)
        return instance

    monkeypatch.setattr(header_siblings, "_made", noting)
    return together


@pytest.mark.parametrize("make", [ct_slice, mr_slice])
def test_the_slices_of_a_series_are_put_together_and_equal(
    tmp_path: Path, made_of_parts: list[Instance], make: Make
) -> None:
    paths = series(
        tmp_path, make, ContentTime="101112.5", SliceLocation="3.5", AcquisitionTime="10", Exposure="7"
    )

    assert in_a_row(paths) == one_by_one(paths)
    assert len(made_of_parts) == len(paths) - 1


def test_what_is_asked_of_each_image_itself_is_never_shared(
    tmp_path: Path, made_of_parts: list[Instance]
) -> None:
    paths = series(tmp_path, pt_slice)

    assert in_a_row(paths) == one_by_one(paths)
    assert made_of_parts == []  # standardized uptake values rest on the time of each slice


CHANGES: tuple[dict[str, object], ...] = (
    {"ImagePositionPatient": None},
    {"ImagePositionPatient": ["1e9", "0", "0"]},
    {"ImageOrientationPatient": [0, 1, 0, 0, 0, -1]},
    {"ImageOrientationPatient": [1, 0, 0, 1, 0, 0]},
    {"InstanceNumber": None},
    {"PatientName": "Other^Name"},
    {"PatientID": "77"},
    {"WindowWidth": [80, 200], "WindowCenter": [10, 20]},
    {"RescaleSlope": "0"},
    {"RescaleIntercept": "-1000"},
    {"PixelSpacing": ["0.3", "0.4"]},
    {"Rows": 4},
    {"Rows": 0},
    {"BitsStored": 10},
    {"PhotometricInterpretation": "MONOCHROME1"},
    {"ImageType": ["DERIVED", "SECONDARY"]},
    {"BurnedInAnnotation": "YES"},
    {"SpecificCharacterSet": "ISO_IR 100", "PatientName": "Buc^Jérôme"},
    {"SpecificCharacterSet": "ISO_IR 999"},
    {"LossyImageCompression": "01", "LossyImageCompressionRatio": "12"},
    {"ImageLaterality": "L"},
    {"EchoNumbers": "2"},
    {"SeriesDescription": "another"},
    {"SeriesInstanceUID": uid("another series")},
    {"SeriesInstanceUID": None},
    {"StudyInstanceUID": None},
    {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"},
    {"PixelPaddingValue": 9},
    {"ExposureTime": "12"},
    {"ContentTime": None},
    {"ImageComments": "x" * 200},
)
"""What one slice of a series may say otherwise than its neighbours."""


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda data: data,
    "cut off": lambda data: data[:-20],
    "without its own UID": lambda data: data.replace(b"\x08\0\x18\0UI", b"\x08\0\x17\0UI"),
    "without a number": lambda data: data.replace(b"\x20\0\x13\0IS\2\x001 ", b"\x20\0\x13\0IS\2\0A "),
    "without the mark": lambda data: data[132:],
}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from((None, None, *CHANGES)), min_size=3, max_size=14), st.sampled_from(list(DAMAGE))
)
def test_whatever_differs_each_image_is_read_as_if_it_were_alone(
    tmp_path_factory: pytest.TempPathFactory, differing: list[dict[str, object] | None], damage: str
) -> None:
    folder = tmp_path_factory.mktemp("series")
    paths = []
    for place, changes in enumerate(differing):
        paths.append(write(ct_slice(2.5 * place, **(changes or {})), folder / f"{place}.dcm"))
    paths[1].write_bytes(DAMAGE[damage](paths[1].read_bytes()))

    assert read_headers(paths) == tuple(map(read_header, paths))


def test_a_file_that_was_cut_off_does_not_speak_for_whole_ones(tmp_path: Path) -> None:
    paths = series(tmp_path, ct_slice, count=6)
    for path in paths[1:3]:
        path.write_bytes(path.read_bytes()[:-20])

    found = in_a_row(paths)

    assert [bool(one.problems) for one in found] == [False, True, True, False, False, False]


def test_radiographs_without_a_place_are_put_together_too(
    tmp_path: Path, made_of_parts: list[Instance]
) -> None:
    paths = [write(cr_image(f"cr {n}", InstanceNumber=n), tmp_path / f"{n}.dcm") for n in range(1, 6)]

    assert in_a_row(paths) == one_by_one(paths)
    assert len(made_of_parts) == 4


def test_a_series_whose_images_share_nothing_is_soon_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[Object] = []
    learn = SeriesReader._learn

    def noting(reader: SeriesReader, found: Object) -> object:
        learned.append(found)
        return learn(reader, found)

    monkeypatch.setattr(SeriesReader, "_learn", noting)
    paths = [
        write(mr_slice(5.0 * n, WindowWidth=100 + n, WindowCenter=n), tmp_path / f"{n}.dcm")
        for n in range(20)
    ]

    assert in_a_row(paths) == one_by_one(paths)
    assert len(learned) <= 3


@pytest.mark.corpus
@pytest.mark.parametrize("seed", [None, 1, 4])
def test_all_files_of_the_corpus_are_read_as_if_each_were_alone(corpus: Path, seed: int | None) -> None:
    paths = list(list_files([corpus]).files)
    if seed is not None:
        random.Random(seed).shuffle(paths)

    together, alone = read_headers(paths), tuple(map(read_header, paths))

    assert [
        path for path, one, other in zip(paths, together, alone, strict=True) if repr(one) != repr(other)
    ] == []
