"""A ticket's clauses name their document: what stood as a bare number was of the one paper that was held."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The only document whose clauses were ever written without its name.
_PAPER = "云政发〔2020〕6号"
_LAW = re.compile(r"(.+?)(第.+条.*)")
_TICKETS = sa.table("tickets", sa.column("id", sa.Integer), sa.column("clauses", sa.JSON))


def upgrade() -> None:
    _rewrite(_with_document)


def downgrade() -> None:
    _rewrite(_without_document)


def _rewrite(change) -> None:  # type: ignore[no-untyped-def]
    connection = op.get_bind()
    for row in connection.execute(sa.select(_TICKETS)).all():
        changed = [change(cited) for cited in row.clauses or []]
        if changed != (row.clauses or []):
            connection.execute(sa.update(_TICKETS).where(_TICKETS.c.id == row.id).values(clauses=changed))


def _with_document(cited: str) -> str:
    if " " in cited:
        return cited
    law = _LAW.fullmatch(cited)
    return f"{law[1]} {law[2]}" if law else f"{_PAPER} {cited}"


def _without_document(cited: str) -> str:
    document, _, clause = cited.rpartition(" ")
    return clause if document == _PAPER else f"{document}{clause}"
