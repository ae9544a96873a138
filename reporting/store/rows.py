"""What is asked of the tables and written into them. Each function works inside the transaction it is given."""

from sqlalchemy import Connection, Row, delete, func, select, text
from sqlalchemy.dialects.sqlite import insert

from reporting.store.records import Record
from reporting.store.schema import DRAFTS, SIGNED, TRIGGERS


def draft_payloads(connection: Connection, study_uid: str | None = None) -> dict[str, bytes]:
    """Return drafts by report uid, last saved first; of one study or of all."""
    query = select(DRAFTS.c.report_uid, DRAFTS.c.payload).order_by(DRAFTS.c.revision.desc())
    if study_uid is not None:
        query = query.where(DRAFTS.c.study_uid == study_uid)
    return {row.report_uid: row.payload for row in connection.execute(query)}


def draft_payload(connection: Connection, report_uid: str) -> bytes | None:
    """Return one draft."""
    query = select(DRAFTS.c.payload).where(DRAFTS.c.report_uid == report_uid)
    return connection.execute(query).scalar()


def put_draft(connection: Connection, report_uid: str, study_uid: str, payload: bytes) -> None:
    """Keep a draft in place of the one before."""
    newest = connection.execute(select(func.coalesce(func.max(DRAFTS.c.revision), 0))).scalar_one()
    values = {"study_uid": study_uid, "revision": newest + 1, "payload": payload}
    insertion = insert(DRAFTS).values(report_uid=report_uid, **values)
    connection.execute(insertion.on_conflict_do_update(index_elements=["report_uid"], set_=values))


def drop_draft(connection: Connection, report_uid: str) -> None:
    """Forget a draft."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.report_uid == report_uid))


def is_signed(connection: Connection, report_uid: str) -> bool:
    """Whether a report of this uid was ever signed."""
    query = select(SIGNED.c.sequence).where(SIGNED.c.report_uid == report_uid).limit(1)
    return connection.execute(query).first() is not None


def records(
    connection: Connection, *, report_uid: str | None = None, study_uid: str | None = None
) -> list[Record]:
    """Return signed records in the order of signing: of one report, of one study, or all."""
    query = select(SIGNED).order_by(SIGNED.c.sequence)
    if report_uid is not None:
        query = query.where(SIGNED.c.report_uid == report_uid)
    if study_uid is not None:
        query = query.where(SIGNED.c.study_uid == study_uid)
    return [_record(row) for row in connection.execute(query)]


def add_record(connection: Connection, record: Record) -> None:
    """Add a signed record, for good."""
    names = [column.name for column in SIGNED.columns]
    connection.execute(insert(SIGNED).values({name: getattr(record, name) for name in names}))


def newest_sha256(connection: Connection) -> str:
    """Return the digest of the record signed last, empty before the first."""
    query = select(SIGNED.c.sha256).order_by(SIGNED.c.sequence.desc()).limit(1)
    return connection.execute(query).scalar() or ""


def last_sequence(connection: Connection) -> int:
    """Return the highest number ever given to a record, which SQLite remembers even if the record is gone."""
    query = text("SELECT seq FROM sqlite_sequence WHERE name = 'signed'")
    return int(connection.execute(query).scalar() or 0)


def missing_triggers(connection: Connection) -> tuple[str, ...]:
    """Return which guards of signed records somebody took away."""
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    present = set(connection.execute(query).scalars())
    return tuple(name for name in TRIGGERS if name not in present)


def _record(row: Row[tuple[object, ...]]) -> Record:
    return Record(**row._mapping)
