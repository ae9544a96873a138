"""Templates of other systems: IHE MRRT read, its fields rendered, and ours written so that they are read back."""

from pathlib import Path

import pytest

from reporting.core.fields.definition import Field, Kind, Option
from reporting.core.fields.form import Form
from reporting.core.header_facts import HeaderFacts
from reporting.core.mrrt.reading import template_from_html
from reporting.core.mrrt.writing import template_to_html
from reporting.core.report import SectionName
from reporting.core.templates import Template, read_templates
from reporting.core.toml_source import TemplateError

SHIPPED = read_templates(Path(__file__).resolve().parents[4] / "resources" / "report_templates")[0]
FINDINGS = SectionName.FINDINGS
FOREIGN = """<!DOCTYPE html>
<html><head><title>CT Appendix</title><meta charset="UTF-8"/>
<meta name="dcterms.title" content="CT Appendix"/><meta name="dcterms.identifier" content="http://x.org/50/1"/>
<script type="text/xml"><template_attributes><coded_content>
<entry origtxt="diameter"><term><code meaning="Diameter" value="RID13432" scheme="RADLEX"></code></term></entry>
</coded_content></template_attributes></script>
<script>fetch('http://evil.example/')</script><style>p { color: red }</style></head>
<body>
<section id="s1" class="level1" data-section-name="Clinical information"><header class="level1">Clinical</header>
<p><label for="why">Reason:</label><input type="text" id="why" name="Reason for exam" data-field-merge-flag="true"
 data-field-type="TEXT"/></p></section>
<section id="s2" class="level1" data-section-name="Findings"><header class="level1">Findings</header>
<p><label for="diameter">Diameter:</label> <input type="number" id="diameter" min="1" max="50"
 data-field-type="NUMBER" data-field-units="mm" data-field-completion-action="ALERT"/></p>
<p><label for="wall">Wall:</label> <select id="wall" data-field-type="SELECTION_LIST"><option>thin</option>
<option selected>thick &amp; bright</option></select></p>
<section class="level2" data-section-name="Surroundings"><header class="level2">Surroundings</header>
<p>Fat: <span data-field-type="CHECKBOX"><input type="checkbox" name="fat" value="clear"/>clear
<input type="checkbox" name="fat" value="stranding"/></span></p></section>
<p><label for="more">More:</label><textarea id="more" data-field-type="TEXTAREA">Nothing else.</textarea></p>
<p>On <input type="date" id="on"/> <img src="file:///etc/passwd"/></p></section>
<section class="level1" data-section-name="Impression"><p><input type="text" id="imp"/></p></section>
</body></html>"""


def field(template: Template, uid: str) -> Field:
    return next(known for known in template.form.fields if known.id == uid)


def test_the_fields_of_a_foreign_template_are_rendered() -> None:
    template = template_from_html(FOREIGN, "appendix.html")

    assert (template.title, template.id) == ("CT Appendix", "http-x.org-50-1")
    assert [line.text for line in template.begun(FINDINGS, HeaderFacts())] == [
        "Diameter: [Diameter, mm]",
        "Wall: [Wall]",
        "Surroundings:",
        "Fat: [Fat]",
        "More:[More]",
        "On [On]",
    ]


def test_kinds_limits_units_codes_and_what_is_required_are_taken_over() -> None:
    template = template_from_html(FOREIGN, "appendix.html")

    assert field(template, "diameter") == Field(
        "diameter", "Diameter", Kind.NUMBER, True, unit="mm", least=1, most=50, code="RADLEX:RID13432"
    )
    assert field(template, "wall").options == (Option("thin"), Option("thick & bright"))
    assert (field(template, "fat").kind, len(field(template, "fat").options)) == (Kind.CHOICES, 2)
    assert field(template, "on").kind is Kind.DATE


def test_a_fact_is_merged_in_and_prefilled_words_are_normal_text_not_findings() -> None:
    template = template_from_html(FOREIGN, "appendix.html")

    assert template.lines(SectionName.INDICATION, HeaderFacts(indication="Pain")) == ("Reason:Pain",)
    assert dict(template.normal)[FINDINGS] == ("More: Nothing else.",)


def test_nothing_of_a_script_or_a_picture_comes_in() -> None:
    template = template_from_html(FOREIGN, "appendix.html")

    said = repr(template)
    assert not any(word in said for word in ("evil", "passwd", "color"))


@pytest.mark.parametrize("source", ["", "<html></html>", "words", "<section", "\x00<b>" * 50])
def test_f19_what_is_no_template_is_refused(source: str) -> None:
    with pytest.raises(TemplateError, match="not offered"):
        template_from_html(source, "x.html")


@pytest.mark.parametrize("template", SHIPPED, ids=lambda known: known.id)
def test_what_is_written_is_read_back_and_written_again_the_same(template: Template) -> None:
    written = template_to_html(template)
    back = template_from_html(written, "x.html")

    assert template_to_html(back) == written
    assert (back.id, back.title, back.modalities, back.sex) == (
        template.id,
        template.title,
        template.modalities,
        template.sex,
    )


def test_a_template_of_plain_fields_is_read_back_equal() -> None:
    fields = (
        Field("a", "A & <b>", Kind.TEXT, required=True),
        Field("n", "Size", Kind.NUMBER, unit="mm", least=1, most=2.5, code="RADLEX:RID1"),
        Field("c", "Side", Kind.CHOICE, options=(Option("right"), Option("left"))),
        Field("s", "Several", Kind.CHOICES, options=(Option("x"), Option("y"))),
        Field("d", "Day", Kind.DATE),
    )
    sections = (
        (SectionName.INDICATION, ("{indication}",)),
        (FINDINGS, ("Words [a] and <more>, [n].", "Side: [c], [s] on [d]")),
    )
    template = Template("mine", "Mine", ("CT",), ("CHEST",), sections, form=Form(fields), procedures=("P1",))

    assert template_from_html(template_to_html(template), "x.html") == template
