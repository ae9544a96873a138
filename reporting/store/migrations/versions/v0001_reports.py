"""Drafts, and signed records that nothing changes or deletes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "draft",
        sa.Column("report_uid", sa.String, primary_key=True),
        sa.Column("study_uid", sa.String, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "signed",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("report_uid", sa.String, nullable=False, index=True),
        sa.Column("study_uid", sa.String, nullable=False, index=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("previous_sha256", sa.String, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    for name, event in (("signed_is_not_changed", "UPDATE"), ("signed_is_not_deleted", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON signed"
            " BEGIN SELECT RAISE(ABORT, 'signed records stay as they are'); END"
        )
