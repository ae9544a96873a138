"""The tables that reports are kept in, as the newest migration leaves them."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

DRAFTS = Table(
    "draft",
    METADATA,
    Column("report_uid", String, primary_key=True),
    Column("study_uid", String, nullable=False, index=True),
    Column(
        "revision", Integer, nullable=False
    ),  # counts savings, so that a jumping clock changes no order (D9)
    Column("payload", LargeBinary, nullable=False),
)
"""Reports not signed yet, as reporting.core.encoding writes them."""

SIGNED = Table(
    "signed",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("report_uid", String, nullable=False, index=True),
    Column("study_uid", String, nullable=False, index=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("previous_sha256", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a number once given is remembered, so that a record cut off the end is missed
)
"""Signed records, reports and addenda, in the order they were signed; the payload is their canonical bytes."""

TRIGGERS = ("signed_is_not_changed", "signed_is_not_deleted")
"""They refuse every change to signed records."""
