"""What is opened beside what is open: nothing of one patient ever stands under the name of another."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset

from app.reading.studies import Studies
from app.settings import Settings
from tests.builders.dicom import ct_slice, set_pixels, uid, write
from tests.builders.jobs import AtOnce, ByHand
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Opened
from viewer.loading.jobs import Jobs
from viewer.loading.loader import Loader

ADA, BLAISE = "Lovelace^Ada", "Pascal^Blaise"


@dataclass
class Desk:
    """What opens studies, and what it opens them into."""

    session: Session
    pixels: Loader
    studies: Studies
    failures: list[BaseException]

    def shown(self) -> list[tuple[str, int]]:
        """Load every frame that can be shown; return the name its header says and its first stored number."""
        found = []
        for shown in self.session.display_sets():
            for index in range(len(shown.frames)):
                self.pixels.want(shown.uid, index)
                image = self.pixels.image(shown.uid, index)
                assert image is not None
                found.append((image.frame.instance.patient.name, int(image.stored[0, 0])))
        return sorted(found)


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return desk(tmp_path, AtOnce())


def desk(tmp_path: Path, jobs: Jobs) -> Desk:
    """Return what opens studies, with work done as ``jobs`` do it."""
    session, failures = Session(), list[BaseException]()
    pixels = Loader(jobs, limit_bytes=1 << 28)
    studies = Studies(
        session,
        pixels,
        jobs,  # type: ignore[arg-type]  # stands in for it
        Store(Settings()),
        tmp_path / "home",
        failures.append,
    )
    return Desk(session, pixels, studies, failures)


def of(name: str, grey: int, **changes: object) -> Dataset:
    """Return a slice of a patient, all of one stored number, in a study and series of the patient's own."""
    own = {"PatientName": name, "PatientID": name[:3], "StudyInstanceUID": uid(f"study of {name}")}
    made = ct_slice(
        0.0, **{**own, "SeriesInstanceUID": uid(name), "SOPInstanceUID": uid(f"image {name}"), **changes}
    )
    set_pixels(made, np.full((8, 10), grey, np.uint16), bits_stored=12)
    return made


def test_h30_two_patients_whose_series_share_a_uid_keep_their_own_pixels(at: Desk, tmp_path: Path) -> None:
    write(of(ADA, 1, SeriesInstanceUID=uid("same")), tmp_path / "a" / "1")
    write(of(BLAISE, 2, SeriesInstanceUID=uid("same")), tmp_path / "b" / "1")
    at.studies.open([tmp_path / "a"])
    first = at.session.active.value.display_set_uid

    at.studies.open([tmp_path / "b"])

    assert at.shown() == [(ADA, 1), (BLAISE, 2)]
    still = at.session.display_set(first)
    assert still is not None
    assert still.patient.name == ADA, "the viewport shows whom it showed"


def test_h30_series_that_share_a_uid_in_one_folder_are_both_shown(at: Desk, tmp_path: Path) -> None:
    write(of(ADA, 1, SeriesInstanceUID=uid("same")), tmp_path / "a" / "1")
    write(of(BLAISE, 2, SeriesInstanceUID=uid("same")), tmp_path / "a" / "2")

    at.studies.open([tmp_path / "a"])

    assert at.shown() == [(ADA, 1), (BLAISE, 2)]


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("b", "a")], ids=["opened first", "opened last"])
def test_h17_an_image_uid_of_another_patients_image_is_set_aside(
    at: Desk, tmp_path: Path, one: str, other: str
) -> None:
    """A frame's key must name one image only: drawings, pixels and report lines are found by it."""
    same = uid("one image")
    write(of(ADA, 1, SOPInstanceUID=same, SeriesInstanceUID=uid("s")), tmp_path / one / "1")
    write(of(BLAISE, 2, SOPInstanceUID=same, SeriesInstanceUID=uid("s")), tmp_path / other / "1")
    at.studies.open([tmp_path / one])
    at.shown()

    at.studies.open([tmp_path / other])

    assert at.shown() == ([(ADA, 1)] if one == "a" else [(BLAISE, 2)]), (
        "the first by path is kept, with its pixels"
    )
    notes = [note for known in at.session.display_sets() for note in known.notes]
    assert any("same SOP Instance UID" in note for note in notes)
    assert at.session.opened.value.accounted == 2


def test_h17_the_same_folder_opened_again_is_not_doubled(at: Desk, tmp_path: Path) -> None:
    write(of(ADA, 1), tmp_path / "a" / "1")
    at.studies.open([tmp_path / "a"])

    at.studies.open([tmp_path / "a"])

    assert at.shown() == [(ADA, 1)]


def names(at: Desk) -> list[str]:
    return sorted(study.patient.name for study in at.session.opened.value.studies)


def test_h30_what_was_closed_while_it_was_being_opened_does_not_come_back(tmp_path: Path) -> None:
    jobs = ByHand()
    at = desk(tmp_path, jobs)
    ended: list[Opened] = []
    at.studies.finished.connect(ended.append)
    write(of(ADA, 1), tmp_path / "a" / "1")
    at.studies.open([tmp_path / "a"])
    jobs.next().finish()
    jobs.next().finish()

    at.studies.put_away()
    jobs.finish_all()

    assert names(at) == []
    assert len(ended) == 1, "whoever waits for the end hears of it"


def test_h30_what_was_closed_while_it_was_put_in_order_does_not_come_back(tmp_path: Path) -> None:
    jobs = ByHand()
    at = desk(tmp_path, jobs)
    write(of(ADA, 1), tmp_path / "a" / "1")
    at.studies.open([tmp_path / "a"])
    jobs.finish_all()
    at.studies.open([tmp_path / "a"])
    while len(jobs.waiting) != 1 or "merged" not in str(jobs.waiting[0].work):
        jobs.next().finish()

    at.studies.put_away()
    jobs.finish_all()

    assert names(at) == []


def test_h23_what_is_opened_while_studies_are_put_in_order_waits_and_loses_nothing(tmp_path: Path) -> None:
    jobs = ByHand()
    at = desk(tmp_path, jobs)
    write(of(ADA, 1), tmp_path / "a" / "1")
    write(of(ADA, 1, SOPInstanceUID=uid("another")), tmp_path / "more" / "2")
    write(of(BLAISE, 2), tmp_path / "b" / "1")
    at.studies.open([tmp_path / "a"])
    jobs.finish_all()
    at.studies.open([tmp_path / "more"])
    while len(jobs.waiting) != 1 or "merged" not in str(jobs.waiting[0].work):
        jobs.next().finish()

    at.studies.open([tmp_path / "b"])
    jobs.finish_all()

    assert names(at) == [ADA, BLAISE]
    assert at.session.opened.value.instances == 3


def test_studies_that_could_not_be_put_in_order_are_told_and_the_next_ones_open(tmp_path: Path) -> None:
    jobs = ByHand()
    at = desk(tmp_path, jobs)
    write(of(ADA, 1), tmp_path / "a" / "1")
    write(of(BLAISE, 2), tmp_path / "b" / "1")
    at.studies.open([tmp_path / "a"])
    jobs.finish_all()
    at.studies.open([tmp_path / "a"])
    at.studies.open([tmp_path / "b"])
    while len(jobs.waiting) != 1 or "merged" not in str(jobs.waiting[0].work):
        jobs.next().finish()

    jobs.next().fail(OSError("gone"))
    jobs.finish_all()

    assert [type(problem) for problem in at.failures] == [OSError]
    assert names(at) == [ADA, BLAISE]


def test_d5_a_folder_that_takes_nothing_does_not_keep_studies_from_being_opened(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    at = desk(tmp_path, AtOnce())
    write(of(ADA, 1), tmp_path / "a" / "1")

    at.studies.open([tmp_path / "a"])
    at.studies.put_away()
    at.studies.close()

    assert at.failures == []


def test_h23_it_is_known_that_an_opening_was_stopped_until_the_next_one(tmp_path: Path) -> None:
    jobs = ByHand()
    at = desk(tmp_path, jobs)
    write(of(ADA, 1), tmp_path / "a" / "1")

    known = []
    for step in (
        at.studies.cancel,
        lambda: at.studies.open([tmp_path / "a"]),
        at.studies.cancel,
        lambda: at.studies.open([tmp_path / "a"]),
    ):
        step()
        known.append(at.studies.was_stopped)

    assert known == [False, False, True, False]
