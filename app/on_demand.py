"""Rooms that are only entered when they are needed, because importing them takes longer than a reader waits.

Everything else is imported at the top of its file. What is named here starts VTK or SQLAlchemy
(reporting.export.formats does the same for highdicom).
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from viewer.core.study import Opened
from viewer.ui.equipment import Canvas


def gl_canvas() -> Callable[[QWidget], Canvas]:
    """Return what makes viewports drawn by VTK on a graphics card."""
    canvas: Callable[[QWidget], Canvas] = import_module("viewer.ui.gl_canvas").GlCanvas
    return canvas


def report_store(folder: Path) -> Any:
    """Return the store of reports in a folder."""
    return import_module("reporting.store.report_store").ReportStore(folder)


def demonstration_at(folder: Path) -> Path:
    """Return the folder of the demonstration studies, made now if they are not there yet; takes seconds."""
    finished = folder / "complete"
    if not finished.exists():
        import_module("app.demonstration.studies").write_demonstration_studies(folder)
        finished.touch()
    return folder


def merged_studies(before: Opened, found: Opened) -> Opened:
    """Return what was open together with what was found, where they share studies; for a thread."""
    known = [one for study in before.studies for shown in study.display_sets for one in shown.instances]
    paths = {instance.source.path for instance in known}
    new = [one for study in found.studies for shown in study.display_sets for one in shown.instances]
    together = [*known, *(instance for instance in new if instance.source.path not in paths)]
    hashed = import_module("viewer.dicom.contents").with_content_hashes(together)
    merged: Opened = import_module("viewer.dicom.grouping").group(
        hashed,
        (*before.rejected, *found.rejected),
        before.files + found.files,
        before.not_dicom + found.not_dicom,
    )
    return merged
