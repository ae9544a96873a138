"""Readings on the disk, with what residents released and who has seen whose report."""

import json
from datetime import datetime

from app.security.security_database import SecurityDatabase
from reporting.core.readings.encoding import reading_from_plain, reading_to_plain
from reporting.core.readings.reading import Reading


class ReadingBook:
    """Keeps readings. Decides nothing."""

    def __init__(self, database: SecurityDatabase) -> None:
        self.database = database

    def of_study(self, study_uid: str) -> tuple[Reading, ...]:
        """Return the readings of a study in the order they were opened."""
        return self._where("study_uid = ?", study_uid)

    def of_report(self, report_uid: str) -> Reading | None:
        """Return the reading that led to a report."""
        found = self._where("report_uid = ?", report_uid) if report_uid else ()
        return found[0] if found else None

    def of_uid(self, uid: str) -> Reading | None:
        """Return one reading."""
        found = self._where("uid = ?", uid)
        return found[0] if found else None

    def all(self) -> tuple[Reading, ...]:
        """Return every reading."""
        return self._where("uid != ?", "")

    def put(self, reading: Reading) -> None:
        """Keep a reading as it is now."""
        row = (reading.uid, reading.study_uid, reading.report_uid, json.dumps(reading_to_plain(reading)))
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO reading (uid, study_uid, report_uid, plain) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (uid) DO UPDATE SET report_uid = excluded.report_uid, plain = excluded.plain",
                row,
            )

    def keep_released(self, report_uid: str, words: str, by_uid: str, at: datetime) -> None:
        """Keep the words that somebody released as preliminary."""
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO released (report_uid, words, by_uid, at) VALUES (?, ?, ?, ?)",
                (report_uid, words, by_uid, at.isoformat()),
            )

    def released(self, report_uid: str) -> str:
        """Return the words released last as preliminary, empty where none were."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT words FROM released WHERE report_uid = ? ORDER BY number DESC LIMIT 1", (report_uid,)
            ).fetchone()
        return "" if row is None else str(row[0])

    def keep_seen(self, study_uid: str, report_uid: str, account_uid: str, at: datetime) -> bool:
        """Note that somebody has seen a report (or, with an empty uid, drawings of others); False if known before."""
        seen = (study_uid, report_uid, account_uid)
        with self.database.reading() as connection:
            known = connection.execute(
                "SELECT 1 FROM seen WHERE study_uid = ? AND report_uid = ? AND account_uid = ?", seen
            ).fetchone()
        if known is not None:
            return False
        with self.database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?)", (*seen, at.isoformat()))
        return True

    def has_seen(self, study_uid: str, account_uid: str) -> bool:
        """Whether somebody has seen anything that others made of a study."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM seen WHERE study_uid = ? AND account_uid = ?", (study_uid, account_uid)
            ).fetchone()
        return row is not None

    def _where(self, condition: str, value: str) -> tuple[Reading, ...]:
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT plain FROM reading WHERE {condition} ORDER BY rowid", (value,)
            ).fetchall()
        return tuple(reading_from_plain(json.loads(plain)) for (plain,) in rows)
