"""All fields that may stand in a report: those of its template's form, and those of macros."""

from collections.abc import Iterable

from reporting.core.fields.definition import Field
from reporting.core.fields.form import Form
from reporting.core.macros.macro import MARK, Macro


class FieldBook:
    """Finds fields by their ids; those of a macro begin with its mark: ``//nodule#2.size``."""

    def __init__(self, form: Form, macros: Iterable[Macro]) -> None:
        self._form, self._macros = form, {known.name: known for known in macros}

    def field(self, uid: str) -> Field | None:
        """Return the field of an id, None where nobody knows it."""
        if not uid.startswith(MARK):
            return self._form.field(uid)
        macro = self._macro(uid)
        return macro.field(uid.rpartition(".")[2]) if macro is not None else None

    def title(self, uid: str) -> str:
        """Return what a field is called, with its entry or macro."""
        macro, field = self._macro(uid), self.field(uid)
        return self._form.title(uid) if macro is None or field is None else f"{macro.title}: {field.title}"

    def asked(self) -> Iterable[str]:
        """Return the ids of the fields that the template asks once."""
        return self._form.asked()

    def _macro(self, uid: str) -> Macro | None:
        return self._macros.get(uid.removeprefix(MARK).partition("#")[0]) if uid.startswith(MARK) else None
