"""What a clause really tells: not every number, day or place in it speaks of what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.nlu.facts.bank import NEXT, NUMBER
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import Fact
from bot.nlu.facts.masking import Masked, core
from bot.nlu.facts.model import Hearing
from bot.policy.attributes import Attribute, attributes
from bot.policy.regions import contains, find_place, places_in, whole_province

# With the characters alone: surely that.
SETTLED = 0.9
# Words that lead from one thing to another and state nothing.
_LEADS_OVER = re.compile(
    r"(?:说|回|讲|扯|话)?(?:说|讲)?回(?:来|到)(?:我|正题|这个|刚才|那个|我这)?(?:这边|那个|的)?|接着(?:说|讲)(?:我那个)?|打个岔|先?岔开一[下哈]|(?:再)?问(?:你|您)?(?:一|句|个|下)+(?:话|不相干的)?"
    r"|对了|还有|另外|行吧?|好吧?|哎|你好|您好|请问|在吗|谢谢|麻烦了?|那个|嗯+|哦+|这样|是这样(?:的)?|我想问(?:一下|下|个)?|想问(?:一下|下)?|咨询(?:一下|下)?|不好意思|莫绕|算了"
)
_NAMED_AFTER_PLACES = re.compile(
    r"大理石|普洱茶|昆明理工|(?:云南|昆明|大理|曲靖|玉溪|普洱|红河|保山)(?:师范|医科?|职业)?(?:大学|学院)"
)
# So few characters answer what was asked and hardly more; what is told by words alone.
_FEW, _OF_WORDS = 12, {"bool", "choice"}
_CAME_FROM = re.compile("从[^，。]{2,8}?(?:过来|搬来|来(?=[^，。]{2})|到)")
_ELSEWHERE = re.compile(
    "老家|户口|户籍|籍贯|娘家|婆家|[上读]的?大?学|毕业|念书|进货|拿货|[发卖送运寄销](?:到|往|去)|客户|买家|[不没]在|去过|打过工|旅游"
)
_NOT_THERE = re.compile("[不没]在|[不没]是|去过")
_BUSINESS = re.compile("(?<![不没])(?:开[店的了着个家]|店开|铺子?在|办的|注册|登记|经营|创业|执照|租了)")
_THIS_TIME = re.compile(r"这[一]?[次回趟]|现在|眼下")
_IF = re.compile(r"要是|如果|假如|万一|呢[?？]?$|的话")


def leads_over(clause: Clause) -> bool:
    """Whether a clause only leads from one thing to another."""
    return bool(_LEADS_OVER.fullmatch(clause.plain.strip()))


def place_told(clause: Clause, asked: bool = False) -> str | None:
    """The code of the place that a clause names; names made of a place's (大理石) name none.

    Nor does where somebody comes from, studied, buys or sells, unless the business is there, or it was asked.
    """
    said = _CAME_FROM.sub("", _NAMED_AFTER_PLACES.sub("", clause.text))
    elsewhere = _NOT_THERE if asked else _ELSEWHERE
    if elsewhere.search(said) and not _BUSINESS.search(said):
        return None
    return find_place(said)


def place_asked_of(text: str) -> str | None:
    """The code of the one place below the province that a question is of («思茅要什么材料»); else None.

    It tells nothing of where who asks is.
    """
    named = [code for clause in clauses(text) if (code := place_told(clause)) and not whole_province(code)]
    narrowest = max(named, key=lambda code: len(code.rstrip("0")), default=None)
    if narrowest is None or any(not contains(code, narrowest) for code in places_in(text)):
        return None
    return narrowest


def day_of_something_else(attribute: Attribute, taken: Masked, hearing: Hearing) -> bool:
    """«去年从厂里下来的» tells no day of a loan: a day that nobody asked for is told with its word.

    Nor does it tell how long something else has been, unless that is beyond doubt.
    """
    if attribute.type == "date":
        return not any(word in taken.text for word in attribute.words)
    by_day = attribute.type == "count" and taken.days and not taken.numbers
    return bool(by_day) and hearing.label == NUMBER and hearing.probability < SETTLED


def but_for_side_answers(
    heard: Iterable[Fact], told: Collection[str], asked: str | None, clause: Clause
) -> list[Fact]:
    """«是园区里头的» says yes to «在园区吗», and not of anything else that it is so.

    `told` are the attributes that the clause tells, by its words or by the model. A few words that answer a
    question of yes or no settle no other choice.
    """
    attribute = attributes()[asked] if asked else None
    every = list(heard)
    if attribute is None or attribute.type != "bool" or asked not in told or len(core(clause.plain)) > _FEW:
        return every
    return [f for f in every if f.attribute == asked or attributes()[f.attribute].type not in _OF_WORDS]


def of_now(attribute: Attribute) -> bool:
    """Whether what is asked of can have changed since («欠», not «以前借过»)."""
    changes = attribute.changeable and attribute.type in {"bool", "choice"}
    return changes and not re.search("以前|过", attribute.question)


def asks_about_a_kind(clause: Clause, after: Sequence[Clause]) -> bool:
    """«坐过牢的» in «坐过牢的还能不能当法人»: people of a kind, not the speaker."""
    joined = bool(after) and after[0].asks and clause.end == after[0].start
    return joined and clause.text.endswith("的") and "我" not in clause.text


def numbered(clause: Clause, taken: Masked) -> bool:
    """Whether a question names a number of its own («那8000万呢»), not only asks for one («几年»)."""
    return bool(taken.numbers or taken.days) and not re.search("[几多]", clause.text)


def as_it_is(clause: Clause, hearing: Hearing) -> Clause:
    """«要是再办，这回就是第三回了» tells of two that were: no supposition."""
    told = (
        hearing.label == NEXT
        and not clause.asks
        and (_THIS_TIME.search(clause.text) or not _IF.search(clause.text))
    )
    return replace(clause, supposes=False) if told else clause
