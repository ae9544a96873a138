"""Names stay on the screen and in reports: not in the log, the window's title, or the names of files."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.failures import LOG
from app.start import open_home
from app.wiring import Workstation
from reporting.core.report import Line, SectionName
from tests.builders.dicom import ct_slice, uid, write

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]

MARKER = "Xanthippe"


def wait_for(is_so: Callable[[], bool]) -> None:
    until = monotonic() + 30
    while not is_so():
        assert monotonic() < until, "waited in vain"
        QTest.qWait(20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three slices of a patient with a name that is found again, one of them torn."""
    for place in range(3):
        made = ct_slice(5.0 * place, SeriesInstanceUID=uid("series"), StudyInstanceUID=uid("study"))
        made.PatientName, made.PatientID, made.OtherPatientIDs = MARKER, MARKER, MARKER
        made.SOPInstanceUID = uid(f"{place}")
        path = write(made, tmp_path / "ct" / f"{place}")
    path.write_bytes(path.read_bytes()[:-60])
    return tmp_path / "ct"


def test_h20_no_name_leaves_the_screen_the_reports_and_the_measurements(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    open_home(home)
    at = Workstation(home)
    found: list[object] = []
    at.studies.finished.connect(found.append)
    at.start()
    at.studies.open([folder])
    wait_for(lambda: bool(found) and at.desk.report.value is not None and at.grid.active.picture is not None)
    at.desk.edit(SectionName.IMPRESSION, (Line(f"{MARKER} has one nodule."),))
    at.desk.insert_key_image()
    at.desk.save()
    for index in range(3):
        at.viewing.go_to(index)
        QTest.qWait(50)
    try:
        raise ValueError(MARKER)
    except ValueError as problem:
        at.failures.take(problem)
    titles = [window.windowTitle() for window in QApplication.topLevelWidgets()]
    at.window.close()
    for handler in tuple(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()

    said = capfd.readouterr()
    log = (home / "log" / "overread.log").read_text(encoding="utf-8")
    assert "ValueError" in log, "the log was written"
    assert MARKER not in log
    assert MARKER not in said.out + said.err
    assert not any(MARKER in title for title in titles)
    assert not [path for path in home.rglob("*") if MARKER in path.name]
