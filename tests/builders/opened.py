"""Opened studies made for tests: patients, series and display sets without files."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.builders.images import image
from viewer.core.geometry import GeometryVerdict, PlaneGeometry, Verdict
from viewer.core.images import Image
from viewer.core.study import DisplayKind, DisplaySet, Frame, Opened, Patient, Rejected, Study, StudyHeader
from viewer.core.windowing import Voi

ADA = Patient(name="Lovelace^Ada", patient_id="A1", birth_date="18151210", sex="F")
BLAISE = Patient(name="Pascal^Blaise", patient_id="B2", birth_date="16230619", sex="M")


def images(
    count: int = 3,
    *,
    patient: Patient = ADA,
    series_uid: str = "1.2.3",
    study_uid: str = "1.2",
    modality: str = "CT",
    description: str = "",
    number: int = 1,
    grey: int | None = None,
    size: tuple[int, int] = (48, 64),
    windows: tuple[Voi, ...] = (),
) -> list[Image]:
    """Return the images of one series, axial, 5 mm apart; all of one value where ``grey`` is given."""
    made = []
    for index in range(count):
        plane = PlaneGeometry((0.0, 0.0, 5.0 * index), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0, 1.0)
        values = None if grey is None else np.full(size, grey, dtype=np.int16)
        one = image(
            values,
            plane=plane,
            uid=f"{series_uid}.{index + 1}",
            series_uid=series_uid,
            study_uid=study_uid,
            modality=modality,
            windows=windows,
        )
        instance = one.frame.instance
        series = replace(instance.series, description=description, number=number)
        study = replace(instance.study, description="Thorax")
        source = replace(instance.source, path=Path(f"{instance.sop_instance_uid}.dcm"))
        instance = replace(
            instance, patient=patient, series=series, study=study, number=index + 1, source=source
        )
        made.append(Image(Frame(instance), one.stored))
    return made


def display_set(
    shown: list[Image],
    *,
    verdict: GeometryVerdict | None = None,
    split_by: str = "",
    notes: tuple[str, ...] = (),
    blocked: str = "",
) -> DisplaySet:
    """Return the display set of one series' images."""
    first = shown[0].frame.instance
    return DisplaySet(
        uid=f"set-{first.series.uid}",
        kind=DisplayKind.STACK if len(shown) > 1 else DisplayKind.SINGLE,
        patient=first.patient,
        study=first.study,
        series=first.series,
        instances=tuple(one.frame.instance for one in shown),
        frames=tuple(one.frame for one in shown),
        verdict=verdict or GeometryVerdict(Verdict.REGULAR, 5.0),
        title=first.series.description,
        split_by=split_by,
        notes=notes,
        blocked=blocked,
    )


def moving(count: int = 5, **attributes: str) -> DisplaySet:
    """Return a moving picture without a place in the patient, with these elements in its header."""
    one = display_set(
        images(1, series_uid="1.2.77", modality="US", description="cine"),
        verdict=GeometryVerdict(Verdict.NOT_A_VOLUME),
    )
    described = replace(one.instances[0].descriptions[0], plane=None)
    instance = replace(one.instances[0], attributes=tuple(attributes.items()), descriptions=(described,))
    frames = tuple(Frame(instance, number) for number in range(1, count + 1))
    return replace(one, kind=DisplayKind.MULTIFRAME, instances=(instance,), frames=frames)


def not_displayable(reason: str = "a report, not an image", *, series_uid: str = "1.2.99") -> DisplaySet:
    """Return a set that is listed and cannot be shown."""
    one = display_set(images(1, series_uid=series_uid, modality="SR", description="Report"))
    instance = replace(one.instances[0], not_displayable=reason, pixels=None)
    return replace(one, kind=DisplayKind.NOT_DISPLAYABLE, instances=(instance,), frames=())


def opened(*sets: DisplaySet, rejected: tuple[Rejected, ...] = (), not_dicom: int = 0) -> Opened:
    """Return what was opened: display sets, by their study."""
    studies: dict[str, list[DisplaySet]] = {}
    for one in sets:
        studies.setdefault(one.study.uid, []).append(one)
    count = sum(len(one.instances) for one in sets)
    return Opened(
        studies=tuple(_study(members) for members in studies.values()),
        files=count + len(rejected) + not_dicom,
        not_dicom=not_dicom,
        rejected=rejected,
        instances=count,
    )


def _study(members: list[DisplaySet]) -> Study:
    header: StudyHeader = members[0].study
    return Study(header, members[0].patient, tuple(members))
