"""A folder becomes studies step by step, and every file of it is accounted for."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.builders.dicom import ct_slice, mr_slice, write
from tests.builders.jobs import AtOnce, ByHand, Waiting
from viewer.core.study import DisplaySet, Opened, Rejected
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs, WorkerDiedError
from viewer.loading.opening import Opening


@dataclass
class Heard:
    """What an opening announced."""

    published: list[tuple[Opened, bool]] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)
    finished: int = 0

    @property
    def last(self) -> Opened:
        return self.published[-1][0]


def opening_of(jobs: Jobs, *, unpack_into: Path | None = None) -> tuple[Opening, Heard]:
    opening, heard = Opening(jobs, unpack_into=unpack_into), Heard()
    opening.published.connect(lambda opened, more: heard.published.append((opened, more)))
    opening.progress.connect(lambda read, files: heard.progress.append((read, files)))

    def finished() -> None:
        heard.finished += 1

    opening.finished.connect(finished)
    return opening, heard


def ct_folder(folder: Path, count: int) -> Path:
    folder.mkdir()
    for place in range(count):
        write(ct_slice(5.0 * place), folder / f"{count - place:04d}")
    return folder


def sets(opened: Opened) -> list[DisplaySet]:
    return [shown for study in opened.studies for shown in study.display_sets]


def function(waiting: Waiting) -> str:
    assert isinstance(waiting.work, Call)
    return waiting.work.function


def test_a_folder_is_opened_and_put_in_order(tmp_path: Path) -> None:
    opening, heard = opening_of(AtOnce())

    opening.open([ct_folder(tmp_path / "ct", 70)])

    (shown,) = sets(heard.last)
    heights = [frame.plane.origin_lps[2] for frame in shown.frames]
    assert heights == [5.0 * place for place in range(70)]
    assert heard.published[-1][1] is False
    assert heard.finished == 1
    assert not opening.is_busy


def test_h23_every_file_is_in_exactly_one_place(tmp_path: Path) -> None:
    folder = ct_folder(tmp_path / "ct", 5)
    (folder / "notes.txt").write_text("not an image")
    (folder / "empty").write_bytes(b"")
    whole = (folder / "0001").read_bytes()
    (folder / "cut").write_bytes(whole[:400])
    (folder / "copy").write_bytes(whole)
    opening, heard = opening_of(AtOnce())

    opening.open([folder, tmp_path / "nowhere"])

    opened = heard.last
    assert opened.files == opened.accounted == 10
    assert opened.not_dicom == 2
    assert {rejected.path.name for rejected in opened.rejected} == {"cut", "nowhere"}
    assert opened.instances == 6


def test_h17_copies_are_told_from_contradictions(tmp_path: Path) -> None:
    folder = ct_folder(tmp_path / "ct", 3)
    (folder / "copy").write_bytes((folder / "0001").read_bytes())
    write(ct_slice(0.0, KVP="80"), folder / "other")
    opening, heard = opening_of(AtOnce())

    opening.open([folder])

    kept, aside = sets(heard.last)
    assert len(kept.frames) == 3
    assert len(kept.instances) + len(aside.instances) == 5
    assert "Set aside" in aside.title


def test_the_first_images_are_published_before_the_last_file_is_read(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 70)])
    jobs.next().finish()
    jobs.next().finish()
    next(waiting for waiting in jobs.waiting if function(waiting) == "group").finish()

    opened, more = heard.published[0]
    assert more
    assert len(sets(opened)[0].frames) == 8
    assert opening.is_busy
    jobs.finish_all()
    assert len(sets(heard.last)[0].frames) == 70
    assert len(heard.published) < 5


def test_progress_counts_files(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 70)])
    jobs.finish_all()

    assert heard.progress[0] == (0, 70)
    assert heard.progress[-1] == (70, 70)
    assert [read for read, _ in heard.progress] == sorted(read for read, _ in heard.progress)
    assert {files for _, files in heard.progress} == {70}


def test_cancelling_keeps_what_has_been_found(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 70)])
    jobs.next().finish()
    jobs.next().finish()

    opening.cancel()
    jobs.finish_all()

    assert len(sets(heard.last)[0].frames) == 8
    assert heard.last.files == heard.last.accounted == 8
    assert heard.published[-1][1] is False
    assert heard.finished == 1
    assert not opening.is_busy


def test_cancelling_before_anything_was_found_publishes_nothing_found(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 3)])

    opening.cancel()
    jobs.finish_all()

    assert heard.published == [(Opened(), False)]
    assert heard.finished == 1


def test_abandoning_publishes_nothing_more(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 70)])
    jobs.next().finish()
    jobs.next().finish()

    opening.abandon()
    jobs.finish_all()

    assert heard.published == []
    assert heard.finished == 0
    assert not opening.is_busy


def test_a_listener_may_open_something_else_at_once(tmp_path: Path) -> None:
    opening, heard = opening_of(AtOnce())
    write(mr_slice(1.0), tmp_path / "mr")
    again = [[tmp_path / "mr"]]
    opening.published.connect(lambda _, more: None if more or not again else opening.open(again.pop()))

    opening.open([ct_folder(tmp_path / "ct", 3)])

    assert [shown.series.modality for shown in sets(heard.last)] == ["MR"]
    assert not opening.is_busy


def test_h30_opening_something_else_drops_what_was_being_opened(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "first", 20)])
    jobs.next().finish()
    jobs.next().finish()
    write(mr_slice(1.0), tmp_path / "mr")

    opening.open([tmp_path / "mr"])
    jobs.finish_all()

    assert {shown.series.modality for opened, _ in heard.published for shown in sets(opened)} == {"MR"}
    assert not opening.is_busy


def test_priors_are_added_to_what_is_open(tmp_path: Path) -> None:
    opening, heard = opening_of(AtOnce())
    folder = ct_folder(tmp_path / "ct", 4)
    write(mr_slice(1.0), tmp_path / "mr")

    opening.open([folder])
    opening.open([tmp_path / "mr", folder], adding=True)

    assert {shown.series.modality for shown in sets(heard.last)} == {"CT", "MR"}
    assert heard.last.files == heard.last.accounted == 5


def test_f1_a_header_that_ends_its_worker_is_listed_and_the_others_are_read(tmp_path: Path) -> None:
    folder = ct_folder(tmp_path / "ct", 30)
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([folder])
    deadly = folder / "0012"
    while jobs.waiting:
        waiting = jobs.next()
        assert isinstance(waiting.work, Call)
        if waiting.work.function == "read_headers" and deadly in waiting.work.arguments[0]:
            waiting.fail(WorkerDiedError("it ended the worker process"))
        else:
            waiting.finish()

    assert len(sets(heard.last)[0].frames) == 29
    (rejected,) = heard.last.rejected
    assert rejected.path == deadly
    assert rejected.reason == "its header cannot be read: it ended the worker process"
    assert heard.last.files == heard.last.accounted == 30


def test_places_that_cannot_be_looked_at_are_listed(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([tmp_path / "folder"])

    jobs.next().fail(WorkerDiedError("it took too long"))
    jobs.finish_all()

    (rejected,) = heard.last.rejected
    assert rejected.reason == "it could not be looked at: it took too long"
    assert heard.last.files == heard.last.accounted == 1


def test_files_that_could_not_be_compared_count_as_different(tmp_path: Path) -> None:
    folder = ct_folder(tmp_path / "ct", 2)
    (folder / "copy").write_bytes((folder / "0001").read_bytes())
    jobs = ByHand()
    opening, heard = opening_of(jobs)
    opening.open([folder])
    while jobs.waiting:
        waiting = jobs.next()
        if function(waiting) == "with_content_hashes":
            waiting.fail(WorkerDiedError("it ended the worker process"))
        else:
            waiting.finish()

    assert any("Set aside" in shown.title for shown in sets(heard.last))
    assert heard.last.files == heard.last.accounted == 3


def test_what_a_library_knows_is_opened_without_reading_a_header(tmp_path: Path) -> None:
    opening, heard = opening_of(AtOnce())
    opening.open([ct_folder(tmp_path / "ct", 5)])
    instances = [instance for shown in sets(heard.last) for instance in shown.instances]
    for file in (tmp_path / "ct").iterdir():
        file.unlink()
    later = write(ct_slice(40.0), tmp_path / "later")
    damaged = Rejected(tmp_path / "damaged", "its checksum differs", is_dicom=True)

    opening.open_known(instances, [later], [damaged])

    assert len(sets(heard.last)[0].frames) == 6
    assert heard.last.rejected == (damaged,)
    assert heard.last.files == 7
    assert heard.progress[-1] == (7, 7)
    assert heard.finished == 2


def test_an_empty_folder_is_opened_as_nothing(tmp_path: Path) -> None:
    opening, heard = opening_of(AtOnce())
    (tmp_path / "empty").mkdir()

    opening.open([tmp_path / "empty"])

    assert heard.last == Opened()
    assert heard.finished == 1


def test_a_zip_is_opened_like_a_folder(tmp_path: Path) -> None:
    folder = ct_folder(tmp_path / "ct", 3)
    archive, inside = tmp_path / "study.zip", tmp_path / "unpacked"
    inside.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        for path in folder.iterdir():
            packed.write(path, path.name)
    opening, heard = opening_of(AtOnce(), unpack_into=inside)

    opening.open([archive])

    assert len(sets(heard.last)[0].frames) == 3


def test_a_failure_of_our_own_is_not_hidden(tmp_path: Path) -> None:
    jobs = ByHand()
    opening, _ = opening_of(jobs)
    opening.open([ct_folder(tmp_path / "ct", 2)])
    jobs.next().finish()
    jobs.next().finish()

    with pytest.raises(ZeroDivisionError):
        jobs.next().fail(ZeroDivisionError())


def test_warming_up_asks_a_thread_and_nothing_else() -> None:
    jobs = ByHand()
    opening, heard = opening_of(jobs)

    opening.warm_up()
    jobs.finish_all()

    assert heard == Heard()


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["broken", "dicomdir", "derived", "mr", "ct", "xray"])
def test_h23_every_file_of_the_corpus_is_accounted_for(corpus: Path, folder: str) -> None:
    opening, heard = opening_of(AtOnce())

    opening.open([corpus / folder])

    assert heard.last.files == heard.last.accounted
    assert heard.last.files == sum(path.is_file() for path in (corpus / folder).rglob("*"))
