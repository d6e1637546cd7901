"""Compares the words of national laws with texts that lie beside the repository, article by article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bot.errors import UserError
from bot.policy.national_law import NationalLaw
from bot.policy.source_texts import source_text
from bot.policy.structure import parse_law

# Letters shown of what differs.
_SHOWN = 12


@dataclass(frozen=True)
class Compared:
    """How many laws and articles were compared, and a line for each difference."""

    laws: int
    articles: int
    differences: tuple[str, ...]


def compare_laws(laws: Iterable[NationalLaw], folder: Path) -> Compared:
    """Compare with <name>.md in a folder; raises UserError where no law has such a file."""
    pairs = [(law, path) for law in laws if (path := folder / f"{law.name}.md").is_file()]
    if not pairs:
        raise UserError(f"{folder} 里没有和数据包同名的法律（例如 公司法.md）；请写存放法律原文的文件夹")
    lines = [line for law, path in pairs for line in _differences(law, path)]
    return Compared(len(pairs), sum(len(law.articles) for law, _ in pairs), tuple(lines))


def _differences(law: NationalLaw, path: Path) -> Iterator[str]:
    held = {clause.number: clause.text for clause in parse_law(source_text(path)).clauses}
    for article in law.articles:
        name = f"《{law.name}》{article.number}"
        if article.number not in held:
            yield f"{name}：{path.name} 里没有这一条"
            continue
        one, other = _plain(article.text), _plain(held.pop(article.number))
        if one != other:
            yield f"{name}：{_first_difference(one, other)}"
    yield from (f"《{law.name}》{number}：数据包里没有这一条" for number in held)


def _plain(text: str) -> str:
    # Invisible spaces of web pages included.
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def _first_difference(one: str, other: str) -> str:
    changes = [c for c in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if c[0] != "equal"]
    _, a, b, c, d = changes[0]
    more = f"，还有 {len(changes) - 1} 处" if len(changes) > 1 else ""
    return f"包里“{_short(one[a:b])}”，文件里“{_short(other[c:d])}”{more}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
