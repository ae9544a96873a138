"""A workstation's people: one of each role, and the service with whoever is meant signed in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.readings.guarded import GuardedReports
from app.readings.service import Service, open_service
from app.security.accounts import Account
from reporting.core.readings.staff import Person, StaffRole
from reporting.store.report_store import ReportStore
from tests.builders.reports import NOON

PASSWORD = "correct horse"

ADA = Person("ada", "Dr Ada Lovelace", "Consultant radiologist", StaffRole.RADIOLOGIST)
BLAISE = Person("blaise", "Dr Blaise Pascal", "Radiologist", StaffRole.RADIOLOGIST)
REA = Person("rea", "Dr Rea", "MD", StaffRole.RESIDENT)
TIM = Person("tim", "Tim", "", StaffRole.TRAINEE)
ROOT = Person("root", "Root", "", StaffRole.ADMINISTRATOR)
AUDITOR = Person("aud", "Auditor", "", StaffRole.AUDITOR)


def one_of(role: StaffRole) -> Person:
    """Return somebody of a role."""
    return Person(f"one {role.name}", f"A {role.value}", "", role)


@dataclass
class Practice:
    """The service of a folder and the reports behind it."""

    service: Service
    store: GuardedReports
    kept: ReportStore
    folder: Path
    moment: list[datetime] = field(default_factory=lambda: [NOON])

    def enter(self, person: Person | None, *, confirmed: bool = True) -> None:
        """Let somebody be there, as if they had just typed their password."""
        gate = self.service.gate
        gate.person.set(person)
        if person is not None and confirmed:
            gate._confirmed_until_s = float("inf")

    def written(self) -> list[str]:
        """Return what the audit trail says was done and how, oldest first."""
        return [
            f"{line.event.type.name if line.event.type else line.event.event.name} {line.event.outcome.name}"
            for line in reversed(list(self.service.trail.lines()))
        ]


@contextmanager
def practice_at(folder: Path, *, accounts: bool = True) -> Iterator[Practice]:
    """Yield a practice; with accounts it asks who is there."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(open_service(folder)) as service, closing(ReportStore(folder / "reports")) as kept:
        if accounts:
            for person in (ADA, BLAISE, REA, TIM, ROOT, AUDITOR):
                service.accounts.keep(account_of(person))
            service.gate.switch_accounts(on=True)
        yield Practice(service, GuardedReports(kept, service.room), kept, folder)


def account_of(person: Person, password_hash: str = "") -> Account:
    """Return the account of a person; without a hash nobody can sign in to it."""
    assert person.role is not None
    return Account(person.uid, person.name, person.qualification, person.role, password_hash, uid=person.uid)


def later(minutes: int) -> datetime:
    """Return a moment so long after noon."""
    return datetime(2026, 5, 4, 12 + minutes // 60, minutes % 60, tzinfo=UTC)
