"""A report goes from one home to another and its links still jump; it is printed and copied on the way."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QTextBrowser

from app.ui.prior_window import PriorWindow
from app.ui.received_window import ReceivedWindow
from reporting.core.report import Line, Report, SectionName
from reporting.core.signing import sign
from reporting.export.formats import Format
from tests.builders.sittings import Reader, sitting, write_studies
from tests.reporting.export import reports

pytestmark = pytest.mark.story

SLICE = 20
"""The image that the report rests on, from 0."""


@contextmanager
def seated(home: Path, studies: Path) -> Iterator[Reader]:
    yield from sitting(home, studies)


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_studies(tmp_path_factory.mktemp("studies"))


@pytest.fixture(scope="module")
def files(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, studies: Path) -> dict[Format, Path]:
    """A report written in one home and handed on from there in several formats."""
    folder = tmp_path_factory.mktemp("handed-on")
    with seated(tmp_path_factory.mktemp("first-home"), studies) as reader:
        signed = write(reader)
        found = {}
        for chosen in (Format.SR, Format.JSON, Format.FHIR, Format.TEXT):
            found[chosen] = folder / f"report{chosen.suffix}"
            reader.at.doors.export(signed, None, chosen, found[chosen])
            reader.wait_for(found[chosen].exists)
        look_at_print_and_clipboard(reader)
    return found


def write(reader: Reader) -> Report:
    """Write a report with a key image, as the reader does, and sign it."""
    reader.sit_down()
    desk = reader.at.desk
    desk.set_reader("Anna Fischer", "MD")
    desk.edit(SectionName.FINDINGS, (Line("A nodule <b>&</b> nothing else."),))
    reader.show("now", index=SLICE)
    reader.wait_for(reader.is_drawn)
    desk.insert_key_image()
    desk.edit(SectionName.IMPRESSION, (Line("Nodule."),))
    report = desk.report.value
    assert report is not None
    for known in report.reservations:
        desk.accept(known.text)
    report = desk.report.value
    assert report is not None
    assert report.key_images
    return sign(report, reports.ANNA, reports.WRITTEN, "")


def look_at_print_and_clipboard(reader: Reader) -> None:
    """Copy the report as text, and look at its pages before they would be printed."""
    reader.at.actions.action("report.copy_text").trigger()
    words = QGuiApplication.clipboard().text()
    assert "A nodule <b>&</b> nothing else." in words
    assert "Patient: " in words
    shown: list[int] = []

    def look(dialog: QPrintPreviewDialog) -> int:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(reader.at.home / "printed.pdf"))
        dialog.paintRequested.emit(printer)
        shown.append((reader.at.home / "printed.pdf").stat().st_size)
        return 0

    with patch.object(QPrintPreviewDialog, "exec", look):
        reader.at.actions.action("report.print").trigger()
    assert shown
    assert shown[0] > 5000
    refuse_to_hand_on(reader, shown)


def refuse_to_hand_on(reader: Reader, shown: list[int]) -> None:
    """Find that nothing is copied or printed where the report may not be handed on."""
    QGuiApplication.clipboard().setText("before")
    with patch.object(reader.at.exchange, "may_hand_on", lambda _: False):
        reader.at.actions.action("report.copy_text").trigger()
        reader.at.actions.action("report.print").trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert len(shown) == 1


@pytest.fixture(scope="module")
def elsewhere(
    files: dict[Format, Path], tmp_path_factory: pytest.TempPathFactory, studies: Path
) -> Iterator[Reader]:
    """A reader in an empty home, with the same images."""
    with seated(tmp_path_factory.mktemp("second-home"), studies) as reader:
        yield reader


@pytest.mark.parametrize("chosen", [Format.JSON, Format.SR])
def test_a_report_received_opens_in_an_empty_home_and_its_references_lead_to_the_images(
    elsewhere: Reader, files: dict[Format, Path], chosen: Format
) -> None:
    elsewhere.sit_down()
    elsewhere.at.exchange.take_in(files[chosen])
    elsewhere.wait_for(lambda: bool(elsewhere.at.window.findChildren(ReceivedWindow)))
    (window,) = elsewhere.at.window.findChildren(ReceivedWindow)

    words = window.view.text.toPlainText()
    assert "A nodule <b>&</b> nothing else." in words
    assert "now, image 21" in words
    assert not window.view.warning.isVisible()
    window.view.text.anchorClicked.emit(QUrl("reference:0"))
    elsewhere.wait_for(lambda: elsewhere.state.index == SLICE)
    assert elsewhere.state.display_set_uid == elsewhere.set_of("now").uid
    window.close()
    elsewhere.wait_for(lambda: not elsewhere.at.window.findChildren(ReceivedWindow))
    assert len(list((elsewhere.at.home / "received").iterdir())) >= 1


def test_what_was_received_stands_among_the_earlier_reports_and_its_lines_jump(
    elsewhere: Reader, files: dict[Format, Path]
) -> None:
    elsewhere.sit_down()
    elsewhere.at.exchange.take_in(files[Format.JSON])
    elsewhere.wait_for(lambda: bool(elsewhere.at.window.findChildren(ReceivedWindow)))
    elsewhere.at.window.findChildren(ReceivedWindow)[0].close()

    elsewhere.at.writing.show_prior()

    (window,) = elsewhere.at.window.findChildren(PriorWindow)
    text = window.findChild(QTextBrowser)
    assert isinstance(text, QTextBrowser)
    assert window._choice.count() == 1, "the same report as JSON and as SR is one report"
    assert window._choice.itemText(0).endswith("Anna Fischer · received from outside")
    links = {fragment for fragment in text.document().toHtml().split('"') if fragment.startswith("findings:")}
    assert links == {"findings:1"}
    text.anchorClicked.emit(QUrl("findings:1"))
    elsewhere.wait_for(lambda: elsewhere.state.index == SLICE)
    window.close()


def test_reports_of_others_are_put_away_when_somebody_else_comes_or_a_study_is_read_blinded(
    elsewhere: Reader, files: dict[Format, Path]
) -> None:
    people = elsewhere.at.people

    def received_windows() -> list[ReceivedWindow]:
        return [one for one in elsewhere.at.window.findChildren(ReceivedWindow) if one.isVisible()]

    def open_again() -> None:
        elsewhere.at.exchange.take_in(files[Format.JSON])
        elsewhere.wait_for(lambda: bool(received_windows()))

    elsewhere.sit_down()
    open_again()
    study = elsewhere.set_of("now").study.uid
    people.room.changed.emit(study)
    assert received_windows(), "nothing of it is hidden"
    with patch.object(elsewhere.at.exchange.received, "hides", lambda uid: uid == study):
        people.room.changed.emit(study)
    assert not received_windows()
    open_again()
    people.gate.person.changed.emit(people.gate.person.value, people.gate.person.value)
    assert not received_windows()


def test_h16_a_report_of_another_patient_says_so(elsewhere: Reader, files: dict[Format, Path]) -> None:
    elsewhere.sit_down()
    elsewhere.show("other")
    elsewhere.wait_for(elsewhere.is_drawn)

    elsewhere.at.exchange.take_in(files[Format.JSON])

    elsewhere.wait_for(lambda: bool(elsewhere.at.window.findChildren(ReceivedWindow)))
    window = elsewhere.at.window.findChildren(ReceivedWindow)[-1]
    assert window.view.warning.text() == "This report is of another patient than the images"
    window.close()


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": "overread-report"}', b"\0" * 200, b"DICM"])
def test_a_file_that_is_no_report_is_refused_in_words_and_not_kept(
    elsewhere: Reader, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    kept = list(elsewhere.at.home.glob("received/*"))

    elsewhere.at.exchange.take_in(tmp_path / "file")

    elsewhere.wait_for(lambda: "The document cannot be shown" in elsewhere.at.window.notice)
    assert list(elsewhere.at.home.glob("received/*")) == kept


def test_reports_of_other_systems_among_the_opened_studies_are_earlier_reports_too(
    qapp: QApplication, tmp_path: Path, files: dict[Format, Path]
) -> None:
    studies = write_studies(tmp_path / "studies")
    shutil.copy(files[Format.SR], studies / "report")
    with seated(tmp_path / "home", studies) as reader:
        reader.sit_down()
        reader.at.writing.show_prior()
        reader.wait_for(lambda: bool(reader.at.window.findChildren(PriorWindow)))

        (window,) = reader.at.window.findChildren(PriorWindow)
        assert window._choice.itemText(0).endswith("Anna Fischer · received from outside")
        text = window.findChild(QTextBrowser)
        assert isinstance(text, QTextBrowser)
        text.anchorClicked.emit(QUrl("findings:1"))
        reader.wait_for(lambda: reader.state.index == SLICE)
        window.close()
