"""What was seen of the test pattern on each screen, when and by whom: kept, and put in words for evidence."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reporting.store.durable_files import write_durably
from viewer.core.errors import ViewerError
from viewer.core.plain import EncodingError, each, fields_of, text

NEVER = "display not verified"
QUESTIONS = (
    ("dark", "The square inside the black step is seen (5 %)"),
    ("light", "The square inside the white step is seen (95 %)"),
    ("steps", "All eleven steps of grey can be told apart"),
    ("lines", "Lines are sharp in the middle and in all corners"),
    ("geometry", "The grid is square, the circle round, the edge complete on all sides"),
)
"""What the reader is asked about the pattern, by name."""


class DisplayCheckError(ViewerError):
    """Display checks could not be read or kept."""


@dataclass(frozen=True, slots=True)
class DisplayCheck:
    """One look at the pattern.

    Attributes
    ----------
    screen
        Maker, model, serial number and size.
    not_seen
        Names of the questions that were not answered with yes.
    """

    screen: str
    at: datetime
    by: str
    not_seen: tuple[str, ...] = ()


class CheckBook:
    """Keeps every check of every screen in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._checks: tuple[DisplayCheck, ...] | None = None

    def all(self) -> tuple[DisplayCheck, ...]:
        """Return every check, oldest first.

        Raises
        ------
        DisplayCheckError
            Where the file cannot be understood; nothing counts as checked then.
        """
        if self._checks is None:
            try:
                written = self._path.read_text(encoding="utf-8") if self._path.exists() else "[]"
                self._checks = each(json.loads(written), "checks", _read)
            except (OSError, ValueError, EncodingError) as problem:
                raise DisplayCheckError(
                    "The display checks could not be read",
                    why=type(problem).__name__,
                    remedy=f"Check the display again; {self._path.name} is then written anew",
                ) from problem
        return self._checks

    def last(self, screen: str) -> DisplayCheck | None:
        """Return the last check of a screen."""
        return next((check for check in reversed(self.all()) if check.screen == screen), None)

    def keep(self, check: DisplayCheck) -> None:
        """Keep a check; a file that cannot be understood is begun anew."""
        try:
            known = self.all()
        except DisplayCheckError:
            known = ()
        checks = (*known, check)
        plain = [
            {"screen": one.screen, "at": one.at.isoformat(), "by": one.by, "not_seen": list(one.not_seen)}
            for one in checks
        ]
        write_durably(self._path, json.dumps(plain, ensure_ascii=False, indent=1).encode())
        self._checks = checks

    def state(self, screen: str, now: datetime, days: int) -> str:
        """Return how far a screen was checked, in words for evidence."""
        try:
            check = self.last(screen)
        except DisplayCheckError:
            return NEVER
        if check is None:
            return NEVER
        day = check.at.astimezone(UTC).date().isoformat()
        if check.not_seen:
            return f"{NEVER}: not everything was seen at the check on {day}"
        if is_overdue(check, now, days):
            return f"{NEVER}: last checked on {day}, more than {days} days before"
        return f"display checked on {day} ({screen})"

    def warning(self, screen: str, now: datetime, days: int) -> str:
        """Return what the status line says: nothing for a screen in order, or one that nobody ever checked."""
        try:
            check = self.last(screen)
        except DisplayCheckError as problem:
            return problem.what
        if check is None:
            return ""
        day = check.at.astimezone(UTC).date().isoformat()
        if check.not_seen:
            return f"Display not verified: check of {day} failed"
        return f"Display check overdue since {day}" if is_overdue(check, now, days) else ""


def is_overdue(check: DisplayCheck, now: datetime, days: int) -> bool:
    """Whether a check is too old to be relied on; one from the future is no check."""
    return not timedelta() <= now - check.at + timedelta(minutes=5) <= timedelta(days=days, minutes=5)


def _read(plain: object, where: str) -> DisplayCheck:
    fields = fields_of(plain, where, "screen at by not_seen")
    return DisplayCheck(
        text(fields["screen"], "screen"),
        datetime.fromisoformat(text(fields["at"], "at")),
        text(fields["by"], "by"),
        each(fields["not_seen"], "not_seen", text),
    )
