"""Messages that a client sends again are known by the name it gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("message_id", sa.String(length=64), nullable=True))
    op.create_index("messages_by_message_id", "messages", ["conversation", "message_id"], unique=True)


def downgrade() -> None:
    op.drop_index("messages_by_message_id", table_name="messages")
    op.drop_column("messages", "message_id")
