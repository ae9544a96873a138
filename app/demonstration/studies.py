"""The demonstration studies: a thorax CT and its follow-up, a chest X-ray, an MR of the head."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.uid import (
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    MRImageStorage,
)

from app.demonstration import ct, mr
from app.demonstration.ct import CtScan, ct_slices
from app.demonstration.head_cortex import BRAIN_SEMIAXES_MM
from app.demonstration.headers import Patient, Series, Study, write
from app.demonstration.mr import Contrast, head_labels, mr_slices
from app.demonstration.objects import (
    ct_header,
    fill_ct_slice,
    fill_mr_slice,
    mr_header,
    radiograph_object,
)
from app.demonstration.radiograph import radiograph
from app.demonstration.tissues import HU, Tissue
from app.demonstration.truth import (
    CtTruth,
    DemonstrationTruth,
    HeadTruth,
    Lesion,
    Nodule,
    Position,
    Probe,
    RadiographTruth,
    uid,
)

_THORAX = Patient("SYNTHETIC^THORAX", "SYN-0001", "M", date(1961, 5, 17))
_HEAD = Patient("SYNTHETIC^HEAD", "SYN-0002", "F", date(1974, 10, 3))
_FIRST_DAY, _FOLLOW_UP_DAY, _HEAD_DAY = date(2026, 3, 2), date(2026, 7, 6), date(2026, 5, 11)

_SHIFT_LPS: Position = (4.0, -3.0, 6.5)
_NODULE_LPS: Position = (-68.0, -40.0, 22.5)
_NODULE_HU = 45.0

# Where one tissue fills a sphere: its middle and radius, mm, and how far a mean may stray, HU.
_PROBES: dict[Tissue, tuple[str, Position, float, float]] = {
    Tissue.AIR: ("air", (0.0, -150.0, 0.0), 10.0, 4.0),
    Tissue.AIRWAY: ("trachea", (-0.5, 8.0, 50.0), 4.0, 8.0),
    Tissue.LUNG: ("lung", (-68.0, -38.0, 40.0), 4.0, 20.0),
    Tissue.FAT: ("axillary fat", (-131.0, -7.0, 47.0), 4.0, 8.0),
    Tissue.MUSCLE: ("infraspinatus", (146.0, 48.0, 74.0), 7.0, 8.0),
    Tissue.AORTA: ("descending aorta", (26.0, 46.0, -30.0), 6.0, 5.0),
    Tissue.CHAMBER: ("left ventricle", (39.0, -42.0, -93.0), 8.0, 5.0),
    Tissue.LIVER: ("liver", (-80.0, -10.0, -170.0), 8.0, 5.0),
    Tissue.SPLEEN: ("spleen", (104.0, 40.0, -176.0), 8.0, 5.0),
    Tissue.MARROW: ("humeral head", (163.0, 2.0, 94.0), 8.0, 25.0),
}


@cache
def truth() -> DemonstrationTruth:
    """Return what is in the studies and where, without making them."""
    return DemonstrationTruth(
        first_ct=_ct_truth("ct/first", _FIRST_DAY, (0.0, 0.0, 0.0), 8.0),
        follow_up_ct=_ct_truth("ct/follow-up", _FOLLOW_UP_DAY, _SHIFT_LPS, 11.0),
        radiograph=RadiographTruth(
            study_uid=uid("xr"),
            series_uid=uid("xr/1"),
            source_to_detector_mm=1800.0,
            source_to_patient_mm=1500.0,
            center_lps=(0.0, 0.0, -51.25),
            imager_spacing_mm=0.23,
            rows=1760,
            columns=2000,
        ),
        head=HeadTruth(
            study_uid=uid("mr"),
            t1_series_uid=uid("mr/1"),
            t2_series_uid=uid("mr/2"),
            frame_of_reference_uid=uid("mr/frame"),
            lesion=Lesion((27.0, 10.0, 35.0), 12.0),
            brain_mm=(2 * BRAIN_SEMIAXES_MM[0], 2 * BRAIN_SEMIAXES_MM[1], 2 * BRAIN_SEMIAXES_MM[2]),
        ),
    )


def write_demonstration_studies(
    folder: Path, progress: Callable[[int, int], None] | None = None
) -> DemonstrationTruth:
    """Write all studies under a folder, one folder per study and in it one per series.

    Parameters
    ----------
    progress
        Told after every file how many are written, and how many there will be.
        What it raises ends the writing.
    """
    total = 2 * ct.SLICES + 1 + 2 * mr.SLICES
    for count, (place, ds) in enumerate(_objects(), start=1):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write(ds, path)
        if progress is not None:
            progress(count, total)
    return truth()


def _objects() -> Iterator[tuple[Path, Dataset]]:
    """Yield every object and where it belongs; each is only good until the next."""
    first, follow_up = truth().first_ct, truth().follow_up_ct
    yield from _ct_objects(first, "SYN-CT1", "080000", seed=1)
    yield from _radiograph_objects()
    yield from _ct_objects(follow_up, "SYN-CT2", "090000", seed=2)
    yield from _mr_objects()


def _ct_objects(known: CtTruth, identifier: str, time: str, seed: int) -> Iterator[tuple[Path, Dataset]]:
    study = Study(_THORAX, known.study_uid, identifier, "CT thorax (SYNTHETIC)", known.acquired, time)
    series = Series(study, known.series_uid, 1, "Axial 3.0 / 2.5 mm", "CT", CTImageStorage)
    folder = Path(f"ct-thorax-{known.acquired}", "1-axial")
    ds = ct_header(series, known.frame_of_reference_uid)
    slices = ct_slices(CtScan(known.nodule, known.shift_lps, seed))
    for instance, (z, hu) in enumerate(zip(ct.slice_positions_z(), slices, strict=True), start=1):
        fill_ct_slice(ds, instance, z, hu)
        yield folder / f"{instance:04d}.dcm", ds


def _radiograph_objects() -> Iterator[tuple[Path, Dataset]]:
    view = truth().radiograph
    study = Study(_THORAX, view.study_uid, "SYN-XR1", "Chest PA (SYNTHETIC)", _FIRST_DAY, "073000")
    series = Series(study, view.series_uid, 1, "PA", "DX", DigitalXRayImageStorageForPresentation)
    image = radiograph(view, truth().first_ct.nodule, seed=3)
    yield Path(f"xr-chest-{_FIRST_DAY}", "1-pa", "0001.dcm"), radiograph_object(series, view, image)


def _mr_objects() -> Iterator[tuple[Path, Dataset]]:
    known = truth().head
    study = Study(_HEAD, known.study_uid, "SYN-MR1", "MR head (SYNTHETIC)", _HEAD_DAY, "100000")
    labels = head_labels()
    for number, (contrast, series_uid) in enumerate(
        ((Contrast.T1, known.t1_series_uid), (Contrast.T2, known.t2_series_uid)), start=1
    ):
        series = Series(study, series_uid, number, f"Axial {contrast.value}", "MR", MRImageStorage)
        folder = Path(f"mr-head-{_HEAD_DAY}", f"{number}-{contrast.value.lower()}")
        ds = mr_header(series, contrast, known.frame_of_reference_uid)
        slices = mr_slices(labels, contrast, known.lesion, seed=3 + number)
        for instance, (z, signal) in enumerate(zip(mr.slice_positions_z(), slices, strict=True), start=1):
            fill_mr_slice(ds, instance, z, signal)
            yield folder / f"{instance:04d}.dcm", ds


def _ct_truth(name: str, day: date, shift: Position, diameter_mm: float) -> CtTruth:
    return CtTruth(
        study_uid=uid(name),
        series_uid=uid(f"{name}/1"),
        frame_of_reference_uid=uid(f"{name}/frame"),
        acquired=day,
        shift_lps=shift,
        nodule=Nodule(_moved(_NODULE_LPS, shift), diameter_mm, _NODULE_HU),
        probes=tuple(_probe(tissue, shift) for tissue in _PROBES),
    )


def _probe(tissue: Tissue, shift: Position) -> Probe:
    name, center, radius_mm, tolerance_hu = _PROBES[tissue]
    return Probe(name, _moved(center, shift), radius_mm, HU[tissue], tolerance_hu)


def _moved(position: Position, shift: Position) -> Position:
    x, y, z = (here + by for here, by in zip(position, shift, strict=True))
    return x, y, z
