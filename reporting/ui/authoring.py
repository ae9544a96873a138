"""What an editor needs from whoever knows templates and macros."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from reporting.core.fields.definition import Field, Finding
from reporting.core.macros.macro import Macro
from reporting.core.report import Line


class Authoring(Protocol):
    """Fields and macros of the report being written."""

    def field(self, uid: str) -> Field | None:
        """Return what a field asks for, None where nobody knows it."""

    def title(self, uid: str) -> str:
        """Return what a field is called, with its entry."""

    def findings(self) -> Sequence[Finding]:
        """Return what may be found more than once."""

    def add_finding(self, finding: Finding) -> None:
        """Put another entry of a finding into the report."""

    def has_normal(self) -> bool:
        """Whether it is known what is normal."""

    def write_normal(self) -> None:
        """Write normal text where the reader has written nothing."""

    def macros(self) -> Sequence[Macro]:
        """Return the macros offered."""

    def expanded(self, macro: Macro, given: Mapping[str, str]) -> tuple[Line, ...]:
        """Return what a macro becomes in this report."""
