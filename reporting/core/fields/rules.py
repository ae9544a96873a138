"""What follows from other fields: sums of points, levels, what is advised for a size, volumes, PI-RADS.

A rule that lacks an answer says nothing: half a score would be taken for a score.
"""

import re
from collections.abc import Callable, Mapping
from math import pi

from reporting.core.fields.definition import Field, Kind, Rule
from reporting.core.fields.reading import number_of, options_of

Answers = Mapping[str, str]
"""Words by id of the field, empty where it is not filled."""

_Fields = Mapping[str, Field]


def computed(rule: Rule, fields: _Fields, answers: Answers) -> str:
    """Return what a rule writes, empty where something it needs is not answered."""
    given = [answers.get(name, "") for name in rule.of]
    return RULES[rule.name](rule, fields, given) if all(given) else ""


def _sum(rule: Rule, fields: _Fields, given: list[str]) -> str:
    """Points of everything chosen; those of an option that stands alone only."""
    chosen = [options_of(fields[name], words) for name, words in zip(rule.of, given, strict=True)]
    if not all(chosen):
        return ""
    options = [option for several in chosen for option in several]
    alone = [option for option in options if option.alone]
    return str(sum(option.points for option in alone or options))


def _level(rule: Rule, _: _Fields, given: list[str]) -> str:
    """The highest step that the number reaches."""
    value = number_of(given[0])
    reached = [words for least, words in rule.steps if value is not None and value >= least]
    return reached[-1] if reached else ""


def _advice(rule: Rule, _: _Fields, given: list[str]) -> str:
    """What is advised for a level and a size."""
    size = number_of(given[1])
    steps = next((steps for level, steps in rule.advice if given[0].startswith(level)), None)
    if size is None or steps is None:
        return ""
    return next((words for least, words in steps if size >= least), "")


def _ellipsoid(_: Rule, __: _Fields, given: list[str]) -> str:
    """Volume of an ellipsoid of three diameters in mm, mL: π/6 of their product."""
    sizes = [number_of(words) for words in given]
    if None in sizes:
        return ""
    product = 1.0
    for size in sizes:
        product *= size or 0.0
    return f"{product * pi / 6 / 1000:.0f}"


def _ratio(_: Rule, __: _Fields, given: list[str]) -> str:
    above, below = (number_of(words) for words in given)
    return "" if above is None or not below else f"{above / below:.2f}"


def _pi_rads(_: Rule, __: _Fields, given: list[str]) -> str:
    """PI-RADS v2.1: zone, T2W, DWI and DCE of a lesion make its category.

    In the peripheral zone DWI decides, and a positive DCE lifts 3 to 4. In the transition zone T2W decides; DWI of
    at least 4 lifts 2 to 3, and DWI of 5 lifts 3 to 4.
    """
    zone, contrast = given[0].casefold(), given[3].casefold()
    t2, dwi = (int(score[0]) if (score := re.match(r"[1-5]", words)) else 0 for words in given[1:3])
    if not (t2 and dwi):
        return ""
    if zone.startswith("peripheral"):
        return str(4 if dwi == 3 and contrast.startswith("positive") else dwi)
    if zone.startswith("transition"):
        lifted = (t2 == 2 and dwi >= 4) or (t2 == 3 and dwi == 5)
        return str(t2 + lifted)
    return ""


RULES: dict[str, Callable[[Rule, _Fields, list[str]], str]] = {
    "sum": _sum,
    "level": _level,
    "advice": _advice,
    "ellipsoid": _ellipsoid,
    "ratio": _ratio,
    "pi-rads": _pi_rads,
}
"""Rules by the name that templates give them."""

COUNTS = {"advice": 2, "ellipsoid": 3, "ratio": 2, "pi-rads": 4, "level": 1}
"""How many fields a rule needs, where that is fixed."""

SUMMED = (Kind.CHOICE, Kind.CHOICES)
"""Kinds of fields whose options have points."""
