"""How many were hired in all, where one more is told: «又招到一个，现在六个»."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME
from bot.nlu.facts.masking import masked
from bot.nlu.facts.parts import WHOLE

NEW_HIRES, STAFF = "new_hires", "employees"
_ONE_MORE = re.compile(r"(?:又|再|新|还|刚)(?:新)?(?:招|请|来|进|添|雇|补)(?:到|着|了|得|进|来)?")
_IN_ALL = re.compile(
    rf"^(?:现在|这下|算起来|{WHOLE.pattern}|都|就|是|有|凑|成|够|满|了|招|变)*Ⓝ[个人](?:了|咯|啦|嘛|的|呢)*$"
)


_HIRED = re.compile("招|请|聘|雇|来了?[一两二三四五六七八九十\d]")
_GONE = re.compile(
    r"^(?:他|她|人|那人|那个人)?(?:们)?(?:都|也|已经|早就?|又|后来|前几天|上个月)*(?:走|离职|辞职|不干|不来|不在|跑|辞)(?:了|掉)"
)


def hired_and_gone(parts: Sequence[Clause]) -> bool:
    """«招过一个，人已经走了»: those who were hired work there no more."""
    return any(
        _HIRED.search(before.text) and _GONE.match(after.text.strip())
        for before, after in itertools.pairwise(parts)
    )


def hired_in_all(parts: Sequence[Clause], today: dt.date) -> tuple[int, Clause] | None:
    """(how many, the clause that tells); None where none tells the whole after telling of one more."""
    more = False
    for clause in parts:
        if clause.who != ME or clause.asks:
            continue
        taken = masked(clause.plain.strip(), today)
        exact = taken.numbers[0].exact if len(taken.numbers) == 1 else None
        if more and exact is not None and _IN_ALL.match(taken.text):
            return int(exact), clause
        more = more or bool(_ONE_MORE.search(clause.text))
    return None
