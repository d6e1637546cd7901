"""Changes of the knowledge that staff draft, approve and publish."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("undone", sa.JSON(), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("checked", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("decided", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["staff.name"], name=op.f("fk_drafts_author")),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.name"], name=op.f("fk_drafts_changed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.name"], name=op.f("fk_drafts_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_status"), "drafts", ["status"], unique=False)


def downgrade() -> None:
    op.drop_table("drafts")
