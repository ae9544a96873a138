"""The report of the study at hand: begun, linked, kept, signed, answered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reporting.core.errors import ReportError
from reporting.core.report import Agreement, Line, Mark, Report, Role, SectionName, State
from tests.builders.desks import Desk, desk_at
from tests.builders.measurements import length as length_of
from tests.builders.opened import ADA, BLAISE, display_set, images, opened
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.study import DisplaySet, Opened, Patient
from viewer.core.viewport import Layout

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    made = desk_at(tmp_path)
    yield made
    made.store.close()


def report_of(at: Desk) -> Report:
    report = at.desk.report.value
    assert report is not None
    return report


def linked(at: Desk) -> Line:
    return next(line for line in report_of(at).section(FINDINGS).lines if line.measurement_uid)


def signed(at: Desk, impression: str = "One nodule.") -> Report:
    at.desk.edit(IMPRESSION, (Line(impression),))
    at.desk.sign()
    assert not at.failures
    return report_of(at)


def test_a_study_that_is_shown_brings_a_report_prefilled_from_its_header(at: Desk) -> None:
    report = report_of(at)

    assert report.state is State.DRAFT
    assert report.role is Role.FIRST
    assert report.reader.name == "Dr Ada"
    assert report.study.uid == "1.2"
    assert at.store.reports("1.2") == (), "nothing is kept before the reader wrote something"


def test_what_is_typed_asks_to_be_saved_soon_and_comes_back(at: Desk, tmp_path: Path) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))

    unsaved = at.desk.is_unsaved
    at.desk.save()
    assert (unsaved, at.desk.is_unsaved) == (True, False)
    assert max(at.waits) <= 4000
    again = desk_at(tmp_path)
    assert report_of(again).section(IMPRESSION).text == "One nodule."
    again.store.close()


def test_a_measurement_goes_in_linked_and_its_line_follows_the_drawing(at: Desk) -> None:
    measurement = at.measure(mm=8.0)
    at.desk.insert_selected()
    assert not any(line.is_linked for line in report_of(at).section(FINDINGS).lines), "nothing was selected"

    at.session.selected.set(measurement.uid)
    at.desk.insert_selected()
    assert "8.0 mm" in linked(at).text

    longer = replace(measurement, quantities=(replace(measurement.quantities[0], value=11.0),))
    at.change(longer)
    assert "11.0 mm" in linked(at).text


def test_the_readers_own_words_stay_and_are_marked_when_the_drawing_changes_or_goes(at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.desk.edit(FINDINGS, (replace(linked(at), text="Nodule of 8.0 mm, smooth."),))

    at.change(replace(measurement, quantities=(replace(measurement.quantities[0], value=11.0),)))
    assert (linked(at).text, linked(at).mark) == ("Nodule of 8.0 mm, smooth.", Mark.CHANGED)

    at.desk.acknowledge(FINDINGS, 0, take_new=True)
    assert "11.0 mm" in linked(at).text

    history = at.session.history
    history.set(history.value.record(history.value.now.without(measurement.uid)))
    assert linked(at).mark is Mark.DELETED
    at.desk.acknowledge(FINDINGS, 0, take_new=False)
    assert not report_of(at).section(FINDINGS).lines[0].is_linked


def test_clicking_a_line_jumps_to_image_window_and_drawing(at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.session.active.set(replace(at.session.active.value, index=2))
    at.session.selected.set("")

    at.desk.jump(linked(at))

    assert at.session.active.value.index == 0
    assert at.session.selected.value == measurement.uid
    assert at.session.active.value.shading.voi == measurement.voi


def test_a_key_image_is_kept_as_it_was_looked_at(at: Desk) -> None:
    at.session.active.set(replace(at.session.active.value, index=1))
    shown = at.session.active.value

    at.desk.insert_key_image()
    line = report_of(at).section(FINDINGS).lines[-1]
    at.session.active.set(replace(shown, index=0))
    at.desk.jump(line)

    assert line.key_image_uid
    assert at.session.active.value == shown
    assert [known.sop_instance_uid for known in report_of(at).evidence] == ["1.2.3.2"]


def test_signing_is_refused_with_a_reason_and_without_confirmation(at: Desk) -> None:
    at.desk.sign()
    assert "impression is empty" in str(at.failures.pop())

    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    at.answers.sign = False
    at.desk.sign()
    assert report_of(at).state is State.DRAFT


def test_signed_words_stay_as_they_are_and_later_ones_are_addenda(at: Desk) -> None:
    report = signed(at)
    at.desk.edit(IMPRESSION, (Line("Something else."),))
    assert report_of(at) == report

    at.answers.words = "Seen again."
    at.desk.add_addendum()

    assert [added.text for added in report_of(at).addenda] == ["Seen again."]
    assert report_of(at).section(IMPRESSION).text == "One nodule."
    assert at.store.verify() == ()


def test_a_second_opinion_names_the_first_and_leaves_it_alone(at: Desk) -> None:
    first = signed(at)

    at.desk.open_role(Role.SECOND)
    at.desk.edit(IMPRESSION, (Line("Two nodules."),))
    at.desk.respond(Agreement.PARTLY, "")
    at.desk.sign()
    assert "reason" in str(at.failures.pop())
    at.desk.respond(Agreement.PARTLY, "A second nodule was overlooked.")
    at.desk.sign()

    second = report_of(at)
    assert second.is_signed
    assert second.response is not None
    assert (second.response.report_uid, second.response.agreement) == (first.uid, Agreement.PARTLY)
    assert at.desk.answered() == first
    assert at.store.load(first.uid) == first
    at.desk.open_role(Role.FIRST)
    assert report_of(at) == first


def test_another_template_changes_only_what_the_reader_did_not_write(at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))

    at.desk.choose_template("ct_head")

    assert report_of(at).template == "ct_head"
    assert report_of(at).section(IMPRESSION).text == "One nodule."


def test_preliminary_reports_can_still_be_changed(at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    at.desk.release_preliminary()
    assert report_of(at).state is State.PRELIMINARY

    at.desk.edit(IMPRESSION, (Line("Two nodules."),))
    assert report_of(at).section(IMPRESSION).text == "Two nodules."


def test_exporting_hands_over_both_opinions(at: Desk) -> None:
    first = signed(at)
    at.desk.open_role(Role.SECOND)
    at.desk.export()

    assert at.answers.exported[-1] == (report_of(at), first)


def prior(description: str = "") -> DisplaySet:
    """Return the CT of another study."""
    return display_set(images(study_uid="7", series_uid="7.3", description=description))


def of_study(date: str, patient: Patient, study_uid: str = "1.2", series_uid: str = "1.2.3") -> DisplaySet:
    """Return the CT of a study of some date."""
    one = display_set(images(patient=patient, study_uid=study_uid, series_uid=series_uid))
    instances = tuple(replace(known, study=replace(known.study, date=date)) for known in one.instances)
    return replace(one, study=instances[0].study, instances=instances)


def refuse(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full."""

    def full(_: Report) -> None:
        raise ReportError("The draft was not saved", why="the disk is full", remedy="Make room")

    monkeypatch.setattr(at.store, "save_draft", full)


def test_d4_words_that_could_not_be_saved_are_still_there_after_looking_at_another_study(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.session.opened.set(opened(display_set(images()), prior()))
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    with monkeypatch.context() as patched:
        refuse(at, patched)
        at.session.show("set-7.3")
        there, unsaved = report_of(at).study.uid, at.desk.is_unsaved

        at.session.show("set-1.2.3")
        assert report_of(at).section(IMPRESSION).text == "One nodule."

    at.desk.save()
    assert (there, unsaved, at.desk.is_unsaved) == ("7", True, False)
    assert at.store.reports("1.2")[0].section(IMPRESSION).text == "One nodule."


def test_d4_words_of_a_closed_study_are_saved_as_soon_as_the_disk_takes_them(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    with monkeypatch.context() as patched:
        refuse(at, patched)
        at.session.opened.set(Opened())
    assert at.desk.report.value is None

    at.desk.save()

    assert at.store.reports("1.2")[0].section(IMPRESSION).text == "One nodule."


def test_h30_reports_that_cannot_be_read_leave_no_other_studys_report_standing(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.session.opened.set(opened(display_set(images()), prior()))

    def broken(_: str) -> tuple[Report, ...]:
        raise ReportError("The reports were not listed", why="the disk refused it", remedy="Check the disk")

    monkeypatch.setattr(at.store, "reports", broken)
    at.session.show("set-7.3")

    assert at.desk.report.value is None
    assert "not listed" in str(at.failures.pop())


def test_what_is_prefilled_follows_the_study_while_it_is_still_being_read(at: Desk) -> None:
    one = display_set(images(description="Thorax 1 mm"))
    more = display_set(images(series_uid="1.2.4", description="Thorax 5 mm"))
    at.session.opened.set(opened(one))
    at.session.opened.set(opened(one, more))
    technique = report_of(at).section(SectionName.TECHNIQUE).text

    assert "Thorax 1 mm" in technique
    assert "Thorax 5 mm" in technique
    assert not at.desk.is_unsaved


def test_h22_a_gap_found_after_the_first_word_was_written_still_has_to_be_accepted(at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    missing = GeometryVerdict(Verdict.GAP, 5.0, messages=("slice missing between 5.0 and 15.0 mm",))

    at.session.opened.set(opened(display_set(images(), verdict=missing)))
    at.desk.sign()

    assert "reservation" in str(at.failures.pop())
    (reservation,) = report_of(at).reservations
    at.desk.accept(reservation.text)
    at.session.opened.set(
        opened(display_set(images(), verdict=missing), display_set(images(series_uid="1.2.4")))
    )
    assert [known.accepted for known in report_of(at).reservations] == [True]
    assert report_of(at).section(IMPRESSION).text == "One nodule."


def test_h16_the_comparison_names_no_study_of_another_or_an_unknown_patient(at: Desk) -> None:
    at.session.opened.set(Opened())
    nobody = Patient()
    sets = [of_study("20260101", nobody), of_study("20250202", nobody, "7", "7.3")]

    at.session.opened.set(opened(*sets))
    at.session.show("set-1.2.3")
    assert "2025-02-02" not in report_of(at).section(SectionName.COMPARISON).text

    at.session.opened.set(Opened())
    at.session.opened.set(opened(of_study("20260101", ADA), of_study("20250202", ADA, "7", "7.3")))
    at.session.show("set-1.2.3")
    assert "2025-02-02" in report_of(at).section(SectionName.COMPARISON).text


def test_a_template_chosen_while_looking_at_the_prior_is_filled_from_the_study_reported(at: Desk) -> None:
    now = display_set(images(description="Thorax today"))
    at.session.opened.set(opened(now, prior("Thorax before")))
    at.session.layout.set(Layout(1, 2))
    at.session.show("set-7.3", 1)
    assert report_of(at).study.uid == "1.2"

    at.desk.choose_template("ct_chest")

    assert "Thorax today" in report_of(at).section(SectionName.TECHNIQUE).text
    assert "Thorax before" not in report_of(at).section(SectionName.TECHNIQUE).text

    at.desk.open_role(Role.SECOND)
    assert report_of(at).study.uid == "1.2"


def test_a_measurement_in_a_prior_that_is_not_open_is_not_called_deleted(at: Desk, tmp_path: Path) -> None:
    at.session.opened.set(opened(display_set(images()), prior()))
    at.session.layout.set(Layout(1, 2))
    at.session.show("set-7.3", 1)
    drawn = length_of(8.0, study_uid="7", sop_instance_uid="7.3.1")
    at.change(drawn)
    at.desk.insert_measurement(drawn.uid, FINDINGS, 0)
    at.desk.save()

    again = desk_at(tmp_path)

    assert [line.mark for line in report_of(again).section(FINDINGS).lines if line.measurement_uid] == [
        Mark.NONE
    ]
    again.store.close()


def test_h16_an_image_of_another_patient_never_goes_into_a_report(at: Desk) -> None:
    other = display_set(images(patient=BLAISE, study_uid="7", series_uid="7.3"))
    at.session.opened.set(opened(display_set(images()), other))
    drawn = length_of(8.0, study_uid="7", sop_instance_uid="7.3.1")
    at.change(drawn)

    at.desk.insert_measurement(drawn.uid, FINDINGS, 0)

    assert report_of(at).measurements == ()
    assert "another patient" in str(at.failures.pop())


def test_several_readers_write_first_opinions_on_one_study(at: Desk) -> None:
    first = signed(at)
    at.desk.set_reader("Dr Blaise", "MD")
    at.desk.begin_first()
    own = signed(at, "No nodule.")
    at.desk.begin_second(first.uid)
    second = report_of(at)

    assert (first.reader.name, own.reader.name) == ("Dr Ada", "Dr Blaise")
    assert second.response is not None
    assert second.response.report_uid == first.uid
    at.desk.edit(IMPRESSION, (Line("Agreed."),))
    assert {known.uid for known in at.desk.reports()} == {first.uid, own.uid, second.uid}
    at.desk.open_report(own.uid)
    assert report_of(at) == own
    at.desk.open_report(second.uid)
    assert report_of(at).section(IMPRESSION).text == "Agreed."


def test_the_first_opinion_of_another_reader_is_jumped_into_as_well(at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    first = signed(at)
    at.desk.begin_second(first.uid)
    at.session.active.set(replace(at.session.active.value, index=2))

    at.desk.jump(first.section(FINDINGS).lines[0], first)

    assert at.session.active.value.index == 0


def test_d4_a_report_signed_after_a_failed_saving_is_not_saved_as_a_draft_again(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    with monkeypatch.context() as patched:
        refuse(at, patched)
        at.desk.sign()
    at.failures.clear()

    at.desk.save()

    assert report_of(at).is_signed
    assert (at.desk.is_unsaved, at.failures) == (False, [])
