"""What the program knows of a kind of examination: a description that generic code consumes."""

from dataclasses import dataclass

from viewer.core.windowing import Window

UPTAKE_BY_MASS = frozenset({"SUVbw", "SUVlbm", "SUVlbm(James128)", "SUVlbm(Janma)", "SUVibw"})
"""Units of about one size, which share their windows; by body surface, values are a quarter of these."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A window with a name.

    Attributes
    ----------
    unit
        Of the values the window is meant for; it is offered for no other. "SUV" is any uptake by weight or mass.
    key
        Key that sets it, "3" or "F5"; empty where there is none.
    """

    name: str
    window: Window
    unit: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Technique:
    """A header element that tells how the image was made.

    Attributes
    ----------
    keyword
        Of the DICOM element, as in ``Instance.attributes``.
    wording
        How it is written, "{} kV".
    negative
        How a number below zero is written, without its sign; empty for "as any other".
    """

    keyword: str
    wording: str = "{}"
    negative: str = ""

    def text(self, stored: str) -> str:
        """Return the element in words, empty where it says nothing."""
        shown = _plain(stored)
        if not shown:
            return ""
        if self.negative and shown.startswith("-"):
            return self.negative.format(shown[1:])
        return self.wording.format(shown)


def _plain(stored: str) -> str:
    text = stored.strip()
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.4g}" if abs(number) < 1e4 else f"{number:.0f}"


@dataclass(frozen=True, slots=True)
class Modality:
    """A kind of examination.

    Attributes
    ----------
    codes
        Values of Modality (0008,0060) it stands for.
    unit
        Usual unit of its values, empty where values have none.
    decimals
        How many are worth writing of a value.
    turnable
        Whether images may be turned and flipped: projections only.
    always_lateral
        Whether the side of the body is shown whatever else is hidden (SAFETY H7).
    layout
        Rows and columns of viewports to start with.
    usual
        Name of the preset that images of its unit are opened with; empty for the image's own window.
    """

    codes: tuple[str, ...]
    title: str
    presets: tuple[Preset, ...] = ()
    technique: tuple[Technique, ...] = ()
    unit: str = ""
    decimals: int = 0
    turnable: bool = False
    always_lateral: bool = False
    layout: tuple[int, int] = (1, 1)
    usual: str = ""

    def presets_for(self, unit: str) -> tuple[Preset, ...]:
        """Return the presets that fit values of a unit; a window for HU means nothing for other numbers."""
        meant = "SUV" if unit in UPTAKE_BY_MASS else unit
        return tuple(preset for preset in self.presets if preset.unit == meant)

    def usual_for(self, unit: str) -> Preset | None:
        """Return the preset that images of a unit are opened with."""
        return next((preset for preset in self.presets_for(unit) if preset.name == self.usual), None)
