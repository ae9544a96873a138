"""Two pathologists read a photograph of a specimen: the flow is that of any reading, in pixels where no scale is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.headless.sitting import Agreeing
from app.ui.people.sign_dialog import SignDialog
from reporting.core.discrepancy.entry import Topic
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping
from reporting.core.readings.reading import Member, Turn
from reporting.core.readings.staff import Person, StaffRole
from reporting.core.report import Line, Report, SectionName
from reporting.core.spans import with_words
from tests.builders.dicom import color_image, set_pixels, uid, write
from tests.builders.people import account_of
from tests.builders.sittings import Reader, sitting
from viewer.core.measurements import Measurement
from viewer.tools import length

pytestmark = pytest.mark.story
PAT = Person("pat", "Dr Pat", "Pathologist", StaffRole.PATHOLOGIST)
PAUL = Person("paul", "Dr Paul", "Pathologist", StaffRole.PATHOLOGIST)
PHOTOGRAPH, MICROSCOPE = "1.2.840.10008.5.1.4.1.1.77.1.4", "1.2.840.10008.5.1.4.1.1.77.1.2"


@pytest.fixture(scope="module")
def reader(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("studies")
    for name, sop_class, modality in (("gross", PHOTOGRAPH, "XC"), ("slide", MICROSCOPE, "GM")):
        made = color_image(name, SOPClassUID=sop_class, Modality=modality, SeriesDescription=name)
        made.SeriesInstanceUID = uid(f"series {name}")
        set_pixels(made, np.full((240, 320, 3), 120, np.uint8), bits_stored=8)
        write(made, folder / name)
    home = tmp_path_factory.mktemp("home")
    yield from sitting(home, folder, Agreeing())


def drawn(reader: Reader, across_px: float) -> Measurement:
    """Draw a length on the photograph."""
    reader.show("gross")
    image = reader.at.pixels.image(reader.state.display_set_uid, reader.state.index)
    assert image is not None
    assert length.TOOL.measure is not None
    made = length.TOOL.measure(image, ((40.0, 50.0, 0.0), (40.0 + across_px, 50.0, 0.0)))
    history = reader.at.session.history
    history.set(history.value.record(history.value.now.with_one(made)))
    return made


def read(reader: Reader, diagnosis: str, measured: Measurement) -> Report:
    """Fill the template, put the measurement into it, and sign."""
    desk = reader.at.desk
    begun = desk.report.value
    assert begun is not None
    assert begun.template == "pathology-second-read", "chosen by the modality"
    answers = {"quality": "good", "diagnosis": diagnosis, "agreement": "agreed", "specimen": "Skin, left arm"}
    for section in begun.sections:
        lines = []
        for line in section.lines:
            answered = line
            for span in line.spans:
                if span.field in answers:
                    here = next(one for one in answered.spans if one.field == span.field)
                    answered = with_words(answered, here, answers[span.field])
            lines.append(answered)
        desk.edit(section.name, tuple(lines))
    desk.insert_measurement(measured.uid, SectionName.FINDINGS, 0)
    known = desk.report.value
    assert known is not None
    for reservation in known.reservations:
        desk.accept(reservation.text)
    QTimer.singleShot(150, confirm)
    desk.sign()
    signed = desk.report.value
    assert signed is not None
    assert signed.is_signed, reader.at.window.notice
    return signed


def confirm() -> None:
    """Enter the password where a signature is asked for."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SignDialog)
    QTest.keyClicks(dialog.password, "whatever")
    dialog._try()


def enter(reader: Reader, person: Person, folder: Path) -> None:
    """Let a pathologist be there, with the specimen open."""
    reader.at.people.sign_out()
    reader.at.people.gate.person.set(person)
    found: list[object] = []
    reader.at.studies.finished.connect(found.append)
    reader.at.studies.open([folder])
    reader.wait_for(lambda: bool(found))
    reader.show("gross")
    reader.wait_for(lambda: reader.at.desk.report.value is not None)


def test_two_pathologists_read_a_specimen(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.security.gate.is_password", lambda password, _: password == "whatever")
    people, folder = reader.at.people, Path(reader.at.settings.value.recent_places[0])
    for person in (PAT, PAUL, Person("root", "Root", "", StaffRole.ADMINISTRATOR)):
        people.service.accounts.keep(account_of(person))
    people.gate.switch_accounts(on=True)

    enter(reader, PAT, folder)
    mine = drawn(reader, 60.0)
    assert mine.quantities[0].unit == "px", "no scale is known, and none is made up"
    first = read(reader, "Naevus", mine)
    people.room.open(first.study.uid, Turn.SECOND, blinded=True, assigned=Member.of(PAUL))

    enter(reader, PAUL, folder)
    reader.wait_for(lambda: bool(reader.at.desk.report.value and not reader.at.desk.report.value.is_signed))
    assert mine.uid not in {known.uid for known in reader.at.session.annotations.measurements}
    read(reader, "Melanoma in situ", drawn(reader, 90.0))

    reader.wait_for(lambda: reader.at.opinions.desk.review is not None)
    review = reader.at.opinions.desk.review
    assert review is not None
    topics = {entry.topic: entry for entry in review.found.entries}
    assert "px" in topics[Topic.SIZE].why
    assert "Naevus in the first, Melanoma in situ in the second" in topics[Topic.ANSWER].why
    assert people.reviews is not None
    assert people.reviews.score(review.uid, Score.EXPECTED_MAJOR, "another diagnosis").arbitration_reading
    (row,) = people.reviews.statistics(Grouping.MODALITY)
    assert (row.group, row.scores) == ("GM/XC", (0, 0, 0, 0, 1))
    assert reader.at.desk.report.value is not None
    reader.at.desk.edit(SectionName.FINDINGS, (Line("unchanged"),))
    assert reader.at.desk.report.value.is_signed
