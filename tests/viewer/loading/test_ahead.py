"""What nobody looks at yet is loaded when nothing else is to be done, and only into memory that is free."""

from pathlib import Path

from tests.builders.jobs import ByHand
from tests.viewer.loading.sets import FRAME_BYTES, display_set, numbers, slices
from viewer.core.study import DisplaySet
from viewer.loading.loader import Loader

SHOWN, NEXT, AFTER = "1.2.3", "1.2.4", "1.2.5"
PLENTY = 1 << 30


def set_of(folder: Path, uid: str, count: int) -> DisplaySet:
    folder.mkdir()
    return display_set(slices(folder, numbers(count)), uid)


def loader_of(jobs: ByHand, *shown: DisplaySet, limit_bytes: int = PLENTY) -> Loader:
    loader = Loader(jobs, limit_bytes=limit_bytes)
    loader.know(shown)
    return loader


def run_all(jobs: ByHand) -> None:
    while jobs.waiting:
        jobs.next().finish()


def test_the_next_series_waits_until_all_of_the_one_looked_at_is_here(tmp_path: Path) -> None:
    jobs, order = ByHand(), []
    shown, coming = set_of(tmp_path / "a", SHOWN, 60), set_of(tmp_path / "b", NEXT, 40)
    loader = loader_of(jobs, shown, coming)
    loader.loaded.connect(lambda uid, _index: order.append(uid))

    loader.want(SHOWN, 30)
    loader.want_soon(NEXT)
    run_all(jobs)

    assert order == [SHOWN] * 60 + [NEXT] * 40
    assert loader.volume(NEXT) is not None
    assert loader.loaded_count(SHOWN) == 60


def test_the_next_series_comes_from_where_it_opens_on(tmp_path: Path) -> None:
    jobs, order = ByHand(), []
    coming = set_of(tmp_path / "b", NEXT, 400)
    loader = loader_of(jobs, coming)
    loader.loaded.connect(lambda _uid, index: order.append(index))

    loader.want_soon(NEXT)
    jobs.next().finish()

    assert coming.opens_at in order
    assert max(abs(index - coming.opens_at) for index in order) <= len(order)


def test_a_reader_who_looks_elsewhere_is_served_at_once(tmp_path: Path) -> None:
    jobs = ByHand()
    shown, coming = set_of(tmp_path / "a", SHOWN, 400), set_of(tmp_path / "b", NEXT, 400)
    loader = loader_of(jobs, shown, coming)
    loader.want_soon(NEXT)
    under_way = len(jobs.waiting)

    loader.want(SHOWN, 7)
    jobs.waiting[under_way].finish()

    assert loader.image(SHOWN, 7) is not None


def test_little_is_under_way_for_what_nobody_looks_at(tmp_path: Path) -> None:
    jobs = ByHand()
    loader = loader_of(jobs, set_of(tmp_path / "b", NEXT, 400))

    loader.want_soon(NEXT)

    assert len(jobs.waiting) <= 2


def test_the_lowest_rank_comes_first(tmp_path: Path) -> None:
    jobs, order = ByHand(), []
    shown, first, second = (
        set_of(tmp_path / name, uid, 20) for name, uid in (("a", SHOWN), ("b", NEXT), ("c", AFTER))
    )
    loader = loader_of(jobs, shown, first, second)
    loader.loaded.connect(lambda uid, _index: order.append(uid))
    loader.want(SHOWN, 0)

    loader.want_soon(AFTER, rank=2)
    loader.want_soon(NEXT, rank=1)
    run_all(jobs)

    assert list(dict.fromkeys(order)) == [SHOWN, NEXT, AFTER]


def test_nothing_is_given_up_for_what_may_be_looked_at_and_its_first_image_has_to_do(tmp_path: Path) -> None:
    jobs = ByHand()
    shown, coming = set_of(tmp_path / "a", SHOWN, 30), set_of(tmp_path / "b", NEXT, 30)
    loader = loader_of(jobs, shown, coming, limit_bytes=40 * FRAME_BYTES)
    loader.want(SHOWN, 0)

    loader.want_soon(NEXT)
    run_all(jobs)

    assert loader.loaded_count(SHOWN) == 30
    assert loader.loaded_count(NEXT) == 1
    assert loader.image(NEXT, coming.opens_at) is not None


def test_what_was_loaded_ahead_is_the_first_to_be_given_up(tmp_path: Path) -> None:
    jobs = ByHand()
    shown, coming, other = (
        set_of(tmp_path / name, uid, 30) for name, uid in (("a", SHOWN), ("b", NEXT), ("c", AFTER))
    )
    loader = loader_of(jobs, shown, coming, other, limit_bytes=70 * FRAME_BYTES)
    loader.want(SHOWN, 0)
    loader.want_soon(NEXT)
    run_all(jobs)
    assert loader.loaded_count(NEXT) == 30

    loader.want(AFTER, 0)
    run_all(jobs)

    assert loader.loaded_count(NEXT) == 0
    assert loader.loaded_count(SHOWN) == loader.loaded_count(AFTER) == 30


def test_a_study_that_is_not_open_is_loaded_ahead_and_kept_when_it_is_opened(tmp_path: Path) -> None:
    jobs = ByHand()
    shown, expected = set_of(tmp_path / "a", SHOWN, 10), set_of(tmp_path / "b", NEXT, 10)
    loader = loader_of(jobs, shown)
    loader.expect([expected])
    loader.want_soon(NEXT)
    run_all(jobs)

    loader.know([expected])
    loader.want(NEXT, 0)

    assert jobs.waiting == []
    assert loader.loaded_count(NEXT) == 10
    assert loader.loaded_count(SHOWN) == 0


def test_what_is_no_longer_expected_is_forgotten(tmp_path: Path) -> None:
    jobs = ByHand()
    loader = loader_of(jobs)
    loader.expect([set_of(tmp_path / "b", NEXT, 10)])
    loader.want_soon(NEXT)
    run_all(jobs)

    loader.expect([])

    assert loader.bytes_in_use == 0
