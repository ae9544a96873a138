"""When a draft is saved: soon after the reader pauses, and while the reader goes on, before much can be lost.

Seconds are those of a clock that never jumps (``time.monotonic``), given by the caller.
"""

from dataclasses import dataclass, replace

QUIET_S = 1.0
LONGEST_S = 4.0
"""Together with the time a saving takes, less than the 5 s of typing that a crash may cost (SAFETY D2)."""


@dataclass(frozen=True, slots=True)
class Autosave:
    """What has been typed and not saved.

    Attributes
    ----------
    first_s, last_s
        When the oldest and the newest unsaved change were made; None where all is saved.
    not_before_s
        After a saving failed: when to try again.
    """

    first_s: float | None = None
    last_s: float | None = None
    not_before_s: float = 0.0

    @property
    def is_saved(self) -> bool:
        """Whether nothing would be lost."""
        return self.last_s is None

    @property
    def due_s(self) -> float | None:
        """When to save; None where all is saved."""
        if self.first_s is None or self.last_s is None:
            return None
        return max(min(self.last_s + QUIET_S, self.first_s + LONGEST_S), self.not_before_s)

    def changed(self, now_s: float) -> "Autosave":
        """Return the state after a change."""
        first_s = now_s if self.first_s is None else self.first_s
        return replace(self, first_s=first_s, last_s=now_s)

    def saved(self, as_of_s: float) -> "Autosave":
        """Return the state after what was there at a moment was saved; changes made since are not."""
        if self.last_s is None or self.last_s <= as_of_s:
            return Autosave()
        return Autosave(first_s=as_of_s, last_s=self.last_s)

    def failed(self, now_s: float) -> "Autosave":
        """Return the state after a saving failed: all is still unsaved, and tried again after a pause."""
        return replace(self, not_before_s=now_s + LONGEST_S)

    def wait_ms(self, now_s: float) -> int | None:
        """Return how long a timer should wait from now; None where all is saved."""
        return None if self.due_s is None else max(0, round((self.due_s - now_s) * 1000))
