"""The desk of waveforms: what is opened, what is refused, and what becomes of it when studies change."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.reading.trace_desk import OTHER_PATIENT, TraceDesk
from tests.builders.dicom import write
from tests.builders.jobs import AtOnce
from tests.builders.opened import BLAISE, display_set, images, not_displayable, opened
from tests.builders.waveforms import TWELVE_LEAD, ecg
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.ui.traces.trace_view import TraceView


class Seat:
    """A desk with a view, and what came of it."""

    def __init__(self, folder: Path) -> None:
        self.session, self.view = Session(), TraceView()
        self.brought: list[bool] = []
        self.failures: list[BaseException] = []
        self.headers: list[Path] = []
        self.ecg = waveform(write(ecg(), folder / "ecg"))
        self.broken = waveform(write(ecg(WaveformSequence=[]), folder / "broken"), series_uid="1.2.98")
        self.desk = TraceDesk(
            self.session,
            AtOnce(),
            self.view,
            bring=self.brought.append,
            failed=self.failures.append,
            show_header=lambda _, path: self.headers.append(path),
            marker=lambda: "Not for diagnosis",
        )


def waveform(path: Path, series_uid: str = "1.2.97") -> DisplaySet:
    """Return a listed set that holds the waveform of a file."""
    one = not_displayable("a waveform", series_uid=series_uid)
    instance = one.instances[0]
    held = replace(instance, sop_class_uid=TWELVE_LEAD, source=replace(instance.source, path=path))
    return replace(one, instances=(held,))


@pytest.fixture
def at(qtbot: QtBot, tmp_path: Path) -> Seat:
    made = Seat(tmp_path)
    qtbot.addWidget(made.view)
    return made


def test_a_study_of_an_ecg_alone_shows_it_at_once(at: Seat) -> None:
    at.session.opened.set(opened(at.ecg))

    at.desk.open_alone()

    assert at.brought == [False], "there are no images beside it"
    assert at.view.group is not None
    assert at.view.group.label == "RHYTHM"
    printable = at.view.printable()
    assert printable is not None
    assert at.desk._lines(printable[1])[-1] == "Not for diagnosis"


def test_beside_images_it_waits_until_it_is_asked_for(at: Seat) -> None:
    shown = display_set(images(2))
    at.session.opened.set(opened(shown, at.ecg))
    at.session.show(shown.uid)

    at.desk.open_alone()
    assert at.brought == []
    assert at.desk.open(at.ecg)
    assert at.brought == [True]


def test_what_cannot_be_read_says_why_and_its_header_can_be_looked_at(at: Seat) -> None:
    at.desk.open(at.broken)

    assert "it holds no waveform" in at.view.message.text()
    at.view.header_wanted.emit()
    assert at.headers == [at.broken.instances[0].source.path]


def test_sound_is_shown_as_a_curve_and_said_not_to_be_played(at: Seat) -> None:
    held = replace(at.ecg.instances[0], sop_class_uid="1.2.840.10008.5.1.4.1.1.9.4.1")

    at.desk.open(replace(at.ecg, instances=(held,)))

    assert at.view.facts.text().endswith("sound is not played")


def test_h30_it_says_when_the_images_are_of_another_patient(at: Seat) -> None:
    other = display_set(images(2, patient=BLAISE, study_uid="1.9", series_uid="1.9.1"))
    at.session.opened.set(opened(other, at.ecg))
    at.session.show(other.uid)

    at.desk.open(at.ecg)

    assert at.view.warning.text() == OTHER_PATIENT


def test_it_leaves_with_its_study(at: Seat) -> None:
    at.session.opened.set(opened(at.ecg))
    at.desk.open(at.ecg)

    at.session.opened.set(opened())

    assert at.view.group is None
    assert not at.desk.open(display_set(images(1))), "what holds no waveform is not opened"
