"""What a measure gives, as a sum with its calculation; only what its sentence says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.policy.amounts import format_yuan
from bot.policy.conditions import DONT_KNOW, Profile, number
from bot.policy.rule_store import Benefit

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Amount:
    """A benefit in figures: `text` for people, `calculation` as one line.

    `yuan` is None where facts for it are missing, then `calculation` is the formula. `capped`: the
    ceiling took effect. `at_most`: the document promises no more than this bound.
    """

    text: str
    calculation: str
    yuan: Decimal | None = None
    capped: bool = False
    at_most: bool = False


def amount_of(benefit: Benefit, profile: Profile) -> Amount | None:
    """The benefit's figure for this profile; None where the document gives no figure."""
    if benefit.rate_percent is not None:
        return _share(benefit, profile)
    if benefit.count_limit is not None:
        return _times(benefit, profile)
    if benefit.rate:
        return _principal_and_interest(benefit, profile)
    return None


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
    return Amount(text, line, given, capped=given < full, at_most=benefit.upper_bound)


def _times(benefit: Benefit, profile: Profile) -> Amount:
    limit = benefit.count_limit or 0
    used = _known(profile, benefit.counted)
    if used is None:
        return Amount(f"累计不超过{limit}次", f"{limit} 次 − 已享受的次数")
    left = max(limit - int(used), 0)
    text = f"累计不超过{limit}次，您还剩{left}次" if left else f"累计不超过{limit}次，您已经用完"
    return Amount(text, f"{limit} 次 − 已享受 {int(used)} 次 = {left} 次")


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
    )


def _known(profile: Profile, name: str) -> Decimal | None:
    value = profile.get(name)
    if isinstance(value, dict):
        # What was said roughly counts as said; what was said in bounds alone gives no figure.
        value = value.get("about")
    return None if value is None or value == DONT_KNOW else number(value)
