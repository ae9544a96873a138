"""Key object selections: which images somebody pointed at, and why."""

from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset
from pydicom import Sequence as Items

from tests.builders.dicom import ct_slice, write
from tests.builders.presentation import item, key_objects, presentation_state, references
from viewer.core.study import Instance
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance

ONE, OTHER = ct_slice(0.0), ct_slice(5.0)


@pytest.fixture
def header(tmp_path: Path) -> Any:
    def read(dataset: Dataset) -> Instance:
        return read_instance(write(dataset, tmp_path / "file"))

    return read


def test_title_words_and_images_are_read(header: Any) -> None:
    found = header(key_objects(ONE, OTHER, title="For Surgery")).key_objects

    assert (found.title, found.description) == ("For Surgery", "the two largest")
    assert found.name == "For Surgery 2026-11-03"
    assert found.refers.uids == {ONE.SOPInstanceUID, OTHER.SOPInstanceUID}


def test_h23_a_selection_is_still_listed_as_what_holds_no_image(header: Any) -> None:
    assert header(key_objects(ONE)).not_displayable.startswith("Key object selection")
    assert header(ONE).key_objects is None


def test_without_content_the_evidence_counts(header: Any) -> None:
    series = item(SeriesInstanceUID="1.2", ReferencedSOPSequence=references(OTHER))
    evidence = item(StudyInstanceUID="1", ReferencedSeriesSequence=[series])

    found = header(
        key_objects(ONE, ContentSequence=None, CurrentRequestedProcedureEvidenceSequence=[evidence])
    ).key_objects

    assert found.refers.uids == {OTHER.SOPInstanceUID}
    assert found.description == ""


def test_f16_a_selection_of_itself_selects_no_image(header: Any) -> None:
    made = key_objects(ONE)
    made.ContentSequence = Items(
        [item(RelationshipType="CONTAINS", ValueType="COMPOSITE", ReferencedSOPSequence=references(made))]
    )

    assert header(made).key_objects.refers.uids == {made.SOPInstanceUID}


@pytest.mark.corpus
def test_a_real_selection_points_at_three_images(corpus: Path) -> None:
    found = read_instance(corpus / "derived" / "ko" / "lidc_key_images.dcm").key_objects

    assert found is not None
    assert (found.title, len(found.refers.uids)) == ("Of Interest", 3)


def test_a_selection_and_a_state_without_description_are_listed_by_their_titles(header: Any) -> None:
    listed = group([header(key_objects(ONE)), header(presentation_state(ONE))]).studies[0].display_sets

    assert {shown.title for shown in listed} == {"Of Interest 2026-11-03", "AS_READ – Smith 2026-11-02"}
