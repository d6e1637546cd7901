"""Tables of staff: who they are, how they log in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Table

from bot.helpdesk.columns import String
from bot.helpdesk.schema import metadata

# People are named by their login everywhere: a name is never reused or changed.
staff = Table(
    "staff",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("role", String(12), nullable=False),  # agent, supervisor or admin
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created", DateTime, nullable=False),
    Column("locked_until", DateTime),
    # The key of the second factor, and the step of its last code that was taken: none is taken twice.
    Column("totp", String(40)),
    Column("totp_step", Integer),
)
# Tries to log in within the last minutes; names and addresses are kept as SHA-256.
login_tries = Table(
    "login_tries",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("since", DateTime, nullable=False, index=True),
)
# Tokens are kept as SHA-256, so that reading the database opens no session.
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff", ForeignKey(staff.c.name), nullable=False),
    Column("kind", String(8), nullable=False),  # browser or api
    Column("csrf", String(64), nullable=False),
    Column("created", DateTime, nullable=False),
    Column("seen", DateTime, nullable=False),
    Column("expires", DateTime, nullable=False),
    # What an API token is for, as whoever made it said.
    Column("label", String(80), nullable=False, server_default=""),
)
invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("expires", DateTime, nullable=False),
    Column("used", DateTime),
)
