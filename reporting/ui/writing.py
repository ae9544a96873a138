"""What the panel needs from whoever keeps the report: a store to show, and the things a reader can do to it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from reporting.core.report import Agreement, Line, Report, Role, SectionName
from viewer.core.store import Store


class Choice(Protocol):
    """Something to choose by its title."""

    @property
    def id(self) -> str:
        """The name that is kept."""

    @property
    def title(self) -> str:
        """The name that is shown."""


class Writing(Protocol):
    """The report being written, and what can be done to it. Every method sets ``report`` anew."""

    report: Store[Report | None]
    saved: Store[str]
    """How safe the words are, for the reader: "Saved 14:05", "Not saved yet", or why saving failed."""

    @property
    def selected(self) -> Store[str]:
        """The uid of the drawing that is selected, empty for none."""

    def reports(self) -> Sequence[Report]:
        """Return all reports of the study."""

    def open_report(self, uid: str) -> None:
        """Show one of them."""

    def begin_first(self) -> None:
        """Begin another first opinion."""

    def begin_second(self, first_uid: str) -> None:
        """Begin a second opinion on a signed report."""

    def stand_at(self, section: SectionName, row: int, field: str = "") -> None:
        """Remember where the cursor was left, and in which field."""

    def templates(self) -> Sequence[Choice]:
        """Return the templates offered."""

    def answered(self) -> Report | None:
        """Return the report a second opinion responds to."""

    def open_role(self, role: Role) -> None:
        """Show the reader's report in this role, begun if there is none."""

    def choose_template(self, template_id: str) -> None:
        """Begin again with another template; words already written stay."""

    def set_reader(self, name: str, qualification: str) -> None:
        """Say who writes."""

    def edit(self, section: SectionName, lines: tuple[Line, ...]) -> None:
        """Take over what the reader typed into a section."""

    def insert_measurement(self, uid: str, section: SectionName, row: int) -> None:
        """Put a measurement into a section, before row ``row``."""

    def insert_shown_image(self, display_set_uid: str, section: SectionName, row: int) -> None:
        """Put the image of a series that is on the screen into a section, before row ``row``."""

    def acknowledge(self, section: SectionName, row: int, *, take_new: bool) -> None:
        """Settle a mark: take the new value, or keep the reader's words."""

    def accept(self, reservation: str) -> None:
        """Accept one thing that the study lacks."""

    def jump(self, line: Line, of: Report | None = None) -> None:
        """Show the image, window and drawing that a line of a report (the one shown by default) points at."""

    def respond(self, agreement: Agreement | None, reason: str) -> None:
        """Say how a second opinion stands to the first."""

    def release_preliminary(self) -> None:
        """Make the report readable by others before it is final."""

    def sign(self) -> None:
        """Make the report final, after asking."""

    def add_addendum(self) -> None:
        """Ask for words to add to a signed report, and sign them."""

    def export(self) -> None:
        """Hand the report on as a file."""


class Speller(Protocol):
    """Knows words."""

    def knows(self, word: str) -> bool:
        """Whether a word is spelled as in the dictionary."""

    def suggestions(self, word: str) -> Iterable[str]:
        """Return words the reader may have meant, likeliest first."""

    def learn(self, word: str) -> None:
        """Remember a word of the reader's own."""
