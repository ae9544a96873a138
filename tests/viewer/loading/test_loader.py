"""Frames come into memory: in the right order, exact, within a limit, and never late into the wrong place."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.builders.frames import encapsulated, noise, pixel_format, uncompressed
from tests.builders.jobs import AtOnce, ByHand
from tests.viewer.loading.sets import FRAME_BYTES, display_set, numbers, slices
from viewer.core.calibration import Calibration
from viewer.core.study import DisplaySet, FrameDescription, Instance
from viewer.core.windowing import Rescale, Window
from viewer.loading.frames import FramesRequest
from viewer.loading.jobs import Jobs, WorkerDiedError, WorkerOverdueError
from viewer.loading.loader import NEAR, Loader

UID = "1.2.3"
PLENTY = 1 << 30


@dataclass
class Heard:
    """What a loader announced."""

    loaded: list[tuple[str, int]] = field(default_factory=list)
    failed: list[tuple[str, int, str]] = field(default_factory=list)
    progress: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def order(self) -> list[int]:
        return [index for _, index in self.loaded]


def loader_of(
    jobs: Jobs, *shown: DisplaySet, limit_bytes: int = PLENTY, growing: bool = False
) -> tuple[Loader, Heard]:
    loader, heard = Loader(jobs, limit_bytes=limit_bytes), Heard()
    loader.loaded.connect(lambda uid, index: heard.loaded.append((uid, index)))
    loader.failed.connect(lambda uid, index, reason: heard.failed.append((uid, index, reason)))
    loader.progress.connect(lambda uid, done, count: heard.progress.append((uid, done, count)))
    loader.know(shown, growing=growing)
    return loader, heard


@pytest.mark.parametrize("compressed", [False, True])
def test_all_frames_come_exactly_and_make_one_volume(tmp_path: Path, compressed: bool) -> None:
    values = numbers(40)
    loader, heard = loader_of(AtOnce(), display_set(slices(tmp_path, values, compressed=compressed)))

    loader.want(UID, 20)

    volume = loader.volume(UID)
    assert volume is not None
    assert np.array_equal(volume, values)
    assert sorted(heard.order) == list(range(40))
    assert heard.progress[-1] == (UID, 40, 40)
    assert loader.loaded_count(UID) == 40
    assert loader.bytes_in_use == values.nbytes
    for index in range(40):
        image = loader.image(UID, index)
        assert image is not None
        assert np.array_equal(image.stored, values[index])
        assert np.shares_memory(image.stored, volume)


def test_h30_an_image_carries_the_frame_its_pixels_belong_to(tmp_path: Path) -> None:
    shown = display_set(slices(tmp_path, numbers(5)))
    loader, _ = loader_of(AtOnce(), shown)
    loader.want(UID, 3)

    for index in range(5):
        image = loader.image(UID, index)
        assert image is not None
        assert image.frame is shown.frames[index]


def test_pixels_that_are_handed_out_cannot_be_changed(tmp_path: Path) -> None:
    loader, _ = loader_of(AtOnce(), display_set(slices(tmp_path, numbers(2))))
    loader.want(UID, 0)
    image, volume = loader.image(UID, 0), loader.volume(UID)
    assert image is not None
    assert volume is not None

    for handed_out in (image.stored, volume):
        with pytest.raises(ValueError, match="read-only"):
            handed_out[0] = 1


def test_the_frame_looked_at_comes_first_then_its_neighbours(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(200))))

    loader.want(UID, 100)
    jobs.next().finish()
    assert heard.order == [100]
    jobs.next().finish()

    assert 100 not in heard.order[1:]
    assert max(abs(index - 100) for index in heard.order) <= len(heard.order) // 2 + 1


def test_a_reader_who_moves_on_is_served_before_what_was_planned(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(400))))
    loader.want(UID, 0)
    under_way = len(jobs.waiting)

    loader.want(UID, 399)

    assert len(jobs.waiting) == under_way + 1
    jobs.waiting[-1].finish()
    assert heard.order == [399]


def test_little_is_under_way_at_a_time(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, _ = loader_of(jobs, display_set(slices(tmp_path, numbers(300), compressed=True)))

    for index in range(0, 300, 30):
        loader.want(UID, index)

    assert len(jobs.waiting) <= 6


def test_thumbnails_bring_one_frame_and_no_more(tmp_path: Path) -> None:
    loader, heard = loader_of(AtOnce(), display_set(slices(tmp_path, numbers(30))))

    loader.want_later(UID, 15)

    assert heard.order == [15]
    assert loader.bytes_in_use == FRAME_BYTES


def test_a_frame_that_came_for_a_thumbnail_is_part_of_the_volume_later(tmp_path: Path) -> None:
    values = numbers(30)
    loader, heard = loader_of(AtOnce(), display_set(slices(tmp_path, values)))

    loader.want_later(UID, 15)
    loader.want(UID, 0)

    volume, image = loader.volume(UID), loader.image(UID, 15)
    assert volume is not None
    assert image is not None
    assert np.array_equal(volume, values)
    assert np.shares_memory(image.stored, volume)
    assert heard.order.count(15) == 1


def test_asking_for_what_is_not_there_does_nothing(tmp_path: Path) -> None:
    loader, heard = loader_of(AtOnce(), display_set(slices(tmp_path, numbers(3))))

    for uid, index in (("unknown", 0), (UID, 3), (UID, -1)):
        loader.want(uid, index)
        loader.want_later(uid, index)
        assert loader.image(uid, index) is None
        assert loader.failure(uid, index) == ""

    assert heard == Heard()


def test_frames_of_different_sizes_are_kept_one_by_one(tmp_path: Path) -> None:
    small, large = slices(tmp_path, numbers(2), name="1"), slices(tmp_path, numbers(2, 8, 9), name="2")
    loader, _ = loader_of(AtOnce(), display_set([*small, *large]))

    loader.want(UID, 0)

    shapes = [image.stored.shape for index in range(4) if (image := loader.image(UID, index))]
    assert shapes == [(4, 6), (4, 6), (8, 9), (8, 9)]
    assert loader.volume(UID) is None
    assert loader.bytes_in_use == 2 * (2 * 24 + 2 * 72)


def test_f6_a_frame_that_cannot_be_decoded_is_named_and_the_others_come(tmp_path: Path) -> None:
    instances = slices(tmp_path, numbers(20), compressed=True)
    broken = instances[16].source.path
    broken.write_bytes(broken.read_bytes()[:40])
    loader, heard = loader_of(AtOnce(), display_set(instances))

    loader.want(UID, 0)

    assert len(heard.loaded) == 19
    assert len(heard.failed) == 1
    assert heard.failed[0][:2] == (UID, 16)
    assert heard.failed[0][2].startswith("frame 17 cannot be decoded: ")
    assert loader.failure(UID, 16) == heard.failed[0][2]
    assert loader.image(UID, 16) is None
    assert loader.volume(UID) is None
    assert heard.progress[-1] == (UID, 20, 20)


def test_f6_an_uncompressed_file_that_ends_early_fails_alone(tmp_path: Path) -> None:
    instances = slices(tmp_path, numbers(5))
    broken = instances[2].source.path
    broken.write_bytes(broken.read_bytes()[:-1])
    instances[3].source.path.unlink()
    loader, heard = loader_of(AtOnce(), display_set(instances))

    loader.want(UID, 0)

    assert sorted(heard.order) == [0, 1, 4]
    reasons = {index: reason for _, index, reason in heard.failed}
    assert reasons[2] == "frame 3 cannot be decoded: the file ends after 47 of 48 bytes of the frame"
    assert reasons[3] == "frame 4 cannot be decoded: the system says: No such file or directory"


def test_f5_frames_nobody_should_make_room_for_are_refused_without_asking(tmp_path: Path) -> None:
    jobs = ByHand()
    absurd = replace(slices(tmp_path, numbers(1))[0], pixels=pixel_format(65_535, 65_535))
    loader, heard = loader_of(jobs, display_set([absurd]))

    loader.want(UID, 0)

    assert jobs.waiting == []
    assert "GiB" in heard.failed[0][2]
    assert loader.bytes_in_use == 0


def test_f1_frames_that_went_down_with_a_worker_are_asked_for_again_one_by_one(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(20), compressed=True)))
    loader.want(UID, 0)
    jobs.next().finish()
    jobs.waiting.pop().finish()  # a thread puts the first frame in its place
    group = next(waiting for waiting in jobs.waiting if len(frames_in(waiting.work)) > 1)
    jobs.waiting.remove(group)

    group.fail(WorkerDiedError("it ended the worker process"))
    while jobs.waiting:
        waiting = jobs.next()
        if waiting.in_process and any(
            instance.source.path.stem.endswith(".20") for instance, _ in frames_in(waiting.work)
        ):
            waiting.fail(WorkerDiedError("it ended the worker process"))
        else:
            waiting.finish()

    assert sorted(heard.order) == list(range(19))
    assert heard.failed == [(UID, 19, "frame 20 cannot be decoded: it ended the worker process")]


@pytest.mark.parametrize(
    ("problem", "goes"), [(WorkerDiedError("it ended"), 2), (WorkerOverdueError("too long"), 1)]
)
def test_f1_a_frame_is_tried_again_once_unless_it_took_too_long(
    tmp_path: Path, problem: WorkerDiedError, goes: int
) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(1), compressed=True)))
    loader.want(UID, 0)

    tried = 0
    while jobs.waiting:
        jobs.next().fail(problem)
        tried += 1

    assert tried == goes
    assert heard.failed == [(UID, 0, f"frame 1 cannot be decoded: {problem}")]
    assert heard.progress[-1] == (UID, 1, 1)


def frames_in(work: object) -> tuple[tuple[Instance, int], ...]:
    assert isinstance(work, FramesRequest)
    return work.frames


def test_requests_to_workers_name_no_patient(tmp_path: Path) -> None:
    jobs = ByHand()
    instances = slices(tmp_path, numbers(1), compressed=True)
    named = replace(instances[0], patient=replace(instances[0].patient, name="Lovelace^Ada"))
    loader, _ = loader_of(jobs, display_set([named]))

    loader.want(UID, 0)

    assert "Lovelace" not in repr(jobs.next().work)


def test_h30_answers_that_come_after_their_set_was_forgotten_are_dropped(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(5))))
    loader.want(UID, 0)
    late = jobs.next()

    loader.forget(UID)
    late.cancelled = False  # as if it had been too late to cancel it
    late.finish()

    assert heard.loaded == []
    assert loader.image(UID, 0) is None
    assert loader.bytes_in_use == 0


def test_h30_a_thousand_switches_of_patients_never_mix_pixels(tmp_path: Path) -> None:
    jobs = ByHand()
    mine, yours = numbers(6), numbers(6) + 1
    first = display_set(slices(tmp_path / "a", mine, name="1"), "a")
    second = display_set(slices(tmp_path / "b", yours, name="2"), "b")
    loader, _ = loader_of(jobs, first)
    rng = np.random.default_rng(1)

    for turn in range(1000):
        shown, values = ((first, mine), (second, yours))[turn % 2]
        loader.know([shown])
        index = int(rng.integers(6))
        loader.want(shown.uid, index)
        for _ in range(int(rng.integers(4))):
            if jobs.waiting:
                jobs.waiting.pop(int(rng.integers(len(jobs.waiting)))).finish()
        for place in range(6):
            image = loader.image(shown.uid, place)
            if image is not None:
                assert image.frame is shown.frames[place]
                assert np.array_equal(image.stored, values[place])


def test_what_is_no_longer_open_is_forgotten(tmp_path: Path) -> None:
    loader, _ = loader_of(AtOnce(), display_set(slices(tmp_path, numbers(5))))
    loader.want(UID, 0)

    loader.know([])

    assert loader.image(UID, 0) is None
    assert loader.bytes_in_use == 0


def test_while_a_folder_is_read_only_frames_near_the_reader_are_loaded(tmp_path: Path) -> None:
    shown = display_set(slices(tmp_path, numbers(100)))
    loader, heard = loader_of(AtOnce(), shown, growing=True)

    loader.want(UID, 50)
    assert sorted(heard.order) == list(range(50 - NEAR, 51 + NEAR))

    loader.know([shown])
    assert sorted(heard.order) == list(range(100))
    assert loader.volume(UID) is not None


def test_a_set_that_grows_keeps_what_it_has_and_moves_it_to_its_new_place(tmp_path: Path) -> None:
    values = numbers(30)
    instances = slices(tmp_path, values)
    loader, heard = loader_of(AtOnce(), display_set(instances[10:20]), growing=True)
    loader.want(UID, 0)
    for instance in instances[10:19]:
        instance.source.path.unlink()

    loader.know([display_set(instances)])

    volume = loader.volume(UID)
    assert volume is not None
    assert np.array_equal(volume, values)
    assert heard.failed == []


def test_a_set_that_grows_shows_right_frames_at_once(tmp_path: Path) -> None:
    jobs = ByHand()
    values = numbers(30)
    instances = slices(tmp_path, values)
    loader, _ = loader_of(jobs, display_set(instances[10:20]), growing=True)
    loader.want(UID, 0)
    jobs.finish_all()
    late = display_set(instances)

    loader.know([late])

    for index in range(10, 19):
        image = loader.image(UID, index)
        assert image is not None
        assert image.frame is late.frames[index]
        assert np.array_equal(image.stored, values[index])
    assert loader.image(UID, 0) is None


def test_sets_not_looked_at_for_longest_give_way(tmp_path: Path) -> None:
    shown = [display_set(slices(tmp_path / str(n), numbers(10), name=str(n)), str(n)) for n in range(4)]
    loader, _ = loader_of(AtOnce(), *shown, limit_bytes=25 * FRAME_BYTES)

    for uid in ("0", "1", "0", "2"):
        loader.want(uid, 0)

    assert loader.bytes_in_use <= 25 * FRAME_BYTES
    assert [loader.loaded_count(str(n)) for n in range(4)] == [10, 0, 10, 0]


def test_of_a_set_larger_than_memory_only_what_is_near_is_kept(tmp_path: Path) -> None:
    values = numbers(300)
    loader, _ = loader_of(AtOnce(), display_set(slices(tmp_path, values)), limit_bytes=100 * FRAME_BYTES)

    for index in (0, 150, 299):
        loader.want(UID, index)
        image = loader.image(UID, index)
        assert image is not None
        assert np.array_equal(image.stored, values[index])
        assert loader.bytes_in_use <= 100 * FRAME_BYTES

    assert loader.image(UID, 0) is None
    assert loader.volume(UID) is None


def test_frames_that_need_unpacking_are_left_to_a_worker(tmp_path: Path) -> None:
    bits = np.random.default_rng(1).integers(0, 2, (3, 8)).astype(np.uint8)
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    made = uncompressed(tmp_path, pixel_format(3, 8, bits_allocated=1), packed)
    jobs = ByHand()
    loader, _ = loader_of(jobs, display_set([made]))

    loader.want(UID, 0)
    asked = jobs.next()
    asked.finish()
    jobs.finish_all()

    image = loader.image(UID, 0)
    assert asked.in_process
    assert image is not None
    assert np.array_equal(image.stored, bits)


def test_frames_of_one_object_are_loaded_by_number(tmp_path: Path) -> None:
    values = np.stack([noise(4, 6, bits=16, seed=seed) for seed in range(7)])
    made = uncompressed(tmp_path, pixel_format(frames=7), values.tobytes())
    loader, _ = loader_of(AtOnce(), display_set([made]))

    loader.want(UID, 6)

    volume = loader.volume(UID)
    assert volume is not None
    assert np.array_equal(volume, values)


def test_what_a_decoder_returns_instead_of_the_frame_is_not_shown(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(1), compressed=True)))
    loader.want(UID, 0)
    asked = jobs.next()

    answer = asked.work()
    asked.done(replace(answer, frames=(answer.frames[0][:2],)))

    assert heard.failed == [(UID, 0, "frame 1 cannot be decoded: the decoder returned something else")]


def test_what_was_decoded_is_put_in_its_place_by_a_thread_and_dropped_with_its_set(tmp_path: Path) -> None:
    jobs = ByHand()
    loader, heard = loader_of(jobs, display_set(slices(tmp_path, numbers(1), compressed=True)))
    loader.want(UID, 0)
    jobs.next().finish()
    putting = jobs.next()

    assert not putting.in_process
    assert loader.image(UID, 0) is None
    loader.forget(UID)
    putting.done(putting.work())

    assert putting.cancelled
    assert heard.order == []


def test_very_large_frames_and_video_have_more_time(tmp_path: Path) -> None:
    jobs = ByHand()
    usual = slices(tmp_path, numbers(1), compressed=True, name="1")
    large = encapsulated(tmp_path, pixel_format(9000, 8000), [b"x"], "1.2.840.10008.1.2.4.80", uid="2")
    video = encapsulated(tmp_path, pixel_format(), [b"x"], "1.2.840.10008.1.2.4.102", uid="3")
    sets = [display_set(usual, "1"), display_set([large], "2"), display_set([video], "3")]
    loader, _ = loader_of(jobs, *sets)

    for uid in ("1", "2", "3"):
        loader.want(uid, 0)

    assert [waiting.seconds for waiting in jobs.waiting] == [5.0, 30.0, 30.0]


def doubtful(folder: Path, values: NDArray[np.uint16]) -> DisplaySet:
    """Return slices of a maker that leaves it open what their window, C 200 W 400, applies to."""
    described = FrameDescription(
        plane=None,
        calibration=Calibration.none(),
        modality_map=Rescale(2.5),
        windows=(Window(200, 400),),
        voi_in_doubt=True,
    )
    return display_set([replace(one, descriptions=(described,)) for one in slices(folder, values)])


def test_h14_what_windows_apply_to_is_decided_once_for_a_display_set(tmp_path: Path) -> None:
    values = numbers(3) % 400
    values[0] = values[0] // 100  # by its own pixels alone, this one would go the other way
    work = ByHand()
    loader, _ = loader_of(work, doubtful(tmp_path, values))
    loader.want(UID, 0)

    work.next().finish()
    first = loader.image(UID, 0)
    work.finish_all()
    images = [loader.image(UID, index) for index in range(3)]

    assert first is not None
    assert not first.voi_on_stored, "until the middle is here, the first one stands for all"
    assert [one is not None and one.voi_on_stored for one in images] == [True, True, True]


def test_h14_the_middle_is_asked_for_with_the_first_image(tmp_path: Path) -> None:
    work = ByHand()
    loader, _ = loader_of(work, doubtful(tmp_path, numbers(40) % 400), growing=True)

    loader.want(UID, 0)
    work.finish_all()

    assert loader.image(UID, 20) is not None
