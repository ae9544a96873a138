"""What calipers on a trace say: time, rate and difference in height."""

from dataclasses import dataclass

from viewer.core.waveforms.recording import Group

LEAST_MS, MOST_MS = 150.0, 6000.0
"""Times between two beats of a living heart, 400 to 10 a minute; for others no rate is written."""


@dataclass(frozen=True, slots=True)
class Caliper:
    """Two points on one channel: seconds in its group, and values as they are written (voltages in mV)."""

    channel: int
    start_s: float
    start_value: float
    end_s: float
    end_value: float

    @property
    def milliseconds(self) -> float:
        """The time between the points."""
        return abs(self.end_s - self.start_s) * 1000

    @property
    def beats_per_minute(self) -> float | None:
        """The rate, if from one point to the other it is one beat; None where no heart beats like that."""
        return 60_000 / self.milliseconds if LEAST_MS <= self.milliseconds <= MOST_MS else None

    @property
    def difference(self) -> float:
        """How much higher the second point lies."""
        return self.end_value - self.start_value


def words(caliper: Caliper, group: Group) -> str:
    """Return what a caliper says: ``II  812 ms  ·  74 bpm  ·  1.25 mV``."""
    rate = caliper.beats_per_minute
    unit = group.shown_unit(caliper.channel)
    parts = [f"{caliper.milliseconds:.0f} ms"]
    if rate is not None:
        parts.append(f"{rate:.0f} bpm")
    digits = ".2f" if unit == "mV" else ".4g"
    parts.append(
        f"{caliper.difference:+{digits}} {unit}".strip() if unit else f"{caliper.difference:+.0f} (no unit)"
    )
    return f"{group.channels[caliper.channel].name}   " + "  ·  ".join(parts)
