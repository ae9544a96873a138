"""Who is let in, how signatures are confirmed, and that no password is anywhere."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.readings.service import Service, open_service
from app.security import credentials
from app.security.errors import SecurityError
from app.security.gate import CONFIRMED_S, FREE_FAILURES, WAIT_S, Gate
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import Right, StaffRole
from tests.builders.people import PASSWORD


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with closing(open_service(tmp_path)) as service:
        service.gate.add_account("Ada", "Dr Ada", "MD", StaffRole.RADIOLOGIST, PASSWORD)
        service.gate.add_account("root", "Root", "", StaffRole.ADMINISTRATOR, PASSWORD)
        service.gate.switch_accounts(on=True)
        yield service


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(service: Service, clock: Clock) -> Gate:
    return Gate(service.accounts, service.trail, clock)


def test_without_accounts_one_reader_works_as_ever(tmp_path: Path) -> None:
    with closing(open_service(tmp_path)) as service:
        service.gate.call_implicit("Dr Home", "MD")
        person = service.gate.require(Right.SIGN)

        assert (person.uid, person.name, service.gate.use_confirmation()) == ("", "Dr Home", "typed name")
        service.gate.lock()
        assert not service.gate.locked.value


def test_with_accounts_nothing_is_done_before_somebody_signed_in(gate: Gate) -> None:
    with pytest.raises(ReadingError) as refusal:
        gate.require(Right.READ)

    assert refusal.value.refusal is Refusal.NOBODY_SIGNED_IN
    assert gate.sign_in("ada", PASSWORD).name == "Dr Ada"
    assert gate.require(Right.SIGN).uid
    gate.lock()
    with pytest.raises(ReadingError):
        gate.require(Right.READ)


def test_a_wrong_login_and_a_wrong_password_are_refused_alike_and_written_down(
    gate: Gate, service: Service
) -> None:
    refusals = []
    for login, password in (("nobody", PASSWORD), ("ada", "wrong")):
        with pytest.raises(SecurityError) as refusal:
            gate.sign_in(login, password)
        refusals.append(str(refusal.value))

    assert refusals[0] == refusals[1]
    details = [line.event.detail for line in service.trail.lines(last=2)]
    assert details[1] == "unknown login"
    assert details[0].endswith("failure 1")


def test_too_many_wrong_passwords_are_listened_to_no_more_for_a_while(gate: Gate, clock: Clock) -> None:
    for _ in range(FREE_FAILURES + 1):
        with pytest.raises(SecurityError, match="wrong"):
            gate.sign_in("ada", "wrong")

    with pytest.raises(SecurityError, match="too many wrong passwords"):
        gate.sign_in("ada", PASSWORD)
    clock.now_s += WAIT_S
    assert gate.sign_in("ada", PASSWORD)


def test_one_password_confirms_one_signature_and_not_for_long(gate: Gate, clock: Clock) -> None:
    gate.sign_in("ada", PASSWORD)
    with pytest.raises(ReadingError):
        gate.use_confirmation()

    gate.confirm(PASSWORD)
    assert "password" in gate.use_confirmation()
    with pytest.raises(ReadingError) as refusal:
        gate.use_confirmation()
    assert refusal.value.refusal is Refusal.NOT_CONFIRMED

    gate.confirm(PASSWORD)
    clock.now_s += CONFIRMED_S + 1
    with pytest.raises(ReadingError):
        gate.use_confirmation()
    with pytest.raises(SecurityError):
        gate.confirm("wrong")


def test_the_systems_keyring_confirms_once_it_was_offered(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("keyring.get_password", lambda *name: kept.get(name))
    monkeypatch.setattr(
        "keyring.set_password",
        lambda service, name, secret: kept.__setitem__((service, name), secret),
    )
    gate.sign_in("ada", PASSWORD)
    assert not gate.can_confirm_by_system
    with pytest.raises(SecurityError):
        gate.confirm_by_system()

    gate.offer_system(PASSWORD)
    gate.confirm_by_system()
    assert gate.use_confirmation()

    kept.clear()
    with pytest.raises(SecurityError, match="does not hold your secret"):
        gate.confirm_by_system()


def test_where_the_system_has_no_keyring_nothing_takes_its_place(gate: Gate, tmp_path: Path) -> None:
    if credentials.has_keyring():
        pytest.skip("this system has a keyring")
    gate.sign_in("ada", PASSWORD)
    before = {path.name for path in tmp_path.rglob("*")}

    with pytest.raises(SecurityError, match="has none, or it is locked"):
        gate.offer_system(PASSWORD)
    assert {path.name for path in tmp_path.rglob("*")} == before


def test_no_password_is_kept_in_plain_text(gate: Gate, service: Service, tmp_path: Path) -> None:
    gate.sign_in("ada", PASSWORD)
    with pytest.raises(SecurityError):
        gate.sign_in("ada", PASSWORD + "typo")

    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path.name
            assert path.stat().st_mode & 0o077 == 0, path.name
    account = service.accounts.of_login("ADA")
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")


def test_one_active_administrator_always_stays(service: Service, gate: Gate) -> None:
    gate.sign_in("root", PASSWORD)
    root = service.accounts.of_login("root")
    assert root is not None
    from_outside = Gate(service.accounts, service.trail)
    from_outside.person.set(root.person)

    with pytest.raises(SecurityError, match="nobody could manage"):
        from_outside.change_account(type(root)(root.login, root.name, active=False, uid=root.uid))
    kept = service.accounts.of_login("root")
    assert kept == root


def test_a_short_password_and_a_login_taken_are_refused(gate: Gate) -> None:
    gate.sign_in("root", PASSWORD)
    for login, password in (("new", "short"), ("ADA", PASSWORD), ("", PASSWORD)):
        with pytest.raises(SecurityError):
            gate.add_account(login, "Name", "", StaffRole.TRAINEE, password)
