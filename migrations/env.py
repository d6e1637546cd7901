"""Runs migrations on the connection that bot.helpdesk.database.migrate hands over."""

from alembic import context

from bot.helpdesk.tables import whole_schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=whole_schema(),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
