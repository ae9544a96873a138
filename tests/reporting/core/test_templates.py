"""Templates: what they offer, which is chosen, and what is said of one that cannot be understood."""

from pathlib import Path

import pytest

from reporting.core.header_facts import HeaderFacts
from reporting.core.lines import words_for
from reporting.core.report import SectionName
from reporting.core.templates import (
    GENERAL,
    Template,
    choose_template,
    parse_template,
    read_templates,
)
from reporting.core.toml_source import TemplateError
from tests.builders.reports import length, region

SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "report_templates"
HEAD = 'id = "mine"\ntitle = "Mine"\n'


@pytest.fixture(scope="module")
def shipped() -> tuple[Template, ...]:
    templates, errors = read_templates(SHIPPED)
    assert errors == ()
    return templates


def test_templates_are_shipped_for_what_is_read_daily(shipped: tuple[Template, ...]) -> None:
    assert {known.id for known in shipped} == {
        *("general", "chest-xray", "ct-chest", "ct-head", "ct-abdomen", "ct-coronary"),
        *("mr-brain", "mr-spine", "mr-knee", "mr-prostate", "mammography", "us-abdomen", "us-thyroid"),
        *("xa-coronary", "pet-ct", "second-opinion", "pathology-second-read", "arbitration"),
    }


@pytest.mark.parametrize(
    "facts", [HeaderFacts(), HeaderFacts(*["CT"] * 8)], ids=["nothing known", "all known"]
)
def test_no_shipped_template_reports_a_finding_nobody_has_read(
    shipped: tuple[Template, ...], facts: HeaderFacts
) -> None:
    for template in shipped:
        for name in (SectionName.FINDINGS, SectionName.IMPRESSION):
            for line in template.begun(name, facts):
                asks = line.text.rstrip(" ,").endswith(":") or any(span.field for span in line.spans)
                heads = "\t" in line.text
                assert asks or heads, (template.id, line.text)


def test_ct_chest_asks_for_every_region(shipped: tuple[Template, ...]) -> None:
    asked = " ".join(_named(shipped, "ct-chest").lines(SectionName.FINDINGS, HeaderFacts())).lower()

    for region_name in (
        "lungs",
        "pleura",
        "mediastinum",
        "hila",
        "heart",
        "chest wall",
        "upper abdomen",
        "bones",
    ):
        assert region_name in asked


def test_every_shipped_wording_gives_value_and_unit(shipped: tuple[Template, ...]) -> None:
    for template in shipped:
        for tool in ("length", "angle", "cobb", "probe", "arrow"):
            assert "8.0 mm" in words_for(length(8.0), template.wording(tool)), (template.id, tool)
        assert "SD 12.0 HU" in words_for(region(), template.wording("ellipse"))
        assert "SD 12.0 HU" in words_for(region(), template.wording("rectangle"))


@pytest.mark.parametrize(
    ("modality", "body_part", "chosen"),
    [
        ("CT", "CHEST", "ct-chest"),
        ("ct", " chest ", "ct-chest"),
        ("CT", "HEAD", "ct-head"),
        ("CT", "CT Thorax with contrast", "ct-chest"),
        ("MR", "HEAD^BRAIN", "mr-brain"),
        ("DX", "CHEST", "chest-xray"),
        ("CR", "THORAX", "chest-xray"),
        ("CR", "HAND", "general"),
        ("CT", "HEART", "ct-coronary"),
        ("CT", "ABDOMEN", "ct-abdomen"),
        ("MR", "LSPINE", "mr-spine"),
        ("MR", "KNEE", "mr-knee"),
        ("MG", "BREAST", "mammography"),
        ("MG", "", "mammography"),
        ("US", "THYROID", "us-thyroid"),
        ("US", "ABDOMEN", "us-abdomen"),
        ("XA", "HEART", "xa-coronary"),
        ("PT", "", "pet-ct"),
        ("SM", "", "pathology-second-read"),
        ("MR", "PROSTATE", "general"),
        ("CT", "", "general"),
        ("US", "CHEST", "general"),
        ("", "", "general"),
    ],
)
def test_the_closest_template_is_chosen(
    shipped: tuple[Template, ...], modality: str, body_part: str, chosen: str
) -> None:
    assert choose_template(shipped, modality, body_part).id == chosen


def test_a_template_for_men_is_chosen_for_men_only(shipped: tuple[Template, ...]) -> None:
    assert choose_template(shipped, "MR", "PROSTATE", sex="M").id == "mr-prostate"
    assert choose_template(shipped, "MR", "PROSTATE", sex="F").id == "general"


def test_a_template_for_an_age_is_never_chosen_where_the_age_is_unknown() -> None:
    child = parse_template(HEAD + "age_years = [0, 17]\nmodalities = ['CR']", "mine.toml")

    assert choose_template((child,), "CR", "CHEST", age_years=9) == child
    assert choose_template((child,), "CR", "CHEST", age_years=18) == GENERAL
    assert choose_template((child,), "CR", "CHEST") == GENERAL


def test_the_code_of_the_procedure_decides_before_the_body_part(shipped: tuple[Template, ...]) -> None:
    own = parse_template(HEAD + 'procedures = ["CTTHLD"]', "mine.toml")

    assert choose_template((*shipped, own), "CT", "CHEST", procedure="CTTHLD") == own
    assert choose_template((*shipped, own), "CT", "CHEST", procedure="OTHER").id == "ct-chest"


def test_there_is_a_template_even_where_none_fits() -> None:
    assert choose_template((), "CT", "CHEST") == GENERAL


def test_placeholders_are_filled_and_lines_of_which_nothing_is_known_are_left_out() -> None:
    template = parse_template(
        HEAD
        + '[sections]\ntechnique = ["{modality} {study_description}, {study_date}.", "Contrast: {contrast}", "x"]',
        "mine.toml",
    )

    assert template.lines(SectionName.TECHNIQUE, HeaderFacts(modality="CT", study_date="2026-05-04")) == (
        "CT, 2026-05-04.",
        "x",
    )
    assert template.lines(SectionName.TECHNIQUE, HeaderFacts(contrast="Iohexol\n300")) == (
        "Contrast: Iohexol 300",
        "x",
    )
    assert template.lines(SectionName.FINDINGS, HeaderFacts()) == ()


def test_a_tool_without_wording_takes_the_default() -> None:
    template = parse_template(HEAD + '[wording]\ndefault = "→ {value}"\nlength = "{value}!"', "mine.toml")

    assert (template.wording("length"), template.wording("angle")) == ("{value}!", "→ {value}")
    assert GENERAL.wording("length") == "{text} {value}"


@pytest.mark.parametrize(
    ("source", "line", "column", "why"),
    [
        ("id = ", 1, 6, "not TOML"),
        ('id = "a', 1, 8, "not TOML"),
        ("a = " + "[" * 5000, 1, 5005, "not TOML"),
        (HEAD + "colour = 1", 3, 1, '"colour" means nothing'),
        (HEAD + "[colours]", 3, 2, '"colours" means nothing'),
        ('title = "Mine"', 1, 1, '"id" is missing'),
        ('id = "a"\n title = 7', 2, 2, '"title" must be text'),
        ('id = "a"\ntitle = "  "', 2, 1, '"title" must be text'),
        (HEAD + 'modalities = "CT"', 3, 1, "must be a list of texts"),
        (HEAD + "body_parts = [1]", 3, 1, "must be a list of texts"),
        (HEAD + "sections = 1", 3, 1, '"sections" must be a table'),
        (HEAD + '[sections]\nfindings = ["a"]\n\n  lungs = []', 6, 3, '"lungs" means nothing'),
        (HEAD + "[sections]\nfindings = 3", 4, 1, "must be a list of texts"),
        (HEAD + 'sections.findings = ["{name}"]', 3, 23, "{name} means nothing"),
        (HEAD + '[sections]\nfindings = [\n  "x",\n  "see {who}",\n]', 6, 8, "{who} means nothing"),
        (HEAD + '[sections]\nfindings = ["half { open"]', 4, 19, "{ means nothing"),
        (HEAD + '[sections]\nfindings = ["\\u007Bwho}"]', 4, 1, "{who} means nothing"),
        (HEAD + '[wording]\nlength = "{number} mm"', 4, 11, "{number} means nothing"),
        (HEAD + "[wording]\nlength = 3", 4, 1, "must be text"),
        (HEAD + "age_years = [1]", 3, 1, "two whole numbers"),
        (HEAD + "by_hand = 1", 3, 1, "true or false"),
        (HEAD + '[fields.a]\nkind = "text"', 1, 1, '"title" is missing'),
        (HEAD + '[fields.a]\ntitle = "A"\nkind = "colour"', 5, 1, "no kind of field"),
        (HEAD + '[fields.a]\ntitle = "A"\nkind = "choice"', 1, 1, "choices have options"),
        (HEAD + '[fields.a]\ntitle = "A"\nleast = "x"', 5, 1, "must be a number"),
        (HEAD + '[fields.a]\ntitle = "A"\nkind = "computed"\nrule = "magic"', 6, 1, "no rule"),
        (HEAD + '[fields.a]\ntitle = "A"\nkind = "computed"\nrule = "sum"\nof = ["b"]', 7, 1, 'called "b"'),
        (HEAD + '[fields.a]\ntitle = "A"\nkind = "choices"\noptions = ["a, b"]', 6, 1, "commas"),
        (HEAD + '[tables.t]\ntitle = "T"\nrows = ["a.b"]', 5, 1, "named without"),
    ],
)
def test_f19_a_template_that_means_nothing_is_refused_with_line_and_column(
    source: str, line: int, column: int, why: str
) -> None:
    with pytest.raises(TemplateError) as refused:
        parse_template(source, "mine.toml")

    assert why in refused.value.why
    assert (refused.value.file_name, refused.value.line, refused.value.column) == ("mine.toml", line, column)


def test_f19_the_other_templates_are_still_offered(tmp_path: Path) -> None:
    (tmp_path / "1.toml").write_text('id = "a"\ntitle = "B"')
    (tmp_path / "2.toml").write_text("garbage")
    (tmp_path / "3.toml").write_bytes('id = "ä"\nx = "'.encode() + b"\xff")
    (tmp_path / "4.toml").write_text('id = "a"\ntitle = "A again"')
    (tmp_path / "5.toml").mkdir()
    (tmp_path / "notes.txt").write_text("not a template")

    templates, errors = read_templates(tmp_path)

    assert [known.title for known in templates] == ["B", "General"]
    assert [error.file_name for error in errors] == ["2.toml", "3.toml", "4.toml", "5.toml"]
    assert (errors[1].line, errors[1].column) == (2, 6)
    assert "already" in errors[2].why
    assert "cannot be read" in errors[3].why


def test_a_folder_that_is_not_there_leaves_the_general_template(tmp_path: Path) -> None:
    assert read_templates(tmp_path / "nowhere") == ((GENERAL,), ())


def _named(templates: tuple[Template, ...], id_: str) -> Template:
    return next(known for known in templates if known.id == id_)
