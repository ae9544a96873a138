"""The form of a template: its fields, repeating findings and tables, found by their ids."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reporting.core.fields.definition import Field, Finding, Table
from reporting.core.fields.layout import entry, prompted, table_lines
from reporting.core.report import Line

_ENTRY = re.compile(r"([^#]+)#(.+)\.([^.]+)")


@dataclass(frozen=True)
class Form:
    """What a template asks for.

    The id of a field in an entry of a finding or a row of a table names all three: ``nodule#2.size``.
    """

    fields: tuple[Field, ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()

    def field(self, uid: str) -> Field | None:
        """Return the field of an id, None where the form does not ask for it."""
        return self._known.get(uid) or self._known.get(_base(uid))

    def title(self, uid: str) -> str:
        """Return what a field is called, with its entry: ``Nodule 2: Size``."""
        field, found = self.field(uid), _ENTRY.fullmatch(uid)
        if field is None:
            return uid
        return (
            field.title
            if found is None or field.id == uid
            else f"{self._entry_title(found[1], found[2])}: {field.title}"
        )

    def asked(self) -> Iterable[str]:
        """Return the ids of the fields asked once, in order."""
        return [known.id for known in self.fields]

    def finding(self, finding_id: str) -> Finding | None:
        """Return a repeating finding by its id."""
        return next((known for known in self.findings if known.id == finding_id), None)

    def laid_out(self, words: str) -> Iterator[Line]:
        """Yield the lines that words with brackets stand for: a table or a first entry has lines of its own."""
        named = words.strip()[1:-1] if re.fullmatch(r"\s*\[[^\[\]]+\]\s*", words) else ""
        table = next((known for known in self.tables if known.id == named), None)
        finding = self.finding(named)
        if table is not None:
            yield from table_lines(table)
        elif finding is not None:
            yield entry(finding, 1)
        else:
            yield prompted(words, {known.id: known for known in self.fields})

    def _entry_title(self, group: str, name: str) -> str:
        finding = self.finding(group)
        return f"{finding.title} {name}" if finding is not None else name

    @cached_property
    def _known(self) -> dict[str, Field]:
        known = {field.id: field for field in self.fields}
        for finding in self.findings:
            known |= {f"{finding.id}.{field.id}": field for field in finding.fields}
        for table in self.tables:
            known |= {f"{table.id}.{field.id}": field for field in table.fields}
        return known


def _base(uid: str) -> str:
    found = _ENTRY.fullmatch(uid)
    return f"{found[1]}.{found[3]}" if found else uid
