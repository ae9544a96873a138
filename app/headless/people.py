"""Reports, readings, accounts and the audit trail without a window: through the same service, with the same refusals.

Where accounts are on, ``--user LOGIN`` names who asks; the password is typed, or read from the first line of stdin. It
counts as consent to what the command signs.
"""

import argparse
import getpass
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module

from app.on_demand import report_store
from app.readings.guarded import GuardedReports
from app.readings.service import Service, open_service
from app.security.audit_events import Event
from app.security.audit_export import to_csv, to_xml
from app.settings import home
from reporting.core.readings.reading import Member, Reading, Turn
from reporting.core.readings.staff import Right, StaffRole
from reporting.core.readings.wording import glance_at
from reporting.core.report import Report
from reporting.store.durable_files import write_durably

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


def report_command(chosen: argparse.Namespace) -> int:
    """Do what was asked about reports."""
    with _reports(chosen.user) as (service, store):
        if chosen.verb == "list":
            for report in store.reports():
                signed = report.signature.at.isoformat() if report.signature else "-"
                _say(f"{report.uid}\t{report.role.value}\t{report.state.value}\t{signed}\t{report.study.uid}")
            return DONE
        if chosen.verb == "verify":
            problems = store.verify()
            for problem in problems:
                _complain(f"{problem}")
            if not problems:
                _say("every signed report is as it was signed")
            if chosen.code and not import_module("app.headless.reports").belongs_to(store, chosen.code):
                return PROBLEMS
            return PROBLEMS if problems else DONE
        if chosen.verb == "export":
            exported = import_module("app.headless.reports").export_kept
            return int(exported(store, chosen.id, chosen.format, chosen.out))
        found = [report for report in store.reports() if report.uid.startswith(chosen.id)]
        if len(found) != 1:
            _complain(f"not one report has an id that begins with {chosen.id}")
            return WRONG_USE
        made = _act(chosen, service, store, found[0])
        _say(f"{made.uid}\t{made.state.value}")
        return DONE


def reading_command(chosen: argparse.Namespace) -> int:
    """Do what was asked about readings."""
    with at_work(chosen.user) as service:
        room = service.room
        if chosen.verb == "list":
            service.gate.require(Right.READ)
            for reading in room.readings(chosen.study):
                _print_reading(service, reading)
            return DONE
        steps: dict[str, Callable[[], Reading]] = {
            "open": lambda: room.open(
                chosen.study,
                Turn[chosen.turn.upper()],
                blinded=chosen.blinded,
                assigned=_member(service, chosen.to),
            ),
            "assign": lambda: room.assign(chosen.id, _member(service, chosen.to), None),
            "take": lambda: room.take_up(chosen.id),
            "leave": lambda: room.leave(chosen.id),
            "takeover": lambda: room.take_over(chosen.id, chosen.reason),
            "unblind": lambda: room.unblind(chosen.id, chosen.reason),
        }
        _print_reading(service, steps[chosen.verb]())
        return DONE


def account_command(chosen: argparse.Namespace) -> int:
    """Do what was asked about accounts."""
    with at_work(chosen.user) as service:
        gate = service.gate
        if chosen.verb == "list":
            gate.require(Right.ACCOUNTS)
            for account in gate.accounts.accounts():
                state = "active" if account.active else "off"
                _say(f"{account.login}\t{account.name}\t{account.role.value}\t{state}")
        elif chosen.verb == "add":
            role = StaffRole(chosen.role)
            password = _password(f"Password for {chosen.login}: ")
            made = gate.add_account(chosen.login, chosen.name, chosen.qualification, role, password)
            _say(f"{made.login}\t{made.role.value}")
        else:
            gate.switch_accounts(on=chosen.verb == "on")
            _say(f"accounts are {chosen.verb}")
        return DONE


def audit_command(chosen: argparse.Namespace) -> int:
    """Do what was asked about the audit trail; that is itself written down."""
    with at_work(chosen.user) as service:
        service.gate.require(Right.AUDIT)
        service.gate.note(Event.AUDIT_USED, None, "R", detail=chosen.verb)
        if chosen.verb == "verify":
            problems = service.trail.verify()
            for problem in problems:
                _complain(f"{problem}")
            if not problems:
                _say("every line is as it was written")
            return PROBLEMS if problems else DONE
        lines = service.trail.lines()
        written = to_csv(lines) if chosen.format == "csv" else to_xml(lines, platform.node())
        write_durably(chosen.out, written)
        _say(str(chosen.out))
        return DONE


def _act(chosen: argparse.Namespace, service: Service, store: GuardedReports, report: Report) -> Report:
    now, reader = datetime.now(UTC), report.reader
    acts: dict[str, Callable[[], Report]] = {
        "release": lambda: store.save_preliminary(report, now),
        "sign": lambda: store.sign(report, reader, now),
        "cosign": lambda: store.cosign(report.uid, reader, now),
        "addendum": lambda: store.add_addendum(report.uid, chosen.words, reader, now),
        "retract": lambda: store.retract(report.uid, chosen.reason, now),
        "recall": lambda: store.recall(report.uid, chosen.reason, now),
    }
    service.gate.consent()
    return acts[chosen.verb]()


@contextmanager
def at_work(login: str) -> Iterator[Service]:
    """Yield the service with whoever asks signed in."""
    service = open_service(home())
    try:
        if service.gate.asks and login:
            service.gate.sign_in(login, _password(f"Password of {login}: "))
        yield service
        if service.gate.asks:
            service.gate.sign_out()
    finally:
        service.close()


@contextmanager
def _reports(login: str) -> Iterator[tuple[Service, GuardedReports]]:
    """Yield the service, and the reports behind it."""
    with at_work(login) as service:
        store = GuardedReports(report_store(home() / "reports"), service.room)
        try:
            yield service, store
        finally:
            store.close()


def _password(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def _member(service: Service, login: str) -> Member | None:
    account = service.gate.accounts.of_login(login) if login else None
    return None if account is None else Member.of(account.person)


def _print_reading(service: Service, reading: Reading) -> None:
    seen = glance_at(reading, service.room.now())
    _say("\t".join((reading.uid, seen.what, seen.progress, seen.blinding or "-", seen.who)))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _complain(words: str) -> None:
    sys.stderr.write(f"main.py: {words}\n")
