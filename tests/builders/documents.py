"""Documents made for tests: structured reports item by item, small PDF files, and objects that hold documents."""

from collections.abc import Sequence
from pathlib import Path

from pydicom import Dataset
from pydicom.sequence import Sequence as Items

from tests.builders.dicom import ct_slice, uid, write

STORAGE = "1.2.840.10008.5.1.4.1.1."
COMPREHENSIVE, PDF, CDA, STL = (f"{STORAGE}{end}" for end in ("88.33", "104.1", "104.2", "104.3"))


def code(meaning: str) -> Items:
    """Return a coded concept of our own."""
    coded = Dataset()
    coded.CodeValue, coded.CodingSchemeDesignator, coded.CodeMeaning = "T-1", "99TEST", meaning
    return Items([coded])


def item(kind: str, name: str = "", *below: Dataset, relation: str = "CONTAINS", **values: object) -> Dataset:
    """Return a content item, values by keyword."""
    made = Dataset()
    made.RelationshipType, made.ValueType = relation, kind
    if name:
        made.ConceptNameCodeSequence = code(name)
    for keyword, value in values.items():
        setattr(made, keyword, value)
    if below:
        made.ContentSequence = Items(below)
    return made


def text(name: str, value: str, *below: Dataset, relation: str = "CONTAINS") -> Dataset:
    """Return words about something."""
    return item("TEXT", name, *below, relation=relation, TextValue=value)


def number(name: str, value: str, unit: str, *below: Dataset) -> Dataset:
    """Return a measured value; none where it is empty."""
    if not value:
        return item("NUM", name, *below, MeasuredValueSequence=Items())
    measured, units = Dataset(), Dataset()
    units.CodeValue, units.CodingSchemeDesignator, units.CodeMeaning = unit, "UCUM", unit
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = value, Items([units])
    return item("NUM", name, *below, MeasuredValueSequence=Items([measured]))


def reference(
    uid_of: str,
    frames: Sequence[int] = (),
    *,
    kind: str = "IMAGE",
    name: str = "",
    relation: str = "CONTAINS",
) -> Dataset:
    """Return a reference to an object, or to frames of it."""
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = f"{STORAGE}2", uid_of
    if frames:
        referenced.ReferencedFrameNumber = list(frames)
    return item(kind, name, relation=relation, ReferencedSOPSequence=Items([referenced]))


def report(*content: Dataset, title: str = "Findings", name: str = "sr", **values: object) -> Dataset:
    """Return a structured report of the patient and study of the other builders."""
    dataset = _without_image(COMPREHENSIVE, "SR", name)
    dataset.ValueType, dataset.ConceptNameCodeSequence = "CONTAINER", code(title)
    dataset.ContinuityOfContent = "SEPARATE"
    dataset.ContentDate, dataset.ContentTime = "20250305", "080910"
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "VERIFIED"
    dataset.ContentSequence = Items(content)
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def encapsulated(
    content: bytes,
    sop_class: str = PDF,
    mime_type: str = "application/pdf",
    name: str = "pdf",
    **values: object,
) -> Dataset:
    """Return an object that holds a document."""
    dataset = _without_image(sop_class, "DOC", name)
    dataset.DocumentTitle, dataset.MIMETypeOfEncapsulatedDocument = "Letter", mime_type
    dataset.ContentDate, dataset.ContentTime = "20250305", "080910"
    dataset.EncapsulatedDocument = content + b"\0" * (len(content) % 2)
    dataset.EncapsulatedDocumentLength = len(content)
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def written(dataset: Dataset, folder: Path, name: str = "document") -> Path:
    """Write an object and return its path."""
    return write(dataset, folder / name)


def _without_image(sop_class: str, modality: str, name: str) -> Dataset:
    whose = ct_slice()
    kept = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate")
    dataset = Dataset()
    for keyword in (*kept, "StudyTime", "StudyDescription", "StudyID", "AccessionNumber"):
        setattr(dataset, keyword, getattr(whose, keyword))
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, uid(name)
    dataset.SeriesInstanceUID, dataset.SeriesNumber = uid(f"series {name}"), 9
    dataset.Modality, dataset.InstanceNumber = modality, 1
    dataset.SpecificCharacterSet = "ISO_IR 192"
    return dataset


def pdf(
    pages: Sequence[str],
    *,
    size: tuple[float, float] = (200, 100),
    rotated: int = 0,
    extra: str = "",
    objects: Sequence[str] = (),
) -> bytes:
    """Return a PDF with one line of Helvetica on each page, at (20, 50) points.

    Parameters
    ----------
    extra
        Goes into the catalog; may name further objects, which are numbered from 100.
    """
    first = 10
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    parts = {
        1: f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for index, words in enumerate(pages):
        page = first + 2 * index
        stream = f"BT /F1 12 Tf 20 50 Td ({words}) Tj ET"
        parts[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotated} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {page + 1} 0 R >>"
        )
        parts[page + 1] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    parts.update({100 + index: words for index, words in enumerate(objects)})
    return _file(parts)


def _file(parts: dict[int, str]) -> bytes:
    out, places = b"%PDF-1.7\n", {}
    for number_of, words in sorted(parts.items()):
        places[number_of] = len(out)
        out += f"{number_of} 0 obj\n{words}\nendobj\n".encode("latin-1")
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number_of, place in places.items():
        out += f"{number_of} 1\n{place:010} 00000 n \n".encode()
    return out + f"trailer << /Size 1000 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


CLINICAL = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="http://example.invalid/style.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <title>Consultation</title>
  <effectiveTime value="20250305101112+0100"/>
  <recordTarget><patientRole><id extension="P-1"/>
    <patient><name><given>Jane</given> <family>Doe</family></name><birthTime value="19700102"/></patient>
  </patientRole></recordTarget>
  <author><assignedAuthor><assignedPerson><name>Dr. Ada Lovelace</name></assignedPerson></assignedAuthor></author>
  <component><structuredBody>
    <component><section><title>History</title><text>
      Seen <content styleCode="Bold">today</content>.
      <paragraph>First line<br/>second line</paragraph>
      <list><item>cough</item><item>fever</item></list>
      <table><thead><tr><th>Test</th><th>Result</th></tr></thead>
        <tbody><tr><td>CRP</td><td>12 mg/l</td></tr></tbody></table>
      <renderMultiMedia referencedObject="MM1"/>
    </text>
      <component><section><title>Allergies</title><text>none known</text></section></component>
    </section></component>
  </structuredBody></component>
</ClinicalDocument>
"""
