"""Values that are sent between processes arrive as they were."""

import pickle
from copy import copy
from dataclasses import replace
from pathlib import Path

from tests.builders.dicom import ct_slice, write
from viewer.dicom.header import read_instance


def test_an_instance_arrives_as_it_was_sent(tmp_path: Path) -> None:
    instance = read_instance(write(ct_slice(5.0), tmp_path / "slice"))
    pieces = pickle.dumps((instance, replace(instance, number=2)), protocol=5)

    first, second = pickle.loads(pieces)  # made one line before

    assert first == instance
    assert second == replace(instance, number=2)
    assert first.series is second.series
    assert copy(instance) == instance
