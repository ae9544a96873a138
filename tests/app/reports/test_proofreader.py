"""The report is read along after a pause, in steps, and what was dismissed stays dismissed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.reports.dismissals import MOST_REPORTS, Dismissals
from app.reports.proofreader import PAUSE_MS, Proofreader
from reporting.core.report import Line, Report, SectionName, State
from tests.builders.desks import Desk, desk_at
from tests.builders.opened import ADA, BLAISE, display_set, images, opened
from viewer.core.study import DisplaySet, FrameKey, Patient

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


@dataclass
class Reading:
    at: Desk
    folder: Path
    waits: list[int] = field(default_factory=list)
    priors: list[Report] = field(default_factory=list)

    def __post_init__(self) -> None:
        kept = Dismissals(self.folder / "dismissed.json", self.at.failures.append)
        self.reader = Proofreader(
            self.at.desk, self.at.session, lambda _: self.priors, kept, self.waits.append
        )

    def write(self, *findings: str, impression: str = "As described.") -> None:
        self.at.desk.edit(FINDINGS, tuple(map(Line, findings)))
        self.at.desk.edit(IMPRESSION, (Line(impression),))

    def read(self) -> list[str]:
        """Go on until everything is read; return the checks that doubt something."""
        self.waits.append(0)
        while self.waits and self.waits[-1] == 0:
            self.waits.pop()
            self.reader.go_on()
        return [doubt.check for doubt in self.reader.doubts.value]


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    at = desk_at(tmp_path)
    yield Reading(at, tmp_path)
    at.store.close()


def of_day(date: str, uid: str, patient: Patient = ADA) -> DisplaySet:
    shown = display_set(images(series_uid=f"{uid}.3", study_uid=uid))
    return replace(shown, study=replace(shown.study, date=date), patient=patient)


def report_of(reading: Reading) -> Report:
    report = reading.at.desk.report.value
    assert report is not None
    return report


def test_words_are_read_only_after_a_pause(reading: Reading) -> None:
    reading.write("The prostate is enlarged.")

    assert set(reading.waits) == {PAUSE_MS}
    assert reading.reader.doubts.value == ()
    assert reading.read() == ["sex"]


def test_a_long_report_is_read_in_steps_and_a_letter_typed_meanwhile_begins_anew(reading: Reading) -> None:
    reading.write(
        *(f"{number}: The lungs are clear, without consolidation, on both sides." for number in range(900))
    )
    reading.reader.go_on()
    assert reading.waits[-1] == 0
    reading.write("Measures 8.")

    assert reading.waits[-1] == PAUSE_MS
    assert reading.read() == ["unit"]


def test_the_empty_impression_is_not_listed_twice(reading: Reading) -> None:
    reading.write("No effusion.", impression="")

    assert reading.read() == []
    assert [doubt.check for doubt in reading.reader.now(report_of(reading))] == ["impression"]


def test_a_dismissed_doubt_is_gone_until_its_words_change_also_after_a_restart(
    reading: Reading, tmp_path: Path
) -> None:
    reading.write("The prostate is enlarged.", "Measures 8.")
    reading.read()
    reading.reader.dismiss(reading.reader.doubts.value[0])
    assert [doubt.check for doubt in reading.reader.doubts.value] == ["unit"]

    again = Reading(reading.at, tmp_path)
    assert again.read() == ["unit"]
    again.write("The prostate is enlarged.", "The testis.", "Measures 8.")
    assert again.read() == ["sex", "unit"]
    assert "prostate" not in (tmp_path / "dismissed.json").read_text()


def test_checks_turned_off_are_not_made(reading: Reading) -> None:
    reading.write("The prostate is enlarged.", "Measures 8.")
    reading.reader.choose(("sex",), ())

    assert reading.read() == ["unit"]


def test_signing_waits_for_a_doubt_only_where_the_site_says_so(reading: Reading) -> None:
    reading.at.desk.objections = reading.reader.objections
    reading.write("Measures 8.", impression="No effusion.")
    reading.reader.choose((), ("unit",))
    reading.at.desk.sign()

    assert "a size without a unit" in str(reading.at.failures[-1].why)  # type: ignore[attr-defined]  # a ReportError
    assert not report_of(reading).is_signed

    reading.read()
    reading.reader.dismiss(reading.reader.doubts.value[0])
    reading.at.desk.sign()
    assert report_of(reading).is_signed
    assert reading.read() == []


def test_doubts_never_block_by_themselves_and_are_named_before_signing(reading: Reading) -> None:
    reading.write("Measures 8.")

    assert reading.reader.objections(report_of(reading)) == ()
    assert reading.reader.remarks(report_of(reading)) == ("Findings: “8” – a size without a unit",)


def test_a_prior_that_is_opened_can_be_compared_with_also_once_it_is_closed(reading: Reading) -> None:
    mine = of_day("20260504", "1.2")
    session = reading.at.session
    session.opened.set(opened(mine))
    reading.write("Compared with the previous CT there is no change.")
    assert reading.read() == ["comparison"]

    session.opened.set(opened(mine, of_day("20260114", "1.3")))
    assert reading.read() == []
    session.opened.set(opened(mine))
    assert reading.read() == []


def test_h16_another_patient_is_no_prior(reading: Reading) -> None:
    session = reading.at.session
    session.opened.set(opened(of_day("20260504", "1.2"), of_day("20260114", "1.3", patient=BLAISE)))
    reading.write("Compared with the previous CT there is no change.")

    assert reading.read() == ["comparison"]


def test_h30_the_name_of_another_patient_who_is_open_is_pointed_at(reading: Reading) -> None:
    session = reading.at.session
    session.opened.set(opened(of_day("20260504", "1.2"), of_day("20260114", "1.3", patient=BLAISE)))
    reading.write("Blaise Pascal has a cough.", "Ada Lovelace has none.")

    assert reading.read() == ["identity"]


def test_what_a_signed_prior_measured_counts_against_unchanged(reading: Reading) -> None:
    mine, earlier = of_day("20260504", "1.2"), of_day("20250101", "1.3")
    reading.at.session.opened.set(opened(mine, earlier))
    drawn = replace(reading.at.measure(mm=9.0), text="Nodule")
    reading.at.change(drawn)
    report = report_of(reading)
    before = replace(drawn, uid="before", quantities=(replace(drawn.quantities[0], value=4.0),))
    signed = replace(report, uid="p", study=earlier.study, measurements=(before,), state=State.FINAL)
    reading.priors.append(signed)
    reading.at.desk.insert_measurement(drawn.uid, FINDINGS, 0)
    line = report_of(reading).section(FINDINGS).lines[0]
    reading.at.desk.edit(FINDINGS, (replace(line, text=f"{line.text}, unchanged"),))

    assert reading.read() == ["no-change"]


def test_what_was_drawn_on_an_opened_prior_counts_as_well(reading: Reading) -> None:
    mine, earlier = of_day("20260504", "1.2"), of_day("20250101", "1.3")
    reading.at.session.opened.set(opened(mine, earlier))
    drawn = replace(reading.at.measure(mm=9.0), text="Nodule")
    place = replace(drawn.place, study_uid="1.3", series_uid="1.3.3", frame=FrameKey("1.3.3.1"))
    reading.at.change(drawn)
    reading.at.change(
        replace(drawn, uid="before", place=place, quantities=(replace(drawn.quantities[0], value=4.0),))
    )
    reading.at.desk.insert_measurement(drawn.uid, FINDINGS, 0)
    line = report_of(reading).section(FINDINGS).lines[0]
    reading.at.desk.edit(FINDINGS, (replace(line, text=f"{line.text}, stable"),))

    assert reading.read() == ["no-change"]


def test_f19_a_damaged_memory_of_what_was_dismissed_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("{damaged")
    failures: list[BaseException] = []
    kept = Dismissals(tmp_path / "kept.json", failures.append)
    kept.add("report", "key")

    assert Dismissals(tmp_path / "kept.json", failures.append).of("report") == {"key"}
    assert not failures


def test_d5_where_nothing_can_be_written_dismissing_holds_for_the_session_and_the_reader_is_told(
    tmp_path: Path,
) -> None:
    failures: list[BaseException] = []
    kept = Dismissals(tmp_path / "missing" / "kept.json", failures.append)
    kept.add("report", "key")

    assert kept.of("report") == {"key"}
    assert len(failures) == 1


def test_reports_dismissed_in_long_ago_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(
        "{" + ", ".join(f'"r{number}": ["k"]' for number in range(MOST_REPORTS)) + "}"
    )
    failures: list[BaseException] = []
    kept = Dismissals(tmp_path / "kept.json", failures.append)
    kept.add("new", "k")

    assert kept.of("r0") == frozenset()
    assert kept.of("r1") == kept.of("new") == {"k"}
    assert not failures
