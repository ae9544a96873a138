"""Documents of a study: opened, followed to images, and never left beside another patient's without a word."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.reading.document_desk import OTHER_PATIENT, DocumentDesk
from app.ui.document_view import EMPTY, DocumentView
from tests.builders.documents import COMPREHENSIVE, PDF, encapsulated, pdf, reference, report, text, written
from tests.builders.jobs import AtOnce, ByHand
from tests.builders.opened import BLAISE, display_set, images, not_displayable, opened
from viewer.core.session import Session
from viewer.core.study import DisplaySet, FrameKey, Opened
from viewer.loading.jobs import WorkerOverdueError

CT = display_set(images(3, description="Thorax"))
OTHER = display_set(images(2, patient=BLAISE, series_uid="1.2.9", study_uid="1.9"))
KEY = CT.frames[1].key
PRIOR = FrameKey("1.2.77")


def documents(sop_class: str, *paths: Path, uid: str = "1.2.50") -> DisplaySet:
    """Return a set of documents that lie on disk."""
    shown = not_displayable(series_uid=uid)
    one = replace(shown.instances[0], sop_class_uid=sop_class)
    made = tuple(
        replace(one, sop_instance_uid=f"{uid}.{number}", number=number, source=replace(one.source, path=path))
        for number, path in enumerate(paths, start=1)
    )
    return replace(shown, instances=made)


class Seat:
    """A desk with a view, and what came of it."""

    def __init__(self, folder: Path, jobs: AtOnce | ByHand) -> None:
        self.session = Session()
        self.view = DocumentView()
        self.told: list[str] = []
        self.failures: list[BaseException] = []
        self.headers: list[tuple[str, Path]] = []
        self.brought: list[None] = []
        self.traces: list[tuple[DisplaySet, int]] = []
        self.desk = DocumentDesk(
            self.session,
            jobs,
            self.view,
            bring=lambda: self.brought.append(None),
            tell=self.told.append,
            failed=self.failures.append,
            show_header=lambda title, path: self.headers.append((title, path)),
            open_trace=self.open_trace,
        )
        content = (
            text("Finding", "A nodule"),
            reference(KEY.sop_instance_uid, name="Source"),
            reference("1.2.3.9.9", name="Lost"),
            reference(PRIOR.sop_instance_uid, kind="COMPOSITE", name="Prior"),
        )
        path = written(report(*content), folder, "report")
        second = written(report(text("Finding", "the second"), name="second"), folder, "second")
        self.report = documents(COMPREHENSIVE, path, second)
        self.pdf = documents(PDF, written(encapsulated(pdf(["Dear"] * 3)), folder, "letter"), uid="1.2.60")
        self.session.opened.set(opened(CT, OTHER, self.report, self.pdf))
        self.session.show(CT.uid)

    def open_trace(self, shown: DisplaySet, place: int) -> bool:
        """Note that a waveform was asked for."""
        self.traces.append((shown, place))
        return True

    @property
    def words(self) -> str:
        """What is written in the view."""
        return self.view.text.toPlainText()


@pytest.fixture
def at(qtbot: QtBot, tmp_path: Path) -> Seat:
    seat = Seat(tmp_path, AtOnce())
    qtbot.addWidget(seat.view)
    return seat


@pytest.fixture
def waiting(qtbot: QtBot, tmp_path: Path) -> tuple[Seat, ByHand]:
    jobs = ByHand()
    seat = Seat(tmp_path, jobs)
    qtbot.addWidget(seat.view)
    return seat, jobs


def test_a_report_opens_with_whose_it_is_and_what_its_references_are_called(at: Seat) -> None:
    assert at.desk.open(at.report)

    assert "Finding: A nodule" in at.words
    assert "Source  CT S1 Thorax, image 2" in at.words
    assert "not open (…" in at.words
    assert at.view.identity.text().splitlines()[0] == "Lovelace, Ada  ·  A1  ·  1815-12-10  ·  F"
    assert at.brought == [None]


def test_a_series_of_two_reports_lets_the_reader_choose(at: Seat) -> None:
    at.desk.open(at.report)
    assert [at.view.choice.itemText(place) for place in range(at.view.choice.count())] == [
        "Report 1",
        "Report 2",
    ]

    at.view.choice.activated.emit(1)

    assert "the second" in at.words


def test_a_reference_brings_its_image(at: Seat) -> None:
    at.desk.open(at.report)

    at.view.reference_chosen.emit(KEY)

    assert at.session.active.value.display_set_uid == CT.uid
    assert at.session.active.value.index == 1
    assert not at.told


def test_a_reference_to_what_is_not_open_says_so(at: Seat) -> None:
    at.desk.open(at.report)

    for key in (FrameKey("1.2.3.9.9"), FrameKey(""), FrameKey(KEY.sop_instance_uid, 7)):
        at.view.reference_chosen.emit(key)

    assert at.told == [
        "What it points at is not open (SOP Instance UID 1.2.3.9.9)",
        "The reference names no object",
        "The image it points at is open, but has no frame 7",
    ]


def test_h30_a_reference_never_brings_another_patients_image(at: Seat) -> None:
    at.desk.open(at.report)

    at.view.reference_chosen.emit(OTHER.frames[0].key)

    assert at.session.active.value.display_set_uid == CT.uid
    assert at.told == ["The image it points at is open as that of another patient, and is not shown"]


def test_a_reference_to_another_document_opens_that(at: Seat) -> None:
    at.desk.open(at.pdf)

    at.view.reference_chosen.emit(FrameKey("1.2.50.2"))

    assert "the second" in at.words


def test_references_are_renamed_when_their_images_are_opened(at: Seat) -> None:
    at.session.opened.set(opened(at.report))
    at.desk.open(at.report)
    assert "image 2" not in at.words

    at.session.opened.set(opened(CT, at.report))

    assert "Source  CT S1 Thorax, image 2" in at.words


def test_h30_images_of_another_patient_beside_the_document_are_warned_of(at: Seat) -> None:
    at.desk.open(at.report)
    assert at.view.warning.isHidden()

    at.session.show(OTHER.uid)
    assert at.view.warning.text() == OTHER_PATIENT
    assert not at.view.warning.isHidden()

    at.session.show(CT.uid)
    assert at.view.warning.isHidden()


def test_h30_a_document_leaves_with_its_study(at: Seat) -> None:
    at.desk.open(at.report)

    at.session.opened.set(opened(OTHER))

    assert at.view.message.text() == EMPTY
    assert at.view.identity.text() == at.words == ""
    at.session.opened.set(Opened())


def test_a_document_stays_while_more_is_opened(at: Seat) -> None:
    at.desk.open(at.report)

    at.session.opened.set(opened(CT, at.report))

    assert "A nodule" in at.words


def test_h30_an_answer_that_comes_late_is_not_shown_under_another_name(
    waiting: tuple[Seat, ByHand],
) -> None:
    seat, jobs = waiting
    seat.desk.open(seat.report, 0)
    first = jobs.next()
    seat.desk.open(seat.report, 1)
    second = jobs.next()

    second.finish()
    first.finish()

    assert "the second" in seat.words
    assert "A nodule" not in seat.words


def test_reading_that_takes_too_long_or_dies_is_said_in_the_view(waiting: tuple[Seat, ByHand]) -> None:
    seat, jobs = waiting
    seat.desk.open(seat.report)
    assert seat.view.message.text() == "Reading the document…"
    work = jobs.next()
    assert work.in_process

    work.fail(WorkerOverdueError("overdue"))

    assert "took too long" in seat.view.message.text()
    assert not seat.failures


def test_an_error_of_our_own_is_also_logged(waiting: tuple[Seat, ByHand]) -> None:
    seat, jobs = waiting
    seat.desk.open(seat.report)

    jobs.next().fail(ZeroDivisionError())

    assert len(seat.failures) == 1


def test_a_file_that_is_no_document_says_why(at: Seat, tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"\x00junk\xff" * 50)

    at.desk.open(documents(PDF, tmp_path / "junk"))

    assert at.view.message.text().startswith("The document cannot be shown: ")
    assert at.view._header.isEnabled()


def test_pages_are_drawn_searched_and_copied(at: Seat, qtbot: QtBot) -> None:
    at.desk.open(at.pdf)
    assert at.view.page.text() == "page 1 of 3"
    at.view.resize(300, 300)
    at.view.show()

    qtbot.waitUntil(lambda: 0 in at.view.pages._pictures)
    at.view.search.setText("dear")
    assert at.view.found.text() == "1 of 3"
    at.view._copied.click()
    assert QGuiApplication.clipboard().text() == "Dear"
    assert at.told[-1] == "1 word copied"


def test_a_page_without_words_says_that_it_is_a_picture(at: Seat) -> None:
    at.desk.open(at.pdf)

    at.view.words_wanted.emit(0, (0.0, 0.0, 0.01, 0.01))

    assert at.told == ["There are no words to copy: the page is a picture"]


def test_a_page_that_cannot_be_drawn_says_so_on_the_page(waiting: tuple[Seat, ByHand]) -> None:
    seat, jobs = waiting
    seat.desk.open(seat.pdf)
    jobs.next().finish()

    seat.view.pages.page_wanted.emit(1, 2.0)
    jobs.next().fail(WorkerOverdueError("overdue"))

    assert "took too long" in seat.view.pages._failures[1]


def test_the_header_of_a_document_can_be_looked_at(at: Seat) -> None:
    at.desk.open(at.pdf)

    at.view.header_wanted.emit()

    assert at.headers == [("DICOM header", at.pdf.instances[0].source.path)]


def test_a_document_is_put_away_by_its_reader(at: Seat) -> None:
    at.desk.open(at.report)

    at.view.closed.emit()

    assert at.view.message.text() == EMPTY


def test_images_and_blocked_sets_hold_no_document_to_open(at: Seat) -> None:
    assert not at.desk.open(CT)
    assert not at.desk.open(replace(at.report, blocked="two patients in one study"))
    assert not at.brought


def test_a_waveform_is_left_to_the_panel_of_waveforms(at: Seat) -> None:
    ecg = replace(
        documents("1.2.840.10008.5.1.4.1.1.9.1.1", Path("ecg"), uid="1.2.90"), patient=at.report.patient
    )

    assert at.desk.open(ecg)

    assert at.traces == [(ecg, 0)]
    assert at.brought == []
