"""What two readings differ in: every entry for a reason, with the place where each side says it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.core.discrepancy.comparing import Discrepancies, discrepancies
from reporting.core.discrepancy.encoding import discrepancies_from_plain, discrepancies_to_plain
from reporting.core.discrepancy.entry import Entry, Topic, Unseen
from reporting.core.draft import insert_measurement, start_report
from reporting.core.report import FieldValue, Line, Report, Role, Section, SectionName
from tests.builders.reports import ADA, CT_CHEST, FACTS, NOON, PATIENT, STUDY, evidence, length
from viewer.core.measurements import Measurement
from viewer.core.study import FrameKey

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


def said(
    findings: str = "", impression: str = "", *drawn: Measurement, uid: str = "one", **changes: object
) -> Report:
    """Return a report with these lines, and a line for each drawing above them."""
    report = replace(start_report(STUDY, PATIENT, Role.FIRST, ADA, CT_CHEST, FACTS, NOON), uid=uid)
    report = report.with_section(Section(FINDINGS, tuple(map(Line, findings.splitlines()))))
    for measured in drawn:
        report = insert_measurement(report, FINDINGS, 0, measured, CT_CHEST, evidence(40))
    report = report.with_section(Section(IMPRESSION, tuple(map(Line, impression.splitlines()))))
    return replace(report, **changes)  # type: ignore[arg-type]  # fields of a report


def found(first: Report | str, second: Report | str) -> tuple[Entry, ...]:
    """Return what two reports, or the findings of two, differ in."""
    one = said(first) if isinstance(first, str) else first
    other = said(second, uid="two") if isinstance(second, str) else second
    return discrepancies(one, other, ()).entries


def only(first: Report | str, second: Report | str) -> Entry:
    """Return the one entry that there is."""
    (entry,) = found(first, second)
    return entry


@pytest.mark.parametrize(
    ("first", "second", "topic", "why"),
    [
        ("Nodule in the right upper lobe.", "Nodule in the left upper lobe.", Topic.LATERALITY, "right"),
        ("Fracture of the right sixth rib.", "Left rib fracture.", Topic.LATERALITY, "left"),
        ("Nodule in the right upper lobe.", "Nodule, RML.", Topic.LEVEL, "upper lobe"),
        ("Disc herniation L4/5.", "Herniation of the disc L5/S1.", Topic.LEVEL, "L5/1"),
        ("Cyst in liver segment 7.", "Hepatic cyst segment IV.", Topic.LEVEL, "segment 4"),
        ("Mass at 10 o’clock, left breast.", "Left breast mass at 2 o’clock.", Topic.LEVEL, "o’clock 2"),
        ("No pleural effusion.", "Small right pleural effusion.", Topic.PRESENCE, "second reading"),
        ("Pulmonary embolism.", "No evidence of pulmonary embolism.", Topic.PRESENCE, "first reading"),
        ("Nodule of 8 mm in the lingula.", "Nodule, lingula, 1.4 cm.", Topic.SIZE, "6.0 mm"),
        ("Nodule of 8 mm in the lingula.", "Lungs clear.", Topic.ONLY_FIRST, "second reading"),
        ("Lungs clear.", "Pneumothorax on the left.", Topic.ONLY_SECOND, "first reading"),
        ("Cyst in the upper pole of the right kidney.", "Right kidney, upper pole: solid mass.", Topic.NATURE, "mass"),
    ],
)  # fmt: skip
def test_sentences_that_contradict_each_other_are_an_entry(
    first: str, second: str, topic: Topic, why: str
) -> None:
    entry = only(first, second)

    assert entry.topic is topic
    assert why in entry.why


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nodule of 8 mm in the right upper lobe.", "RUL nodule, 9 mm."),
        ("No effusion. No pneumothorax.", "No pneumothorax."),
        ("Nodule of 8 mm, previously 5 mm, in the lingula.", "Lingula: nodule of 8 mm (prior 12 mm)."),
        ("Heart of normal size.", "Lungs clear."),
        ("White matter lesions, T2 hyperintense.", "T1 hypointense white matter lesions."),
        ("Lungs:", "Pleura:"),
        ("Bilateral effusions.", "Right and left effusion."),
    ],
)
def test_sentences_that_say_the_same_or_nothing_are_no_entry(first: str, second: str) -> None:
    assert found(first, second) == ()


def test_drawings_near_each_other_are_one_finding_whatever_they_are_called() -> None:
    mine = said("", "", length(8.0, text="Nodule, right upper lobe", uid="mine"))
    its = said("", "", length(14.0, text="Scar, right upper lobe", uid="its"), uid="two")

    entries = found(mine, its)

    assert {entry.topic for entry in entries} == {Topic.NATURE, Topic.SIZE}
    size = next(entry for entry in entries if entry.topic is Topic.SIZE)
    assert size.first is not None
    assert size.second is not None
    assert (size.first.measurement_uid, size.second.measurement_uid) == ("mine", "its")
    assert size.first.frame == length().place.frame
    assert "drawn 3.0 mm apart" in size.why


def test_h33_drawings_in_another_space_are_never_near() -> None:
    drawn = length(8.0, text="Nodule", uid="its")
    elsewhere = replace(drawn, place=replace(drawn.place, frame_of_reference_uid="1.2.3"))

    entries = found(said("", "", length(8.0, text="Scar", uid="mine")), said("", "", elsewhere, uid="two"))

    assert [entry.topic for entry in entries] == [Topic.ONLY_FIRST, Topic.ONLY_SECOND]


def test_two_findings_drawn_far_apart_are_not_made_one_by_their_words() -> None:
    far = length(8.0, text="Nodule, right upper lobe", uid="its")
    far = replace(far, points_lps=((60.0, 20.0, 200.0), (68.0, 20.0, 200.0)))

    entries = found(
        said("", "", length(8.0, text="Nodule, right upper lobe", uid="mine")), said("", "", far, uid="two")
    )

    assert [entry.topic for entry in entries] == [Topic.ONLY_FIRST, Topic.ONLY_SECOND]


@pytest.mark.parametrize(("other_mm", "differs"), [(9.4, False), (9.6, True), (6.4, True), (6.6, False)])
def test_a_size_differs_beyond_its_stated_uncertainty_only(other_mm: float, differs: bool) -> None:
    entries = found(said("", "", length(8.0, uid="m")), said("", "", length(other_mm, uid="i"), uid="two"))

    assert [entry.topic for entry in entries] == [Topic.SIZE] * differs
    assert all("±1.5 mm" in entry.why for entry in entries)


def test_h6_numbers_of_another_calibration_are_not_subtracted() -> None:
    at_detector = length(12.0, label="at detector, not corrected", uid="its")

    entry = only(said("", "", length(12.0, uid="mine")), said("", "", at_detector, uid="two"))

    assert entry.topic is Topic.SIZE
    assert "not of one kind" in entry.why


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("BI-RADS 2.", "BI-RADS category: 4B.", "3 grades apart"),
        ("Lung-RADS (screening): 3", "Lung-RADS 4A", "1 grade apart"),
        ("PI-RADS 3", "PI-RADS: 5", "2 grades apart"),
        ("TI-RADS TR3", "TIRADS 5", "2 grades apart"),
        ("CAD-RADS 2", "CAD-RADS 4A", "2 grades apart"),
        ("Deauville score 2", "Deauville 4", "2 grades apart"),
        ("BI-RADS 0", "BI-RADS 4A", "BI-RADS 0 in the first, 4A in the second"),
        ("BI-RADS 2", "", "Only the first reading"),
    ],
)
def test_other_categories_are_an_entry(first: str, second: str, why: str) -> None:
    entry = only(said("", first), said("", second, uid="two"))

    assert entry.topic is Topic.CATEGORY
    assert why in entry.why


def test_the_gravest_category_counts_and_fields_are_read_like_words() -> None:
    fields = (FieldValue("bi_rads", "BI-RADS category", "4A"),)

    assert found(said("", "BI-RADS 2 left. BI-RADS 4A right."), said("", "", uid="two", fields=fields)) == ()


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("Follow-up CT in 3 months.", "Follow-up in twelve weeks.", []),
        ("Follow-up CT in 3 months.", "Follow-up CT in one year.", ["Follow-up"]),
        ("Biopsy is recommended.", "Routine screening.", ["Biopsy", "Screening"]),
        ("No further imaging needed.", "MRI is recommended.", ["Further imaging", "Nothing further"]),
        ("Presentation to the tumour board recommended.", "Referral suggested.", []),
    ],
)
def test_other_recommendations_are_an_entry(first: str, second: str, kinds: list[str]) -> None:
    entries = found(said("", first), said("", second, uid="two"))

    assert {entry.topic for entry in entries} <= {Topic.ADVICE}
    assert [entry.title for entry in entries] == kinds


def test_answers_to_the_same_field_differ() -> None:
    first = said(fields=(FieldValue("composition", "Composition", "B"), FieldValue("s", "Size", "10", "mm")))
    second = said(
        fields=(FieldValue("composition", "Composition", "D"), FieldValue("s", "Size", "11", "mm")), uid="two"
    )

    entry = only(first, second)

    assert (entry.topic, entry.title, entry.why) == (
        Topic.ANSWER,
        "Composition",
        "B in the first, D in the second",
    )


def test_what_neither_displayed_is_an_entry_and_what_is_not_known_is_said() -> None:
    unseen = Unseen("1.2", "CT lung", 300, (1, 2, 3, 9), FrameKey("1.2.3"))

    (entry,) = discrepancies(said(), said(uid="two"), (unseen,)).entries

    assert entry.topic is Topic.UNSEEN
    assert "4 of 300 images" in entry.why
    assert "1–3, 9" in entry.why
    assert entry.first is not None
    assert entry.first.frame == FrameKey("1.2.3")
    assert discrepancies(said(), said(uid="two")).notes


def test_the_gravest_comes_first_and_each_side_leads_to_its_sentence() -> None:
    first = said("Heart of normal size.\nNodule in the right upper lobe.", "BI-RADS 2.")
    second = said("Nodule in the left upper lobe.\nNodule in the lingula.", "BI-RADS 4A.", uid="two")

    entries = found(first, second)

    assert [entry.topic for entry in entries] == [Topic.LATERALITY, Topic.CATEGORY, Topic.ONLY_SECOND]
    side = entries[0].first
    assert side is not None
    assert (side.report_uid, side.section, side.row) == ("one", FINDINGS, 1)
    assert len({entry.uid for entry in entries}) == 3


def test_what_the_impression_says_again_counts_once() -> None:
    first = said("Nodule of 8 mm in the right upper lobe.", "Nodule in the right upper lobe.")

    assert [entry.topic for entry in found(first, said("Lungs clear.", uid="two"))] == [Topic.ONLY_FIRST]


LINES = st.lists(
    st.sampled_from(
        [
            "Nodule in the right upper lobe.", "8 mm nodule in the left lower lobe.", "No pleural effusion.",
            "Effusion on the right.", "Cyst in liver segment 7.", "Fracture of L3.", "BI-RADS 3.", "Lungs:",
            "Follow-up in 3 months.", "", "No nodule, 12 mm cyst in the right kidney.",
        ]
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_the_result_is_the_same_every_time_mirrors_itself_and_survives_being_kept(
    one: list[str], other: list[str]
) -> None:
    first, second = said("\n".join(one), "\n".join(one)), said("\n".join(other), uid="two")
    there, back = discrepancies(first, second, ()), discrepancies(second, first, ())

    assert there == discrepancies(first, second, ())
    assert discrepancies_from_plain(discrepancies_to_plain(there)) == there
    assert there.agreed == back.agreed
    assert (there.only_first, there.only_second) == (back.only_second, back.only_first)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_a_reading_does_not_differ_from_itself(lines: list[str]) -> None:
    report = said("\n".join(lines), "\n".join(lines))

    assert discrepancies(report, replace(report, uid="two"), ()) == Discrepancies(
        (), discrepancies(report, report, ()).agreed
    )
