"""A report that somebody handed on, as it was read. Frozen; made in worker processes."""

from dataclasses import dataclass

from app.documents.document import Document
from reporting.core.report import Report
from viewer.core.study import Patient, StudyHeader


@dataclass(frozen=True, slots=True)
class Received:
    """A report somebody handed on.

    Attributes
    ----------
    document
        It as lines whose references lead to images.
    report
        It in sections, where it says its words in sections that we know: ours, and those of TID 2000. Not ours to
        change, and never taken into the chain of signed reports.
    """

    patient: Patient
    study: StudyHeader
    document: Document
    report: Report | None = None
