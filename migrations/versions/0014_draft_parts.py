"""A ticket's draft reply is kept part by part, too."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_contents", sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("ticket_contents", "parts")
