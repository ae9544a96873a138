"""Overlays are read elsewhere, once, and kept within a limit."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.builders.dicom import ct_slice, write
from tests.builders.jobs import AtOnce, ByHand
from tests.builders.presentation import with_overlay
from viewer.core.study import Instance
from viewer.dicom.header import read_instance
from viewer.loading.overlays import Overlays

BITS = np.eye(8, dtype=np.bool_)


def instance(folder: Path, name: str = "file", **changes: Any) -> Instance:
    return read_instance(write(with_overlay(ct_slice(**changes), BITS), folder / name))


def test_the_first_question_starts_the_reading_and_the_next_is_answered(tmp_path: Path) -> None:
    jobs = ByHand()
    overlays, image = Overlays(jobs), instance(tmp_path)
    told: list[str] = []
    overlays.loaded.connect(told.append)

    assert overlays.planes(image, image.overlays, 1) == ()
    assert overlays.planes(image, image.overlays, 1) == ()
    assert len(jobs.waiting) == 1
    jobs.finish_all()

    (plane,) = overlays.planes(image, image.overlays, 1)
    assert np.array_equal(plane.bits, BITS)
    assert told == [image.sop_instance_uid]


def test_nothing_is_read_where_nothing_is_wanted(tmp_path: Path) -> None:
    jobs = ByHand()

    assert Overlays(jobs).planes(instance(tmp_path), (), 1) == ()
    assert not jobs.waiting


def test_no_name_leaves_the_program_with_the_question(tmp_path: Path) -> None:
    jobs = ByHand()
    image = instance(tmp_path)

    Overlays(jobs).planes(image, image.overlays, 1)

    assert "Doe" not in repr(jobs.next().work)


def test_f7_an_overlay_that_ended_its_reader_is_not_asked_for_again(tmp_path: Path) -> None:
    jobs = ByHand()
    overlays, image = Overlays(jobs), instance(tmp_path)
    overlays.planes(image, image.overlays, 1)

    jobs.next().fail(TimeoutError("it took too long"))

    (plane,) = overlays.planes(image, image.overlays, 1)
    assert plane.problem == "overlay 6000 is not shown: it took too long"
    assert not jobs.waiting


def test_what_was_looked_at_longest_ago_is_given_up(tmp_path: Path) -> None:
    overlays = Overlays(AtOnce(), limit_bytes=2 * BITS.nbytes)
    images = [instance(tmp_path, name, z_mm=float(place)) for place, name in enumerate("abc")]
    for image in images:
        overlays.planes(image, image.overlays, 1)

    kept = [overlays.planes(image, image.overlays, 1) for image in (images[2], images[1], images[0])]

    assert [len(planes) for planes in kept] == [1, 1, 0]
