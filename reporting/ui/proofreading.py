"""What the panel needs from whoever reads the report along."""

from typing import Protocol

from reporting.core.lint.doubt import Doubt
from viewer.core.store import Store


class Proofreading(Protocol):
    """What is doubted about the report that is written, a moment after it was written."""

    doubts: Store[tuple[Doubt, ...]]
    """In the order of the report, without those the reader has dismissed."""

    def dismiss(self, doubt: Doubt) -> None:
        """Doubt it no more in this report, as long as its words stay."""

    def title(self, check: str) -> str:
        """Return what a check is called."""
