"""A PDF in a DICOM envelope: the bytes come back as they went in."""

from pathlib import Path

import pytest

from reporting.export.dicom_document import save
from reporting.export.encapsulated_pdf import encapsulate, pdf_in
from reporting.export.errors import ExportError, SrError
from reporting.export.sr_reading import open_document
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool

EVEN, ODD = b"%PDF-1.4\n%%EOF\n\n", b"%PDF-1.4\n%%EOF\n"


@pytest.mark.parametrize("pdf", [EVEN, ODD], ids=["even", "odd"])
def test_another_program_gets_the_same_bytes_back(tmp_path: Path, tool: Tool, pdf: bytes) -> None:
    save(encapsulate(reports.final(), pdf), tmp_path / "envelope.dcm")

    done = tool("dcm2pdf", tmp_path / "envelope.dcm", tmp_path / "out.pdf")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.pdf").read_bytes() == pdf


@pytest.mark.parametrize("pdf", [EVEN, ODD], ids=["even", "odd"])
def test_we_get_the_same_bytes_back(pdf: bytes) -> None:
    document = encapsulate(reports.final(), pdf)

    assert pdf_in(document) == pdf
    del document.EncapsulatedDocumentLength
    assert pdf_in(document) == pdf


def test_h17_other_pages_are_another_object() -> None:
    uids = {encapsulate(reports.final(), pdf).SOPInstanceUID for pdf in (EVEN, ODD)}

    assert len(uids) == 2
    assert encapsulate(reports.final(), EVEN).SOPInstanceUID in uids


def test_the_envelope_says_what_is_in_it() -> None:
    draft, final = encapsulate(reports.DRAFT, EVEN), encapsulate(reports.final(), EVEN)

    assert final.BurnedInAnnotation == "YES"
    assert (draft.VerificationFlag, final.VerificationFlag) == ("UNVERIFIED", "VERIFIED")
    assert final.MIMETypeOfEncapsulatedDocument == "application/pdf"
    assert [item.ReferencedSOPInstanceUID for item in final.SourceInstanceSequence] == [
        reports.CT_SLICE.sop_instance_uid,
        reports.RADIOGRAPH.sop_instance_uid,
    ]
    assert "SourceInstanceSequence" not in encapsulate(reports.without_measurements(), EVEN)


def test_what_is_no_pdf_is_not_put_into_an_envelope() -> None:
    with pytest.raises(ExportError, match="not a PDF"):
        encapsulate(reports.final(), b"<html>")


def test_an_envelope_is_not_taken_for_a_structured_report(tmp_path: Path) -> None:
    save(encapsulate(reports.final(), EVEN), tmp_path / "envelope.dcm")

    with pytest.raises(SrError, match="without a content tree"):
        open_document(tmp_path / "envelope.dcm")
