"""Two blinded readings of the demonstration study: held against each other, scored 2b, arbitrated, counted."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.demonstration.ct import SLICES
from app.demonstration.studies import write_demonstration_studies
from app.security import credentials
from app.ui.peer.score_dialog import ScoreDialog
from app.ui.people.sign_dialog import SignDialog
from reporting.core.discrepancy.entry import Topic
from reporting.core.peer.review import Review, Stage
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping
from reporting.core.readings.reading import Member, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import StaffRole
from reporting.core.report import Line, Report, Role, SectionName
from reporting.core.spans import with_words
from tests.builders.sittings import Reader, sitting
from viewer.core.measurements import Measurement
from viewer.core.study import DisplaySet
from viewer.tools import length

PASSWORD = "correct horse"
PEOPLE = (
    ("ada", "Dr Ada", StaffRole.RADIOLOGIST),
    ("bob", "Dr Bob", StaffRole.RADIOLOGIST),
    ("cid", "Dr Cid", StaffRole.RADIOLOGIST),
    ("root", "Root", StaffRole.ADMINISTRATOR),
)


class Enough(Exception):  # noqa: N818 -- nothing went wrong
    """The first CT is written."""


def only_the_first(written: int, _total: int) -> None:
    """Stop after the first CT: the others take long to make, and nothing here reads them."""
    if written == SLICES:
        raise Enough


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("readings")
    hasher, credentials._HASHER = (
        credentials._HASHER,
        PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    with suppress(Enough):
        write_demonstration_studies(folder / "studies", only_the_first)
    yield from sitting(folder / "home", folder / "studies")
    credentials._HASHER = hasher


def enter(reader: Reader, login: str, studies: Path) -> None:
    """Sign in on the lock screen, open the studies, and look at the thorax."""
    if reader.at.people.lock_screen.isHidden():
        reader.at.people.sign_out()
    screen = reader.at.people.lock_screen
    screen.login.setText(login)
    QTest.keyClicks(screen.password, PASSWORD)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    reader.wait_for(screen.isHidden)
    found: list[object] = []
    reader.at.studies.finished.connect(found.append)
    reader.at.studies.open([studies])
    reader.wait_for(lambda: bool(found))
    shown = thorax(reader)
    reader.at.session.show(shown.uid)
    reader.wait_for(lambda: reader.at.desk.report.value is not None)
    reader.wait_for(lambda: reader.at.desk.report.value.study.uid == shown.study.uid)  # type: ignore[union-attr]


def thorax(reader: Reader) -> DisplaySet:
    """Return the newest CT."""
    found = [one for one in reader.at.session.display_sets() if one.series.modality == "CT"]
    return max(found, key=lambda one: (one.study.date, len(one.frames)))


def measured(reader: Reader, across_mm: float) -> Measurement:
    """Draw a length on the image shown."""
    reader.wait_for(reader.is_drawn)
    state = reader.state
    image = reader.at.pixels.image(state.display_set_uid, state.index)
    assert image is not None
    assert length.TOOL.measure is not None
    x, y, z = (float(known) for known in image.plane.to_lps(np.array([100.0, 100.0])))
    drawn = length.TOOL.measure(image, ((x, y, z), (x + across_mm, y, z)))
    history = reader.at.session.history
    history.set(history.value.record(history.value.now.with_one(drawn)))
    return drawn


def write_and_sign(
    reader: Reader, findings: str, impression: str, drawn: Measurement | None = None
) -> Report:
    """Write, link a drawing, and sign with the password typed into the dialog."""
    desk = reader.at.desk
    desk.edit(SectionName.FINDINGS, tuple(Line(words) for words in findings.split("\n")))
    if drawn is not None:
        desk.insert_measurement(drawn.uid, SectionName.FINDINGS, 0)
    before = desk.report.value
    assert before is not None
    (asked,) = before.section(SectionName.IMPRESSION).lines[:1] or (Line(),)
    answers = [span for span in asked.spans if span.field == "conclusion"]
    lines = [with_words(asked, answers[0], impression)] if answers else map(Line, impression.split("\n"))
    desk.edit(SectionName.IMPRESSION, tuple(lines))
    desk.edit(SectionName.TECHNIQUE, (Line("CT of the thorax."),))
    report = desk.report.value
    assert report is not None
    for known in report.reservations:
        desk.accept(known.text)
    QTimer.singleShot(200, type_password)
    desk.sign()
    report = desk.report.value
    assert report is not None
    assert report.is_signed, reader.at.window.notice
    return report


def type_password() -> None:
    """Enter the password where a signature is asked for."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SignDialog)
    QTest.keyClicks(dialog.password, PASSWORD)
    dialog._try()


def give_score() -> None:
    """Choose 2b in the dialog and say why."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ScoreDialog)
    assert not dialog._ok.isEnabled(), "nothing is scored without a reason"
    dialog.choose(Score.UNDERSTANDABLE_MAJOR)
    QTest.keyClicks(dialog.reason, "The effusion was missed")
    QTest.mouseClick(dialog._ok, Qt.MouseButton.LeftButton)


def review_in(reader: Reader) -> Review | None:
    """Return the review that the panel shows now."""
    return reader.at.opinions.desk.review


def run(reader: Reader, command: str) -> None:
    """Choose a command from its menu."""
    action = reader.at.actions.action(command)
    reader.at.actions.refresh()
    assert action.isEnabled(), command
    action.trigger()


def test_two_blinded_readings_are_compared_scored_arbitrated_and_counted(seated: Reader) -> None:
    reader, people, opinions = seated, seated.at.people, seated.at.opinions
    studies = Path(reader.at.settings.value.recent_places[0])
    for login, name, role in PEOPLE:
        people.gate.add_account(login, name, "MD", role, PASSWORD)
    people.gate.switch_accounts(on=True)
    accounts = {account.login: Member.of(account.person) for account in people.gate.accounts.accounts()}

    # The first reading.
    enter(reader, "ada", studies)
    first = write_and_sign(
        reader,
        "Nodule in the right upper lobe.\nNo pleural effusion.",
        "Lung-RADS 3. Follow-up CT in 6 months.",
        measured(reader, 8.0),
    )
    assert review_in(reader) is None
    people.room.open(first.study.uid, Turn.SECOND, blinded=True, assigned=accounts["bob"])

    # The second, blinded: nothing to compare is offered, and the service gives nothing out.
    enter(reader, "bob", studies)
    opinions.desk.show()
    assert review_in(reader) is None
    assert people.reviews is not None
    assert people.reviews.reviews(first.study.uid) == ()
    second = write_and_sign(
        reader,
        "Nodule in the left upper lobe.\nSmall right pleural effusion.",
        "Lung-RADS 4B. Biopsy is recommended.",
        measured(reader, 14.0),
    )

    # On commit the discrepancies are there, each with both sides.
    reader.wait_for(lambda: review_in(reader) is not None)
    review = review_in(reader)
    assert review is not None
    assert review.blinded
    assert (review.first_report, review.second_report) == (first.uid, second.uid)
    topics = [entry.topic for entry in review.found.entries]
    for topic in (Topic.LATERALITY, Topic.PRESENCE, Topic.CATEGORY, Topic.SIZE, Topic.ADVICE, Topic.UNSEEN):
        assert topic in topics, (topic, review.found.entries)
    size = next(entry for entry in review.found.entries if entry.topic is Topic.SIZE)
    assert "14.0 mm" in size.why
    assert "±" in size.why
    assert opinions.dock.isVisible()

    # A click brings both images side by side, linked.
    opinions.dock.view.sides_wanted.emit(size, True, True)
    assert reader.at.session.layout.value.cells >= 2
    shown = [reader.at.session.viewports[cell].value.display_set_uid for cell in (0, 1)]
    assert shown[0] == shown[1] == thorax(reader).uid
    assert reader.at.following.linked.value

    # Ticked, and scored by the second reader.
    tree = opinions.dock.view.list
    row = tree.topLevelItem(0)
    assert row is not None
    row.setCheckState(0, Qt.CheckState.Checked)
    assert people.reviews.review(review.uid).discussed == {review.found.entries[0].uid}
    QTimer.singleShot(200, give_score)
    run(reader, "opinion.score")
    reader.wait_for(lambda: bool(opinions.desk.review and opinions.desk.review.given))
    scored = review_in(reader)
    assert scored is not None
    assert scored.stage is Stage.ARBITRATION
    assert not opinions.desk.can_arbitrate(), "one of the two does not decide"
    with pytest.raises(ReadingError) as refused:
        people.reviews.take_arbitration(review.uid)
    assert refused.value.refusal is Refusal.OWN_WORK

    # A third reader sees both and decides, in a document of their own.
    enter(reader, "cid", studies)
    opinions.desk.show()
    reader.wait_for(opinions.desk.can_arbitrate)
    run(reader, "opinion.arbitrate")
    conclusion = reader.at.desk.report.value
    assert conclusion is not None
    assert (conclusion.role, conclusion.template) == (Role.ARBITRATION, "arbitration")
    assert first.signature is not None
    assert first.signature.sha256 in conclusion.section(SectionName.TECHNIQUE).text
    columns = opinions.dock.view.columns
    assert "No pleural effusion" in columns[0].text
    assert "Small right pleural effusion" in columns[1].text
    signed = write_and_sign(reader, conclusion.section(SectionName.FINDINGS).text, "There is an effusion.")
    reader.wait_for(
        lambda: opinions.desk.review is not None and opinions.desk.review.conclusion_uid == signed.uid
    )
    decided = review_in(reader)
    assert decided is not None
    assert decided.stage is Stage.DECIDED

    # Statistics: names only for whom they are meant.
    (counted,) = people.reviews.statistics(Grouping.READER)
    assert (counted.group, counted.reviews, counted.scored, counted.scores) == (
        "Reader 1",
        1,
        1,
        (0, 0, 1, 0, 0),
    )
    with pytest.raises(ReadingError):
        people.reviews.statistics(Grouping.READER, with_names=True)
    enter(reader, "root", studies)
    dialog = opinions.statistics_dialog()
    dialog.by.setCurrentIndex(list(Grouping).index(Grouping.READER))
    dialog.names.setChecked(True)
    assert dialog.rows[0].group == "Dr Ada"
    dialog.close()
    trail = [line.event.type.name for line in people.service.trail.lines() if line.event.type]
    assert {"COMPARED", "DISCUSSED", "SCORED", "DECIDED", "STATISTICS"} <= set(trail)
    assert people.service.trail.verify() == ()
