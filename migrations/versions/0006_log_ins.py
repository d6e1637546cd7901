"""Tries to log in are counted for each name and address; staff may have a second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_tries")),
    )
    op.create_index(op.f("ix_login_tries_name"), "login_tries", ["name"])
    op.create_index(op.f("ix_login_tries_since"), "login_tries", ["since"])
    op.add_column("staff", sa.Column("totp", sa.String(length=40), nullable=True))
    op.add_column("staff", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.drop_column("staff", "failed_logins")


def downgrade() -> None:
    op.add_column("staff", sa.Column("failed_logins", sa.Integer(), nullable=False, server_default="0"))
    op.drop_column("staff", "totp_step")
    op.drop_column("staff", "totp")
    op.drop_table("login_tries")
