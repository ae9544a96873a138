"""All checks there are, in the order they are listed. A new one is a file, and a line here."""

from reporting.core.lint import (
    age,
    comparison,
    contradiction,
    doubled_word,
    empty_section,
    identity,
    impression,
    key_image,
    laterality,
    no_change,
    number,
    sex,
    unit,
)
from reporting.core.lint.doubt import Check

CHECKS: tuple[Check, ...] = (
    identity.CHECK,
    laterality.CHECK,
    sex.CHECK,
    age.CHECK,
    contradiction.CHECK,
    number.CHECK,
    unit.CHECK,
    no_change.CHECK,
    comparison.CHECK,
    impression.CHECK,
    empty_section.CHECK,
    key_image.CHECK,
    doubled_word.CHECK,
)


def active(off: frozenset[str], on: frozenset[str] = frozenset()) -> tuple[Check, ...]:
    """Return the checks that are looked for: those usually on and not turned off, and those turned on."""
    return tuple(known for known in CHECKS if (known.on and known.id not in off) or known.id in on)
