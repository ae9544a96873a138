"""The tables of the catalogue, as the newest migration leaves them.

Everything here can be made again from the files of the library and the notes beside them (app.library.rebuilding).
Order in time is a number that only grows, never a clock (SAFETY D9): ``state.clock`` counts transactions.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()

STATE = Table(
    "state",
    METADATA,
    Column("name", String, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""Counters: ``clock``, one more with every transaction that changes something."""

PATIENT = Table(
    "patient",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("patient_id", String, nullable=False, index=True),
    Column("issuer", String, nullable=False),
    Column("name", String, nullable=False),
    Column("birth_date", String, nullable=False),
    Column("sex", String, nullable=False),
    Column("quadruped", Integer, nullable=False),
)
"""Patients as headers describe them; two that any known part of the identity tells apart are two (SAFETY H16)."""

STUDY = Table(
    "study",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),
    Column("patient", ForeignKey("patient.id"), nullable=False, index=True),
    Column("shown_patient", ForeignKey("patient.id"), nullable=False, index=True),
    Column("patient_key", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("birth_date", String, nullable=False),
    Column("date", String, nullable=False),
    Column("time", String, nullable=False),
    Column("description", String, nullable=False),
    Column("description_key", String, nullable=False),
    Column("accession", String, nullable=False),
    Column("study_id", String, nullable=False),
    Column("referring", String, nullable=False),
    Column("patient_age", String, nullable=False),
    Column("institution", String, nullable=False),
    Column("modalities", String, nullable=False),
    Column("body_parts", String, nullable=False),
    Column("series", Integer, nullable=False),
    Column("instances", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("second_read", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("reader", String, nullable=False),
    Column("reader_key", String, nullable=False),
    Column("comments", String, nullable=False),
    Column("comments_key", String, nullable=False),
    Column("imported", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("trashed", Integer, nullable=False),
    Column("held", String, nullable=False),
)
"""One row of the worklist each.

``*_key`` columns are for sorting and searching: no accents, no capitals. ``modalities`` and ``body_parts`` are sets,
each member between slashes. Name, ID and birth date are those of the patient shown. ``trashed`` is 0, or when it
was put into the trash. ``held`` says why nothing may be reported yet: images of
another patient came with the same Study Instance UID.
"""

SORTED_BY = (
    "name_key",
    "patient_key",
    "date",
    "modalities",
    "body_parts",
    "description_key",
    "accession",
    "status",
    "priority",
    "reader_key",
    "instances",
    "imported",
    "birth_date",
    "second_read",
    "comments_key",
    "series",
    "bytes",
)
"""Columns that a worklist of any size is put in order by from an index."""

STUDY_INDEXES = tuple(
    Index(f"study_by_{name}", STUDY.c.trashed, STUDY.c[name], *([STUDY.c.time] if name == "date" else ()))
    for name in SORTED_BY
)

SERIES = Table(
    "series",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False),
    Column("study", ForeignKey("study.id"), nullable=False),
    Column("number", Integer),
    Column("modality", String, nullable=False),
    Column("description", String, nullable=False),
    Column("body_part", String, nullable=False),
    Column("instances", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Index("series_of_study", "study", "uid", unique=True),
)

HEADING = Table(
    "heading",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("form", String, nullable=False),
    Column("sop_class", String, nullable=False),
    Column("transfer_syntax", String, nullable=False),
    Column("plain", LargeBinary, nullable=False),
)
"""What the headers of many instances have in common, written once (app.library.catalogue.headings)."""

INSTANCE = Table(
    "instance",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),
    Column("series", ForeignKey("series.id"), nullable=False, index=True),
    Column("heading", ForeignKey("heading.id"), nullable=False),
    Column("folder", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("pixel_offset", Integer, nullable=False),
    Column("pixel_length", Integer),
    Column("own", String, nullable=False),
    Column("problem", String, nullable=False),
)
"""One file each: where it lies (folder and digest), how long it is, where its pixels begin, what its header says.

``problem`` is empty, or what was found wrong with the file since it was stored (SAFETY D8).
"""

WORD = Table(
    "word",
    METADATA,
    Column("word", String, primary_key=True),
    Column("study", ForeignKey("study.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Every word that a study is found by, accents and capitals taken off (app.library.catalogue.words)."""

SMART_LIST = Table(
    "smart_list",
    METADATA,
    Column("name", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("query", String, nullable=False),
)
"""Saved queries of the worklist, in the reader's order."""

LINK = Table(
    "link",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("act", Integer, nullable=False, index=True),
    Column("study", ForeignKey("study.id"), nullable=False, index=True),
    Column("before", ForeignKey("patient.id"), nullable=False),
    Column("after", ForeignKey("patient.id"), nullable=False),
    Column("reader", String, nullable=False),
    Column("reason", String, nullable=False),
)
"""Studies that a reader counts to another patient than their headers say; taking an act back deletes its rows."""

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("uid", String, nullable=False),
    Column("study_uid", String, nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("arrived", Integer, nullable=False),
)
"""Files that arrived and are not shown, and why (SAFETY H16, H17)."""

TABLES = frozenset({"alembic_version", *METADATA.tables})
