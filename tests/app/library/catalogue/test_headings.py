"""What the catalogue remembers of a header is what the header says."""

from pathlib import Path

import pytest
from pydicom import Dataset

from app.library.catalogue.headings import Parting, heading_of, joined
from tests.builders.dicom import cr_image, ct_slice, enhanced_mr, mr_slice, pt_slice, uid, us_cine, write
from tests.builders.libraries import ct_study, library_with
from tests.builders.uptake import pet_slice
from viewer.core.plain import EncodingError
from viewer.core.study import Instance
from viewer.dicom.header import read_instance
from viewer.dicom.scan import list_files, read_headers


def remembered(instance: Instance, parting: Parting) -> Instance:
    parted, source = parting.part(instance), instance.source
    return joined(heading_of(parted.heading), parted.own, source.path, source.offset, source.length)


@pytest.mark.parametrize(
    "dataset",
    [ct_slice(), mr_slice(5.0), pt_slice(), pet_slice(), cr_image(), us_cine(), enhanced_mr()],
    ids=["CT", "MR", "PET", "PET with dose", "CR", "US with region", "enhanced MR"],
)
def test_an_instance_comes_back_as_its_header_describes_it(tmp_path: Path, dataset: Dataset) -> None:
    instance = read_instance(write(dataset, tmp_path / "one"))

    assert remembered(instance, Parting()) == instance


def test_images_of_a_series_share_their_heading(tmp_path: Path) -> None:
    parting = Parting()
    slices = [read_instance(write(ct_slice(float(z)), tmp_path / str(z))) for z in range(5)]

    assert len({parting.part(one).digest for one in slices}) == 1
    assert [remembered(one, parting) for one in slices] == slices


@pytest.mark.corpus
def test_every_header_of_the_corpus_comes_back(corpus: Path) -> None:
    parting = Parting()
    found = [one for one in read_headers(list_files([corpus]).files) if isinstance(one, Instance)]

    assert len(found) > 1000
    assert [one.source.path for one in found if remembered(one, parting) != one] == []


def test_f19_a_damaged_heading_is_refused() -> None:
    with pytest.raises(EncodingError):
        heading_of(b"not a heading")


def test_f19_a_damaged_own_part_is_refused(tmp_path: Path) -> None:
    shared = heading_of(Parting().part(read_instance(write(ct_slice(), tmp_path / "one"))).heading)

    with pytest.raises(EncodingError):
        joined(shared, '["1", 1, "", []', tmp_path, 0, 0)


def test_a_header_that_cannot_be_written_down_is_read_again_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EncodingError("of a kind this version does not write")

    with monkeypatch.context() as patch:
        patch.setattr(Parting, "part", refuse)
        library = library_with(tmp_path, ct_study("one", 2))
    with library:
        known = library.catalogued(uid("study one"))

    assert known.instances == ()
    assert len(read_headers(known.unread)) == 2


def test_d11_headings_of_another_version_are_read_again_from_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with library_with(tmp_path, ct_study("one", 2)) as library:
        monkeypatch.setattr("app.library.catalogue.reopening.FORM", "another")

        known = library.catalogued(uid("study one"))

    assert (known.instances, len(known.unread)) == ((), 2)
