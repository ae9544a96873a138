"""Reports as JSON: whole, equal when read back, and refused when they are not what was written or signed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reporting.core.encoding import to_bytes
from reporting.core.report import Report
from reporting.core.signing import digest
from reporting.export.errors import ExportError
from reporting.export.json_file import LARGEST_BYTES, read_json, report_from_json, report_to_json, write_json
from tests.builders import reports as other_reports
from tests.reporting.export import reports

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "report",
    [
        reports.DRAFT,
        reports.preliminary(),
        reports.final(),
        reports.addended(),
        reports.second(reports.addended()),
        reports.without_measurements(),
        reports.named("Yamada^Tarou=山田^太郎=やまだ^たろう"),
        other_reports.first_opinion(),
    ],
)
def test_a_report_read_back_is_equal(tmp_path: Path, report: Report) -> None:
    write_json(report, None, tmp_path / "report.json")

    assert read_json(tmp_path / "report.json") == report


def test_the_first_opinion_goes_along_with_the_second() -> None:
    first = reports.addended()

    written = json.loads(report_to_json(reports.second(first), first))

    assert written["answers"]["uid"] == first.uid
    assert len(written["answers"]["addenda"]) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda whole: whole["report"]["patient"].update(name="Someone^Else"), "SHA-256 differs"),
        (
            lambda whole: whole["report"]["measurements"][0]["quantities"][0].update(value=80.0),
            "SHA-256 differs",
        ),
        (lambda whole: whole.update(version=3), "another kind or version"),
        (lambda whole: whole.update(format="other"), "another kind or version"),
        (lambda whole: whole.pop("sha256"), "lacks sha256"),
        (lambda whole: whole.update(sha256=1), "not text"),
        (lambda whole: whole["report"].update(state="RELEASED"), "state is not one of"),
    ],
)
def test_a_file_changed_on_the_way_is_refused(change: Change, why: str) -> None:
    whole = json.loads(report_to_json(reports.final()))
    change(whole)

    with pytest.raises(ExportError, match=why):
        report_from_json(json.dumps(whole))


def test_signed_words_changed_together_with_the_hash_of_the_file_are_refused() -> None:
    forged = json.loads(report_to_json(reports.final()))
    forged["report"]["sections"][0]["lines"][0]["text"] = "No cough."
    forged["sha256"] = digest(to_bytes(forged["report"]))

    with pytest.raises(ExportError, match="those that were signed"):
        report_from_json(json.dumps(forged))


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"format": NaN}', "[" * 100_000])
def test_what_is_no_such_file_is_refused(written: str) -> None:
    with pytest.raises(ExportError, match="was not read"):
        report_from_json(written)


def test_files_too_large_absent_or_of_other_letters_are_refused(tmp_path: Path) -> None:
    large, other = tmp_path / "large.json", tmp_path / "other.json"
    with large.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    other.write_bytes(b"\xff\xfe{}")

    for path, why in (
        (large, "larger than"),
        (other, "UnicodeDecodeError"),
        (tmp_path / "absent", "No such file"),
    ):
        with pytest.raises(ExportError, match=why):
            read_json(path)
