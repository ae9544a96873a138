"""Reports handed on: without a window, and without holding the window up."""

import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QTimer

from app.headless.sitting import Agreeing, Sitting
from app.settings import Settings, save_settings
from app.wiring import Workstation
from reporting.core.report import Report
from reporting.export.formats import Format
from reporting.export.verification import verification_code
from reporting.store.report_store import ReportStore
from tests.builders.headless import say
from tests.builders.reports import ADA, NOON, draft

LONGEST_TURN_MS = 1000.0
"""Measured are 5 to 30; importing highdicom in the main thread would take 2000, on a busy machine more."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def signed(home: Path) -> Report:
    """A signed report on the shelf."""
    store = ReportStore(home / "reports")
    report = store.sign(draft(uid="abc123"), ADA, NOON)
    store.close()
    return report


def pages(pdf: Path) -> str:
    """Return what pdfinfo says of a file."""
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed")
    return subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout


def words(pdf: Path) -> str:
    """Return the text of a PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("paper", "sheet"), [("A4", "A4"), ("Letter", "letter")])
def test_the_paper_of_the_settings_is_that_of_the_pdf(
    signed: Report, home: Path, tmp_path: Path, paper: str, sheet: str
) -> None:
    save_settings(home / "settings.toml", replace(Settings(), paper=paper))

    said = say("report", "export", signed.uid, "--format", "pdf", "--out", tmp_path / "r.pdf")

    assert (said.code, said.out.strip()) == (0, str(tmp_path / "r.pdf"))
    assert sheet in pages(tmp_path / "r.pdf")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("cleared", [True, False])
def test_h29_the_mark_is_on_every_page_until_the_site_took_responsibility(
    signed: Report, home: Path, tmp_path: Path, cleared: bool
) -> None:
    save_settings(home / "settings.toml", replace(Settings(), cleared_for_diagnosis=cleared))

    say("report", "export", signed.uid, "--format", "pdf", "--out", tmp_path / "r.pdf")

    assert ("Not for primary diagnosis" in words(tmp_path / "r.pdf")) is not cleared


@pytest.mark.usefixtures("qapp")
def test_a_report_is_listed_and_exported_by_the_beginning_of_its_id(signed: Report, tmp_path: Path) -> None:
    listed = say("report", "list")

    assert listed.code == 0
    assert listed.out.split("\t")[:3] == [signed.uid, "first opinion", "final"]
    for chosen in Format:
        path = tmp_path / f"report{chosen.suffix}"
        assert say("report", "export", "abc", "--format", chosen.short, "--out", path).code == 0
        assert path.stat().st_size > 500


@pytest.mark.usefixtures("qapp", "signed")
def test_wrong_use_and_refusals_say_so_on_stderr(tmp_path: Path) -> None:
    unknown = say("report", "export", "zzz", "--format", "pdf", "--out", tmp_path / "r.pdf")
    wrong = say("report", "export", "abc", "--format", "docx", "--out", tmp_path / "r.docx")
    refused = say("report", "export", "abc", "--format", "json", "--out", tmp_path / "none" / "r.json")

    assert (unknown.code, wrong.code, refused.code) == (2, 2, 1)
    assert unknown.complaints == [
        "main.py: no report has an id that begins with zzz; see main.py report list"
    ]
    assert refused.complaints[0].startswith("main.py: The report was not written")
    assert not list(tmp_path.glob("r.*"))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("chosen", list(Format))
def test_the_window_goes_on_while_a_report_is_written(
    home: Path, signed: Report, tmp_path: Path, chosen: Format
) -> None:
    workstation = Workstation(home, Agreeing())
    at = Sitting(workstation, tmp_path, patience_s=30)
    at.sit_down()
    turns: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: turns.append(perf_counter()))
    heart.start(5)
    path = tmp_path / f"report{chosen.suffix}"

    workstation.doors.export(signed, None, chosen, path)
    at.wait_for("the file", lambda: workstation.window.notice.startswith("Written"))

    heart.stop()
    workstation.window.close()
    assert path.exists()
    longest_ms = 1000 * max((later - earlier for earlier, later in pairwise(turns)), default=0.0)
    assert longest_ms < LONGEST_TURN_MS


@pytest.mark.usefixtures("qapp")
def test_the_code_on_a_page_leads_to_its_report(signed: Report) -> None:
    code = verification_code(signed)

    found = say("report", "verify", code.lower())
    wrong = say("report", "verify", "0000-0000-0000-0000-0000")

    assert (found.code, wrong.code) == (0, 1)
    assert found.out.splitlines()[-1] == f"{signed.uid}\tfirst opinion, as it was signed"
    assert wrong.complaints == ["main.py: no signed report here has this verification code"]
