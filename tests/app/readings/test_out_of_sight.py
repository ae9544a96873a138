"""What others drew, marked and said is out of reach of a blinded reader, and comes back afterwards."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.library.annotation_journal import AnnotationJournal
from app.readings.drawings import ReadersJournal
from app.readings.service import hidden_studies
from app.readings.sight import holds_others, without_others
from reporting.core.readings.reading import Blinding, Reading, Turn
from tests.builders.opened import display_set, images, opened
from tests.builders.people import practice_at
from tests.builders.reports import STUDY, length
from viewer.core.annotations import Annotations
from viewer.core.study import Opened

FIRST_DREW, SECOND_DREW = length(uid="first"), length(uid="second", text="Second")


class Readings:
    """Stands for the service: one blinded reading, as long as it is."""

    def __init__(self) -> None:
        self.reading = Reading(STUDY.uid, Turn.SECOND, blinding=Blinding.BLINDED, uid="r2")
        self.seen: list[str] = []

    def blinded(self, _study_uid: str) -> Reading | None:
        return self.reading if self.reading.hides_others else None

    def all(self, _study_uid: str) -> tuple[Reading, ...]:
        return (self.reading,)


def uids(annotations: Annotations) -> list[str]:
    return [known.uid for known in annotations.measurements]


def test_drawings_of_the_first_reader_are_not_loaded_and_join_when_all_is_committed(tmp_path: Path) -> None:
    with closing(AnnotationJournal(tmp_path / "shared.sqlite3")) as before:
        before.load(STUDY.uid)
        before.save(STUDY.uid, Annotations((FIRST_DREW,)))
    readings = Readings()
    shared = AnnotationJournal(tmp_path / "shared.sqlite3")
    journal = ReadersJournal(shared, tmp_path / "own", readings.blinded, readings.all, readings.seen.append)

    assert uids(journal.load(STUDY.uid)) == []
    journal.save(STUDY.uid, Annotations((SECOND_DREW,)))
    assert readings.seen == []

    readings.reading = replace(readings.reading, blinding=Blinding.UNBLINDED)
    assert uids(journal.load(STUDY.uid)) == ["first", "second"]
    assert readings.seen == [STUDY.uid]
    journal.save(STUDY.uid, Annotations((FIRST_DREW,)))
    assert uids(journal.load(STUDY.uid)) == ["first"], "what is deleted afterwards stays deleted"
    journal.close()


def test_what_is_drawn_blinded_is_not_in_the_file_of_the_others(tmp_path: Path) -> None:
    readings = Readings()
    shared = AnnotationJournal(tmp_path / "shared.sqlite3")
    with closing(
        ReadersJournal(shared, tmp_path / "own", readings.blinded, readings.all, readings.seen.append)
    ) as journal:
        journal.load(STUDY.uid)
        journal.save(STUDY.uid, Annotations((SECOND_DREW,)))

    with closing(AnnotationJournal(tmp_path / "shared.sqlite3")) as alone:
        assert uids(alone.load(STUDY.uid)) == []
    assert (tmp_path / "own" / "r2").stat().st_mode & 0o077 == 0


def studies_with(modality: str) -> Opened:
    image = display_set(images())
    series = replace(image.series, modality=modality, uid="9.9")
    said = replace(image, uid="said", series=series, frames=(), instances=image.instances[:1])
    return opened(image, said)


def test_reports_presentation_states_and_key_images_among_the_files_are_left_out() -> None:
    for modality in ("PR", "KO", "SR", "DOC", "SEG", "RTSTRUCT"):
        found = studies_with(modality)
        uid = found.studies[0].header.uid
        seen = without_others(found, {uid}.__contains__)

        assert holds_others(found, uid)
        assert not holds_others(seen, uid)
        assert [shown.uid for study in seen.studies for shown in study.display_sets] == ["set-1.2.3"]
        assert without_others(found, lambda _: False) == found


def test_who_does_not_say_who_asks_sees_nothing_of_a_study_still_to_be_read_blinded(tmp_path: Path) -> None:
    assert hidden_studies(tmp_path) == frozenset()
    with practice_at(tmp_path, accounts=False) as at:
        at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True)

    assert hidden_studies(tmp_path) == {STUDY.uid}
