"""What a measure gives, as a sum with its calculation; only what its sentence says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.policy.amounts import format_yuan, read_number
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW, Profile, number
from bot.policy.formulas import names_in, value_of
from bot.policy.rule_store import Benefit, Instalment, Tier

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Amount:
    """A benefit in figures: `text` for people, `calculation` as one line.

    `yuan` is None where facts for it are missing, then `calculation` is the formula. `capped`: the
    ceiling took effect. `at_most`: the document promises no more than this bound. `reckoned`: it comes
    from the person's own numbers.
    """

    text: str
    calculation: str
    yuan: Decimal | None = None
    capped: bool = False
    at_most: bool = False
    reckoned: bool = False


def amount_of(benefit: Benefit, profile: Profile) -> Amount | None:
    """The benefit's figure for this profile; None where the document gives no figure."""
    for shape, reckon in _SHAPES.items():
        if getattr(benefit, shape) not in (None, "", ()):
            return reckon(benefit, profile)
    return _principal_and_interest(benefit, profile) if benefit.rate else None


def _share(benefit: Benefit, profile: Profile) -> Amount:
    assert benefit.rate_percent is not None
    rate = f"{benefit.rate_percent.normalize():f}%"
    cap = None if benefit.cap_yuan is None else Decimal(benefit.cap_yuan)
    bound = f"，最高{format_yuan(cap)}" if cap is not None else ""
    within = "以内" if benefit.upper_bound else ""
    base = _known(profile, benefit.base)
    if base is None:
        return Amount(
            f"{rate}{within}{bound}",
            f"基数 × {rate}{within}{bound}",
            at_most=benefit.upper_bound,
        )
    full = base * benefit.rate_percent / _HUNDRED
    given = full if cap is None else min(full, cap)
    line = f"{format_yuan(base)} × {rate} = {format_yuan(full)}"
    if given < full:
        line += f"，超过上限，按最高{format_yuan(given)}"
    text = f"最多{format_yuan(given)}" if benefit.upper_bound else format_yuan(given)
    if benefit.once:
        text += "（一次性）"
    return Amount(text, line, given, capped=given < full, at_most=benefit.upper_bound, reckoned=True)


def _times(benefit: Benefit, profile: Profile) -> Amount:
    limit = benefit.count_limit or 0
    used = _known(profile, benefit.counted)
    if used is None:
        return Amount(f"累计不超过{limit}次", f"{limit} 次 − 已享受的次数")
    left = max(limit - int(used), 0)
    text = f"累计不超过{limit}次，您还剩{left}次" if left else f"累计不超过{limit}次，您已经用完"
    return Amount(text, f"{limit} 次 − 已享受 {int(used)} 次 = {left} 次", reckoned=True)


def _principal_and_interest(benefit: Benefit, profile: Profile) -> Amount:
    principal, rate, years = (_known(profile, n) for n in (benefit.base, benefit.rate, benefit.years))
    if principal is None or rate is None or years is None:
        formula = "投资本金 + 投资本金 × 同期商业贷款利率 × 年数"
        return Amount("投资本金加同期商业贷款利息", f"{formula}（文件没有写利率，这里按单利示意）")
    interest = principal * rate / _HUNDRED * years
    total = principal + interest
    capital = format_yuan(principal)
    line = f"{capital} + {capital} × {rate:f}% × {years:f} 年 = {format_yuan(total)}"
    return Amount(
        f"约{format_yuan(total)}",
        f"{line}（利率是您给的，按单利估算；文件没有写怎么计息）",
        total,
        reckoned=True,
    )


def _fixed(benefit: Benefit, profile: Profile) -> Amount:
    sum_ = Decimal(benefit.fixed_yuan or 0)
    text = format_yuan(sum_) + ("（一次性）" if benefit.once else "")
    return Amount(text, f"固定标准 {format_yuan(sum_)}", sum_)


def _ceiling(benefit: Benefit, profile: Profile) -> Amount:
    sum_ = Decimal(benefit.at_most_yuan or 0)
    text = f"最高{format_yuan(sum_)}" + ("（一次性）" if benefit.once else "")
    return Amount(text, f"上限 {format_yuan(sum_)}", sum_, at_most=True)


def _per(benefit: Benefit, profile: Profile) -> Amount:
    per = benefit.per
    assert per is not None
    unit, yearly = EACH[per.each], per.years is not None and per.each not in {"year", "month"}
    most = "最高" if benefit.upper_bound else ""
    each = f"每{unit}{'每年' if yearly else ''}{most}{format_yuan(per.yuan)}"
    longest = f"，最长{per.years}年" if per.years else f"，最长{per.months}个月" if per.months else ""
    count = _known(profile, per.counted)
    if count is None:
        return Amount(f"{each}{longest}", f"{each} × {unit}数{longest}", at_most=benefit.upper_bound)
    longest_count = {"month": per.months, "year": per.years}.get(per.each)
    count = count if longest_count is None else min(count, Decimal(longest_count))
    total = per.yuan * count
    span = "，每年" if yearly else ""
    text = f"{most}{format_yuan(total)}（{each}{longest}）"
    line = f"{format_yuan(per.yuan)} × {count:f} {unit} = {format_yuan(total)}{span}{longest}"
    return Amount(text, line, total, at_most=benefit.upper_bound, reckoned=True)


def _bound(benefit: Benefit, profile: Profile) -> Amount:
    assert benefit.rate_bound is not None
    benchmark, points = benefit.rate_bound
    sign = "加" if points >= 0 else "减"
    bound = f"{BENCHMARKS.get(benchmark, benchmark)}{sign}{abs(points)}个基点"
    return Amount(f"利率不超过{bound}", f"{bound}（1个基点是0.01%，以放款时公布的为准）", at_most=True)


def _deduction(benefit: Benefit, profile: Profile) -> Amount:
    assert benefit.deduction is not None
    yearly, years, order = benefit.deduction
    longest = f"，最长{years}年" if years else ""
    text = f"每年最多扣减{format_yuan(yearly)}{longest}"
    line = f"{format_yuan(yearly)} × {years} 年" if years else f"每年 {format_yuan(yearly)}"
    taxes = f"，依次扣减{'、'.join(order)}" if order else ""
    return Amount(text, f"{line}{taxes}；当年税款不够扣的，以税款为限", Decimal(yearly), at_most=True)


def _tier(benefit: Benefit, profile: Profile) -> Amount:
    base = _known(profile, benefit.tier_base)
    if base is None:
        lines = "；".join(_tier_line(tier) for tier in benefit.tiers)
        return Amount(lines, lines)
    tier = next((t for t in benefit.tiers if t.up_to is None or base <= t.up_to), benefit.tiers[-1])
    if tier.yuan is not None:
        return Amount(format_yuan(tier.yuan), _tier_line(tier), Decimal(tier.yuan), reckoned=True)
    share = tier.percent or Decimal(0)
    given = base * share / _HUNDRED
    line = f"{format_yuan(base)} × {share.normalize():f}% = {format_yuan(given)}（{_tier_line(tier)}）"
    return Amount(format_yuan(given), line, given, reckoned=True)


def _tier_line(tier: Tier) -> str:
    size = f"不超过{format_yuan(tier.up_to)}的" if tier.up_to is not None else "再往上的"
    share = tier.percent.normalize() if tier.percent is not None else None
    return f"{size}，{format_yuan(tier.yuan) if tier.yuan is not None else f'{share:f}%'}"


def _instalments(benefit: Benefit, profile: Profile) -> Amount:
    base = _known(profile, benefit.base)
    shares = [(i.at, f"{i.percent.normalize():f}%", i.percent / _HUNDRED) for i in benefit.instalments]
    if base is None:
        shown = "、".join(f"{at}{percent}" for at, percent, _ in shares)
        return Amount(shown, f"本金 × 各次的比例：{shown}")
    due = "、".join(f"{at}{format_yuan(base * share)}" for at, _, share in shares)
    line = "，".join(
        f"{at}{format_yuan(base)} × {percent} = {format_yuan(base * share)}" for at, percent, share in shares
    )
    return Amount(due, line, base, reckoned=True)


def _reckoned(benefit: Benefit, profile: Profile) -> Amount:
    facts = {n: value for n in names_in(benefit.formula) if (value := _known(profile, n)) is not None}
    total = value_of(benefit.formula, facts)
    most = "最高" if benefit.at_most else ""
    if total is None:
        return Amount(f"{most}{benefit.says}", benefit.says, at_most=benefit.at_most)
    line = f"{benefit.says} = {format_yuan(total)}{_reckoned_from(benefit, profile)}"
    ceiling = _known(profile, benefit.within) if benefit.within else None
    capped = ceiling is not None and ceiling < total
    if ceiling is not None and capped:
        total = ceiling
        line += f"，您该交的只有{format_yuan(total)}，抵到{format_yuan(total)}为止"
    text = f"{most}{format_yuan(total)}"
    return Amount(text, line, total, capped=capped, at_most=benefit.at_most, reckoned=True)


def _reckoned_from(benefit: Benefit, profile: Profile) -> str:
    """The numbers that went into a sum, so that whoever told others sees it."""
    catalogue = attributes()
    used = [
        catalogue[n].label(profile[n]) for n in names_in(benefit.formula) if n in catalogue and n in profile
    ]
    return f"（按{'、'.join(used)}算）" if used else ""


_FIRST, _LAST = re.compile("头一|第一|首次|首期|首年"), re.compile("最后|末[次期年]|尾款|到期那")
_NTH = re.compile(r"第(?P<n>[\d二三四五六七八九十]+)(?P<unit>年|次|期|笔|回|个月)")


def instalment_named(benefit: Benefit, profile: Profile, text: str) -> Amount | None:
    """What is due at the one time that a message names («第三年还多少», «最后一次»); else None."""
    base = _known(profile, benefit.base) if benefit.instalments else None
    due = due_then(benefit, text) if base is not None else None
    if base is None or due is None:
        return None
    sum_ = base * due.percent / _HUNDRED
    line = f"{due.at}{format_yuan(base)} × {due.percent.normalize():f}% = {format_yuan(sum_)}"
    return Amount(f"{due.at}{format_yuan(sum_)}", line, sum_, reckoned=True)


def due_then(benefit: Benefit, text: str) -> Instalment | None:
    """The instalment that a message names; None where it names none."""
    dues = benefit.instalments
    if nth := _NTH.search(text):
        n = int(read_number(nth["n"]) or 0)
        if nth["unit"] in {"年", "个月"}:
            month = n * 12 if nth["unit"] == "年" else n
            return next((due for due in dues if f"第{month}个月" in due.at), None)
        return dues[n - 1] if 0 < n <= len(dues) else None
    if not dues:
        return None
    return dues[0] if _FIRST.search(text) else dues[-1] if _LAST.search(text) else None


# How a sum is counted, and how rates are called.
EACH = {"person": "人", "job": "个岗位", "household": "户", "month": "月", "year": "年"}
BENCHMARKS = {"LPR1Y": "一年期LPR", "LPR5Y": "五年期以上LPR"}
# Which field of a benefit makes its shape → how its figure comes about.
_SHAPES: dict[str, Callable[[Benefit, Profile], Amount]] = {
    "fixed_yuan": _fixed,
    "at_most_yuan": _ceiling,
    "rate_percent": _share,
    "count_limit": _times,
    "per": _per,
    "rate_bound": _bound,
    "deduction": _deduction,
    "tiers": _tier,
    "instalments": _instalments,
    "formula": _reckoned,
}


def _known(profile: Profile, name: str) -> Decimal | None:
    value = profile.get(name)
    if isinstance(value, dict):
        # What was said roughly counts as said; what was said in bounds alone gives no figure.
        value = value.get("about")
    return None if value is None or value == DONT_KNOW else number(value)
