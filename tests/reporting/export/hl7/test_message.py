"""ORU^R01 messages, read back field by field."""

from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from reporting.core.report import Line, Report, Section, SectionName
from reporting.export.errors import ExportError
from reporting.export.hl7.encoding import Segment, escaped, segments_of, unescaped
from reporting.export.hl7.message import oru, write_hl7, write_hl7_with_pdf
from reporting.export.letterhead import Letterhead
from reporting.export.wording import NOT_FOR_DIAGNOSIS
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool
from tests.reporting.export.test_formats import every_kind

NASTY = [
    "a|b^c~d\\e&f",
    "\\.br\\ \\E\\ \\X0D\\ \\",
    "two\nlines\r\nand\rmore",
    "MSH|^~\\&|forged\rOBX|99|FT",
    "日本語 Кириллица عربي שלום",
    "\x0b\x1c\x00bell\x07",
]


def observations(report: Report) -> list[Segment]:
    return [known for known in segments_of(oru(report)) if known.name == "OBX"]


def about(report: Report, code: str) -> list[Segment]:
    return [known for known in observations(report) if known.words(3) == code]


@every_kind
def test_every_message_has_its_segments_in_order_and_numbers_its_observations(
    report: Report, first: Report | None
) -> None:
    written = oru(report)
    found = segments_of(written)

    assert [known.name for known in found[:5]] == ["MSH", "PID", "PV1", "ORC", "OBR"]
    assert {known.name for known in found[5:]} <= {"OBX", "NTE"}
    assert found[5].name == "OBX", "a note belongs to what stands before it"
    assert written.endswith("\r")
    assert "\n" not in written
    numbers = [known.field(1) for known in found if known.name == "OBX"]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_the_header_says_version_kind_and_characters() -> None:
    header = segments_of(oru(reports.final(), letterhead=Letterhead("Röntgen & Söhne")))[0]

    assert (header.field(1), header.field(2)) == ("|", "^~\\&")
    assert [header.words(9, part) for part in (1, 2, 3)] == ["ORU", "R01", "ORU_R01"]
    assert (header.field(12), header.field(18)) == ("2.5.1", "UNICODE UTF-8")
    assert header.words(4) == "Röntgen & Söhne"
    assert 0 < len(header.field(10)) <= 20


def test_patient_and_order_are_those_of_the_images() -> None:
    report = replace(reports.final(), patient=replace(reports.PATIENT, issuer="CLINIC"))
    _, patient, _, order, request = segments_of(oru(report))[:5]

    assert (patient.words(3), patient.words(3, 4)) == ("ID-4711", "CLINIC")
    assert (patient.words(5), patient.words(5, 2)) == ("Muster", "Erika")
    assert (patient.field(7), patient.field(8)) == ("19610302", "F")
    assert order.words(3) == request.words(3) == "ACC-77"
    assert (request.words(4), request.words(4, 3)) == ("18748-4", "LN")
    assert request.field(7) == "20261120081500"
    assert (request.words(16, 2), request.words(16, 3)) == ("Referrer", "Rita")
    assert request.field(32) == "&Anna Fischer"


def test_h20_each_group_of_a_name_is_a_repetition_with_its_kind() -> None:
    patient = segments_of(oru(reports.named("Yamada^Tarou^^Dr^Jr=山田^太郎=やまだ^たろう")))[1]

    latin, ideographic, phonetic = patient.field(5).split("~")
    assert latin == "Yamada^Tarou^^Jr^Dr^^L^A", "HL7 has the suffix before the prefix"
    assert ideographic.startswith("山田^太郎")
    assert phonetic.endswith("^L^P")


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (reports.DRAFT, "R"),
        (reports.preliminary(), "P"),
        (reports.final(), "F"),
        (reports.addended(), "C"),
    ],
)
def test_how_far_a_report_has_come_stands_in_the_request_and_in_every_observation(
    report: Report, status: str
) -> None:
    found = segments_of(oru(report))

    assert found[4].field(25) == status
    assert {known.field(11) for known in found if known.name == "OBX"} == {status}


def test_sections_are_read_back_line_by_line() -> None:
    (findings,) = about(reports.final(), "59776-5")

    lines = findings.words(5).split("\n")
    assert findings.field(2) == "FT"
    assert lines[0] == "Nodule 8.3 mm in segment 6. [M1]"
    assert reports.LITERAL in lines


def test_h6_numbers_are_read_back_at_full_precision_with_unit_and_a_note_on_calibration() -> None:
    found = segments_of(oru(reports.final()))
    numbers = [(at, known) for at, known in enumerate(found) if known.field(2) == "NM"]

    quantities = [quantity for known in reports.MEASUREMENTS for quantity in known.quantities]
    assert [float(known.words(5)) for _, known in numbers] == [quantity.value for quantity in quantities]
    assert all(known.words(6, 3) == "UCUM" for _, known in numbers)
    for (at, _), quantity in zip(numbers, quantities, strict=True):
        assert found[at + 1].name == "NTE"
        assert quantity.text.partition(" (")[0] in found[at + 1].words(3)
        assert quantity.label in found[at + 1].words(3)


def test_a_tiny_number_has_no_exponent_and_one_that_is_none_is_not_written() -> None:
    (quantity,) = reports.NODULE.quantities
    tiny = replace(reports.NODULE, quantities=(replace(quantity, value=1.5e-9),))
    found = observations(replace(reports.DRAFT, measurements=(tiny,)))
    (number,) = [known for known in found if known.field(2) == "NM"]

    assert number.field(5) == "0.0000000015"
    with pytest.raises(ExportError, match="not finite"):
        oru(reports.NOT_A_NUMBER)


@pytest.mark.parametrize("words", NASTY)
def test_f13_no_words_are_taken_for_delimiters_or_segments(words: str) -> None:
    section = Section(SectionName.FINDINGS, (Line(words),))
    patient = replace(reports.PATIENT, name=words, patient_id=words)
    report = replace(reports.DRAFT.with_section(section), patient=patient)
    plain = oru(reports.DRAFT.with_section(Section(SectionName.FINDINGS, (Line("x"),))))

    written = oru(report)

    assert [known.name for known in segments_of(written)] == [known.name for known in segments_of(plain)]
    (findings,) = about(report, "59776-5")
    unix = words.replace("\r\n", "\n").replace("\r", "\n")
    assert findings.words(5) == "".join(letter for letter in unix if letter == "\n" or ord(letter) > 31)


@pytest.mark.parametrize("words", NASTY[:5])
def test_what_is_escaped_is_read_back(words: str) -> None:
    assert unescaped(escaped(words)) == words.replace("\r\n", "\n").replace("\r", "\n")


def test_h29_a_message_says_that_the_site_is_not_cleared_unless_it_is() -> None:
    assert NOT_FOR_DIAGNOSIS in oru(reports.final())
    assert NOT_FOR_DIAGNOSIS not in oru(reports.final(), cleared=True)


def test_h17_the_control_id_belongs_to_the_version() -> None:
    written = (reports.final(), reports.final(), reports.addended())
    once, again, later = (segments_of(oru(one))[0].field(10) for one in written)

    assert once == again != later


def test_the_pages_are_inside_where_they_are_wanted(
    tmp_path: Path, qapp: QApplication, pictures: dict[str, QImage], tool: Tool
) -> None:
    (path,) = write_hl7_with_pdf(reports.final(), None, pictures, tmp_path / "r.hl7")

    last = segments_of(path.read_bytes().decode("utf-8"))[-1]
    _, kind, subtype, encoding, data = last.field(5).split("^")
    assert (last.field(2), kind, subtype, encoding) == ("ED", "AP", "PDF", "Base64")
    (tmp_path / "inside.pdf").write_bytes(b64decode(data))
    assert tool("qpdf", "--check", tmp_path / "inside.pdf").returncode == 0


def test_h16_a_second_opinion_is_not_written_with_the_first_of_another_patient(tmp_path: Path) -> None:
    first = reports.final()
    other = replace(first, patient=replace(first.patient, patient_id="ID-4712"))

    with pytest.raises(ExportError, match="not on the same patient"):
        write_hl7(reports.second(first), other, tmp_path / "r.hl7")
    assert not list(tmp_path.iterdir())
