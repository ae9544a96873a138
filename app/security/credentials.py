"""Passwords as argon2id hashes, and a secret in the system's keyring as another way to prove who signs.

Neither is ever kept in plain text. Where the system has no keyring, there is none: nothing takes its place.
"""

import secrets
from functools import cache

import keyring
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from keyring.errors import KeyringError

from app.security.errors import SecurityError

LEAST_LETTERS = 10
SERVICE = "overread"
_HASHER = PasswordHasher()  # RFC 9106, low-memory profile: 64 MiB, 3 passes


def hashed(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises
    ------
    SecurityError
        Where it is too short to be one.
    """
    if len(password) < LEAST_LETTERS:
        raise SecurityError(
            "The password was not set",
            why=f"it has fewer than {LEAST_LETTERS} letters",
            remedy="Choose a longer one; several words do well",
        )
    return _HASHER.hash(password)


def is_password(password: str, known: str) -> bool:
    """Whether a password has this hash; takes as long for a wrong one as for the right one."""
    try:
        return _HASHER.verify(known or _nobodys(), password) and bool(known)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """Return a hash to check where there is no such account, so that the time does not tell."""
    return _HASHER.hash(secrets.token_urlsafe())


def has_keyring() -> bool:
    """Whether the system keeps secrets for programs."""
    return keyring.get_keyring().priority > 0


def kept_secret(name: str) -> str:
    """Return the secret kept under a name by the system's keyring, empty where there is none."""
    try:
        return keyring.get_password(SERVICE, name) or ""
    except KeyringError:
        return ""


def keep_secret(name: str, secret: str) -> None:
    """Keep a secret in the system's keyring.

    Raises
    ------
    SecurityError
        Where the system has none, or refuses.
    """
    try:
        keyring.set_password(SERVICE, name, secret)
    except KeyringError as error:
        raise SecurityError(
            "The system's keyring was not used",
            why="this system has none, or it is locked",
            remedy="Sign with your password",
        ) from error


def new_secret() -> str:
    """Return a secret nobody can guess."""
    return secrets.token_urlsafe(32)
