"""What became of a question fits its column: `handed_over` has eleven letters."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_long(16)


def downgrade() -> None:
    _make_long(10)


def _make_long(length: int) -> None:
    # SQLite keeps no lengths, but tells them: the table is copied. PostgreSQL refused what was longer.
    with op.batch_alter_table("questions") as batch:
        using = f"substr(outcome, 1, {length})"
        batch.alter_column("outcome", type_=sa.String(length), postgresql_using=using)
