"""A report as DICOM structured reports: one of its words and, where it has measurements, one of those.

Imports highdicom, which takes two seconds: see reporting.export.formats.
"""

from pathlib import Path

from reporting.core.report import Report
from reporting.export.dicom_document import save
from reporting.export.files import beside
from reporting.export.measurement_sr import measurement_sr
from reporting.export.narrative_sr import NOT_STATED, narrative_sr


def write_sr(
    report: Report, first: Report | None, path: Path, *, organization: str = NOT_STATED
) -> tuple[Path, ...]:
    """Write the words to ``path`` and the measurements, if there are any, beside it; return what was written."""
    words = narrative_sr(report, first, organization=organization)
    numbers = measurement_sr(report, first, organization=organization) if report.measurements else None
    save(words, path)
    if numbers is None:
        return (path,)
    second = beside(path, "measurements")
    save(numbers, second)
    return path, second
