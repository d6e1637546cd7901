"""Plain answers: «是», «没有», «算是吧» to a question of yes or no, a button's own words to a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.nlu.facts.clauses import Clause
from bot.policy.attributes import Attribute

_TAIL = r"(?:的|呢|呀|啊|哦|噢|哈|吧|嘛|噶|了|咯|哟|嘞|喽|哇|嗯)*"
_YES = re.compile(
    rf"(?:嗯|恩|哦|啊|那|当然|肯定|确实|必须|就|真)*(?:是|对|对头|对对+|是是+|嗯嗯?|恩恩?|有|有有|在|可以|行|得行|符合|属于|算|够|没错|不错|没问题|要得|好|当然|必须|肯定|确定|是嘞|yes|y|ok|√|1|就是|可不是|可不|那是|(?:算是?|勉强)?有吧?|算是|应该是|应该算|差不多|差不多是|应该有|大概是|基本是|是有|有过|做|会|提供|约定了|持有|愿意|具备|能|会|(?:报|签|缴|交|办|写|开|登记)(?:了|着|过|好了)){_TAIL}",
    re.I,
)
_NO = re.compile(
    rf"(?:嗯|哦|啊|那|当然|肯定|确实|真|都|也|还)*(?:才?不是|没有|没得|没有没有|没得没得|没没|么得|哪有|没|不|否|无|未|不算|不符合|不属于|不对|莫得|冇|不在|不行|不得|没有过|从来没有|从没有?|从未|还没|还没有|应该不是|不太算|算不上|可能没有|好像没有|应该没有|no|n|×|并没有|并不是|绝对没有|不具备|不提供|不用|不需要|不会|不能|(?:还)?没(?:有)?(?:报|签|缴|交|办|写|开|登记)过?){_TAIL}",
    re.I,
)
_NONE = "none"
_HEDGES = re.compile(r"算是|应该|差不多|大概|基本|可能|好像|不太|吧")
# To «暂不具备…吗» or «还不是…吗» a bare «没有» may mean either.
_NEGATIVE_QUESTION = re.compile(r"^(?:您|公司|企业|这个产品|这家企业)?(?:还|暂|暂时|尚|目前)?(?:不|没有?|未)")
# How surely the first words answer where more follows, and what may take them back.
_WITH_MORE_BEHIND, _SEVERAL = 0.97, 2
WORD_FOR_WORD = 1.0
# So many characters of a choice's name stand for it, where no other begins like it.
_TELLING = 3
_TAKES_BACK = re.compile("不是|不算|不对|错|但|不过|其实|现在|后来|以前|还是|或者|要么|才对")
_NEITHER = re.compile("也(?:从来)?[没不未莫]")
_ASKS_BACK = re.compile(r"是不是(?!吗)|什么叫|啥叫|意思")


def plain_answer(attribute: Attribute, text: str, parts: Sequence[Clause]) -> tuple[Any, float] | None:
    """(value, certainty) if the first words plainly answer; None where the rest has to tell.

    A bare «没» with more behind it («没，以前没卖过») is left to what follows.
    """
    if attribute.type == "choice":
        return _chosen(attribute, text) or _chosen_first(attribute, parts) or _none_of_them(attribute, text)
    if attribute.type != "bool" or not parts or _ASKS_BACK.search(text):
        return None
    first = _bare(parts[0].text)
    if len(parts) > 1 and all(_NO.fullmatch(_bare(part.text)) for part in parts):
        # «不是，没有» says one thing twice.
        parts = parts[:1]
    denies = _NO.fullmatch(first) and len(parts) == 1 and not re.search(r"[?？]", text)
    if parts[0].asks and not denies and not re.fullmatch(r"可不是(?:嘛|吗)?|不是吗", first):
        return None
    certainty = 0.75 if _HEDGES.search(first) else 0.97
    if _YES.fullmatch(first):
        return True, certainty if len(parts) == 1 else min(certainty, 0.85)
    if _NO.fullmatch(first) and len(parts) == 1 and not _NEGATIVE_QUESTION.search(attribute.question):
        return False, certainty
    if _NO.fullmatch(first) and len(parts) > 1 and not _NEGATIVE_QUESTION.search(attribute.question):
        # «没有，房贷也没得»
        return (False, _WITH_MORE_BEHIND) if all(_NEITHER.search(part.text) for part in parts[1:]) else None
    if _NO.fullmatch(first) and len(parts) == 1 and re.fullmatch(rf"不是{_TAIL}", first):
        return False, certainty
    return None


def _chosen_first(attribute: Attribute, parts: Sequence[Clause]) -> tuple[Any, float] | None:
    """«小规模，开一个点的»: the first words choose; what follows names no other and takes nothing back."""
    if len(parts) < _SEVERAL or parts[0].asks or parts[0].supposes:
        return None
    found = _chosen(attribute, parts[0].text)
    rest = "，".join(part.text for part in parts[1:])
    others = [c for c in attribute.choices if found and c.value != found[0]]
    words = {word for choice in others for word in (choice.label, *choice.words)}
    if found is None or _TAKES_BACK.search(rest) or any(word in rest for word in words):
        return None
    return found[0], _WITH_MORE_BEHIND


def _none_of_them(attribute: Attribute, text: str) -> tuple[Any, float] | None:
    """«没有» to «名下现在有哪些贷款？»; where no choice means none, it tells nothing."""
    none = any(choice.value == _NONE for choice in attribute.choices)
    return (_NONE, 0.98) if none and denies(text) else None


def _bare(text: str) -> str:
    """Without its marks; what is said twice («有呢有呢») once."""
    said = re.sub(r"[\s，,。.！!？?~～]+", "", text)
    half = len(said) // 2
    return said[:half] if half and said[:half] * 2 == said else said


def denies(text: str) -> bool:
    """Whether a message is a bare no."""
    return bool(_NO.fullmatch(re.sub(r"[\s，,。.！!~～]+", "", text)))


def _chosen(attribute: Attribute, text: str) -> tuple[Any, float] | None:
    """The choice whose label, or one of whose words, is the whole answer."""
    said = text.strip().rstrip("。.!！~～")
    forms = {said, re.sub(f"{_TAIL}$", "", said)}
    found = {choice.value for choice in attribute.choices if forms & {choice.label, *choice.words}}
    if not found and len(said) >= _TELLING:
        # «小规模» of «小规模纳税人»
        found = {c.value for c in attribute.choices for word in (c.label, *c.words) if word.startswith(said)}
    return (found.pop(), WORD_FOR_WORD) if len(found) == 1 else None
