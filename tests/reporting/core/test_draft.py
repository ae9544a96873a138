"""Writing a report beside measurements that change: no word is ever lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.core.draft import (
    accept_reservation,
    acknowledge,
    edit_lines,
    follow_again,
    in_step,
    insert_key_image,
    insert_measurement,
    start_report,
)
from reporting.core.errors import ReportError
from reporting.core.report import Line, Mark, Report, Reservation, Role, Section, SectionName, State
from tests.builders import reports
from tests.builders.reports import (
    ADA,
    CT_CHEST,
    FACTS,
    NOON,
    PATIENT,
    STUDY,
    evidence,
    key_image,
    length,
    region,
)
from viewer.core.measurements import Measurement

FINDINGS = SectionName.FINDINGS


def report_with(*measurements: Measurement) -> Report:
    """Return a draft whose findings are a line for each measurement."""
    report = edit_lines(reports.draft(), FINDINGS, ())
    for position, measurement in enumerate(measurements):
        report = insert_measurement(report, FINDINGS, position, measurement, CT_CHEST, evidence())
    return report


def findings(report: Report) -> tuple[Line, ...]:
    return report.section(FINDINGS).lines


def rewritten(report: Report, *texts: str) -> Report:
    """Return the report after the reader typed these words over the lines of the findings."""
    lines = (replace(line, text=text) for line, text in zip(findings(report), texts, strict=True))
    return edit_lines(report, FINDINGS, tuple(lines))


def test_a_report_begins_with_what_is_known() -> None:
    begun = start_report(
        STUDY, PATIENT, Role.FIRST, ADA, CT_CHEST, FACTS, NOON, reservations=(Reservation("2 of 3 images"),)
    )

    assert [section.text for section in begun.sections] == [
        "Cough for six weeks",
        "CT, CT thorax.",
        "Compared with: 2026-01-14.",
        "Lungs:",
        "",
    ]
    assert (begun.state, begun.template, begun.reader) == (State.DRAFT, "ct-chest", ADA)
    assert (begun.created_at, begun.changed_at) == (NOON, NOON)
    assert begun.reservations == (Reservation("2 of 3 images"),)


def test_a_measurement_comes_in_where_it_is_put_with_its_evidence() -> None:
    report = edit_lines(reports.draft(), FINDINGS, (Line("above"), Line("below")))

    inserted = insert_measurement(report, FINDINGS, 1, length(8.0), CT_CHEST, evidence(40))

    assert [line.text for line in findings(inserted)] == [
        "above",
        "Nodule, right upper lobe: 8.0 mm",
        "below",
    ]
    assert inserted.measurement("length-1") == length(8.0)
    assert evidence(40) in inserted.evidence


@pytest.mark.parametrize(("position", "found_at"), [(-5, 0), (0, 0), (2, 2), (99, 2)])
def test_a_place_outside_the_section_is_its_nearest_end(position: int, found_at: int) -> None:
    report = edit_lines(reports.draft(), FINDINGS, (Line("above"), Line("below")))

    inserted = insert_key_image(report, FINDINGS, position, key_image())

    assert findings(inserted)[found_at].key_image_uid == "key-image-1"


def test_a_measurement_put_in_twice_is_kept_once_as_it_is_now() -> None:
    report = insert_measurement(report_with(length(8.0)), FINDINGS, 1, length(9.0), CT_CHEST, evidence())

    assert report.measurement("length-1") == length(9.0)
    assert sum(known.uid == "length-1" for known in report.measurements) == 1
    assert len(report.evidence) == len({known.sop_instance_uid for known in report.evidence})


def test_a_line_left_alone_follows_its_measurement() -> None:
    report = in_step(report_with(length(8.0)), [length(11.0)], CT_CHEST)

    assert findings(report) == (Line("Nodule, right upper lobe: 11.0 mm", measurement_uid="length-1"),)
    assert report.measurement("length-1") == length(11.0)


def test_a_line_the_reader_edited_keeps_its_words_and_says_that_they_are_old() -> None:
    edited = rewritten(report_with(length(8.0)), "A nodule of 8.0 mm, spiculated.")

    (line,) = findings(in_step(edited, [length(11.0)], CT_CHEST))

    assert (line.text, line.mark) == ("A nodule of 8.0 mm, spiculated.", Mark.CHANGED)


def test_words_that_give_the_new_number_already_are_not_marked() -> None:
    edited = rewritten(report_with(length(8.0)), "Grown from 8.0 mm to 11.0 mm.")

    assert findings(in_step(edited, [length(11.0)], CT_CHEST))[0].mark is Mark.NONE


def test_words_whose_own_numbers_are_still_right_are_not_marked() -> None:
    edited = rewritten(report_with(region(45.1)), "Attenuation 45.1 HU.")
    noisier = replace(region(45.1), quantities=(region().quantities[0], *region(0).quantities[2:]))
    renoised = tuple(
        replace(known, value=13.0) if known.name == "SD" else known for known in region(45.1).quantities
    )

    assert findings(in_step(edited, [replace(region(), quantities=renoised)], CT_CHEST))[0].mark is Mark.NONE
    assert findings(in_step(edited, [noisier], CT_CHEST))[0].mark is Mark.CHANGED


def test_a_mark_goes_when_the_measurement_comes_back_to_the_words() -> None:
    edited = in_step(rewritten(report_with(length(8.0)), "About 8.0 mm."), [length(11.0)], CT_CHEST)

    assert findings(in_step(edited, [length(8.0)], CT_CHEST))[0].mark is Mark.NONE


def test_a_mark_stays_while_only_some_of_the_numbers_are_right_again() -> None:
    edited = rewritten(report_with(region(45.1)), "Mean 45.1 HU, SD 12.0 HU.")
    edited = in_step(edited, [region(50.0)], CT_CHEST)
    mean_again = replace(region(45.1), quantities=(region(45.1).quantities[0], *region().quantities[2:]))

    assert findings(in_step(edited, [mean_again], CT_CHEST))[0].mark is Mark.CHANGED


def test_a_line_whose_measurement_is_deleted_stays_and_says_so() -> None:
    report = in_step(report_with(length(8.0)), [], CT_CHEST)

    (line,) = findings(report)
    assert (line.text, line.mark) == ("Nodule, right upper lobe: 8.0 mm", Mark.DELETED)
    assert report.measurement("length-1") == length(8.0)


def test_undoing_the_deletion_takes_the_mark_away() -> None:
    deleted = in_step(report_with(length(8.0)), [], CT_CHEST)

    assert in_step(deleted, [length(8.0)], CT_CHEST) == report_with_same_uid(deleted, length(8.0))


def report_with_same_uid(like: Report, measurement: Measurement) -> Report:
    return replace(
        report_with(measurement), uid=like.uid, evidence=like.evidence, measurements=like.measurements
    )


def test_edited_words_without_the_number_are_looked_at_again_after_a_deletion_was_undone() -> None:
    edited = rewritten(report_with(length(8.0)), "A small nodule.")

    restored = in_step(in_step(edited, [], CT_CHEST), [length(8.0)], CT_CHEST)

    assert findings(restored)[0].mark is Mark.CHANGED


def test_a_measurement_the_report_never_saw_is_not_taken_for_unchanged() -> None:
    edited = replace(rewritten(report_with(length(8.0)), "A small nodule."), measurements=())

    assert findings(in_step(edited, [length(8.0)], CT_CHEST))[0].mark is Mark.CHANGED


def test_a_signed_report_follows_nothing() -> None:
    signed = reports.first_opinion()

    assert in_step(signed, [length(99.0)], CT_CHEST) is signed


def test_typing_over_a_linked_line_makes_the_words_the_readers() -> None:
    assert findings(rewritten(report_with(length(8.0)), "Mine"))[0] == Line(
        "Mine", measurement_uid="length-1", edited=True
    )


def test_an_editor_that_changed_nothing_changes_nothing() -> None:
    report = report_with(length(8.0), region())

    assert edit_lines(report, FINDINGS, findings(report)) is report


def test_a_linked_line_moved_to_another_section_stays_linked() -> None:
    report = rewritten(report_with(length(8.0)), "Mine")

    moved = edit_lines(report, SectionName.IMPRESSION, findings(report))

    assert moved.section(SectionName.IMPRESSION).lines == findings(report)


def test_a_line_taken_out_and_brought_back_by_undo_is_linked_again() -> None:
    report = report_with(length(8.0))

    emptied = edit_lines(report, FINDINGS, ())

    assert edit_lines(emptied, FINDINGS, findings(report)) == report


def test_of_two_lines_on_one_measurement_only_the_edited_one_is_the_readers() -> None:
    report = report_with(length(8.0), length(8.0))

    edited = rewritten(report, findings(report)[0].text, "Mine")

    assert [line.edited for line in findings(edited)] == [False, True]


def test_a_link_into_another_report_is_dropped_and_its_words_are_kept() -> None:
    pasted = edit_lines(report_with(), FINDINGS, (Line("8 mm", measurement_uid="elsewhere", edited=True),))

    assert findings(pasted) == (Line("8 mm"),)


def test_a_line_without_words_points_nowhere() -> None:
    assert findings(rewritten(report_with(length(8.0)), " ")) == (Line(" "),)


def test_correcting_the_number_takes_the_mark_away() -> None:
    edited = in_step(rewritten(report_with(length(8.0)), "About 8.0 mm."), [length(11.0)], CT_CHEST)

    assert findings(rewritten(edited, "About 8.0 mm, round."))[0].mark is Mark.CHANGED
    assert findings(rewritten(edited, "About 11.0 mm."))[0].mark is Mark.NONE


def test_typing_does_not_bring_a_deleted_measurement_back() -> None:
    deleted = in_step(report_with(length(8.0)), [], CT_CHEST)

    assert findings(rewritten(deleted, "Still 8.0 mm."))[0].mark is Mark.DELETED


def test_confirmed_words_stay_and_are_not_marked_again() -> None:
    edited = in_step(rewritten(report_with(length(8.0)), "A small nodule."), [length(11.0)], CT_CHEST)

    confirmed = acknowledge(edited, FINDINGS, 0)

    assert findings(confirmed) == (Line("A small nodule.", measurement_uid="length-1", edited=True),)
    assert in_step(confirmed, [length(11.0)], CT_CHEST) == confirmed


def test_confirming_a_deleted_measurement_leaves_plain_words() -> None:
    deleted = in_step(report_with(length(8.0)), [], CT_CHEST)

    assert findings(acknowledge(deleted, FINDINGS, 0)) == (Line("Nodule, right upper lobe: 8.0 mm"),)


def test_confirming_a_line_without_a_mark_changes_nothing() -> None:
    report = report_with(length(8.0), length(9.0))

    assert acknowledge(report, FINDINGS, 1) == report


def test_a_line_can_follow_its_measurement_again() -> None:
    edited = in_step(rewritten(report_with(length(8.0)), "A small nodule."), [length(11.0)], CT_CHEST)

    assert findings(follow_again(edited, FINDINGS, 0, CT_CHEST)) == findings(report_with(length(11.0)))


def test_nothing_can_be_followed_where_no_measurement_is() -> None:
    deleted = in_step(report_with(length(8.0)), [], CT_CHEST)
    plain = edit_lines(deleted, FINDINGS, (Line("words"),))

    for report in (deleted, plain):
        with pytest.raises(ReportError, match="no measurement behind it"):
            follow_again(report, FINDINGS, 0, CT_CHEST)


def test_h22_what_the_study_lacks_is_accepted_one_by_one() -> None:
    draft = replace(reports.draft(), reservations=(Reservation("a"), Reservation("b")))

    assert accept_reservation(draft, "b").reservations == (Reservation("a"), Reservation("b", accepted=True))


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: edit_lines(signed, FINDINGS, ()),
        lambda signed: insert_measurement(signed, FINDINGS, 0, length(), CT_CHEST, evidence()),
        lambda signed: insert_key_image(signed, FINDINGS, 0, key_image()),
        lambda signed: acknowledge(signed, FINDINGS, 0),
        lambda signed: follow_again(signed, FINDINGS, 0, CT_CHEST),
        lambda signed: accept_reservation(signed, ""),
    ],
)
def test_nothing_changes_a_signed_report(change: Callable[[Report], Report]) -> None:
    with pytest.raises(ReportError, match="signed words stay as they are"):
        change(reports.first_opinion())


VALUES = st.sampled_from([8.0, 11.0, 12.4])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def written(draw: st.DrawFn) -> Report:
    """A draft whose lines the reader left alone, edited, unlinked or marked, in any mixture."""
    uids = ("length-1", "length-2", "")
    lines = draw(
        st.lists(
            st.builds(
                Line,
                text=WORDS | VALUES.map("{} mm".format),
                measurement_uid=st.sampled_from(uids),
                edited=st.booleans(),
                mark=st.sampled_from(Mark),
            ),
            max_size=5,
        )
    )
    known = tuple(length(draw(VALUES), uid=uid) for uid in uids[:2])
    return replace(reports.draft(), measurements=known).with_section(Section(FINDINGS, tuple(lines)))


MEASURED = st.lists(
    st.builds(lambda value, uid: length(value, uid=uid), VALUES, st.sampled_from(["length-1", "length-2"]))
)


@settings(deadline=None)  # machines under load
@given(written(), MEASURED)
def test_whatever_is_measured_no_line_is_lost_and_no_word_of_the_reader_changed(
    report: Report, now: list[Measurement]
) -> None:
    after = findings(in_step(report, now, CT_CHEST))

    assert len(after) == len(findings(report))
    for before, line in zip(findings(report), after, strict=True):
        followed = not before.edited and before.measurement_uid in {known.uid for known in now}
        assert line.text == before.text or followed
        assert (line.measurement_uid, line.edited) == (before.measurement_uid, before.edited)


@settings(deadline=None)  # machines under load
@given(written(), MEASURED)
def test_being_in_step_twice_is_being_in_step(report: Report, now: list[Measurement]) -> None:
    once = in_step(report, now, CT_CHEST)

    assert in_step(once, now, CT_CHEST) == once


@settings(deadline=None)  # machines under load
@given(written(), MEASURED)
def test_a_number_that_is_gone_or_different_is_never_left_unmarked(
    report: Report, now: list[Measurement]
) -> None:
    current = {known.uid: known for known in now}

    for before, line in zip(findings(report), findings(in_step(report, now, CT_CHEST)), strict=True):
        if line.measurement_uid and line.mark is Mark.NONE:
            measured = current[line.measurement_uid]
            unchanged = report.measurement(line.measurement_uid) == measured and before.mark is Mark.NONE
            assert measured.quantities[0].text in line.text or unchanged
