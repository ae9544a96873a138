"""Segmentations read slab by slab: progress, stopping, what fails, and what is too large."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders.dicom import ct_slice, write
from tests.builders.jobs import AtOnce, ByHand
from tests.builders.segmentations import ct_stack, parametric_map, registration, segmentation
from viewer.core.overlays.layer import OverlayLayer
from viewer.core.overlays.offers import offers_of
from viewer.core.study import Instance
from viewer.dicom.header import read_instance
from viewer.loading import planar_layers
from viewer.loading.jobs import WorkerDiedError
from viewer.loading.layers import Listener
from viewer.loading.planar_layers import Planar

PIXELS = np.ones((4, 24, 32), np.uint8)


@dataclass
class Heard:
    """What was said of reading."""

    progress: list[tuple[int, int]] = field(default_factory=list)
    layers: list[OverlayLayer] = field(default_factory=list)
    problems: list[BaseException] = field(default_factory=list)

    def listener(self) -> Listener:
        return Listener(
            lambda done, total: self.progress.append((done, total)), self.layers.extend, self.problems.append
        )


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return read_instance(write(segmentation(ct_stack(), PIXELS, ["Liver"]), tmp_path / "seg"))


def test_progress_is_told_plane_by_plane(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planar_layers, "SLAB_FRAMES", 1)
    heard = Heard()

    Planar(AtOnce()).read(instance, heard.listener())

    assert heard.progress == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(heard.layers) == 1


def test_stopping_ends_without_an_answer(instance: Instance) -> None:
    jobs, heard = ByHand(), Heard()
    ticket = Planar(jobs).read(instance, heard.listener())
    jobs.next().finish()

    ticket.cancel()
    jobs.finish_all()

    assert (heard.layers, heard.problems) == ([], [])


def test_a_worker_that_dies_is_told_once(instance: Instance) -> None:
    jobs, heard = ByHand(), Heard()
    Planar(jobs).read(instance, heard.listener())

    jobs.next().fail(WorkerDiedError())

    assert [type(problem) for problem in heard.problems] == [WorkerDiedError]
    assert heard.layers == []


def test_f5_what_would_fill_the_memory_is_refused_with_its_size(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planar_layers, "MOST_BYTES", 1000)
    heard = Heard()

    Planar(AtOnce()).read(instance, heard.listener())

    assert "GiB of memory" in str(heard.problems[0])


def test_nothing_of_the_patient_goes_to_the_worker(instance: Instance) -> None:
    bare = planar_layers.bare(instance)

    assert instance.patient.patient_id not in repr(bare)
    assert instance.sop_instance_uid not in repr(replace(bare, descriptions=()))


def test_each_object_is_read_by_whom_it_concerns(tmp_path: Path) -> None:
    planar = Planar(AtOnce())
    values = np.ones((4, 24, 32), np.float32)
    values[0, 0, 0] = 2
    objects = {
        "seg": segmentation(ct_stack(), PIXELS, ["Liver"]),
        "map": parametric_map(ct_stack(), values),
        "reg": registration(ct_stack()[0], "1.2.3", [("1.2.4", [np.eye(4)])]),
        "ct": ct_slice(),
    }
    kinds = {
        name: planar.kind_of(read_instance(write(made, tmp_path / name))) for name, made in objects.items()
    }

    assert kinds == {"seg": "Segmentation", "map": "Parametric map", "reg": "", "ct": ""}


def test_nothing_is_offered_where_nothing_is_open() -> None:
    assert offers_of(iter(())) == ()
