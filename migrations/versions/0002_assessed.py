"""Tickets tell whether triage has read them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Tickets from before were assessed when they were opened.
    op.add_column("tickets", sa.Column("assessed", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_index("tickets_unassessed", "tickets", ["assessed", "id"])
