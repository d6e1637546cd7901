"""A visitor urges, and says whether the matter is settled; a canned reply may be somebody's own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("reminded", sa.DateTime(), nullable=True))
    op.add_column("tickets", sa.Column("solved", sa.Boolean(), nullable=True))
    op.add_column("canned_replies", sa.Column("owner", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("canned_replies", "owner")
    op.drop_column("tickets", "solved")
    op.drop_column("tickets", "reminded")
