"""The formats a report is handed on in.

Their modules are imported when they are first used: highdicom alone takes two seconds, which nobody should wait for
at the start of the program. A caller that wants no wait at the first export either calls ``prepare`` in a worker
thread once the window stands.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path

from reporting.core.acts import Act
from reporting.core.report import Report

Writer = Callable[..., tuple[Path, ...]]
"""Takes report, first opinion or None, path, and by name what its format takes besides."""


PAGES = "pictures cleared paper letterhead"
"""What a writer takes that sets pages."""


class Format(Enum):
    """A format: its short name, as a command line has it; title; ending; where its writer is, and what that takes."""

    PDF = ("pdf", "PDF/A", ".pdf", "pdf", "write_pdf", f"{PAGES} acts")
    SR = ("sr", "DICOM Structured Report", ".dcm", "dicom_sr", "write_sr", "")
    ENCAPSULATED_PDF = (
        "epdf",
        "DICOM Encapsulated PDF",
        ".pdf.dcm",
        "pdf_in_dicom",
        "write_encapsulated_pdf",
        f"{PAGES} acts",
    )
    FHIR = ("fhir", "FHIR R4 document", ".fhir.json", "fhir.document", "write_fhir", f"{PAGES} acts")
    HL7 = ("hl7", "HL7 v2.5.1 ORU^R01", ".hl7", "hl7.message", "write_hl7", "cleared letterhead acts")
    HL7_PDF = (
        "hl7pdf",
        "HL7 v2.5.1 ORU^R01 with PDF",
        ".hl7",
        "hl7.message",
        "write_hl7_with_pdf",
        f"{PAGES} acts",
    )
    HTML = ("html", "HTML page", ".html", "html_page", "write_html", "pictures cleared letterhead acts")
    TEXT = ("text", "Plain text", ".txt", "plain_text", "write_text", "cleared letterhead acts")
    JSON = ("json", "JSON", ".json", "json_file", "write_json", "acts")

    @property
    def short(self) -> str:
        """What it is called on a command line."""
        return self.value[0]

    @property
    def title(self) -> str:
        """What it is called for the reader."""
        return self.value[1]

    @property
    def suffix(self) -> str:
        """How its files end."""
        return self.value[2]


def prepare(format_: Format) -> Writer:
    """Return the writer of a format, importing what it needs."""
    _, _, _, module, name, _ = format_.value
    writer: Writer = getattr(import_module(f"reporting.export.{module}"), name)
    return writer


def export(
    format_: Format,
    report: Report,
    first: Report | None,
    pictures: Mapping[str, object],
    path: Path,
    *,
    cleared: bool = False,
    paper: str = "A4",
    letterhead: object | None = None,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write a report in a format and return the files written: the one asked for, and any that belongs to it.

    Parameters
    ----------
    first
        The report that a second opinion answers, where it is to be handed on too.
    paper
        A4 or Letter, for the formats made of pages.
    letterhead
        What the site puts at the head (reporting.export.letterhead), None for nothing.
    acts
        What was signed about both reports besides their words: who countersigned, how they were read, evidence.
    pictures
        QImage by uid of the key image, as the reader saw it; used by the formats made of pages.

    Raises
    ------
    ExportError
        Where it cannot be done truthfully, or the disk refuses; then nothing was written.
    """
    write = prepare(format_)
    taken = format_.value[5].split()
    offered: dict[str, object] = {"pictures": pictures, "cleared": cleared, "acts": acts}
    if "paper" in taken:
        offered["paper"] = import_module("reporting.export.pdf_press").Paper[paper.upper()]
    if letterhead is not None:
        offered["letterhead"] = letterhead
    known = {name: value for name, value in offered.items() if name in taken}
    return write(report, first, path=path, **known)
