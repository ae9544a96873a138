"""A report is read through in steps, and again only where it changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from reporting.core.draft import acknowledge, edit_lines, insert_key_image, start_report
from reporting.core.header_facts import HeaderFacts
from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.reading import Reading, doubts
from reporting.core.lint.subject import Subject
from reporting.core.lint.surroundings import Surroundings
from reporting.core.lint.table import CHECKS, active
from reporting.core.report import Line, Mark, Report, Role, SectionName
from reporting.core.templates import Template, read_templates
from tests.builders.reports import ADA, NOON, PATIENT, STUDY, draft, key_image

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION
TEMPLATES = read_templates(Path(__file__).parents[4] / "resources" / "report_templates")[0]


AROUND = Surroundings(prior_dates=frozenset({"20260114"}), opened_dates=frozenset({"20260114"}))


def written(findings: str, impression: str = "As described.") -> Report:
    report = edit_lines(draft(impression=impression), FINDINGS, tuple(map(Line, findings.split("\n"))))
    return replace(report, key_images=())


def found_in(report: Report, *checks: str) -> list[tuple[str, str]]:
    return [
        (known.check, known.words)
        for known in doubts(
            report,
            AROUND,
            CHECKS,
        )
        if not checks or known.check in checks
    ]


def test_a_doubt_names_the_words_and_where_they_stand() -> None:
    report = written("No effusion.\nThe prostate is enlarged.")
    (doubt,) = doubts(report, AROUND, CHECKS)

    assert (doubt.check, doubt.section, doubt.row, doubt.words) == ("sex", FINDINGS, 1, "prostate")
    assert report.section(FINDINGS).lines[1].text[doubt.start : doubt.end] == "prostate"
    assert doubt.severity is Severity.SERIOUS
    assert doubt.why == "the patient is female"


def test_doubts_come_in_the_order_of_the_report() -> None:
    report = written("The the heart. Measures 8.\nNo pneumothorax.", "Left pneumothorax. The the end.")

    assert [(known.section, known.row) for known in doubts(report, AROUND, CHECKS)] == [
        (FINDINGS, 0),
        (FINDINGS, 0),
        (IMPRESSION, 0),
        (IMPRESSION, 0),
    ]


def test_only_lines_that_changed_are_read_again() -> None:
    seen: list[str] = []

    def look(line: Written, _subject: Subject) -> list[Flaw]:
        seen.append(line.line.text)
        return []

    reading = Reading((Check("x", "X", "x", Severity.MINOR, lines=look),))
    report = written("One.\nTwo.\nThree.")

    def read(known: Report, around: Surroundings = Surroundings()) -> list[str]:  # noqa: B008  # frozen
        seen.clear()
        for _ in reading.steps(known, around):
            pass
        return [text for text in seen if text in ("One.", "Two.", "Three.", "Zwei.")]

    assert read(report) == ["One.", "Two.", "Three."]
    assert read(report) == []
    assert read(edit_lines(report, FINDINGS, tuple(map(Line, ("One.", "Zwei.", "Three."))))) == ["Zwei."]
    assert read(report, Surroundings(examined_side="L")) == ["One.", "Two.", "Three."]


def test_a_dismissed_doubt_is_known_again_while_its_words_stay_wherever_they_stand() -> None:
    (one,) = doubts(written("The prostate."), AROUND, CHECKS)
    (moved,) = doubts(written("No effusion.\nThe prostate."), AROUND, CHECKS)
    (other,) = doubts(written("The testis."), AROUND, CHECKS)

    assert one.key == moved.key != other.key
    assert "prostate" not in one.key


def test_a_check_turned_off_says_nothing() -> None:
    report = written("The prostate is enlarged, measures 8.")

    assert [known.check for known in doubts(report, AROUND, active(frozenset({"sex"})))] == ["unit"]


def test_a_number_that_is_marked_as_changed_is_not_doubted_as_well() -> None:
    report = draft()
    line = replace(report.section(FINDINGS).lines[0], text="Nodule 9.0 mm.", edited=True)
    lines = report.section(FINDINGS).lines[1:]
    edited = edit_lines(report, FINDINGS, (line, *lines))
    marked = edited.with_section(
        replace(edited.section(FINDINGS), lines=(replace(line, mark=Mark.CHANGED), *lines))
    )

    assert found_in(edited, "number") == [("number", "9.0 mm")]
    assert found_in(marked, "number") == []
    assert found_in(acknowledge(marked, FINDINGS, 0), "number") == [("number", "9.0 mm")]


def test_a_key_image_that_no_line_speaks_of_is_pointed_at() -> None:
    report = insert_key_image(written("No effusion."), FINDINGS, 1, key_image())
    without = edit_lines(report, FINDINGS, (Line("No effusion."), Line("Key image: a nodule")))

    assert found_in(report) == []
    assert found_in(without) == [("key-image", "Key image:"), ("key-image", "")]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda known: known.id)
def test_the_normal_text_of_no_template_is_doubted(template: Template) -> None:
    sex = "M" if template.id == "mr-prostate" else "F"
    facts = HeaderFacts(modality="CT", study_date="2026-05-04", prior_dates="2026-01-14", sex=sex)
    patient = replace(PATIENT, sex=sex)
    report = start_report(STUDY, patient, Role.FIRST, ADA, template, facts, NOON)
    for name in SectionName:
        report = edit_lines(report, name, template.normal_lines(name, facts) or report.section(name).lines)

    assert (
        found_in(
            report, *(known.id for known in CHECKS if known.whole is None or known.id == "contradiction")
        )
        == []
    )


def test_every_check_has_a_name_of_its_own_and_says_what_it_doubts() -> None:
    assert len({known.id for known in CHECKS}) == len({known.title for known in CHECKS}) == len(CHECKS)
    for known in CHECKS:
        assert known.explanation
        assert (known.lines is None) != (known.whole is None)
