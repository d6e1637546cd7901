"""The queue's counts of urgent, assigned and overdue tickets are read from an index each."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ("urgent", "assignee", "due")


def upgrade() -> None:
    for column in _COLUMNS:
        op.create_index(f"tickets_active_{column}", "tickets", ["active", column])


def downgrade() -> None:
    for column in _COLUMNS:
        op.drop_index(f"tickets_active_{column}", table_name="tickets")
