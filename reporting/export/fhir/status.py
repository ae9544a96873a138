"""How far a report has come, in the words of FHIR R4."""

from collections.abc import Mapping
from types import MappingProxyType

from reporting.core.report import Report, State
from viewer.core.plain import Plain

Statuses = Mapping[str, str]
"""By: empty, draft, preliminary, final, addended."""

DIAGNOSTIC_REPORT: Statuses = MappingProxyType(
    {
        "empty": "registered",
        "draft": "partial",
        "preliminary": "preliminary",
        "final": "final",
        "addended": "appended",
    }
)
"""A draft with words is *partial*: *registered* says that nothing is there yet. An addendum *appends*: *amended* would
say that signed words were changed, which never happens."""

OBSERVATION: Statuses = MappingProxyType(
    {
        "empty": "registered",
        "draft": "preliminary",
        "preliminary": "preliminary",
        "final": "final",
        "addended": "final",
    }
)
COMPOSITION: Statuses = MappingProxyType(
    {
        "empty": "preliminary",
        "draft": "preliminary",
        "preliminary": "preliminary",
        "final": "final",
        "addended": "amended",
    }
)
"""The composition as a whole did change: it has a section more, the addendum."""


def status_of(report: Report, statuses: Statuses) -> str:
    """Return the status of a resource about this report."""
    if report.state is State.FINAL:
        return statuses["addended" if report.addenda else "final"]
    if report.state is State.PRELIMINARY:
        return statuses["preliminary"]
    has_words = any(line.text.strip() or line.is_linked for known in report.sections for line in known.lines)
    return statuses["draft" if has_words else "empty"]


def taken_back(resource: Plain) -> Plain:
    """Return a resource of a report that was withdrawn; who and what it is about stays as it is."""
    said = ("DiagnosticReport", "Composition", "Observation", "Media")
    return {**resource, "status": "entered-in-error"} if resource["resourceType"] in said else resource
