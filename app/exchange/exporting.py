"""Reports as files, as the site wants them: for the window and for headless commands."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from app.settings import Settings
from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export.formats import Format, export


def export_for_site(
    settings: Settings,
    chosen: Format,
    report: Report,
    first: Report | None,
    pictures: Mapping[str, object],
    path: Path,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write a report with the letterhead, paper and clearance of the settings; return what was written."""
    letterhead = import_module("app.exchange.site").letterhead_of(settings)
    return export(
        chosen,
        report,
        first,
        pictures,
        path,
        cleared=settings.cleared_for_diagnosis,
        paper=settings.paper,
        letterhead=letterhead,
        acts=acts,
    )
