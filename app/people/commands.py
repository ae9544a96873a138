"""Commands about people, and which right each command of the report needs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.commands import Command
from app.people.doors import PeopleDoors
from reporting.core.readings.staff import Right

RIGHTS: dict[str, tuple[Right, ...]] = {
    "report.insert_measurement": (Right.WRITE,),
    "report.key_image": (Right.WRITE,),
    "report.preliminary": (Right.RELEASE,),
    "report.sign": (Right.SIGN, Right.COUNTERSIGN),
    "report.addendum": (Right.ADD,),
    "report.export": (Right.EXPORT,),
    "report.print": (Right.EXPORT,),
    "report.copy_text": (Right.EXPORT,),
    "report.open_file": (Right.READ,),
    "report.reports": (Right.READ,),
    "report.first_opinion": (Right.READ,),
}
"""What whoever is there needs at least one of. The service asks again: this only says beforehand."""


def with_rights(commands: Sequence[Command], may: Callable[[Right], bool]) -> tuple[Command, ...]:
    """Return commands that are only offered to whom they are allowed."""
    return tuple(
        replace(command, enabled=partial(_both, command.enabled, may, RIGHTS[command.id]))
        if command.id in RIGHTS
        else command
        for command in commands
    )


def _both(enabled: Callable[[], bool], may: Callable[[Right], bool], rights: Sequence[Right]) -> bool:
    return enabled() and any(may(right) for right in rights)


def people_commands(
    doors: PeopleDoors, lock: Callable[[], None], leave: Callable[[], None]
) -> Iterator[Command]:
    """Yield what can be done about readings, accounts and the audit trail."""
    may, menu = doors.may, "Re&port"
    yield Command(
        "report.readings",
        "Rea&dings of this study…",
        "Who reads it, by when, how far: assign, take up, take over, read blinded",
        doors.show_readings,
        menu,
        doors.has_report,
        separator_before=True,
    )
    yield Command(
        "report.unblind",
        "&Unblind…",
        "Open what others found: the reading counts as unblinded from then on",
        doors.unblind,
        menu,
        lambda: doors.is_blinded() and may(Right.UNBLIND),
    )
    yield Command(
        "report.cosign",
        "&Co-sign…",
        "Put your name, too, under a signed report; its words stay as they are",
        doors.cosign,
        menu,
        lambda: doors.has_signed(Right.SIGN),
    )
    yield Command(
        "report.recall",
        "Reca&ll…",
        "Take back what you signed just now; it stays kept, and a draft is opened",
        doors.recall,
        menu,
        doors.can_recall,
    )
    yield Command(
        "report.retract",
        "Re&tract…",
        "Withdraw a report of the wrong patient; it is never erased",
        doors.retract,
        menu,
        lambda: doors.has_signed(Right.RETRACT),
    )
    yield Command(
        "report.withdrawn",
        "&Withdrawn reports…",
        "What was recalled or retracted of this study: kept for good, with the reason",
        doors.show_withdrawn,
        menu,
        lambda: doors.has_report() and may(Right.READ),
    )
    yield Command(
        "report.verify",
        "&Verify signed reports",
        "Prove that no signed word was changed, taken out or moved",
        doors.verify,
        menu,
        lambda: may(Right.VERIFY),
    )
    yield from _people(doors, lock, leave)


def _people(doors: PeopleDoors, lock: Callable[[], None], leave: Callable[[], None]) -> Iterator[Command]:
    menu = "&File/&People"
    yield Command(
        "people.lock",
        "&Lock the screen",
        "Hide images and words until you sign in again; the draft is kept",
        lock,
        menu,
        doors.asks,
    )
    yield Command(
        "people.sign_out",
        "&Sign out",
        "Put everything away and let somebody else sign in",
        leave,
        menu,
        doors.asks,
    )
    yield Command(
        "people.keyring",
        "Sign with the &keyring…",
        "Let this computer's keyring confirm your signatures in place of the password",
        doors.offer_system,
        menu,
        doors.has_keyring,
    )
    yield Command(
        "people.accounts",
        "&Accounts…",
        "Who may sign in, and as what; without accounts one reader works here by name",
        doors.show_accounts,
        menu,
        lambda: doors.may(Right.ACCOUNTS),
        separator_before=True,
    )
    yield Command(
        "people.audit",
        "Audit &trail…",
        "Who did what and when: search, verify, export",
        doors.show_audit,
        menu,
        lambda: doors.may(Right.AUDIT),
    )
