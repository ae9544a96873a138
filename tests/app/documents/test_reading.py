"""Documents inside objects: told apart by what they are, and cut out exactly."""

import pickle
from pathlib import Path
from random import Random

import pytest
from pydicom import Dataset

from app.documents.document import DocumentError
from app.documents.reading import draw, find, read_document, words_in
from tests.builders.documents import (
    CDA,
    CLINICAL,
    PDF,
    STL,
    encapsulated,
    number,
    pdf,
    reference,
    report,
    text,
    written,
)
from viewer.core.documents import DocumentKind, document_kind, document_word
from viewer.dicom.encapsulated import read_encapsulated
from viewer.dicom.failures import UnreadableError
from viewer.dicom.header import read_instance

LETTER = pdf(["Dear colleague"])
REPORT = DocumentKind.REPORT


def test_a_pdf_is_read_drawn_searched_and_copied_from_its_object(tmp_path: Path) -> None:
    path = written(encapsulated(LETTER), tmp_path)

    document = read_document(path, DocumentKind.PDF)

    assert (document.title, len(document.pages)) == ("Letter", 1)
    assert document.facts == (("Written", "2025-03-05 08:09:10"),)
    assert draw(path, 0, 1.0).shape == (100, 200, 3)
    assert find(path, "colleague")[0].page == 0
    assert words_in(path, 0, (0, 0, 1, 1)) == "Dear colleague"


def test_what_a_document_is_its_bytes_decide(tmp_path: Path) -> None:
    clinical = written(encapsulated(CLINICAL.encode(), CDA, "text/XML"), tmp_path, "cda")
    called_pdf = written(encapsulated(CLINICAL.encode(), PDF), tmp_path, "liar")
    plain = written(encapsulated(b"Just words", PDF, "text/plain"), tmp_path, "plain")
    model = written(encapsulated(b"solid\0\1\2", PDF, "model/stl"), tmp_path, "model")

    found = read_document(clinical, DocumentKind.CLINICAL)
    assert found.title == "Consultation"
    assert [value for name, value in found.facts if name == "Written"] == ["2025-03-05 10:11:12 UTC+0100"]
    assert read_document(called_pdf, DocumentKind.PDF).title == "Consultation"
    assert read_document(plain, DocumentKind.PDF).lines[0].value == "Just words"
    with pytest.raises(DocumentError, match=r"neither PDF nor text \(model/stl\)"):
        read_document(model, DocumentKind.PDF)


def test_the_byte_that_made_the_length_even_is_no_part_of_the_document(tmp_path: Path) -> None:
    path = written(encapsulated(b"odd", CDA, "text/plain"), tmp_path)

    assert read_encapsulated(path, 100).content == b"odd"


def test_a_length_that_cannot_be_true_is_not_believed(tmp_path: Path) -> None:
    path = written(encapsulated(b"even", CDA, "text/plain", EncapsulatedDocumentLength=1), tmp_path)

    assert read_encapsulated(path, 100).content == b"even"


def test_a_document_that_is_not_there_or_too_large_is_refused_in_words(tmp_path: Path) -> None:
    empty = encapsulated(LETTER)
    del empty.EncapsulatedDocument

    with pytest.raises(DocumentError, match="holds no document"):
        read_document(written(empty, tmp_path, "empty"), DocumentKind.PDF)
    with pytest.raises(UnreadableError, match="larger than 0 MiB"):
        read_encapsulated(written(encapsulated(LETTER), tmp_path, "letter"), 10)
    with pytest.raises(DocumentError, match="No such file"):
        read_document(tmp_path / "gone", DocumentKind.PDF)


def test_a_document_that_ends_early_is_refused_in_words(tmp_path: Path) -> None:
    path = written(encapsulated(LETTER), tmp_path)
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(DocumentError, match="the file ends before"):
        read_document(path, DocumentKind.PDF)


def test_a_document_that_is_whole_is_read_whatever_comes_after_it(tmp_path: Path) -> None:
    path = written(encapsulated(LETTER), tmp_path)
    path.write_bytes(path.read_bytes() + b"\x42\0\x20\0LO\xff\x7f")

    assert len(read_document(path, DocumentKind.PDF).pages) == 1


def test_a_refusal_comes_out_of_a_worker_process_as_it_went_in() -> None:
    problem = pickle.loads(pickle.dumps(DocumentError("it is locked with a password")))

    assert isinstance(problem, DocumentError)
    assert problem.why == "it is locked with a password"


@pytest.mark.parametrize(
    ("dataset", "kind", "word"),
    [
        (report(text("Finding", "none")), DocumentKind.REPORT, "Report"),
        (encapsulated(LETTER), DocumentKind.PDF, "PDF document"),
        (encapsulated(CLINICAL.encode(), CDA), DocumentKind.CLINICAL, "Clinical document"),
        (encapsulated(b"solid", STL), None, ""),
    ],
)
def test_documents_are_known_by_their_class(
    dataset: Dataset, kind: DocumentKind | None, word: str, tmp_path: Path
) -> None:
    instance = read_instance(written(dataset, tmp_path))

    assert document_kind(instance) is kind
    assert document_word(instance) == word
    assert instance.not_displayable


@pytest.mark.corpus
def test_the_pdf_of_the_corpus_has_two_pages_with_words(corpus: Path) -> None:
    path = corpus / "derived" / "encapsulated_pdf" / "report.dcm"

    document = read_document(path, DocumentKind.PDF)

    assert document.title == "Test report"
    assert [(round(page.width_pt), round(page.height_pt)) for page in document.pages] == [(595, 842)] * 2
    assert words_in(path, 1, (0, 0, 1, 1)).startswith("Test report, page 2 of 2")


def mutated(stored: bytes, chance: Random) -> bytes:
    """Return a file with some damage: flipped bits, lengths without end, pieces taken out or repeated."""
    damaged = bytearray(stored)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(132, len(damaged))
        length = chance.randrange(1, 60)
        match chance.randrange(5):
            case 0:
                damaged[at] ^= 1 << chance.randrange(8)
            case 1:
                damaged[at : at + 4] = b"\xff\xff\xff\xff"
            case 2:
                damaged[at : at + 4] = b"\0\0\0\0"
            case 3:
                del damaged[at : at + length]
            case 4:
                start = chance.randrange(len(damaged))
                damaged[at:at] = damaged[start : start + length]
    return bytes(damaged)


@pytest.mark.parametrize(
    ("dataset", "kind"),
    [
        (report(text("Finding", "A nodule", number("Diameter", "7", "mm")), reference("1.2.3")), REPORT),
        (encapsulated(CLINICAL.encode(), CDA, "text/xml"), DocumentKind.CLINICAL),
        (encapsulated(pdf(["Dear colleague"] * 2)), DocumentKind.PDF),
    ],
    ids=["report", "clinical", "pdf"],
)
def test_f15_f16_damaged_documents_are_shown_or_refused_in_words(
    dataset: Dataset, kind: DocumentKind, tmp_path: Path
) -> None:
    path = written(dataset, tmp_path)
    sound, chance = path.read_bytes(), Random(20250305)
    shown = refused = 0
    for _ in range(150):
        path.write_bytes(mutated(sound, chance))
        try:
            if read_document(path, kind).pages:
                draw(path, 0, 1.0)
            shown += 1
        except DocumentError:
            refused += 1

    assert shown > 10
    assert refused > 10
