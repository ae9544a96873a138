"""Where reports are kept: drafts that survive any crash, signed reports that nothing changes.

Files are the truth, and each report has its own: ``drafts/`` and ``signed/`` hold whole files that are on the
disk before anything is acknowledged; the database beside them orders and finds them. Whatever one of the two
loses is restored from the other when the store is opened (SAFETY D1, D2, D6).

Every method may be called on any thread, and on a disk that is slow none returns before the words are on it.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from reporting.core import signing
from reporting.core.acts import Act, ActKind, act_on
from reporting.core.encoding import from_bytes, report_from_plain, report_to_plain, to_bytes
from reporting.core.errors import ReportError, signed_error
from reporting.core.report import Reader, Report
from reporting.store import rows
from reporting.store.database import is_intact, open_database, reading, writing
from reporting.store.durable_files import clear_unfinished, remove_durably, write_durably
from reporting.store.failures import told_clearly
from reporting.store.records import (
    Record,
    acts_of,
    problems_of_chain,
    record_of_act,
    record_of_addendum,
    record_of_report,
    whole_report,
)
from reporting.store.restoring import restore_drafts, restore_signed
from viewer.core.plain import EncodingError, Plain

log = logging.getLogger(__name__)

Source = TypeVar("Source")


class ReportStore:
    """The reports of one folder.

    Attributes
    ----------
    notices
        What the reader should know about opening: a damaged database set aside, reports restored.
    """

    def __init__(self, folder: Path) -> None:
        self._drafts, self._signed = folder / "drafts", folder / "signed"
        with told_clearly("The reports were not opened"):
            for known in (folder, self._drafts, self._signed):
                known.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._engine, damaged = open_database(folder / "reports.sqlite3")
            try:
                self.notices = self._restore(damaged)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the database; the store is not used afterwards."""
        self._engine.dispose()

    def save_draft(self, report: Report) -> None:
        """Keep a report that is not signed, in place of what was kept of it before."""
        if report.is_signed:
            raise signed_error()
        with told_clearly("The draft was not saved", saving=True):
            payload = to_bytes(report_to_plain(report))
            with writing(self._engine) as connection:
                if rows.is_signed(connection, report.uid):
                    raise signed_error()
                write_durably(self._draft_file(report.uid), payload)
                rows.put_draft(connection, report.uid, report.study.uid, payload)

    def save_preliminary(self, report: Report, now: datetime) -> Report:
        """Release a report before it is final: keep it, and return it, as preliminary."""
        released = signing.release(report, now)
        self.save_draft(released)
        return released

    def sign(
        self, report: Report, reader: Reader, now: datetime, acts: Sequence[tuple[ActKind, Plain]] = ()
    ) -> Report:
        """Sign a report as it is given, keep it for good, and return it signed.

        ``acts`` are signed with it, in one step: all of them are kept, or nothing.

        Raises
        ------
        ReportError
            Where it may not be signed or cannot be kept; nothing has then been signed.
        """

        def make(connection: Connection) -> tuple[list[Record], Report]:
            if rows.is_signed(connection, report.uid):
                raise signed_error()
            signed = signing.sign(report, reader, now, rows.newest_sha256(connection))
            rows.drop_draft(connection, report.uid)
            records = [record_of_report(signed, rows.last_sequence(connection) + 1)]
            for kind, content in acts:
                act = act_on(signed, kind, content, reader, now, records[-1].sha256)
                records.append(record_of_act(act, signed.study.uid, records[-1].sequence + 1))
            return records, signed

        signed = self._keep_signed("The report was not signed", make)
        try:
            remove_durably(self._draft_file(report.uid))
        except OSError as error:  # the draft is signed over, and gone when the store is opened next
            log.warning("the file of a signed draft could not be removed (errno %s)", error.errno)
        return signed

    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report:
        """Add words to a signed report, for good, and return the report with them."""

        def make(connection: Connection) -> tuple[list[Record], Report]:
            kept = self._unchanged(rows.records(connection, report_uid=report_uid))
            if not kept:
                raise _not_here("No addendum was made")
            longer = signing.add_addendum(
                whole_report(kept), words, reader, now, rows.newest_sha256(connection)
            )
            return [record_of_addendum(longer, rows.last_sequence(connection) + 1)], longer

        return self._keep_signed("No addendum was made", make)

    def add_act(
        self, report_uid: str, kind: ActKind, content: Plain, reader: Reader, now: datetime
    ) -> Report:
        """Sign something about a signed report, for good; the report, which is returned, stays as it is."""
        what = f"The {kind.value} was not kept"

        def make(connection: Connection) -> tuple[list[Record], Report]:
            kept = self._unchanged(rows.records(connection, report_uid=report_uid))
            if not kept:
                raise _not_here(what)
            report = whole_report(kept)
            act = act_on(report, kind, content, reader, now, rows.newest_sha256(connection))
            return [record_of_act(act, report.study.uid, rows.last_sequence(connection) + 1)], report

        return self._keep_signed(what, make)

    def acts(self, report_uid: str | None = None) -> tuple[Act, ...]:
        """Return what was signed about one report, or about all, besides their words."""
        with told_clearly("The reports were not opened"), reading(self._engine) as connection:
            kept = self._unchanged(rows.records(connection, report_uid=report_uid))
            return acts_of([record for record in kept if record.is_unchanged])

    def discard_draft(self, report_uid: str) -> None:
        """Throw a draft away, because the reader said so. A signed report stays."""
        with told_clearly("The draft was not discarded"), writing(self._engine) as connection:
            remove_durably(self._draft_file(report_uid))
            rows.drop_draft(connection, report_uid)

    def load(self, report_uid: str) -> Report:
        """Return a report with its addenda.

        Raises
        ------
        ReportError
            Where it is not here, or its words are proven not to be those that were signed.
        """
        what = "The report was not opened"
        with told_clearly(what), reading(self._engine) as connection:
            signed = self._unchanged(rows.records(connection, report_uid=report_uid))
            if signed:
                return whole_report(signed)
            draft = rows.draft_payload(connection, report_uid)
            if draft is None:
                raise _not_here(what)
            return _draft_of(draft)

    def reports(self, study_uid: str | None = None) -> tuple[Report, ...]:
        """Return the reports of one study, or all: drafts, last saved first, then signed, last signed first.

        What cannot be read is left out here and named by ``verify``.
        """
        with told_clearly("The reports were not listed"), reading(self._engine) as connection:
            drafts = rows.draft_payloads(connection, study_uid)
            signed: dict[str, list[Record]] = {}
            for record in rows.records(connection, study_uid=study_uid):
                signed.setdefault(record.report_uid, []).append(record)
        found = [_readable(_draft_of, payload) for payload in drafts.values()]
        found += [_readable(self._report_of, records) for records in reversed(signed.values())]
        return tuple(report for report in found if report is not None)

    def verify(self) -> tuple[str, ...]:
        """Return everything that is not as it was signed; empty if nothing was changed, taken out or moved."""
        with told_clearly("The reports were not verified"), reading(self._engine) as connection:
            known = rows.records(connection)
            problems = problems_of_chain(known, rows.last_sequence(connection))
            problems += [f"The guard {name} was removed" for name in rows.missing_triggers(connection)]
            if not is_intact(connection):
                problems.append("The database is damaged")
            for record in known:
                if self._file_of(record) != record.payload:
                    problems.append(f"The file of signed record {record.sequence} is missing or changed")
            names = {record.file_name for record in known}
            strangers = (path.name for path in self._signed.iterdir() if path.name not in names)
            problems += [f"{name} is not the file of a signed record" for name in sorted(strangers)]
        return tuple(problems)

    def _keep_signed(self, what: str, make: Callable[[Connection], tuple[list[Record], Report]]) -> Report:
        """Keep the records that ``make`` makes; files first, so that a record without one never exists.

        The last first: a crash between two files leaves none that seems signed without what belongs to it.
        """
        written: list[Path] = []
        with told_clearly(what, saving=True):
            try:
                with writing(self._engine) as connection:
                    records, report = make(connection)
                    for record in records:
                        rows.add_record(connection, record)
                    for record in reversed(records):
                        written.append(self._signed / record.file_name)
                        write_durably(written[-1], record.payload)
            except BaseException:
                for path in written:
                    remove_durably(path)
                raise
        return report

    def _restore(self, damaged: Path | None) -> tuple[str, ...]:
        with writing(self._engine) as connection:
            clear_unfinished(self._drafts)
            clear_unfinished(self._signed)
            restored = restore_signed(connection, self._signed)
            notices = restore_drafts(connection, self._drafts)
            records = rows.records(connection)
        if restored:
            notices.insert(0, f"{_count(restored)} put back from the files")
        if damaged is not None:
            notices.insert(0, f"The report database was damaged and set aside as {damaged.name}")
        unreadable = sum(not record.is_unchanged for record in self._unchanged(records))
        if unreadable:
            notices.append(f"{_count(unreadable)} found not to be what was signed; verify the reports")
        for notice in notices:
            log.warning(notice)
        return tuple(notices)

    def _report_of(self, records: list[Record]) -> Report:
        return whole_report(self._unchanged(records))

    def _unchanged(self, records: list[Record]) -> list[Record]:
        """Return the records, with the words of their own file where those of the database are damaged."""
        return [record if record.is_unchanged else self._from_file(record) for record in records]

    def _from_file(self, record: Record) -> Record:
        payload = self._file_of(record)
        return record if payload is None else replace(record, payload=payload)

    def _file_of(self, record: Record) -> bytes | None:
        path = self._signed / record.file_name
        return path.read_bytes() if path.exists() else None

    def _draft_file(self, report_uid: str) -> Path:
        if not re.fullmatch("[0-9A-Za-z][0-9A-Za-z_-]{0,63}", report_uid):
            raise ReportError(
                "The draft was not saved",
                why="its identifier is not one this program gives",
                remedy="Copy the words into a new report",
            )
        return self._drafts / f"{report_uid}.json"


def _draft_of(payload: bytes) -> Report:
    return report_from_plain(from_bytes(payload))


def _readable(read: Callable[[Source], Report], source: Source) -> Report | None:
    try:
        return read(source)
    except EncodingError as error:
        log.warning("a report cannot be read: %s", error)
        return None


def _count(records: int) -> str:
    return "1 signed record was" if records == 1 else f"{records} signed records were"


def _not_here(what: str) -> ReportError:
    return ReportError(what, why="it is not kept here", remedy="Open the folder of reports it was kept in")
