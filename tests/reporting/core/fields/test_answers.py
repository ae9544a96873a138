"""Fields: what words answer, what follows from the answers, and what is left to be filled."""

from dataclasses import replace
from pathlib import Path

import pytest

from reporting.core.draft import edit_lines, start_report
from reporting.core.fields.answers import answered, without_empty
from reporting.core.fields.definition import Field, Kind, Option
from reporting.core.fields.layout import entry, next_number
from reporting.core.fields.reading import completed, read
from reporting.core.header_facts import HeaderFacts
from reporting.core.readiness import needs_attention, reasons_not_to_sign
from reporting.core.report import FieldValue, Line, Report, Role, SectionName
from reporting.core.spans import with_words
from reporting.core.templates import Template, read_templates
from tests.builders.reports import ADA, NOON, PATIENT, STUDY

SHIPPED = Path(__file__).resolve().parents[4] / "resources" / "report_templates"
FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION
SIZE = Field("size", "Size", Kind.NUMBER, unit="mm", least=1, most=200)
SIDE = Field("side", "Side", Kind.CHOICE, options=(Option("right", code="SCT:24028007"), Option("left")))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Template]:
    return {known.id: known for known in read_templates(SHIPPED)[0]}


def begun(template: Template) -> Report:
    return start_report(STUDY, PATIENT, Role.FIRST, ADA, template, HeaderFacts(), NOON)


def fill(report: Report, template: Template, answers: dict[str, str]) -> Report:
    """Write words into fields, one after the other, as a reader does."""
    for uid, words in answers.items():
        for section in report.sections:
            for row, line in enumerate(section.lines):
                for span in line.spans:
                    if span.field == uid:
                        lines = (
                            *section.lines[:row],
                            with_words(line, span, words),
                            *section.lines[row + 1 :],
                        )
                        report = answered(edit_lines(report, section.name, lines), template.form)
    return report


def value(report: Report, uid: str) -> FieldValue:
    return next(known for known in report.fields if known.id == uid)


@pytest.mark.parametrize(
    ("words", "said", "remark"),
    [
        ("8 mm", "8", ""),
        ("8,5 mm", "8.5", ""),
        ("8.0 mm (at detector, not corrected)", "8.0", ""),
        ("[Size, mm]", "", ""),
        ("8", "8", "no unit instead of mm"),
        ("0.8 cm", "0.8", "“cm” instead of mm"),
        ("300 mm", "300", "300 is above 200 mm"),
        ("0.5 mm", "0.5", "0.5 is below 1 mm"),
        ("large", "large", "not a number"),
        ("8 x 6 mm", "8 x 6 mm", "not a number"),
    ],
)
def test_h6_a_number_is_taken_with_its_unit_and_its_limits(words: str, said: str, remark: str) -> None:
    answer = read(SIZE, words)

    assert (answer.value, answer.remark, answer.unit) == (said, remark, "mm")


@pytest.mark.parametrize(
    ("words", "said", "code", "remark"),
    [
        ("right", "right", "SCT:24028007", ""),
        ("Right", "right", "SCT:24028007", ""),
        ("both", "both", "", "not one of the choices"),
    ],
)
def test_a_choice_is_one_of_its_options(words: str, said: str, code: str, remark: str) -> None:
    answer = read(SIDE, words)

    assert (answer.value, answer.code, answer.remark) == (said, code, remark)


def test_a_date_is_written_so_that_nobody_mistakes_day_and_month() -> None:
    asked = Field("on", "On", Kind.DATE)

    assert read(asked, "2026-05-04").remark == ""
    assert read(asked, "04/05/26").remark == "not a date as 2026-05-04"


def test_several_choices_are_told_apart_by_commas() -> None:
    asked = Field("foci", "Foci", Kind.CHOICES, options=(Option("none"), Option("rim", code="X:1")))

    assert read(asked, "none, rim").remark == ""
    assert read(asked, "none, stars").remark == "not all of it is among the choices"


def test_a_bare_number_gets_its_unit_when_the_field_is_left() -> None:
    assert completed(SIZE, "8") == "8 mm"
    assert completed(SIZE, "8 mm") == "8 mm"
    assert completed(SIZE, "large") == "large"
    assert completed(SIDE, "LEFT") == "left"


THYROID = {
    "nodule#1.size": "16 mm",
    "nodule#1.composition": "solid or almost so",
    "nodule#1.echo": "hypoechoic",
    "nodule#1.shape": "wider than tall",
    "nodule#1.margin": "smooth",
    "nodule#1.foci": "none or large comet tails",
}


@pytest.mark.parametrize(
    ("changes", "points", "level", "advice"),
    [
        ({}, "4", "TR4", "aspiration"),
        ({"nodule#1.size": "12 mm"}, "4", "TR4", "follow-up"),
        ({"nodule#1.size": "9 mm"}, "4", "TR4", "no follow-up needed"),
        ({"nodule#1.foci": "punctate foci, macrocalcifications"}, "8", "TR5", "aspiration"),
        ({"nodule#1.echo": "hyperechoic or isoechoic"}, "3", "TR3", "follow-up"),
        ({"nodule#1.composition": "spongiform"}, "0", "TR1", "no aspiration"),
        (
            {"nodule#1.shape": "taller than wide", "nodule#1.margin": "beyond the thyroid"},
            "10",
            "TR5",
            "aspiration",
        ),
    ],
)
def test_ti_rads_points_level_and_advice_follow_from_the_answers(
    shipped: dict[str, Template], changes: dict[str, str], points: str, level: str, advice: str
) -> None:
    template = shipped["us-thyroid"]
    report = fill(begun(template), template, THYROID | changes)

    found = [value(report, f"nodule#1.{name}").value for name in ("points", "level", "advice")]
    assert found == [points, level, advice]
    assert f"ACR TI-RADS {points} points, {level}: {advice}." in report.section(FINDINGS).text


def test_half_a_score_is_no_score(shipped: dict[str, Template]) -> None:
    template = shipped["us-thyroid"]
    report = fill(begun(template), template, {"nodule#1.composition": "solid or almost so"})

    assert value(report, "nodule#1.points").value == ""


def test_a_computed_field_follows_but_never_overwrites_words_of_the_reader(
    shipped: dict[str, Template],
) -> None:
    template = shipped["us-thyroid"]
    report = fill(begun(template), template, THYROID)
    report = fill(report, template, {"nodule#1.advice": "aspiration after discussion"})
    report = fill(report, template, {"nodule#1.size": "9 mm"})

    assert value(report, "nodule#1.advice").value == "aspiration after discussion"


@pytest.mark.parametrize(
    ("zone", "t2", "dwi", "dce", "category"),
    [
        ("peripheral zone", "2", "3", "negative", "3"),
        ("peripheral zone", "2", "3", "positive", "4"),
        ("peripheral zone", "5", "2", "positive", "2"),
        ("transition zone", "2", "4", "negative", "3"),
        ("transition zone", "2", "3", "positive", "2"),
        ("transition zone", "3", "5", "negative", "4"),
        ("transition zone", "3", "4", "positive", "3"),
        ("transition zone", "5", "1", "not done", "5"),
    ],
)
def test_pi_rads_follows_from_zone_and_scores(
    shipped: dict[str, Template], zone: str, t2: str, dwi: str, dce: str, category: str
) -> None:
    template = shipped["mr-prostate"]
    answers = {"zone": zone, "t2": t2, "dwi": dwi, "dce": dce}
    report = fill(begun(template), template, {f"lesion#1.{name}": words for name, words in answers.items()})

    assert value(report, "lesion#1.category").value == category


def test_prostate_volume_and_psa_density_are_computed_with_their_units(shipped: dict[str, Template]) -> None:
    template = shipped["mr-prostate"]
    sizes = {"length": "50 mm", "width": "40 mm", "height": "40 mm", "psa": "8.4 ng/mL"}
    report = fill(begun(template), template, sizes)

    assert "volume 42 mL" in report.section(FINDINGS).text
    assert (value(report, "density").value, value(report, "density").unit) == ("0.20", "ng/mL²")


def test_a_required_field_holds_signing_up_until_it_is_filled(shipped: dict[str, Template]) -> None:
    template = shipped["mammography"]
    report = without_empty(begun(template), template.form)
    reasons = [reason.why for reason in reasons_not_to_sign(answered(report, template.form), ADA)]
    assert "it lacks Composition, BI-RADS category" in reasons

    filled = fill(report, template, {"composition": "B", "bi_rads": "2"})
    assert reasons_not_to_sign(filled, ADA) == ()


def test_an_answer_that_does_not_fit_is_pointed_at_where_it_stands(shipped: dict[str, Template]) -> None:
    template = shipped["mammography"]
    report = fill(begun(template), template, {"composition": "E"})

    concern = next(known for known in needs_attention(report) if known.text.startswith("Composition"))
    assert (concern.text, concern.section, concern.position) == (
        "Composition: not one of the choices",
        FINDINGS,
        0,
    )


def test_empty_fields_go_with_the_line_that_only_asked(shipped: dict[str, Template]) -> None:
    template = shipped["ct-coronary"]
    report = fill(begun(template), template, {"segments#LM.stenosis": "none", "segments#D1.plaque": "mixed"})
    kept = without_empty(report, template.form).section(FINDINGS).lines

    table = [line.text for line in kept if "\t" in line.text]
    assert table == ["Vessel\tStenosis\tPlaque", "LM\tnone\t", "D1\t\tmixed"]
    assert not any("[" in line.text for line in kept if "CAD-RADS" not in line.text)


def test_a_table_nobody_filled_goes_as_a_whole(shipped: dict[str, Template]) -> None:
    template = shipped["mr-spine"]
    kept = without_empty(begun(template), template.form).section(FINDINGS).lines

    assert not any("\t" in line.text for line in kept)


def test_the_next_entry_of_a_finding_has_the_next_number(shipped: dict[str, Template]) -> None:
    finding = shipped["ct-chest"].form.finding("nodule")
    assert finding is not None
    lines = (entry(finding, 1), entry(finding, 2))

    assert next_number(lines, "nodule") == 3
    assert lines[1].text.startswith("Nodule 2: [Place], [Density], [Mean diameter, mm]")
    assert shipped["ct-chest"].form.title("nodule#2.size") == "Nodule 2: Mean diameter"


def test_a_copy_of_a_line_does_not_answer_a_second_time(shipped: dict[str, Template]) -> None:
    template = shipped["mr-knee"]
    report = fill(begun(template), template, {"side": "right"})
    lines = report.section(FINDINGS).lines
    copied = replace(lines[0], text=lines[0].text.replace("right", "wrong"))
    report = answered(edit_lines(report, FINDINGS, (*lines, copied)), template.form)

    assert [known.value for known in report.fields if known.id == "side"] == ["right"]


def test_brackets_of_no_field_are_pointed_at_and_hold_nothing_up() -> None:
    report = edit_lines(begun(Template("t", "T")), IMPRESSION, (Line("Nodule in the [place]."),))

    assert [(known.text, known.blocks) for known in needs_attention(report)] == [
        ("[…] waits for words", False)
    ]
    assert reasons_not_to_sign(report, ADA) == ()


def test_every_shipped_template_can_be_begun_and_emptied(shipped: dict[str, Template]) -> None:
    for template in shipped.values():
        report = begun(template)
        kept = answered(without_empty(report, template.form), template.form)
        waiting = [known.id for known in kept.fields if not known.value and not known.required]
        where = {span.field for section in kept.sections for line in section.lines for span in line.spans}
        assert not where & set(waiting), template.id
