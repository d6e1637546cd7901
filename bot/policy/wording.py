"""How dates and names are written in a sentence."""

from __future__ import annotations


def chinese_date(iso: str | None) -> str:
    """2020-02-14 → 2020年2月14日; empty for none."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def in_quotes(name: str) -> str:
    """A name in quotation marks, those inside it single: “‘走出去’服务”."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"
