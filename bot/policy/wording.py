"""How dates, names, clauses, departments and questions are written in a sentence."""

from __future__ import annotations

import datetime as dt
import json
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
    """Who gave a document, when, and what is known of its validity; no day is told that isn't known."""
    note = info["validity_note"] or ""
    dated = "" if _NO_DAY.search(note) else _days(info)
    given = f"{info['name']}由{info['issuer']}发布" + (f"，{dated}" if dated else "")
    return "".join([f"{given}。", _until(info, note), note, _whether_in_force(info, note)])


_NO_DAY = re.compile("(?:日期?|哪一?天)没有(?:取得|查到)|只知道")


def _days(info: dict[str, Any]) -> str:
    start = f"{chinese_date(info['valid_from'])}起施行"
    if info["signed"]:
        return f"{chinese_date(info['signed'])}成文、{chinese_date(info['published'])}印发"
    given = info["issued"]
    return f"{chinese_date(given)}印发，{start}" if given and given != info["valid_from"] else start


def _until(info: dict[str, Any], note: str) -> str:
    until = chinese_date(info["valid_to"])
    if not until or until in note:
        return ""
    over = info["valid_to"] < dt.date.today().isoformat()
    return f"执行到{until}，现在已经停了。" if over else f"执行到{until}。"


def _whether_in_force(info: dict[str, Any], note: str) -> str:
    """That it holds, or that nobody has checked it; nothing where the dates or the note tell it."""
    if info["valid_to"] or "执行" in note or "有效" in note:
        return ""
    confirmed = json.loads(info["certainty"])["in_force"] == "confirmed"
    return "现在仍然有效。" if confirmed else f"现在还执不执行没有核实，请问{info['issuer']}。"


def heading(attribute: Attribute) -> str:
    """The question as a heading: 您是退役军人吗？ → 退役军人."""
    plain = re.sub(r"（.*?）|[？?]", "", attribute.question)
    return re.sub(r"^您(?:现在)?(?:是|有)?|吗$", "", plain)
