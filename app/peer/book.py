"""Reviews on the disk, beside the readings they are about."""

import json

from app.security.security_database import SecurityDatabase
from reporting.core.peer.encoding import review_from_plain, review_to_plain
from reporting.core.peer.review import Review


class ReviewBook:
    """Keeps reviews. Decides nothing."""

    def __init__(self, database: SecurityDatabase) -> None:
        self.database = database

    def of_study(self, study_uid: str) -> tuple[Review, ...]:
        """Return the reviews of a study in the order they were made."""
        return self._where("study_uid = ?", study_uid)

    def of_uid(self, uid: str) -> Review | None:
        """Return one review."""
        found = self._where("uid = ?", uid)
        return found[0] if found else None

    def all(self) -> tuple[Review, ...]:
        """Return every review."""
        return self._where("uid != ?", "")

    def put(self, review: Review) -> None:
        """Keep a review as it is now. Two reports are reviewed once, whoever comes first."""
        row = (
            review.uid,
            review.study_uid,
            review.first_report,
            review.second_report,
            json.dumps(review_to_plain(review), ensure_ascii=False),
        )
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO review (uid, study_uid, first_report, second_report, plain) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (uid) DO UPDATE SET plain = excluded.plain",
                row,
            )

    def _where(self, condition: str, value: str) -> tuple[Review, ...]:
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT plain FROM review WHERE {condition} ORDER BY rowid", (value,)
            ).fetchall()
        return tuple(review_from_plain(json.loads(plain)) for (plain,) in rows)
