"""Orders to forget a conversation are kept until every part has carried them out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgettings",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("done", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_forgettings")),
    )
    op.create_index(op.f("ix_forgettings_done"), "forgettings", ["done"])


def downgrade() -> None:
    op.drop_table("forgettings")
