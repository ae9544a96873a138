"""What a field asks for: words, a choice, a number with its unit, a date, or what follows from other fields."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Kinds of answers."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose.

    Attributes
    ----------
    meaning
        What it stands for, shown beside it while choosing and never written: the definition of a category.
    code
        ``scheme:value``, empty for none.
    points
        What it adds to a score.
    alone
        Whether a score is its points only, whatever else was chosen (a spongiform nodule, ACR TI-RADS).
    """

    text: str
    meaning: str = ""
    code: str = ""
    points: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """How a field follows from others (reporting.core.fields.rules).

    Attributes
    ----------
    of
        Ids of the fields it follows from; inside a repeating finding those of the same entry.
    steps
        Thresholds and what is written from each on, ascending.
    advice
        For a level, thresholds of a size and what is advised from each on, descending.
    """

    name: str
    of: tuple[str, ...]
    steps: tuple[tuple[float, str], ...] = ()
    advice: tuple[tuple[str, tuple[tuple[float, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a template asks for.

    Attributes
    ----------
    least, most
        Limits of a number; None where there is none.
    required
        Whether the report is not complete without it.
    """

    id: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    options: tuple[Option, ...] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    rule: Rule | None = None
    code: str = ""

    @property
    def prompt(self) -> str:
        """What stands in the text until the field is filled: ``[Size, mm]``."""
        return f"[{self.title}, {self.unit}]" if self.unit else f"[{self.title}]"

    @property
    def help(self) -> str:
        """What may be answered, in a few words."""
        if self.kind is Kind.NUMBER:
            return f"number{_limits(self.least, self.most)}{' ' + self.unit if self.unit else ''}"
        if self.kind is Kind.DATE:
            return "date as 2026-05-04"
        if self.kind is Kind.COMPUTED:
            return "follows from the other fields; words of your own stay"
        return {Kind.CHOICE: "choose one", Kind.CHOICES: "choose one or more"}.get(self.kind, "words")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may be found more than once, each time with the same fields.

    Attributes
    ----------
    line
        Words of one entry, ``{number}`` for its number, ``[field]`` for its fields.
    """

    id: str
    title: str
    line: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are asked the same. A row is a line, its cells apart by tabs.

    Attributes
    ----------
    heading
        Over the names of the rows.
    """

    id: str
    title: str
    heading: str
    rows: tuple[str, ...]
    fields: tuple[Field, ...]


def _limits(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" from {least:g} to {most:g}"
    if least is not None:
        return f" from {least:g}"
    return "" if most is None else f" up to {most:g}"
