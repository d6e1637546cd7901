"""How dates, names, clauses, departments and questions are written in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.policy.attributes import Attribute
from bot.policy.issuers import today_name
from bot.policy.numerals import NUMERAL
from bot.policy.selection import Provision
from bot.policy.topics import Topic, told_by

_MOST_DEPARTMENTS = 4
_BARE = re.compile(NUMERAL)


def chinese_date(iso: str | None) -> str:
    """2020-02-14 → 2020年2月14日; empty for none."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def in_quotes(name: str) -> str:
    """A name in quotation marks, those inside it single: “‘走出去’服务”."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def article(clause: str) -> str:
    """A clause's number as one says it: 四 is 第四条; 第四十七条, （三）1 and none stay as they are."""
    return f"第{clause}条" if _BARE.fullmatch(clause) else clause


def place(document: str, clause: str, title: str) -> str:
    """A clause for a sentence: 云政发〔2020〕6号 第四条“加大政府采购支持”, 《公司法》第四十七条."""
    named = document if "〔" in document else f"《{document}》"
    number = article(clause)
    if number == clause:
        return f"{named}{clause}"
    return f"{named} {number}" + (f"“{title}”" if title else "")


def department_list(names: Iterable[str], and_others: bool = False) -> str:
    """Departments for a sentence, by today's names, shortened."""
    names = [today_name(name) for name in names]
    shown = "、".join(names[:_MOST_DEPARTMENTS])
    more = and_others or len(names) > _MOST_DEPARTMENTS
    return shown + ("等" if more else "")


def whom_to_ask(topic: Topic) -> str:
    """Whom a person is to ask: the door with its number, else the departments, else the local office."""
    if topic.door.office:
        return topic.door.office + (f"（{topic.door.hotline}）" if topic.door.hotline else "")
    return department_list(topic.departments, topic.and_others) or "当地主管部门"


def resting_on(topic: Topic, provision: Provision) -> str:
    """One line: which level's document of which year says it, how sure that is; empty for a law in force."""
    certainty = provision.certainty
    if provision.kind == "law" and certainty.in_force == "confirmed":
        return ""
    reported = f"（据{certainty.by}{chinese_day(certainty.on)}报道）" if certainty.text == "reported" else ""
    ask = topic.door.office or "当地主管部门"
    doubt = f"，是否仍执行请向{ask}核实" if certainty.in_force == "unconfirmed" else ""
    return f"据{told_by(provision)}{reported}{doubt}。"


def chinese_day(written: str) -> str:
    """2023-09-14 → 2023年9月14日; what is no full date stays as it is written (2023-09 → 2023年9月)."""
    parts = written.split("-")
    if not all(part.isdigit() for part in parts):
        return written
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def validity_text(info: dict[str, Any]) -> str:
    """Dates of a document and what is known of its validity."""
    signed, published = info.get("signed"), info.get("published")
    dates = f"{chinese_date(signed)}成文、{chinese_date(published)}印发" if signed else ""
    if not dates:
        dates = f"{chinese_date(info['valid_from'])}起施行"
    return f"{info['name']} {dates}。{info.get('validity_note') or ''}".rstrip()


def heading(attribute: Attribute) -> str:
    """The question as a heading: 您是退役军人吗？ → 退役军人."""
    plain = re.sub(r"（.*?）|[？?]", "", attribute.question)
    return re.sub(r"^您(?:现在)?(?:是|有)?|吗$", "", plain)
