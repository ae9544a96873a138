"""A reader opens a report and a letter of a study, follows a reference, and compares two headers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication

from reporting.export.dicom_document import save
from reporting.export.narrative_sr import narrative_sr
from tests.builders.dicom import uid
from tests.builders.documents import encapsulated, pdf, reference, report, text, written
from tests.builders.sittings import Reader, sitting, write_studies
from tests.reporting.export import reports
from viewer.core.documents import documents_of
from viewer.core.study import DisplaySet
from viewer.ui.header_comparison_view import HeaderComparisonView
from viewer.ui.header_view import HeaderView
from viewer.ui.instance_choice import InstanceChoice

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def reader(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = write_studies(tmp_path_factory.mktemp("studies"))
    content = (text("Finding", "A nodule in the left lung"), reference(uid("now 20"), name="Best seen"))
    written(report(*content, SeriesDescription="foreign report"), folder, "report")
    written(encapsulated(pdf(["Dear colleague"]), SeriesDescription="letter"), folder, "letter")
    save(narrative_sr(reports.DRAFT), folder / "own")
    yield from sitting(tmp_path_factory.mktemp("home"), folder)


def open_document(reader: Reader, shown: DisplaySet) -> None:
    strip = reader.at.strip
    strip._view.opened.emit(strip._model.index_of_set(shown.uid))
    reader.wait_for(lambda: not reader.at.document_dock.view.message.isVisible())


def test_a_report_opens_beside_the_images_and_its_reference_brings_the_image(reader: Reader) -> None:
    reader.sit_down()
    view = reader.at.document_dock.view

    open_document(reader, reader.set_of("foreign report"))

    assert reader.at.document_dock.isVisible()
    assert view.text.hasFocus()
    assert "A nodule in the left lung" in view.text.toPlainText()
    view.text.anchorClicked.emit(QUrl("reference:0"))
    reader.wait_for(reader.is_drawn)
    assert reader.state.index == 20
    assert reader.state.display_set_uid == reader.set_of("now").uid


def test_a_letter_is_drawn_by_a_worker_and_found_in(reader: Reader) -> None:
    reader.sit_down()
    view = reader.at.document_dock.view

    open_document(reader, reader.set_of("letter"))

    reader.wait_for(lambda: 0 in view.pages._pictures)
    view.search.setText("colleague")
    reader.wait_for(lambda: view.found.text() == "1 of 1")


def test_our_own_report_opens_too(reader: Reader) -> None:
    own = next(
        shown
        for shown in reader.at.session.display_sets()
        if documents_of(shown) and shown.series.description not in ("foreign report", "letter")
    )

    open_document(reader, own)

    words = reader.at.document_dock.view.text.toPlainText()
    assert reports.DRAFT.sections[0].lines[0].text.split("\n")[0] in words


def test_escape_leads_back_to_the_images_and_the_dock_closes(reader: Reader) -> None:
    view = reader.at.document_dock.view
    view.take_keyboard()

    view.left.emit()
    assert reader.at.grid.hasFocus()
    view.closed.emit()
    assert not reader.at.document_dock.isVisible()


def test_two_headers_are_compared(reader: Reader) -> None:
    reader.sit_down()
    window = reader.at.window

    reader.at.doors.show_header()
    reader.wait_for(lambda: bool(window.findChildren(HeaderView)))
    (header,) = window.findChildren(HeaderView)
    assert header.windowTitle() == "DICOM header – CT S1 now, number 11"
    header.comparison_wanted.emit()
    (asked,) = header.findChildren(InstanceChoice)
    asked.accept()
    reader.wait_for(lambda: bool(window.findChildren(HeaderComparisonView)))
    (both,) = window.findChildren(HeaderComparisonView)

    assert "with another value" in both.table.count.text()
    both.close()
    header.close()


def test_all_panels_hide_the_document_too_and_bring_back_what_was_there(reader: Reader) -> None:
    window, dock = reader.at.window, reader.at.document_dock
    open_document(reader, reader.set_of("letter"))

    window.toggle_panels()
    assert not dock.isVisible()
    assert not window.series_dock.isVisible()
    window.toggle_panels()
    assert dock.isVisible()
    assert window.series_dock.isVisible()

    dock.view.closed.emit()
    window.toggle_panels()
    window.toggle_panels()
    assert not dock.isVisible()
    assert window.report_dock.isVisible()
