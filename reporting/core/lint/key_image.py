"""Key images that no sentence speaks of, and sentences that speak of none."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity
from reporting.core.lint.subject import Subject
from reporting.core.report import Report, SectionName

_NAMED = re.compile(r"^\s*key images?\b\s*:", re.IGNORECASE)


def doubted(report: Report, _subject: Subject) -> Iterator[tuple[SectionName | None, int | None, Flaw]]:
    """Yield key images without a line, and lines named after one that point at none."""
    linked = {line.key_image_uid for section in report.sections for line in section.lines}
    for known in report.key_images:
        if known.uid not in linked:
            yield None, None, Flaw(0, 0, f"no line speaks of the key image “{known.caption}”")
    for section in report.sections:
        for row, line in enumerate(section.lines):
            found = None if line.is_linked else _NAMED.match(line.text)
            if found:
                yield section.name, row, Flaw(found.start(), found.end(), "no image is linked to this line")


CHECK = Check(
    id="key-image",
    title="Unlinked key image",
    explanation="A key image that no line of the report speaks of, or a line about a key image without one",
    severity=Severity.MINOR,
    whole=doubted,
)
