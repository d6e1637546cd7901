"""API tokens have names; a ticket that a program opens twice with one key is opened once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "staff_sessions", sa.Column("label", sa.String(length=80), nullable=False, server_default="")
    )
    op.add_column("tickets", sa.Column("request_key", sa.String(length=64), nullable=True))
    op.create_index("tickets_by_request_key", "tickets", ["request_key"], unique=True)


def downgrade() -> None:
    op.drop_index("tickets_by_request_key", table_name="tickets")
    op.drop_column("tickets", "request_key")
    op.drop_column("staff_sessions", "label")
