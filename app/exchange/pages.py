"""Pages of a report for the window. Imported on demand: what it needs takes long to import."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from app.exchange.site import letterhead_of
from app.settings import Settings
from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export.pdf import Edition, paint


def painter_of(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    settings: Settings,
    acts: tuple[Act, ...] = (),
) -> Callable[[QPrinter], None]:
    """Return what sets the pages of a report on a printer: those of its PDF.

    Raises
    ------
    ExportError
        Where the two opinions do not belong together, or the logo cannot be used.
    """
    cleared = settings.cleared_for_diagnosis
    return partial(
        paint, Edition(report, first, pictures, letterhead_of(settings), cleared=cleared, acts=acts)
    )
