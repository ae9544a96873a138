"""Passwords are hashed cheaply here: that argon2 takes its time is not what is tried."""

import pytest
from argon2 import PasswordHasher

from app.security import credentials


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least that argon2id allows."""
    monkeypatch.setattr(credentials, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
