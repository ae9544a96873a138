"""What a waveform object holds: channels sampled together, in groups, and what was noted about them. PS3.3 C.10.9."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.generic]

_MILLIVOLTS = {"nV": 1e-6, "uV": 1e-3, "mV": 1.0, "V": 1e3}


@dataclass(frozen=True, slots=True)
class Filters:
    """What was done to a channel before it was stored, Hz; None where the object does not say. 0 is no filter."""

    low_hz: float | None = None
    high_hz: float | None = None
    notch_hz: float | None = None
    notch_width_hz: float | None = None

    @property
    def words(self) -> str:
        """As a reader writes it: ``0.05–150 Hz, notch 50 Hz``; empty where the object says nothing."""
        parts = []
        if self.low_hz and self.high_hz:
            parts.append(f"{self.low_hz:g}–{self.high_hz:g} Hz")
        elif self.low_hz:
            parts.append(f"above {self.low_hz:g} Hz")
        elif self.high_hz:
            parts.append(f"below {self.high_hz:g} Hz")
        if self.notch_hz:
            width = f" (width {self.notch_width_hz:g} Hz)" if self.notch_width_hz else ""
            parts.append(f"notch {self.notch_hz:g} Hz{width}")
        elif self.notch_hz == 0:
            parts.append("no notch")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Channel:
    """One curve.

    Attributes
    ----------
    name
        What a reader calls it: "aVR", "Arterial pressure".
    source
        What the object calls what was recorded.
    unit
        UCUM code of the values; empty where the object gives none, and then values are stored numbers.
    sensitivity, correction, baseline
        A value is stored number × sensitivity × correction + baseline. C.10.9.1.4.2.
    skew_s
        How much later than the group it was sampled.
    remarks
        Channel status: "LEAD OFF", "NOISY" …
    """

    name: str
    source: str = ""
    unit: str = ""
    sensitivity: float = 1.0
    correction: float = 1.0
    baseline: float = 0.0
    skew_s: float = 0.0
    filters: Filters = Filters()
    remarks: tuple[str, ...] = ()

    @property
    def millivolts(self) -> float | None:
        """How many mV a unit of its values is; None for what is no voltage."""
        return _MILLIVOLTS.get(self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Channels that were sampled together: a multiplex group.

    Attributes
    ----------
    stored
        (samples, channels) stored numbers, read-only.
    offset_s
        When it began, counted from the beginning of the recording.
    padding
        The stored number that stands for no sample.
    """

    label: str
    rate_hz: float
    channels: tuple[Channel, ...]
    stored: Samples
    offset_s: float = 0.0
    originality: str = ""
    padding: int | None = None

    @property
    def samples(self) -> int:
        """How many samples each channel has."""
        return int(self.stored.shape[0])

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.samples / self.rate_hz

    def values(
        self, channel: int, first: int = 0, last: int | None = None, step: int = 1
    ) -> NDArray[np.float64]:
        """Return values of a channel in its unit, (samples,), padding as NaN; only every ``step``-th of them."""
        of, numbers = self.channels[channel], self.stored[first:last:step, channel]
        values = numbers.astype(np.float64) * (of.sensitivity * of.correction) + of.baseline
        if self.padding is not None:
            values[numbers == self.padding] = np.nan
        return values

    def shown(
        self, channel: int, first: int = 0, last: int | None = None, step: int = 1
    ) -> NDArray[np.float64]:
        """Return values as they are written: voltages in mV, others in their unit."""
        return self.values(channel, first, last, step) * (self.channels[channel].millivolts or 1.0)

    def shown_unit(self, channel: int) -> str:
        """Return the unit of ``shown``, as written; empty for stored numbers without one."""
        of = self.channels[channel]
        return "mV" if of.millivolts is not None else spoken_unit(of.unit)


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted about a recording. C.10.10.

    Attributes
    ----------
    group
        Which group it is about, from 0.
    channels
        Which channels, from 0; empty for all.
    spans_s
        From when to when, in the group's time, start and end alike for a moment; empty where it holds for the whole.
    """

    text: str
    group: int = 0
    channels: tuple[int, ...] = ()
    spans_s: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A waveform object: groups, notes, and what was wrong with it."""

    groups: tuple[Group, ...]
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()


_SPOKEN = {
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "[degF]": "°F",
    "{beats}/min": "bpm",
    "/min": "/min",
    "1": "",
    "cm[H2O]": "cmH2O",
}


def spoken_unit(ucum: str) -> str:
    """Return a UCUM code as a reader writes it."""
    return _SPOKEN.get(ucum, ucum)
