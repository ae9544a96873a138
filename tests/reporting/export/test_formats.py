"""What every format owes its reader, whatever the report."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from reporting.core.report import Report
from reporting.export.errors import ExportError
from reporting.export.files import suggested_name
from reporting.export.formats import Format, export
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool

KINDS = {
    "draft": (reports.DRAFT, None),
    "preliminary": (reports.preliminary(), None),
    "final": (reports.final(), None),
    "addended": (reports.addended(), None),
    "second": (reports.second(reports.addended()), reports.addended()),
    "second by itself": (reports.second(reports.final()), None),
    "second in the making": (reports.second_draft(reports.final()), reports.final()),
    "words only": (reports.without_measurements(), None),
    "nobody on nobody": (reports.NOBODY, None),
    "japanese": (reports.named("Yamada^Tarou=山田^太郎=やまだ^たろう"), None),
    "cyrillic": (reports.named("Люкceмбypг"), None),
    "undecodable": (reports.named("B\\xe9la^\\xff"), None),
    "markup": (reports.named("<b>Bold</b>^&amp;"), None),
}
every_kind = pytest.mark.parametrize(("report", "first"), KINDS.values(), ids=KINDS.keys())
every_format = pytest.mark.parametrize("kind", Format, ids=lambda kind: kind.short)


@every_format
@every_kind
def test_every_report_can_be_handed_on_in_every_format(
    qapp: QApplication,
    tmp_path: Path,
    pictures: dict[str, QImage],
    kind: Format,
    report: Report,
    first: Report | None,
) -> None:
    path = tmp_path / suggested_name(report, kind.suffix)

    written = export(kind, report, first, pictures, path)

    assert written[0] == path
    assert set(tmp_path.iterdir()) == set(written), "nothing but the files named is left in the folder"
    assert all(file.stat().st_size > 0 for file in written)


@every_kind
def test_every_dicom_object_is_valid(
    qapp: QApplication,
    tmp_path: Path,
    pictures: dict[str, QImage],
    tool: Tool,
    report: Report,
    first: Report | None,
) -> None:
    words = export(Format.SR, report, first, pictures, tmp_path / "sr.dcm")
    paper = export(Format.ENCAPSULATED_PDF, report, first, pictures, tmp_path / "pdf.dcm")

    for file in (*words, *paper):
        judged = tool("dciodvfy", "-new", file)
        assert judged.returncode == 0, judged.stderr
        assert "Error" not in judged.stderr
    for file in words:
        shown = tool("dsrdump", file)
        assert shown.returncode == 0, shown.stderr
        assert "E:" not in shown.stderr
    together = tool("dcentvfy", *words, *paper)
    assert "Error" not in together.stderr, together.stderr


@every_format
def test_no_name_or_number_of_the_patient_is_in_a_file_name(kind: Format) -> None:
    name = suggested_name(reports.final(), kind.suffix).lower()

    facts = (
        reports.PATIENT.name,
        reports.PATIENT.patient_id,
        reports.PATIENT.birth_date,
        reports.STUDY.accession,
    )
    assert not any(part.lower() in name for fact in facts for part in fact.split("^"))
    assert name.isascii()
    assert name.endswith(kind.suffix)


@every_format
def test_d4_a_folder_that_refuses_is_said_in_words_and_keeps_what_it_had(
    qapp: QApplication, tmp_path: Path, kind: Format
) -> None:
    with pytest.raises(ExportError, match="The report was not written"):
        export(kind, reports.final(), None, {}, tmp_path / "absent" / f"report{kind.suffix}")


@pytest.mark.parametrize(
    ("kind", "report", "first"),
    [
        (Format.PDF, reports.final(), reports.final()),
        (Format.ENCAPSULATED_PDF, reports.DRAFT_WITHOUT_DATE, None),
        (Format.SR, reports.DRAFT_WITHOUT_DATE, None),
        (Format.JSON, reports.NOT_A_NUMBER, None),
    ],
)
def test_a_file_is_replaced_only_by_a_whole_one(
    qapp: QApplication, tmp_path: Path, kind: Format, report: Report, first: Report | None
) -> None:
    path = tmp_path / f"report{kind.suffix}"
    path.write_bytes(b"what was there before")

    with pytest.raises(ExportError):
        export(kind, report, first, {}, path)

    assert path.read_bytes() == b"what was there before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("report", [reports.DRAFT, reports.final(), reports.addended()])
def test_h17_exporting_twice_gives_the_same_objects(tmp_path: Path, report: Report) -> None:
    once = export(Format.SR, report, None, {}, tmp_path / "once.dcm")
    again = export(Format.SR, report, None, {}, tmp_path / "again.dcm")

    assert [file.read_bytes() for file in once] == [file.read_bytes() for file in again]
