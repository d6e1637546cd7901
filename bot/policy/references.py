"""A clause reference: which document, and which of its clauses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ClauseRef:
    """A document by its number or short name, and a clause as it is cited there; empty: the whole of it."""

    document: str
    clause: str

    def __str__(self) -> str:
        """As it is kept in files and tickets; `parse` reads it back."""
        return f"{self.document} {self.clause}".rstrip()

    @classmethod
    def parse(cls, text: str) -> ClauseRef:
        """Read what `str` wrote. A document's name may hold spaces, a clause holds none."""
        document, space, clause = text.rpartition(" ")
        return cls(document, clause) if space and _is_clause(clause) else cls(text, "")


def _is_clause(word: str) -> bool:
    return bool(word) and word[0] in "第一二三四五六七八九十百附（(①②③④⑤⑥⑦⑧⑨⑩0123456789" and "号" not in word
