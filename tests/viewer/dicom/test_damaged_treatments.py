"""Damaged structure sets, doses and plans cost a sentence each, never more (SAFETY F1)."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.documents.treatment_plan import read_treatment_plan
from tests.builders.dicom import write
from tests.builders.radiotherapy import circle, image_grid
from tests.builders.treatments import dose, histogram, item, plan, structure_set
from viewer.core.errors import ViewerError
from viewer.core.overlays.layer import OverlayLayer
from viewer.loading import radiotherapy_work

EACH = 80
ODD = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"nan ", b"1e99", b"-999")


def damaged(sound: bytes, chance: random.Random) -> bytes:
    """Return a file with flips, odd lengths and numbers, deletions and repetitions."""
    held = bytearray(sound)
    for _ in range(chance.randint(1, 8)):
        kind, at = chance.randrange(4), chance.randrange(len(held))
        if kind == 0:
            held[at] = chance.randrange(256)
        elif kind == 1:
            held[at : at + 4] = chance.choice(ODD)
        elif kind == 2:
            del held[at : at + chance.randrange(1, 40)]
        else:
            again = chance.randrange(len(held))
            held[at:at] = held[again : again + chance.randrange(60)]
    return bytes(held)


def laid(read: Callable[[Path], tuple[OverlayLayer, ...]]) -> Callable[[Path], object]:
    return lambda path: [layer.content.on(image_grid()) for layer in read(path)]


SEEDS = {
    "structures": (
        structure_set({"PTV": [("CLOSED_PLANAR", circle(9, z, points=30)) for z in (0.0, 3.0)]}),
        laid(radiotherapy_work.structures),
    ),
    "dose": (
        dose(np.full((3, 6, 6), 500, np.uint32), DVHSequence=[histogram("CUMULATIVE", [1, 5, 1, 0])]),
        laid(radiotherapy_work.dose),
    ),
    "plan": (plan(PatientSetupSequence=[item(PatientSetupNumber=1)]), read_treatment_plan),
}


@pytest.mark.parametrize("name", SEEDS)
def test_f1_damage_is_refused_in_words_or_read_around(name: str, tmp_path: Path) -> None:
    made, read = SEEDS[name]
    sound = write(made, tmp_path / "sound").read_bytes()
    chance = random.Random(name)
    refused: list[str] = []
    for _ in range(EACH):
        (tmp_path / "damaged").write_bytes(damaged(sound, chance))
        try:
            read(tmp_path / "damaged")
        except ViewerError as problem:
            refused.append(str(problem))

    assert 0 < len(refused) < EACH
    assert not any("Doe" in words for words in refused)
