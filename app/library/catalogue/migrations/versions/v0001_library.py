"""Patients, studies, series, instances; words to find studies by; smart lists, links of patients, quarantine."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXTS = {
    "study": "patient_key name_key birth_date date time description description_key accession study_id referring"
    " patient_age institution modalities body_parts reader reader_key comments comments_key held",
    "patient": "issuer name birth_date sex",
}
NUMBERS = "series instances bytes status second_read priority imported changed trashed"
SORTED_BY = (
    "name_key patient_key date modalities body_parts description_key accession status priority reader_key"
    " instances imported birth_date second_read comments_key series bytes"
)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "state",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.execute("INSERT INTO state (name, number) VALUES ('clock', 0)")
    _patients_and_studies()
    _series_and_instances()
    _notes()


def _patients_and_studies() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("patient_id", sa.String, nullable=False, index=True),
        *(sa.Column(name, sa.String, nullable=False) for name in TEXTS["patient"].split()),
        sa.Column("quadruped", sa.Integer, nullable=False),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("patient", sa.Integer, sa.ForeignKey("patient.id"), nullable=False, index=True),
        sa.Column("shown_patient", sa.Integer, sa.ForeignKey("patient.id"), nullable=False, index=True),
        *(sa.Column(name, sa.String, nullable=False) for name in TEXTS["study"].split()),
        *(sa.Column(name, sa.Integer, nullable=False) for name in NUMBERS.split()),
    )
    for name in SORTED_BY.split():
        more = ["time"] if name == "date" else []
        op.create_index(f"study_by_{name}", "study", ["trashed", name, *more])
    op.create_table(
        "word",
        sa.Column("word", sa.String, primary_key=True),
        sa.Column("study", sa.Integer, sa.ForeignKey("study.id"), primary_key=True, index=True),
        sqlite_with_rowid=False,
    )


def _series_and_instances() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False),
        sa.Column("study", sa.Integer, sa.ForeignKey("study.id"), nullable=False),
        sa.Column("number", sa.Integer),
        *(sa.Column(name, sa.String, nullable=False) for name in ("modality", "description", "body_part")),
        sa.Column("instances", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
    )
    op.create_index("series_of_study", "series", ["study", "uid"], unique=True)
    op.create_table(
        "heading",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("form", "sop_class", "transfer_syntax")),
        sa.Column("plain", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "instance",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("series", sa.Integer, sa.ForeignKey("series.id"), nullable=False, index=True),
        sa.Column("heading", sa.Integer, sa.ForeignKey("heading.id"), nullable=False),
        sa.Column("folder", sa.Integer, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False, index=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pixel_offset", sa.Integer, nullable=False),
        sa.Column("pixel_length", sa.Integer),
        sa.Column("own", sa.String, nullable=False),
        sa.Column("problem", sa.String, nullable=False),
    )


def _notes() -> None:
    op.create_table(
        "smart_list",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("query", sa.String, nullable=False),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("act", sa.Integer, nullable=False, index=True),
        sa.Column("study", sa.Integer, sa.ForeignKey("study.id"), nullable=False, index=True),
        sa.Column("before", sa.Integer, sa.ForeignKey("patient.id"), nullable=False),
        sa.Column("after", sa.Integer, sa.ForeignKey("patient.id"), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("reader", "reason")),
    )
    op.create_table(
        "quarantine",
        sa.Column("sha256", sa.LargeBinary, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("uid", sa.String, nullable=False),
        sa.Column("study_uid", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("arrived", sa.Integer, nullable=False),
    )
