"""Two opinions may only go out together where they belong together."""

from reporting.core.report import Report
from reporting.export.errors import ExportError


def make_sure_they_belong_together(report: Report, first: Report) -> None:
    """Refuse two opinions that are not on the same patient and study, or do not answer each other (H16)."""
    same_patient = (report.patient.patient_id, report.patient.name, report.patient.birth_date) == (
        first.patient.patient_id,
        first.patient.name,
        first.patient.birth_date,
    )
    answers = report.response is not None and report.response.report_uid == first.uid
    if not (same_patient and report.study.uid == first.study.uid and answers):
        raise ExportError(
            "The two opinions were not put into one file",
            why="they are not on the same patient and study, or the second does not answer the first",
            remedy="Export each of them by itself",
        )
