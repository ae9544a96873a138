"""Reports of others, read back: ours in every state, those of other makers as far as they go; none past blinding."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.documents.document import DocumentError, LineKind
from app.exchange.exporting import export_for_site
from app.exchange.reading import document_of, read_received
from app.exchange.received_shelf import ReceivedShelf
from app.settings import Settings
from reporting.core.jumps import jump_of
from reporting.core.report import Line, Report, SectionName
from reporting.export.errors import ExportError
from reporting.export.formats import Format, export
from tests.builders.documents import report as foreign
from tests.builders.documents import text, written
from tests.reporting.export import reports
from viewer.core.errors import ViewerError

STATES = {
    "draft": reports.DRAFT,
    "final": reports.final(),
    "addended": reports.addended(),
    "second": reports.second(reports.addended()),
}
every_state = pytest.mark.parametrize("report", STATES.values(), ids=STATES.keys())


def handed_on(report: Report, chosen: Format, folder: Path) -> Path:
    return export(chosen, report, None, {}, folder / f"r{chosen.suffix}")[0]


@every_state
def test_our_json_comes_back_equal_and_every_link_leads_where_it_led(report: Report, tmp_path: Path) -> None:
    received = read_received(handed_on(report, Format.JSON, tmp_path))

    assert received.report == report
    frames = [line.frames for line in received.document.lines if line.frames]
    assert frames[0] == (reports.CT_SLICE,)
    assert [bool(line.is_linked) for line in report.section(SectionName.FINDINGS).lines].count(True) <= len(
        frames
    )


@every_state
def test_our_sr_comes_back_with_the_words_of_every_section_and_their_images(
    report: Report, tmp_path: Path
) -> None:
    found = read_received(handed_on(report, Format.SR, tmp_path)).report

    assert found is not None
    for name in SectionName:
        assert [line.text for line in found.section(name).lines] == [
            line.text for line in report.section(name).lines
        ]
    jumps = [jump_of(found, line) for line in found.section(SectionName.FINDINGS).lines]
    led = [jump_of(report, line) for line in report.section(SectionName.FINDINGS).lines]
    assert [jump and jump.frame for jump in jumps] == [jump and jump.frame for jump in led]
    assert (found.uid, found.role, found.reader.name) == (report.uid, report.role, report.reader.name)
    assert found.is_signed == report.is_signed


def test_a_document_says_who_wrote_it_and_that_it_is_not_signed() -> None:
    document = document_of(reports.DRAFT)

    assert document.warnings == ("Not signed",)
    assert ("Patient", "Muster, Erika") in document.facts
    assert document.lines[0].kind is LineKind.HEADING
    assert document_of(reports.addended()).lines[0].name.startswith("Addendum 2")


def test_a_report_of_another_maker_without_our_sections_is_read_as_lines(tmp_path: Path) -> None:
    path = written(foreign(text("Remark", "Nothing acute"), SeriesDescription="foreign"), tmp_path, "sr")

    received = read_received(path)

    assert received.report is None
    assert [line.value for line in received.document.lines] == ["Nothing acute"]


@pytest.mark.parametrize("place", [30, 200, 900])
def test_f15_a_json_changed_on_the_way_is_refused(tmp_path: Path, place: int) -> None:
    path = handed_on(reports.final(), Format.JSON, tmp_path)
    words = path.read_text("utf-8")
    changed = words.replace("8.3 mm in segment 6", "3.8 mm in segment 6")
    path.write_text(changed if place == 30 else words[:place], "utf-8")

    with pytest.raises(DocumentError):
        read_received(path)


@pytest.fixture
def shelf(tmp_path: Path) -> ReceivedShelf:
    return ReceivedShelf(tmp_path / "received", read_received, lambda _: False)


def test_files_are_kept_as_they_came_and_found_after_a_restart(shelf: ReceivedShelf, tmp_path: Path) -> None:
    path = handed_on(reports.final(), Format.JSON, tmp_path)
    shelf.keep(path, read_received(path))
    shelf.keep(path, read_received(path))

    (kept,) = (tmp_path / "received").iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert "Muster" not in kept.name
    again = ReceivedShelf(tmp_path / "received", read_received, lambda _: False)
    assert again.on_patient(reports.second(reports.final())) == (reports.final(),)


def test_h16_only_reports_of_the_same_patient_are_offered(shelf: ReceivedShelf, tmp_path: Path) -> None:
    path = handed_on(reports.final(), Format.JSON, tmp_path)
    shelf.keep(path, read_received(path))
    own = reports.second(reports.final())

    for other in (
        replace(own.patient, patient_id="ID-4712"),
        replace(own.patient, name="Muster^Erna"),
        replace(own.patient, birth_date="19620302"),
        replace(own.patient, issuer="ELSEWHERE"),
    ):
        assert shelf.on_patient(replace(own, patient=other)) == ()


def test_d3_a_damaged_file_on_the_shelf_hides_no_other(shelf: ReceivedShelf, tmp_path: Path) -> None:
    path = handed_on(reports.final(), Format.JSON, tmp_path)
    shelf.keep(path, read_received(path))
    (tmp_path / "received" / "0.json").write_text("{", "utf-8")

    again = ReceivedShelf(tmp_path / "received", read_received, lambda _: False)
    assert len(again.on_patient(reports.second(reports.final()))) == 1


def test_nothing_of_a_study_read_blinded_comes_in_from_outside(tmp_path: Path) -> None:
    path = handed_on(reports.final(), Format.JSON, tmp_path)
    hidden = [""]
    shelf = ReceivedShelf(tmp_path / "received", read_received, lambda uid: uid in hidden)
    shelf.keep(path, read_received(path))
    hidden.append(reports.STUDY_UID)

    with pytest.raises(ViewerError, match="you read blinded") as refusal:
        shelf.refuse_hidden(read_received(path))
    assert "nodule" not in str(refusal.value).lower()
    assert shelf.on_patient(reports.second(reports.final())) == ()


@pytest.mark.usefixtures("qapp")
def test_the_site_of_the_settings_stands_at_the_head(tmp_path: Path, qapp: QApplication) -> None:
    settings = replace(Settings(), site_name="Old Bridge", site_address="1 Road; Basel ;")

    (path,) = export_for_site(settings, Format.TEXT, reports.final(), None, {}, tmp_path / "r.txt")

    assert path.read_text("utf-8").splitlines()[:3] == ["Old Bridge", "1 Road", "Basel"]


def test_a_logo_that_is_gone_stops_the_report_with_the_reason(tmp_path: Path) -> None:
    settings = replace(Settings(), site_logo=str(tmp_path / "none.png"))

    with pytest.raises(ExportError, match="logo of the letterhead"):
        export_for_site(settings, Format.TEXT, reports.final(), None, {}, tmp_path / "r.txt")
    assert not list(tmp_path.iterdir())


def test_words_of_json_are_never_markup(tmp_path: Path) -> None:
    markup = "<b onclick=x>bold</b>"
    section = replace(reports.DRAFT.section(SectionName.FINDINGS), lines=(Line(markup),))
    path = handed_on(reports.DRAFT.with_section(section), Format.JSON, tmp_path)

    assert markup in [line.value for line in read_received(path).document.lines]
