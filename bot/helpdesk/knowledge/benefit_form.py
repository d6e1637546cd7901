"""The part of a rule's form that says what is given: fixed, at most, a share with a cap, for each person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.helpdesk.knowledge.facts import fact_labels, facts, number_in
from bot.policy.amounts import format_yuan
from bot.policy.benefits import EACH
from bot.policy.rules import BENEFIT_KINDS

SHAPES = {
    "none": "文件没有写数",
    "fixed": "固定的一笔",
    "most": "最高多少",
    "share": "按比例",
    "per": "按人、岗位、户、月或年算",
}
_PLAIN = {"kind", "once", "quote", "upper_bound"}
# What each shape writes, beside what every one may.
_FIELDS = {
    "none": set(),
    "fixed": {"fixed_yuan"},
    "most": {"at_most_yuan"},
    "share": {"rate_percent", "base", "cap_yuan"},
    "per": {"per"},
}


def beyond(benefit: Mapping[str, Any]) -> list[str]:
    """What of a benefit the form can't say."""
    shape = shape_of(benefit)
    over = set(benefit) - _PLAIN - _FIELDS[shape]
    return [f"给什么的算法是 {'、'.join(sorted(over))}"] if over else []


def shape_of(benefit: Mapping[str, Any]) -> str:
    """Which of the form's shapes a benefit has; «none» for all others."""
    marks = {"fixed_yuan": "fixed", "at_most_yuan": "most", "rate_percent": "share", "per": "per"}
    return next((shape for name, shape in marks.items() if benefit.get(name) is not None), "none")


def shown(benefit: Mapping[str, Any]) -> dict[str, str]:
    """A benefit as the fields of the form."""
    labels, per = fact_labels(), benefit.get("per") or {}
    sums = (benefit.get("fixed_yuan"), benefit.get("at_most_yuan"), per.get("yuan"))
    return {
        "kind": str(benefit.get("kind", "")),
        "shape": shape_of(benefit),
        "sum": next((str(value) for value in sums if value is not None), ""),
        "rate": str(benefit.get("rate_percent") or ""),
        "base": labels.get(benefit.get("base", ""), ""),
        "cap": str(benefit.get("cap_yuan") or ""),
        "each": str(per.get("each", "person")),
        "counted": labels.get(per.get("counted", ""), ""),
        "years": str(per.get("years") or ""),
        "months": str(per.get("months") or ""),
        "once": "yes" if benefit.get("once") else "",
        "upper_bound": "yes" if benefit.get("upper_bound") else "",
        "benefit_quote": str(benefit.get("quote", "")),
    }


def read(fields: Mapping[str, str], held: bool, errors: dict[str, str]) -> dict[str, Any]:
    """The benefit as chosen, what is wrong by field among `errors`."""
    kind, shape = fields.get("kind", ""), fields.get("shape", "none")
    if kind not in BENEFIT_KINDS:
        errors["kind"] = "请选给的是什么。"
    benefit: dict[str, Any] = {"kind": kind}
    if shape == "fixed":
        benefit["fixed_yuan"] = _yuan(fields, "sum", errors)
    elif shape == "most":
        benefit["at_most_yuan"] = _yuan(fields, "sum", errors)
    elif shape == "share":
        benefit |= _share(fields, errors)
    elif shape == "per":
        benefit["per"] = _per(fields, errors)
    benefit |= {name: True for name in ("once", "upper_bound") if fields.get(name)}
    quote = fields.get("benefit_quote", "").strip()
    if held and shape != "none" and not quote:
        errors["benefit_quote"] = "请选这个数依据的是哪一句。"
    return {**benefit, "quote": quote} if quote else benefit


def described(benefit: Mapping[str, Any]) -> str:
    """A benefit in a line."""
    shape, per = shape_of(benefit), benefit.get("per") or {}
    cap = f"，最高{format_yuan(benefit['cap_yuan'])}" if benefit.get("cap_yuan") else ""
    said = {
        "fixed": lambda: format_yuan(benefit["fixed_yuan"]),
        "most": lambda: f"最高{format_yuan(benefit['at_most_yuan'])}",
        "share": lambda: f"{benefit['rate_percent']}%{'以内' if benefit.get('upper_bound') else ''}{cap}",
        "per": lambda: f"每{EACH[per['each']]}{format_yuan(per['yuan'])}",
    }.get(shape)
    if beyond(benefit):
        return "，".join(f"{name}：{value}" for name, value in benefit.items() if name not in _PLAIN)
    return f"{said()}{'（一次性）' if benefit.get('once') else ''}" if said else SHAPES["none"]


def _share(fields: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    rate = number_in(fields.get("rate", ""))
    if rate is None or not 0 < rate <= 1000:
        errors["rate"] = "请写百分之几，例如 50。"
    found: dict[str, Any] = {"rate_percent": rate}
    if base := _fact(fields, "base", {"amount"}, errors):
        found["base"] = base
    if fields.get("cap", "").strip():
        found["cap_yuan"] = _yuan(fields, "cap", errors)
    return found


def _per(fields: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    each = fields.get("each", "")
    if each not in EACH:
        errors["each"] = "请选按什么算。"
    found: dict[str, Any] = {"yuan": _yuan(fields, "sum", errors), "each": each}
    if counted := _fact(fields, "counted", {"count"}, errors):
        found["counted"] = counted
    for name in ("years", "months"):
        if typed := fields.get(name, "").strip():
            number = number_in(typed)
            if not isinstance(number, int) or number < 1:
                errors[name] = "请写整数，没有写就空着。"
            found[name] = number
    return found


def _yuan(fields: Mapping[str, str], name: str, errors: dict[str, str]) -> int | None:
    found = number_in(fields.get(name, ""))
    if not isinstance(found, int) or found < 1:
        errors[name] = "请写多少元，例如 12000 或 1.2万。"
        return None
    return found


def _fact(fields: Mapping[str, str], name: str, types: set[str], errors: dict[str, str]) -> str:
    """The fact that an amount is reckoned from; empty where none was chosen."""
    said = fields.get(name, "").strip()
    attribute = facts().get(said)
    if said and (attribute is None or attribute.type not in types):
        errors[name] = "请从列表里选，或者空着：空着就只说算法，不算出数来。"
    return attribute.name if attribute else ""


__all__ = ["EACH", "SHAPES", "beyond", "described", "read", "shape_of", "shown"]
