"""The form of what is known of a document: fields as typed ↔ document.yml."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bot.policy.documents import DocumentInfo, level_of
from bot.policy.regions import region_name, regions

KINDS = {"official_paper": "公文", "law": "法律法规", "notice": "指南、公告、问答"}
CERTAINTIES = {"held": "有全文", "part": "有一部分原文", "reported": "只有报道"}
IN_FORCE = {"unconfirmed": "没有核实还在不在执行", "confirmed": "核实过还在执行"}
RELATIONS = {"": "没有", "replaces": "取代", "amends": "修改", "repeals": "废止", "implements": "落实"}
# Rows for relations that the form offers beyond those that are there.
_SPARE_ROWS = 1
_DAYS = {
    "issued": "印发日期",
    "signed": "成文日期",
    "published": "公布日期",
    "valid_from": "施行日期",
    "valid_to": "失效日期",
}
_TEXTS = ("number", "title", "kind", "region", "issuer", "validity_note", "official_url")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")


def shown(content: Mapping[str, Any]) -> dict[str, str]:
    """document.yml as the fields of the form."""
    certainty = content.get("certainty") or {}
    fields = {name: _said(content.get(name)) for name in (*_TEXTS, *_DAYS)}
    fields["region"] = region_label(str(content.get("region", "")))
    fields |= {
        "text_is": certainty.get("text", "held"),
        "by": _said(certainty.get("by")),
        "on": _said(certainty.get("on")),
        "in_force": certainty.get("in_force", "unconfirmed"),
    }
    relations = content.get("relations") or []
    for row, relation in enumerate([*relations, *[{}] * _SPARE_ROWS]):
        fields[f"relation_{row}"] = relation.get("kind", "")
        fields[f"other_{row}"] = _said(relation.get("document"))
        fields[f"since_{row}"] = _said(relation.get("from"))
    return fields


def read(fields: Mapping[str, str], before: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(document.yml with what was typed, field → what is wrong with it)."""
    errors: dict[str, str] = {}
    content = dict(before)
    for name in _TEXTS:
        if name in fields or name not in content:
            content[name] = " ".join(fields.get(name, "").split())
    content["region"] = region_code(str(content["region"]))
    if not content["region"]:
        errors["region"] = "请从列表里选一个地方，例如 云南省、昆明市。"
    else:
        content["level"] = level_of(content["region"])
    for name, label in _DAYS.items():
        if name in fields and (name in before or fields[name].strip()):
            content[name] = _day(fields, name, label, errors)
    content["certainty"] = _certainty(fields, errors)
    content["relations"] = list(_relations(fields, errors))
    _insist(content, errors)
    if not errors:
        _check(content, errors)
    return content, errors


def region_label(code: str) -> str:
    """A place as the form shows it."""
    return "全国" if code == "000000" else region_name(code) if code in regions() else code


def region_code(said: str) -> str:
    """The code of a place that was typed or chosen; empty where it is none."""
    names = {region_label(code): code for code in ["000000", *regions()]}
    return names.get(said.strip()) or (said.strip() if said.strip() in names.values() else "")


def _insist(content: Mapping[str, Any], errors: dict[str, str]) -> None:
    for name, least, said in (("number", 2, "请写文号；没有文号的写标题。"), ("title", 2, "请写标题。")):
        if len(content[name]) < least:
            errors[name] = said
    if content["kind"] not in KINDS:
        errors["kind"] = "请选择文件的种类。"
    if content.get("valid_from") is None:
        errors.setdefault("valid_from", "请写从哪天起施行；没有写的用成文日期，并在说明里写明。")
    if content["official_url"] and not _ADDRESS.fullmatch(content["official_url"]):
        errors["official_url"] = "网址要以 http:// 或 https:// 开头，写发文机关自己的网址。"


def _check(content: Mapping[str, Any], errors: dict[str, str]) -> None:
    """What the knowledge itself asks of a document.yml."""
    try:
        DocumentInfo.parse_obj(content)
    except ValidationError as error:
        for fault in error.errors():
            message = fault["msg"] if re.search("[一-鿿]", fault["msg"]) else "这里填得不对，请核对。"
            name = str(fault["loc"][0])
            place = {"certainty": "by", "__root__": "valid_to"}.get(name, name)
            errors[place] = message


def _certainty(fields: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    kind, by = fields.get("text_is", "held"), fields.get("by", "").strip()
    found: dict[str, Any] = {"text": kind if kind in CERTAINTIES else "held"}
    on = _day(fields, "on", "报道日期", errors)
    if found["text"] == "reported":
        if not by or on is None:
            errors["by"] = "只有报道的，要写谁报道的、哪天报道的。"
        found |= {"by": by, "on": on}
    found["in_force"] = "confirmed" if fields.get("in_force") == "confirmed" else "unconfirmed"
    if found["in_force"] == "confirmed" and found["text"] == "reported":
        errors["in_force"] = "只有报道的文件不能写核实过还在执行。"
    return found


def _relations(fields: Mapping[str, str], errors: dict[str, str]) -> Any:
    rows = sorted(int(name.partition("_")[2]) for name in fields if re.fullmatch(r"relation_\d{1,2}", name))
    for row in rows:
        kind, other = fields[f"relation_{row}"], fields.get(f"other_{row}", "").strip()
        if not kind and not other:
            continue
        if not kind or kind not in RELATIONS or not other:
            errors[f"other_{row}"] = "请选择关系，再写那份文件的文号；不要的话两样都清空。"
            continue
        relation: dict[str, Any] = {"kind": kind, "document": other}
        day = _day(fields, f"since_{row}", "从哪天起", errors)
        yield {**relation, "from": day} if day else relation


def _day(fields: Mapping[str, str], name: str, label: str, errors: dict[str, str]) -> dt.date | None:
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        errors[name] = f"{label}要写成 2026-02-01 这样。"
        return None


def _said(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)
