"""Files made of reviews and statistics, as their endings say."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from reporting.core.peer.review import Review
from reporting.core.peer.statistics import Grouping, Row
from reporting.core.report import Report
from reporting.export.review_tables import review_csv, review_json, statistics_csv, statistics_json
from reporting.store.durable_files import write_durably


def write_review(
    review: Review, reports: tuple[Report, Report], path: Path, *, cleared: bool, paper: str
) -> None:
    """Write a review as PDF, CSV or JSON."""
    if path.suffix == ".pdf":
        sheet = import_module("reporting.export.pdf_press").Paper[paper.upper()]
        write = import_module("reporting.export.review_pdf").write_review_pdf
        write(review, reports, path, cleared=cleared, paper=sheet)
    else:
        write_durably(path, review_csv(review) if path.suffix == ".csv" else review_json(review))


def write_statistics(rows: Sequence[Row], by: Grouping, path: Path) -> None:
    """Write statistics as CSV or JSON."""
    write_durably(path, statistics_json(rows, by) if path.suffix == ".json" else statistics_csv(rows, by))
