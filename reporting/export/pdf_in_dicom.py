"""The PDF of a report, straight into its DICOM envelope."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QImage

from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export.dicom_document import save
from reporting.export.encapsulated_pdf import encapsulate
from reporting.export.files import refusals_in_words
from reporting.export.letterhead import PLAIN, Letterhead
from reporting.export.pdf import write_pdf
from reporting.export.pdf_press import Paper


def write_encapsulated_pdf(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    path: Path,
    *,
    cleared: bool = False,
    paper: Paper = Paper.A4,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report as a PDF in a DICOM document; return what was written. Parameters as for write_pdf."""
    # Beside its place, never in a folder that others read.
    with refusals_in_words(), TemporaryDirectory(prefix=".report-", dir=path.parent) as folder:
        target = Path(folder) / "report.pdf"
        (pdf,) = write_pdf(
            report, first, pictures, target, cleared=cleared, paper=paper, letterhead=letterhead, acts=acts
        )
        document = encapsulate(report, pdf.read_bytes())
    save(document, path)
    return (path,)
