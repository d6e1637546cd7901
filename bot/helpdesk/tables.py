"""The helpdesk's tables, all of them. Times are UTC without a zone; migrations/ makes and changes them."""

from __future__ import annotations

from sqlalchemy import MetaData

from bot.helpdesk import conversation_tables, knowledge_tables, staff_tables, ticket_tables, upkeep_tables
from bot.helpdesk.schema import metadata

# A table is in the schema once its module is imported.
PARTS = (staff_tables, ticket_tables, conversation_tables, knowledge_tables, upkeep_tables)


def whole_schema() -> MetaData:
    """Every table of the helpdesk, for migrations and backups."""
    return metadata
