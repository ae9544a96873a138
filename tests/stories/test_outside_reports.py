"""Reports from outside: attached as they are, shown beside the images, answered finding by finding, handed on."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.headless.sitting import Agreeing
from app.ui.peer.answer_dialog import AnswerDialog
from app.ui.peer.outside_dialog import OutsideDialog
from reporting.core.outside import OutsideReport
from reporting.core.readings.reading import Turn
from reporting.core.report import Agreement, Line, Report, Role, SectionName
from reporting.core.spans import with_words
from reporting.export.formats import Format, export
from tests.builders.documents import pdf, report, text, written
from tests.builders.sittings import Reader, sitting, write_studies

pytestmark = pytest.mark.story
WORDS = "CT of the thorax.\nThere is a nodule in the right upper lobe.\nNo pleural effusion is seen.\n"


@pytest.fixture(scope="module")
def seated(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    yield from sitting(
        tmp_path_factory.mktemp("home"), write_studies(tmp_path_factory.mktemp("studies")), Agreeing()
    )


@pytest.fixture
def reader(seated: Reader) -> Reader:
    seated.sit_down()
    return seated


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report in each of the ways it may come."""
    folder = tmp_path_factory.mktemp("received")
    (folder / "letter.pdf").write_bytes(pdf(["There is a nodule", "in the right upper lobe."]))
    (folder / "letter.txt").write_text(WORDS, encoding="utf-8")
    cv2.imwrite(str(folder / "sheet.jpg"), np.full((300, 200, 3), 230, np.uint8))
    structured = written(report(text("Finding", "A nodule of the lung")), folder, "sr")
    return {
        "PDF document": folder / "letter.pdf",
        "text": folder / "letter.txt",
        "photograph": folder / "sheet.jpg",
        "DICOM structured report": structured,
    }


def attached(reader: Reader, path: Path) -> OutsideReport:
    """Attach a file to the study at hand; return what is listed then."""
    before = len(reader.at.opinions.outside.known())
    reader.at.opinions.outside.attach(path, "Dr Outside")
    known = reader.at.opinions.outside.known()
    assert len(known) == before + 1, reader.at.window.notice
    return known[-1]


def test_each_kind_is_kept_unaltered_and_shown_beside_the_images(
    reader: Reader, received: dict[str, Path]
) -> None:
    view, outside = reader.at.document_dock.view, reader.at.people.outside
    assert outside is not None
    for kind, path in received.items():
        content = path.read_bytes()

        known = attached(reader, path)
        reader.at.opinions.outside.show(known)

        reader.wait_for(lambda: not view.message.isVisible())
        assert known.kind.value == kind
        assert known.sha256 == sha256(content).hexdigest()
        assert outside.original(known).read_bytes() == content == path.read_bytes()
        assert reader.at.document_dock.isVisible()
        assert "From outside" in view.identity.text()
        assert "Doe" in view.identity.text(), "whose images it stands beside is never in doubt"
    reader.at.documents.put_away()


def test_an_altered_original_is_refused(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Another report.", encoding="utf-8")
    known, outside = attached(reader, path), reader.at.people.outside
    assert outside is not None
    kept = outside.original(known)
    kept.chmod(0o600)
    kept.write_text("Another rep0rt.", encoding="utf-8")

    reader.at.opinions.outside.show(known)

    assert "not as it was received" in reader.at.window.notice
    reader.at.opinions.outside.attach(path)
    assert outside.original(known).read_bytes() == path.read_bytes(), "attached again, it is there again"


def test_what_is_no_report_is_refused(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(500))
    before = reader.at.opinions.outside.known()

    reader.at.opinions.outside.attach(tmp_path / "x")

    assert "neither PDF" in reader.at.window.notice
    assert reader.at.opinions.outside.known() == before


def agree_and_disagree() -> None:
    """Answer the two findings of the text."""
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, AnswerDialog):
        QTimer.singleShot(50, agree_and_disagree)  # its words are still being read
        return
    assert dialog.table.rowCount() == 3
    assert not dialog._ok.isEnabled()
    dialog.answer(1, Agreement.AGREE)
    dialog.answer(2, Agreement.DISAGREE, "Small effusion on the left.")
    dialog._ok.click()


def test_a_text_is_answered_in_a_second_opinion_that_is_signed_and_handed_on(
    reader: Reader, received: dict[str, Path], tmp_path: Path
) -> None:
    known, desk = attached(reader, received["text"]), reader.at.desk

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, OutsideDialog)
        assert "Dr Outside" in dialog.list.item(dialog.list.count() - 1).text()
        dialog.answer.click()

    QTimer.singleShot(100, choose)
    QTimer.singleShot(300, agree_and_disagree)
    reader.at.actions.action("opinion.outside").trigger()
    reader.wait_for(lambda: desk.report.value is not None and desk.report.value.response is not None)

    begun = desk.report.value
    assert begun is not None
    assert begun.response is not None
    assert (begun.role, begun.template) == (Role.SECOND, "second-opinion")
    assert begun.response.sha256 == known.sha256
    assert begun.response.agreement is Agreement.PARTLY
    assert desk.answered() is None, "it is none of ours"
    findings = begun.section(SectionName.FINDINGS).text
    assert "1. “There is a nodule in the right upper lobe.” – agree." in findings
    assert "2. “No pleural effusion is seen.” – disagree. Small effusion on the left." in findings

    signed = completed_and_signed(reader)
    for chosen in (Format.PDF, Format.SR, Format.JSON):
        files = export(chosen, signed, None, {}, tmp_path / f"letter{chosen.suffix}")
        assert all(path.stat().st_size for path in files)
    assert reader.at.people.guarded is not None
    assert reader.at.people.guarded.verify() == ()


def completed_and_signed(reader: Reader) -> Report:
    """Fill what the template asks, and sign."""
    desk = reader.at.desk
    desk.set_reader("Dr Ada", "MD")
    report = desk.report.value
    assert report is not None
    answers = {"quality": "good", "complete": "complete"}
    for section in report.sections:
        lines = []
        for line in section.lines:
            for span in [span for span in line.spans if span.field in answers]:
                line = with_words(line, span, answers[span.field])
            lines.append(line)
        desk.edit(section.name, tuple(lines))
    desk.edit(SectionName.IMPRESSION, (Line("Small effusion on the left."),))
    for known in report.reservations:
        desk.accept(known.text)
    desk.sign()
    signed = desk.report.value
    assert signed is not None
    assert signed.is_signed, reader.at.window.notice
    return signed


def test_who_reads_blinded_is_not_told_that_there_is_one(reader: Reader, received: dict[str, Path]) -> None:
    reader.show("prior")
    reader.wait_for(
        lambda: (
            reader.at.desk.report.value is not None
            and reader.at.desk.report.value.study.uid == reader.set_of("prior").study.uid
        )
    )
    known, people = attached(reader, received["PDF document"]), reader.at.people
    reading = people.room.open(reader.set_of("prior").study.uid, Turn.SECOND, blinded=True)
    QTest.qWait(50)

    assert reader.at.opinions.outside.known() == ()
    reader.at.opinions.outside.show(known)
    assert "blinded" in reader.at.window.notice
    people.room.unblind(reading.uid, "asked by the clinic")
    assert known in reader.at.opinions.outside.known()
