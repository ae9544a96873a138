"""The fields, repeating findings and tables of a TOML template."""

from collections.abc import Mapping

from reporting.core.fields.definition import Field, Finding, Kind, Option, Rule, Table
from reporting.core.fields.form import Form
from reporting.core.fields.rules import COUNTS, RULES, SUMMED
from reporting.core.toml_source import TomlSource

_FIELD = (
    "title",
    "kind",
    "required",
    "options",
    "unit",
    "least",
    "most",
    "rule",
    "of",
    "steps",
    "advice",
    "code",
)
_OPTION = ("text", "meaning", "code", "points", "alone")
_FINDING = ("title", "line", "fields")
_TABLE = ("title", "heading", "rows", "fields")
_KINDS = {kind.value: kind for kind in Kind}


def parse_form(source: TomlSource, table: Mapping[str, object]) -> Form:
    """Return the form that the tables of a template describe."""
    return Form(
        fields=_fields(source, source.table(table, "fields"), "fields"),
        findings=tuple(
            _finding(source, source.table(source.table(table, "findings"), name, "findings"), name)
            for name in source.table(table, "findings")
        ),
        tables=tuple(
            _table(source, source.table(source.table(table, "tables"), name, "tables"), name)
            for name in source.table(table, "tables")
        ),
    )


def _finding(source: TomlSource, table: Mapping[str, object], name: str) -> Finding:
    header = f"findings.{name}"
    source.only_known(table, header, _FINDING)
    fields = _fields(source, source.table(table, "fields", header), f"{header}.fields")
    return Finding(
        name,
        source.required_text(table, "title", header),
        source.required_text(table, "line", header),
        fields,
    )


def _table(source: TomlSource, table: Mapping[str, object], name: str) -> Table:
    header = f"tables.{name}"
    source.only_known(table, header, _TABLE)
    rows = source.texts(table, "rows", header)
    if any(mark in row for row in rows for mark in "#.\t[]"):
        raise source.error("rows", header, "rows are named without # . [ ] and tabs")
    return Table(
        name,
        source.required_text(table, "title", header),
        source.text(table, "heading", header),
        rows,
        _fields(source, source.table(table, "fields", header), f"{header}.fields"),
    )


def _fields(source: TomlSource, tables: Mapping[str, object], header: str) -> tuple[Field, ...]:
    fields = tuple(_field(source, source.table(tables, name, header), name, header) for name in tables)
    known = {field.id: field for field in fields}
    for field in fields:
        for name in field.rule.of if field.rule else ():
            if name not in known:
                raise source.error("of", f"{header}.{field.id}", f'no field is called "{name}" here')
            if field.rule and field.rule.name == "sum" and known[name].kind not in SUMMED:
                raise source.error("of", f"{header}.{field.id}", f'"{name}" has no points')
    return fields


def _field(source: TomlSource, table: Mapping[str, object], name: str, above: str) -> Field:
    header = f"{above}.{name}"
    source.only_known(table, header, _FIELD)
    kind = source.text(table, "kind", header) or Kind.TEXT.value
    if kind not in _KINDS:
        raise source.error("kind", header, f'"{kind}" is no kind of field; known are {", ".join(_KINDS)}')
    options = _options(source, table, header)
    if (_KINDS[kind] in SUMMED) != bool(options):
        raise source.error("options", header, "choices have options, and nothing else has")
    return Field(
        id=name,
        title=source.required_text(table, "title", header),
        kind=_KINDS[kind],
        required=source.truth(table, "required", header),
        options=options,
        unit=source.text(table, "unit", header),
        least=source.number(table, "least", header),
        most=source.number(table, "most", header),
        rule=_rule(source, table, header) if _KINDS[kind] is Kind.COMPUTED else None,
        code=source.text(table, "code", header),
    )


def _options(source: TomlSource, table: Mapping[str, object], header: str) -> tuple[Option, ...]:
    written = table.get("options", [])
    if not isinstance(written, list):
        raise source.error("options", header, '"options" must be a list')
    options = tuple(_option(source, one, header) for one in written)
    if any("," in option.text for option in options) and table.get("kind") == Kind.CHOICES.value:
        raise source.error("options", header, "several choices are told apart by commas: none may have one")
    return options


def _option(source: TomlSource, written: object, header: str) -> Option:
    if isinstance(written, str) and written.strip():
        return Option(written)
    if not isinstance(written, dict):
        raise source.error("options", header, "an option is a text, or a table with its text")
    source.only_known(written, header, _OPTION)
    points = source.number(written, "points", header) or 0
    return Option(
        text=source.required_text(written, "text", header),
        meaning=source.text(written, "meaning", header),
        code=source.text(written, "code", header),
        points=int(points),
        alone=source.truth(written, "alone", header),
    )


def _rule(source: TomlSource, table: Mapping[str, object], header: str) -> Rule:
    name = source.required_text(table, "rule", header)
    of = source.texts(table, "of", header)
    if name not in RULES:
        raise source.error("rule", header, f'"{name}" is no rule; known are {", ".join(RULES)}')
    if len(of) != COUNTS.get(name, len(of)) or not of:
        raise source.error("of", header, f'"{name}" follows from {COUNTS.get(name, "some")} fields')
    advice = source.table(table, "advice", header)
    return Rule(
        name,
        of,
        _steps(source, table, "steps", header),
        tuple((level, _steps(source, advice, level, f"{header}.advice")) for level in advice),
    )


def _steps(
    source: TomlSource, table: Mapping[str, object], key: str, header: str
) -> tuple[tuple[float, str], ...]:
    written = table.get(key, [])
    if not isinstance(written, list):
        raise source.error(key, header, f'"{key}" must be a list of numbers with words')
    steps = []
    for one in written:
        match one:
            case [int() | float() as least, str() as words]:
                steps.append((float(least), words))
            case _:
                raise source.error(key, header, f'"{key}" must be a list of numbers with words')
    return tuple(steps)
