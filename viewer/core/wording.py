"""Names, dates and numbers of the header as people write them."""

from math import floor, log10

SMALL = 0.1
"""Of a number below this two decimals say little: windows of diffusion or uptake maps may be that narrow."""

AGE_UNITS = {"D": "d", "W": "wk", "M": "mo", "Y": "y"}


def spoken_name(name: str) -> str:
    """Return a person's name as Family, Given; each group of components (alphabetic, ideographic …) by itself."""
    return " = ".join(_spoken_group(group) for group in name.split("=") if group.strip("^ "))


def _spoken_group(group: str) -> str:
    family, *others = group.split("^")
    given = " ".join(part for part in others if part)
    return ", ".join(part for part in (family, given) if part)


def iso_date(stored: str) -> str:
    """Return a DICOM date as YYYY-MM-DD; as stored where it is not one."""
    if len(stored) == 8 and stored.isdigit():
        return f"{stored[:4]}-{stored[4:6]}-{stored[6:]}"
    return stored


def clock_time(stored: str) -> str:
    """Return a DICOM time as HH:MM; as stored where it is not one. Never converted to another zone (H21)."""
    if len(stored) >= 4 and stored[:4].isdigit():
        return f"{stored[:2]}:{stored[2:4]}"
    return stored


def spoken_age(stored: str) -> str:
    """Return a DICOM age, "045Y", as "45 y"; as stored where it is not one."""
    number, unit = stored[:-1], stored[-1:]
    if number.isdigit() and unit in AGE_UNITS:
        return f"{int(number)} {AGE_UNITS[unit]}"
    return stored


def age_at(birth_date: str, date: str) -> str:
    """Return whole years between two DICOM dates, empty where they do not tell."""
    known = all(
        len(stored) == 8 and stored.isdigit() and stored[4:6] != "00" for stored in (birth_date, date)
    )
    if not known or date < birth_date:
        return ""
    years = int(date[:4]) - int(birth_date[:4]) - (date[4:] < birth_date[4:])
    return f"{years} y"


def short_number(value: float) -> str:
    """Return a number with as many decimals as it needs: at most two, or, where they say nothing, two figures."""
    if value == 0:
        return "0"
    decimals = 2 if abs(value) >= SMALL else 1 - floor(log10(abs(value)))
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")
