"""Axes of a plot: round numbers, and where values lie on the screen."""

from dataclasses import dataclass
from math import floor, log10


def ticks(most: float, count: int) -> tuple[float, ...]:
    """Return round numbers from 0 to ``most``, about ``count`` of them."""
    if not most > 0:
        return (0.0,)
    rough = most / max(count, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return tuple(step * number for number in range(int(most / step + 1e-9) + 1))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a plot lies in its widget, and which values its far corners stand for; the near one stands for 0, 0."""

    left: float
    top: float
    width: float
    height: float
    most_x: float
    most_y: float

    def x(self, value: float) -> float:
        """Return where a value of the horizontal axis lies."""
        return self.left + self.width * value / self.most_x

    def y(self, value: float) -> float:
        """Return where a value of the upright axis lies."""
        return self.top + self.height * (1 - value / self.most_y)

    def value_x(self, x: float) -> float:
        """Return the value that lies at a place."""
        return (x - self.left) / self.width * self.most_x

    def value_y(self, y: float) -> float:
        """Return the value that lies at a place."""
        return (1 - (y - self.top) / self.height) * self.most_y

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies inside."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height
