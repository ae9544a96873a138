"""Database and files brought together when a store is opened: what one lost, the other gives back."""

from pathlib import Path

from sqlalchemy import Connection

from reporting.core.encoding import from_bytes, report_from_plain
from reporting.store import rows
from reporting.store.durable_files import remove_durably, set_aside, write_durably
from reporting.store.records import ACTS, REPORT, Record, read_record
from viewer.core.plain import EncodingError


def restore_signed(connection: Connection, folder: Path) -> int:
    """Put signed files that have no row back into the database, and write files that are missing.

    A file without a row is a signature whose last step a crash cut off, or one whose database was lost. Files
    that are not what was signed are left alone: verification names them.

    Returns
    -------
    How many records were put back into the database.
    """
    known = rows.records(connection)
    names = {record.file_name for record in known}
    for record in known:
        if record.is_unchanged and not (folder / record.file_name).exists():
            write_durably(folder / record.file_name, record.payload)
    last = max([rows.last_sequence(connection), *(record.sequence for record in known)])
    digests = {record.sha256 for record in known}
    present = sorted(path for path in folder.glob("*.json") if path.name not in names)
    found = _read_all(present, {record.report_uid: record.study_uid for record in known})
    reported = {record.report_uid for record in (*known, *found) if record.kind == REPORT}
    newer = _one_each(
        [
            record
            for record in found
            if record.sequence > last and record.sha256 not in digests and record.report_uid in reported
        ]
    )
    _forget_cut_off(folder, [record for record in found if record.report_uid not in reported], last)
    for record in newer:
        rows.add_record(connection, record)
    return len(newer)


def restore_drafts(connection: Connection, folder: Path) -> list[str]:
    """Take over drafts from files, which are written first; write files that are missing.

    Returns
    -------
    A notice for each draft that cannot be read; its file is set aside.
    """
    kept = rows.draft_payloads(connection)
    notices = []
    for path in sorted(folder.glob("*.json")):
        payload = path.read_bytes()
        try:
            report = report_from_plain(from_bytes(payload))
        except EncodingError as error:
            notices.append(f"A draft could not be read ({error}) and was set aside as {set_aside(path).name}")
            continue
        if rows.is_signed(connection, report.uid):
            remove_durably(path)
        elif kept.get(report.uid) != payload:
            rows.put_draft(connection, report.uid, report.study.uid, payload)
    for report_uid, payload in kept.items():
        if rows.is_signed(connection, report_uid):
            rows.drop_draft(connection, report_uid)
        elif not (folder / f"{report_uid}.json").exists():
            write_durably(folder / f"{report_uid}.json", payload)
    return notices


def _forget_cut_off(folder: Path, orphans: list[Record], last: int) -> None:
    """Remove acts that a crash left without the report they were to be signed with: nothing was acknowledged."""
    for record in orphans:
        if record.kind in ACTS and record.sequence > last:
            remove_durably(folder / record.file_name)


def _read_all(paths: list[Path], study_of: dict[str, str]) -> list[Record]:
    """Return the records of files in the order of their numbers; reports before the addenda and acts that name them."""
    found = []
    for path in paths:
        record = read_record(path.name, path.read_bytes(), study_of)
        if record is not None:
            found.append(record)
            if record.kind == REPORT:
                study_of[record.report_uid] = record.study_uid
    return found


def _one_each(found: list[Record]) -> list[Record]:
    """Return one record for each number: where there are two, the one that the next was chained to."""
    followed = {record.previous_sha256 for record in found}
    chosen: dict[int, Record] = {}
    for record in found:
        if record.sequence not in chosen or record.sha256 in followed:
            chosen[record.sequence] = record
    return [chosen[sequence] for sequence in sorted(chosen)]
