"""Handing on a kept report without a window (``main.py report export``)."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.exchange.exporting import export_for_site
from app.readings.guarded import GuardedReports
from app.reports.pictures import kept_pictures
from app.settings import home, load_settings
from reporting.export.formats import Format
from reporting.export.verification import codes_of

DONE, PROBLEMS, WRONG_USE = 0, 1, 2


def export_kept(store: GuardedReports, beginning: str, format_name: str, path: Path) -> int:
    """Write the report whose id begins so; return the exit code."""
    found = [report for report in store.reports() if report.uid.startswith(beginning)]
    if len(found) != 1:
        many = "no report has" if not found else f"{len(found)} reports have"
        print(f"main.py: {many} an id that begins with {beginning}; see main.py report list", file=sys.stderr)
        return WRONG_USE
    application = QGuiApplication.instance() or QGuiApplication(["overread", "-platform", "offscreen"])
    report = found[0]
    store.hand_on(report)
    answers = report.response is not None and not report.response.is_outside
    first = store.load(report.response.report_uid) if report.response and answers else None
    both = [one for one in (report, first) if one is not None and one.is_signed]
    acts = [act for one in both for act in store.acts(one.uid)]
    settings, _ = load_settings(home() / "settings.toml")
    chosen = next(known for known in Format if known.short == format_name)
    pictures = kept_pictures(home() / "pictures", report, first)
    for written in export_for_site(settings, chosen, report, first, pictures, path, acts):
        print(written)
    del application
    return DONE


def belongs_to(store: GuardedReports, code: str) -> bool:
    """Say which report the verification code of a page belongs to, and whether words were added since."""
    asked = "".join(letter for letter in code.upper() if letter.isalnum())
    for report in store.reports():
        codes = [known.replace("-", "") for known in codes_of(report)] if report.signature else []
        if asked in codes:
            later = len(codes) - 1 - codes.index(asked)
            since = f"; {later} {'addendum' if later == 1 else 'addenda'} since" if later else ""
            print(f"{report.uid}\t{report.role.value}, as it was signed{since}")
            return True
    print("main.py: no signed report here has this verification code", file=sys.stderr)
    return False
