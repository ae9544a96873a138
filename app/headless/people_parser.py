"""What the command line takes about reports, readings, accounts and the audit trail (app.headless.people)."""

import argparse
from pathlib import Path

from reporting.core.readings.reading import Turn
from reporting.core.readings.staff import StaffRole
from reporting.export.formats import Format

WITH_REASON = ("retract", "recall")
ON_REPORTS = ("release", "sign", "cosign", "addendum", *WITH_REASON)
ON_READINGS = ("assign", "take", "leave", "takeover", "unblind")


def add_people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add what can be asked about reports, readings, accounts and the audit trail."""
    report = commands.add_parser("report", help="list, hand on, sign or verify kept reports")
    add_user(report)
    verbs = report.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="list all reports that may be seen")
    verify = verbs.add_parser("verify", help="prove that signed reports are as they were signed")
    verify.add_argument(
        "code", nargs="?", default="", help="verification code on a page: which report it belongs to"
    )
    export = verbs.add_parser("export", help="write one report to a file")
    export.add_argument("id", help="the report's id, or its beginning")
    export.add_argument("--format", choices=[known.short for known in Format], required=True)
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    for verb in ON_REPORTS:
        act = verbs.add_parser(verb, help=f"{verb} one report")
        act.add_argument("id", help="the report's id, or its beginning")
        if verb in WITH_REASON:
            act.add_argument("--reason", required=True)
        if verb == "addendum":
            act.add_argument("--words", required=True)
    reading = commands.add_parser("reading", help="list, open and assign readings of studies")
    add_user(reading)
    steps = reading.add_subparsers(dest="verb", metavar="VERB", required=True)
    shown = steps.add_parser("list", help="list the readings of a study")
    opened = steps.add_parser("open", help="open another reading of a study")
    for one in (shown, opened):
        one.add_argument("study", metavar="STUDY_UID")
    opened.add_argument("--turn", choices=[turn.name.lower() for turn in Turn], default="second")
    opened.add_argument(
        "--blinded", action="store_true", help="its reader sees no other opinion before signing"
    )
    opened.add_argument("--to", metavar="LOGIN", default="")
    for verb in ON_READINGS:
        step = steps.add_parser(verb, help=f"{verb} one reading")
        step.add_argument("id", help="the reading's id")
        if verb in ("takeover", "unblind"):
            step.add_argument("--reason", required=True)
        if verb == "assign":
            step.add_argument("--to", metavar="LOGIN", default="")
    _add_accounts(commands)


def _add_accounts(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    account = commands.add_parser("account", help="list accounts, make one, switch them on or off")
    add_user(account)
    verbs = account.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="list accounts")
    made = verbs.add_parser("add", help="make an account; its password is asked for")
    made.add_argument("login")
    made.add_argument("--name", required=True)
    made.add_argument("--qualification", default="")
    made.add_argument("--role", choices=[role.value for role in StaffRole], required=True)
    verbs.add_parser("on", help="ask everybody to sign in")
    verbs.add_parser("off", help="ask nobody")
    audit = commands.add_parser("audit", help="verify or export the audit trail")
    add_user(audit)
    asked = audit.add_subparsers(dest="verb", metavar="VERB", required=True)
    asked.add_parser("verify", help="prove that no line was changed, taken out or moved")
    export = asked.add_parser("export", help="write the whole trail to a file")
    export.add_argument("--format", choices=("xml", "csv"), default="xml")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")


def add_user(parser: argparse.ArgumentParser) -> None:
    """Let a command say who asks."""
    parser.add_argument("--user", metavar="LOGIN", default="", help="who asks, where accounts are on")
