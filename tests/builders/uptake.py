"""PET images made for tests: activity per millilitre that can be read as uptake."""

from dataclasses import replace

import numpy as np
from pydicom import Dataset, Sequence

from tests.builders.dicom import pt_slice
from tests.builders.opened import images
from viewer.core.images import Image
from viewer.core.study import Frame
from viewer.core.values import ValueScale
from viewer.core.windowing import Rescale, Voi

PER_BQ = 0.00025
"""SUVbw of one Bq/ml."""


def pet_images(
    *slopes: float, windows: tuple[tuple[Voi, ...], ...] = (), no_suv: str = "", per_bq: float = PER_BQ
) -> list[Image]:
    """Return the images of one PET series, a ramp of stored numbers each, with these rescale slopes.

    ``windows`` are the images' own, one after the other; with ``no_suv`` there is no uptake, for this reason.
    """
    made = []
    for place, (one, slope) in enumerate(zip(images(len(slopes), modality="PT"), slopes, strict=True)):
        suv = ValueScale("SUVbw", "SUVbw", Rescale(slope * per_bq), f"SUVbw = Bq/ml × {per_bq:g}", "", 2)
        lean = ValueScale(
            "SUVlbm(Janma)", "SUVlbm(Janma)", Rescale(slope * per_bq * 0.75), "lean body mass", "", 2
        )
        description = replace(
            one.frame.description,
            unit="Bq/ml",
            modality_map=Rescale(slope),
            windows=windows[place] if windows else (),
            quantities=() if no_suv else (suv, lean),
            no_suv=no_suv,
        )
        instance = replace(one.frame.instance, descriptions=(description,))
        stored = np.arange(one.stored.size, dtype=np.int16).reshape(one.stored.shape)
        made.append(Image(Frame(instance), stored))
    return made


def injected(**changes: object) -> Sequence:
    """Return a Radiopharmaceutical Information Sequence: 370 MBq at ten o'clock, fluorine-18."""
    item = Dataset()
    item.RadiopharmaceuticalStartTime = "100000"
    item.RadionuclideTotalDose, item.RadionuclideHalfLife = "370000000", "6586.2"
    for keyword, value in changes.items():
        setattr(item, keyword, value)
    return Sequence([item])


def pet_slice(z_mm: float = 0.0, **changes: object) -> Dataset:
    """Return a PET slice with all that uptake values need: those of SAFETY H19."""
    facts: dict[str, object] = {
        "CorrectedImage": ["ATTN", "DECY"],
        "DecayCorrection": "START",
        "SeriesDate": "20260301",
        "SeriesTime": "110000",
        "AcquisitionDate": "20260301",
        "AcquisitionTime": "110000",
        "PatientWeight": "70",
        "PatientSize": "1.75",
        "PatientSex": "M",
        "RadiopharmaceuticalInformationSequence": injected(),
    }
    return pt_slice(z_mm, **(facts | changes))
