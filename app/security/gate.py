"""Who is at the workstation now. The one place that says so to every service."""

import time
from collections.abc import Callable
from dataclasses import replace

from app.security.accounts import Account, AccountBook
from app.security.audit_events import AuditEvent, Event, EventType, Outcome
from app.security.audit_trail import AuditTrail
from app.security.credentials import hashed, is_password, keep_secret, kept_secret, new_secret
from app.security.errors import SecurityError
from reporting.core.readings.refusals import ReadingError, Refusal, nobody
from reporting.core.readings.staff import Person, Right, StaffRole
from reporting.core.readings.steps import check_right
from viewer.core.store import Store

FREE_FAILURES, WAIT_S, LONGEST_WAIT_S = 4, 5.0, 900.0
CONFIRMED_S = 60.0
"""How long a password given for a signature holds; it is used up by one."""

_REFUSED = "The sign-in was refused"


class Gate:
    """Signs in and out, locks, and confirms signatures.

    Attributes
    ----------
    person
        Who is there; None while nobody is signed in. Without accounts, the one implicit reader.
    locked
        Whether the screen is locked: who is there stays, but nothing is given out.
    """

    def __init__(
        self,
        accounts: AccountBook,
        trail: AuditTrail,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.accounts, self._trail, self._clock = accounts, trail, clock
        self._implicit = Person()
        self._asks = accounts.are_on
        self.person: Store[Person | None] = Store(None if accounts.are_on else self._implicit)
        self.locked: Store[bool] = Store(False)
        self._confirmed_until_s = 0.0
        self._signed_in_s = float("-inf")

    @property
    def asks(self) -> bool:
        """Whether accounts are on."""
        return self._asks

    def require(self, right: Right | None = None) -> Person:
        """Return who is there, if they have a right; refused, named and written down otherwise."""
        person = self.person.value
        try:
            if person is None or self.locked.value:
                raise nobody()
            if right is not None:
                check_right(person, right)
        except ReadingError as refusal:
            self.note(Event.ALERT, None, "E", Outcome.REFUSED, detail=refusal.why)
            raise
        return person

    def call_implicit(self, name: str, qualification: str) -> None:
        """Say who the reader without an account is."""
        self._implicit = Person("", name, qualification)
        if not self.asks:
            self.person.set(self._implicit)

    def sign_in(self, login: str, password: str) -> Person:
        """Let somebody in.

        Raises
        ------
        SecurityError
            For a wrong login or password (it does not say which), or too many of them in a row.
        """
        account = self._proven(login, password)
        self._signed_in_s = self._clock()
        self.locked.set(False)
        self.person.set(account.person)
        self.note(Event.AUTHENTICATION, EventType.LOGIN, "E")
        return account.person

    def prove(self, login: str, password: str) -> None:
        """Refuse a wrong login or password as ``sign_in`` does, and change nothing else."""
        self._proven(login, password)

    def sign_out(self) -> None:
        """Let nobody be there."""
        if self.asks and self.person.value is not None:
            self.note(Event.AUTHENTICATION, EventType.LOGOUT, "E")
            self.person.set(None)
        self.locked.set(False)
        self._confirmed_until_s = 0.0

    def lock(self) -> None:
        """Give nothing out until the same person, or another, signs in. Without accounts there is nothing to lock."""
        if self.asks and self.person.value is not None and not self.locked.value:
            self.note(Event.AUTHENTICATION, EventType.LOCK, "E")
            self._confirmed_until_s = 0.0
            self.locked.set(True)

    def confirm(self, password: str) -> None:
        """Take the password of whoever is there as consent to one signature."""
        account = self._own_account()
        if account is not None:
            self._proven(account.login, password)
        self._confirmed_until_s = self._clock() + CONFIRMED_S

    def consent(self) -> None:
        """Take the sign-in a moment ago as consent to one signature: for a command that asked for the password."""
        if self._clock() - self._signed_in_s <= CONFIRMED_S:
            self._confirmed_until_s = self._clock() + CONFIRMED_S

    def confirm_by_system(self) -> None:
        """Take the secret that this system's keyring holds for whoever is there as consent to one signature."""
        account = self._own_account()
        if account is not None:
            secret = kept_secret(f"sign {account.uid}")
            if not is_password(secret, account.secret_hash):
                raise SecurityError(
                    "The signature was not confirmed",
                    why="the system's keyring does not hold your secret",
                    remedy="Sign with your password",
                )
        self._confirmed_until_s = self._clock() + CONFIRMED_S

    def offer_system(self, password: str) -> None:
        """Let the system's keyring confirm signatures from now on, after the password was given once."""
        account = self._own_account()
        if account is None:
            return
        proven = self._proven(account.login, password)
        secret = new_secret()
        keep_secret(f"sign {account.uid}", secret)
        self.accounts.keep(replace(proven, secret_hash=hashed(secret)))
        self.note(Event.ALERT, EventType.ATTRIBUTES_CHANGED, "U", detail="system credential")

    @property
    def can_confirm_by_system(self) -> bool:
        """Whether the system's keyring can confirm for whoever is there."""
        account = self._own_account()
        return account is not None and bool(account.secret_hash)

    def use_confirmation(self) -> str:
        """Return how a signature is confirmed, and use that up.

        Raises
        ------
        ReadingError
            Where accounts are on and no password was given just now.
        """
        if not self.asks:
            return "typed name"
        if self._clock() > self._confirmed_until_s:
            raise ReadingError(
                Refusal.NOT_CONFIRMED,
                "The report was not signed",
                why="the signature was not confirmed with a password",
                remedy="Sign again and enter your password",
            )
        self._confirmed_until_s = 0.0
        return "password or system credential of the account"

    def add_account(
        self, login: str, name: str, qualification: str, role: StaffRole, password: str
    ) -> Account:
        """Make an account, if whoever is there may."""
        self.require(Right.ACCOUNTS)
        made = self.accounts.add(login, name, qualification, role, password)
        self.note(Event.ALERT, EventType.ROLES_CHANGED, "C", detail=f"account {made.uid} as {role.value}")
        return made

    def change_account(self, account: Account, password: str = "") -> None:
        """Keep an account as it is now, with another password if one is given."""
        self.require(Right.ACCOUNTS)
        if password:
            account = replace(account, password_hash=hashed(password), failures=0, wait_until_s=0.0)
        self.accounts.keep(account)
        state = account.role.value if account.active else "switched off"
        self.note(Event.ALERT, EventType.ROLES_CHANGED, "U", detail=f"account {account.uid}, {state}")

    def switch_accounts(self, *, on: bool) -> None:
        """Ask from now on who is there, or ask no more; whoever is there signs in anew."""
        self.require(Right.ACCOUNTS)
        self.accounts.switch(on=on)
        self._asks = on
        self.note(Event.ALERT, EventType.ATTRIBUTES_CHANGED, "U", detail=f"accounts {'on' if on else 'off'}")
        self.person.set(None if on else self._implicit)

    def choose(self, name: str, value: str) -> None:
        """Keep what the site chose, if whoever is there may choose it."""
        self.require(Right.ACCOUNTS)
        self.accounts.choose(name, value)
        self.note(Event.ALERT, EventType.ATTRIBUTES_CHANGED, "U", detail=f"{name} = {value}")

    def note(
        self,
        event: Event,
        kind: EventType | None,
        action: str,
        outcome: Outcome = Outcome.DONE,
        *,
        study_uid: str = "",
        patient_id: str = "",
        report_uid: str = "",
        detail: str = "",
    ) -> None:
        """Write a line into the audit trail, about whoever is there."""
        person = self.person.value or Person()
        self._trail.add(
            AuditEvent(
                event,
                kind,
                action,
                self._trail.now(),
                outcome,
                person.uid,
                person.name,
                person.role.value if person.role else "",
                study_uid,
                patient_id,
                report_uid,
                detail,
            )
        )

    def _own_account(self) -> Account | None:
        person = self.person.value
        return self.accounts.of_uid(person.uid) if self.asks and person is not None else None

    def _proven(self, login: str, password: str) -> Account:
        account = self.accounts.of_login(login)
        now_s = self._clock()
        if account is not None and now_s < account.wait_until_s:
            raise SecurityError(
                _REFUSED,
                why="there were too many wrong passwords",
                remedy=f"Wait {account.wait_until_s - now_s:.0f} s and try again",
            )
        right = is_password(password, account.password_hash if account else "")
        if account is None or not right or not account.active:
            self._count_failure(account, now_s)
            raise SecurityError(
                _REFUSED, why="login or password is wrong", remedy="Try again, or ask an administrator"
            )
        if account.failures:
            account = replace(account, failures=0, wait_until_s=0.0)
            self.accounts.keep(account)
        return account

    def _count_failure(self, account: Account | None, now_s: float) -> None:
        detail = "unknown login"
        if account is not None:
            failures = account.failures + 1
            over = max(failures - FREE_FAILURES, 0)
            wait_s = min(WAIT_S * 2 ** (over - 1), LONGEST_WAIT_S) if over else 0.0
            self.accounts.keep(replace(account, failures=failures, wait_until_s=now_s + wait_s))
            detail = f"account {account.uid}, failure {failures}"
        self.note(Event.AUTHENTICATION, EventType.LOGIN, "E", Outcome.REFUSED, detail=detail)
