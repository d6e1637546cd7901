"""What a visitor changed in the checklist of a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklists",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_checklists")),
    )
    with op.batch_alter_table("checklists") as batch:
        batch.create_index(batch.f("ix_checklists_changed"), ["changed"], unique=False)


def downgrade() -> None:
    op.drop_table("checklists")
