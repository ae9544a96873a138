"""The instances a report rests on: which study, series and class each belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from pydicom import Dataset
from pydicom.uid import UID

from reporting.core.report import Report
from reporting.export.errors import ExportError
from viewer.core.study import FrameKey

_SINGLE_FRAME = frozenset(
    f"1.2.840.10008.5.1.4.1.1.{ending}"
    for ending in (
        *("1", "1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1"),  # CR, DX, MG, IO
        *("2", "4", "6.1", "7", "128"),  # CT, MR, US, SC, PET
        *("77.1.1", "77.1.2", "77.1.4"),  # visible light
    )
)


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One instance and what it belongs to."""

    study_uid: str
    series_uid: str
    sop_instance_uid: str
    sop_class_uid: str


class References:
    """All instances that a report says it rests on: its evidence, its key images, its measurements."""

    def __init__(self, report: Report) -> None:
        studies = {
            known.place.frame.sop_instance_uid: known.place.study_uid or report.study.uid
            for known in report.measurements
        }
        self._known: dict[str, Reference] = {}
        shown = [(key.frame.sop_instance_uid, key.sop_class_uid, key.series_uid) for key in report.key_images]
        rested_on = [(one.sop_instance_uid, one.sop_class_uid, one.series_uid) for one in report.evidence]
        for instance, sop_class, series in (*shown, *rested_on):
            if instance and sop_class and series:
                study = studies.get(instance, report.study.uid)
                self._known[instance] = Reference(study, series, instance, sop_class)

    def all(self) -> tuple[Reference, ...]:
        """Return every instance, each once, in a lasting order."""
        return tuple(sorted(self._known.values()))

    def of(self, frame: FrameKey) -> Reference:
        """Return the instance a frame belongs to.

        Raises
        ------
        ExportError
            Where the report does not say of which SOP class it is: a reference without it would be a guess.
        """
        if frame.sop_instance_uid not in self._known:
            raise ExportError(
                "The report cannot be written as a DICOM structured report",
                why="it does not record what kind of image (SOP Class UID) one of its measurements was made on",
                remedy="Open the study, save the draft, and export it again",
            )
        return self._known[frame.sop_instance_uid]


def instance_item(reference: Reference, frame: int | None = None) -> Dataset:
    """Return an item that names an instance, and a frame of it where it may have several. PS3.3 table 10-11.

    The slices of a mosaic are no frames of their own to anybody else; they are told by their place in the patient.
    """
    item = Dataset()
    item.ReferencedSOPClassUID = UID(reference.sop_class_uid)
    item.ReferencedSOPInstanceUID = UID(reference.sop_instance_uid)
    if frame is not None and reference.sop_class_uid not in _SINGLE_FRAME:
        item.ReferencedFrameNumber = frame
    return item


def evidence_items(references: Iterable[Reference]) -> list[Dataset]:
    """Return instances by study and series. PS3.3 C.17.2.1 Hierarchical SOP Instance Reference."""
    studies = []
    for study_uid, of_study in groupby(sorted(references), key=lambda known: known.study_uid):
        study = Dataset()
        study.ReferencedSeriesSequence = [
            _series_item(series_uid, of_series)
            for series_uid, of_series in groupby(of_study, key=lambda known: known.series_uid)
        ]
        study.StudyInstanceUID = study_uid
        studies.append(study)
    return studies


def _series_item(series_uid: str, references: Iterable[Reference]) -> Dataset:
    series = Dataset()
    series.ReferencedSOPSequence = [instance_item(reference) for reference in references]
    series.SeriesInstanceUID = series_uid
    return series
