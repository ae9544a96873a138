"""The accounts of a workstation, and whether it asks for one at all."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from app.security.credentials import hashed
from app.security.errors import SecurityError
from app.security.security_database import SecurityDatabase
from reporting.core.readings.staff import Person, StaffRole


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes
    ----------
    password_hash
        argon2id; the password itself is nowhere.
    secret_hash
        Of the secret that the system's keyring holds for signing; empty where there is none.
    failures, wait_until_s
        How often a wrong password was given in a row, and until when (seconds since 1970) none is listened to.
    """

    login: str
    name: str
    qualification: str = ""
    role: StaffRole = StaffRole.RADIOLOGIST
    password_hash: str = ""
    secret_hash: str = ""
    active: bool = True
    failures: int = 0
    wait_until_s: float = 0.0
    uid: str = ""

    @property
    def person(self) -> Person:
        """Who it is."""
        return Person(self.uid, self.name, self.qualification, self.role)


class AccountBook:
    """Keeps accounts and the choices of the site. Asks nobody for rights: the gate does."""

    def __init__(self, database: SecurityDatabase) -> None:
        self._database = database

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, by login."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT plain FROM account ORDER BY login").fetchall()
        return tuple(_account(plain) for (plain,) in rows)

    def of_login(self, login: str) -> Account | None:
        """Return the account of a login name, whatever its case."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT plain FROM account WHERE login = ?", (_folded(login),)
            ).fetchone()
        return None if row is None else _account(row[0])

    def of_uid(self, uid: str) -> Account | None:
        """Return an account by what names it for ever."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT plain FROM account WHERE uid = ?", (uid,)).fetchone()
        return None if row is None else _account(row[0])

    def add(self, login: str, name: str, qualification: str, role: StaffRole, password: str) -> Account:
        """Make an account."""
        if not login.strip() or not name.strip():
            raise SecurityError(
                "The account was not made",
                why="a login and a name are needed",
                remedy="Enter both",
            )
        if self.of_login(login) is not None:
            raise SecurityError(
                "The account was not made", why="the login is taken", remedy="Choose another login"
            )
        made = Account(
            login.strip(), name.strip(), qualification.strip(), role, hashed(password), uid=uuid4().hex
        )
        self.keep(made)
        return made

    def keep(self, account: Account) -> None:
        """Keep an account as it is now.

        Raises
        ------
        SecurityError
            Where no active administrator would be left while accounts are on.
        """
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO account (uid, login, plain) VALUES (?, ?, ?)"
                " ON CONFLICT (uid) DO UPDATE SET login = excluded.login, plain = excluded.plain",
                (account.uid, _folded(account.login), _plain(account)),
            )
            if self.are_on and not _has_administrator(connection):
                raise _no_administrator()

    @property
    def are_on(self) -> bool:
        """Whether the workstation asks who is there."""
        return self.choice("accounts") == "on"

    def switch(self, *, on: bool) -> None:
        """Ask from now on who is there, or ask no more."""
        with self._database.writing() as connection:
            if on and not _has_administrator(connection):
                raise _no_administrator()
            self.choose("accounts", "on" if on else "off")

    def choice(self, name: str, default: str = "") -> str:
        """Return what the site chose under a name."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM site WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def choose(self, name: str, value: str) -> None:
        """Keep what the site chose."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO site (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )


def _folded(login: str) -> str:
    return login.strip().casefold()


def _plain(account: Account) -> str:
    return json.dumps({**{name: getattr(account, name) for name in _FIELDS}, "role": account.role.name})


_FIELDS = (
    "login", "name", "qualification", "password_hash", "secret_hash", "active", "failures", "wait_until_s", "uid",
)  # fmt: skip


def _account(plain: str) -> Account:
    fields: Mapping[str, object] = json.loads(plain)
    known = {name: fields[name] for name in _FIELDS}
    role = StaffRole[str(fields["role"])]
    return replace(Account("", ""), **known, role=role)  # type: ignore[arg-type]  # as _plain wrote them


def _has_administrator(connection: sqlite3.Connection) -> bool:
    accounts = (_account(plain) for (plain,) in connection.execute("SELECT plain FROM account"))
    return any(known.active and known.role is StaffRole.ADMINISTRATOR for known in accounts)


def _no_administrator() -> SecurityError:
    return SecurityError(
        "The accounts were not changed",
        why="nobody could manage them any more",
        remedy="Keep one active administrator",
    )
