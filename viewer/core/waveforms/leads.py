"""Names of ECG leads, from the codes of channel sources. PS3.16 CID 3001."""

import re
from collections.abc import Sequence

_BY_NUMBER = {
    1: "I",
    2: "II",
    61: "III",
    62: "aVR",
    63: "aVL",
    64: "aVF",
    **{number + 2: f"V{number}" for number in range(1, 8)},
    **{number + 8: f"V{number}R" for number in range(2, 8)},
    16: "X",
    17: "Y",
    18: "Z",
}
"""Leads by the number they have in SCP-ECG, which ISO/IEEE 11073 (MDC) took over."""

_MDC, _SCP = re.compile(r"2:(\d+)"), re.compile(r"5\.6\.3-9-(\d+)")
_WRITTEN = re.compile(r"\b(?:lead\s+)?(aV[RLF]|V[1-9]R?|I{1,3})\b", re.IGNORECASE)

LIMB = ("I", "II", "III", "aVR", "aVL", "aVF")
CHEST = ("V1", "V2", "V3", "V4", "V5", "V6")
TWELVE = (*LIMB, *CHEST)


def lead_name(code: str, scheme: str, meaning: str, label: str = "") -> str:
    """Return what to call a channel: the lead of its code, the lead its words name, else its words."""
    pattern = {"MDC": _MDC, "SCPECG": _SCP}.get(scheme)
    found = pattern.fullmatch(code) if pattern else None
    if found and int(found[1]) in _BY_NUMBER:
        return _BY_NUMBER[int(found[1])]
    for words in (label, meaning):
        written = _WRITTEN.search(words) if "lead" in words.lower() or len(words) <= len("aVR") else None
        if written:
            return _cased(written[1])
    return label or meaning


def places_of_twelve(names: Sequence[str]) -> dict[str, int] | None:
    """Return which channel holds each of the twelve leads; None where not all of them are there."""
    places = {name: names.index(name) for name in TWELVE if name in names}
    return places if len(places) == len(TWELVE) else None


def _cased(written: str) -> str:
    upper = written.upper()
    return f"aV{upper[2]}" if upper.startswith("AV") else upper
