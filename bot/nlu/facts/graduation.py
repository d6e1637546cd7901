"""When somebody left the university: of several graduations the last one counts (本科, then 研究生)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from bot.nlu.facts import values
from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME
from bot.nlu.facts.masking import masked
from bot.nlu.facts.persons import EMPLOYED
from bot.policy.attributes import attributes

SINCE_THEN = "years_since_graduation"
_GRADUATED = re.compile(r"毕(?:的|了)?业(?!于?证|以?前|设计|论文|学年|年度|之前)|毕业证(?:是|上|写|拿)")
_NOT_YET = re.compile(r"[没未]有?毕业|要毕业|才能毕业|毕不了业|[快该将准]毕业|明年|后年|等")
_OF_SOMEBODY_ELSE = re.compile(r"招(?:的|了|用)|员工|学生(?:们|都)|他们|[一二两三四五六七八九十\d]个")


def last_graduation(parts: Sequence[Clause], today: dt.date) -> tuple[Any, Clause] | None:
    """(years since then, the clause that tells); None where no clause tells the day of it."""
    found = []
    for clause in parts:
        said = clause.plain
        if clause.who in EMPLOYED or clause.asks or clause.supposes or clause.ignorant:
            continue
        if not _GRADUATED.search(said) or _NOT_YET.search(said) or _OF_SOMEBODY_ELSE.search(said):
            continue
        taken = masked(said, today)
        if len(taken.days) == 1 and taken.days[0].last <= today:
            found.append((taken.days[0].last, clause, taken))
    if not found:
        return None
    own = [one for one in found if one[1].who == ME]
    _, clause, taken = max(own or found, key=lambda one: one[0])
    attribute = attributes().get(SINCE_THEN)
    years = values.number(attribute, taken, False, None, today) if attribute else None
    return None if years is None else (years, clause)
