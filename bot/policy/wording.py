"""How dates, names, clauses and departments are written in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_MOST_DEPARTMENTS = 4


def chinese_date(iso: str | None) -> str:
    """2020-02-14 → 2020年2月14日; empty for none."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def in_quotes(name: str) -> str:
    """A name in quotation marks, those inside it single: “‘走出去’服务”."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def place(document: str, clause: str, title: str) -> str:
    """A clause for a sentence: 云政发〔2020〕6号 第四条“加大政府采购支持”, 《公司法》第四十七条."""
    if clause.startswith("第"):
        return f"《{document}》{clause}"
    return f"{document} 第{clause}条" + (f"“{title}”" if title else "")


def department_list(names: Iterable[str], and_others: bool = False) -> str:
    """Departments for a sentence, shortened."""
    names = list(names)
    shown = "、".join(names[:_MOST_DEPARTMENTS])
    more = and_others or len(names) > _MOST_DEPARTMENTS
    return shown + ("等" if more else "")


def validity_text(info: dict[str, Any]) -> str:
    """Dates of a document and what is known of its validity."""
    signed, published = info.get("signed"), info.get("published")
    dates = f"{chinese_date(signed)}成文、{chinese_date(published)}印发" if signed else ""
    if not dates:
        dates = f"{chinese_date(info['valid_from'])}起施行"
    return f"{info['name']} {dates}。{info.get('validity_note') or ''}".rstrip()
