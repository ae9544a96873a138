"""What is said of a group of curves, in words."""

from viewer.core.waveforms.recording import Group


def group_words(group: Group) -> str:
    """Return what a group is called where there are several."""
    return f"{group.label}  ·  {group.duration_s:.3g} s"


def origin_words(group: Group) -> tuple[str, ...]:
    """Return what must be said of how a group came about: computed from others, begun later than the recording."""
    derived = "derived, not recorded" if group.originality == "DERIVED" else ""
    later = f"begins {group.offset_s * 1000:.0f} ms into the recording" if group.offset_s else ""
    return derived, later


def filter_words(group: Group) -> str:
    """Return the filters of a group: once where all channels agree, else by the channels that have them."""
    by_words: dict[str, list[str]] = {}
    for channel in group.channels:
        by_words.setdefault(channel.filters.words, []).append(channel.name)
    if set(by_words) == {""}:
        return "filters not stated"
    if len(by_words) == 1:
        return f"filters {next(iter(by_words))}"
    said = (f"{', '.join(names)}: {words or 'not stated'}" for words, names in by_words.items())
    return f"filters {'; '.join(said)}"
