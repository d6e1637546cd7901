"""Amounts as people write them → 元, exactly; what can't be read says so politely."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_SUM_CHARACTERS = r"[\d,.零〇一二两三四五六七八九十百千万亿半点个多来余]"
# A sum of money as people write it, amid other words.
SUM = (
    rf"{_SUM_CHARACTERS}{{0,30}}[\d零〇一二两三四五六七八九十百千半][多来余]?个?"
    rf"(?:[万亿w千k]{{1,3}}|元|块){_SUM_CHARACTERS}{{0,30}}"
)
# More than any deal, loan or output that the measures speak of; beyond it somebody mistyped.
_ABSURD = Decimal(10) ** 13
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
    "俩": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "k": 1000}
_BIG = {"万": 10_000, "w": 10_000, "亿": 100_000_000}
_FORMAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億圆負貳參陸兩點廿",
    "一二三四五六七八九十百千万亿元负二三六两点二",
)
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPOKEN_DECIMAL = r"[零〇一二两三四五六七八九]+点[零〇一二三四五六七八九]+"
_TOKEN = re.compile(rf"{_ARABIC}|{_SPOKEN_DECIMAL}|半|[零〇一二两俩三四五六七八九十百千万亿kw]")
_NUMERIC = r"\d,.零〇一二两俩三四五六七八九十百千万亿kw半点个多来余几数好"
_RUN = re.compile(
    rf"(?P<sign>[-−–—]|负)?(?P<number>[{_NUMERIC}]*[\d零〇一二两俩三四五六七八九十百千万亿半几][{_NUMERIC}]*)"
)
_ROUGH = re.compile(r"多|来|余")
_ABOUT = re.compile(r"大概|大约|约|差不多|左右|上下|出头|将近|接近|不到|以上|可能|估计|上下浮动")
_FOREIGN = re.compile(r"美元|美金|欧元|港币|港元|英镑|日元|泰铢|usd|[$€£]")
_DENIED = re.compile(r"(?:不是|并非|不对)[的是,，]?$")
# Everyday words that contain a numeral and count nothing.
_IDIOMS = re.compile(
    r"(?<![\d零〇一二两三四五六七八九十百千半])(?:万一|千万(?=别|不要|要|记得|小心))|一下|一些|一样|一般|一定|一直|一起|一共|统一|一点(?![零一二三四五六七八九\d])"
    r"|一百个不|十分|百分之[^，。]*|\d[\d.]*%|[第][一二两三四五六七八九十\d]+|[一二两三四五六七八九十\d]+[次回个台套年月号日家人位](?![多来余]?[亿万])"
)


@dataclass(frozen=True)
class Money:
    """A sum in 元. `note` tells what was assumed («按50万元算»), empty where nothing was."""

    yuan: Decimal
    note: str = ""


class UnreadableAmount(ValueError):
    """The text gives no single usable amount; the message, polite, says why."""


def read_amount(text: str) -> Money:
    """The one amount that a message names.

    Raises UnreadableAmount where there is none, more than one, or one that can't be.
    """
    plain = _plain(text)
    if _FOREIGN.search(plain):
        raise UnreadableAmount("这里按人民币算，请换算成人民币再告诉我")
    found = {money.yuan: money for money in _amounts(plain)}
    if not found:
        raise UnreadableAmount("没看出是多少钱")
    if len(found) > 1:
        raise UnreadableAmount("您说了不止一个数，请只说一个")
    return next(iter(found.values()))


def format_yuan(yuan: Decimal | int) -> str:
    """A sum as people read it: 300万元, 1.2亿元, 4,500元."""
    value = Decimal(yuan)
    for unit, name in ((100_000_000, "亿元"), (10_000, "万元")):
        scaled = value / unit
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.01")):
            return f"{_trimmed(scaled)}{name}"
    return f"{_trimmed(value.quantize(Decimal('0.01')))}元"


def read_number(text: str) -> Decimal | None:
    """Value of one numeral (三千五百万, 1.2亿, 300,000, 3千5百万, 两百五); None where it is none."""
    plain = _plain(text)
    tokens = _TOKEN.findall(plain)
    if not tokens or "".join(tokens) != plain:
        return None
    try:
        return _value([t.replace(",", "") for t in tokens])
    except _Malformed:
        return None


class _Malformed(Exception):
    pass


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().translate(_FORMAL)
    folded = re.sub(
        r"(?<=[\d零〇一二两三四五六七八九十百千万亿,.])\s+(?=[\d十百千万亿wk元])",
        "",
        folded,
    )
    return folded.replace("，", ",")


def _amounts(plain: str) -> list[Money]:
    masked = _IDIOMS.sub(lambda m: "、" * len(m[0]), plain)
    runs = [m for m in _RUN.finditer(masked) if not _DENIED.search(plain[: m.start()])]
    moneyed = [m for m in runs if re.search(r"[万亿wk千百]", m["number"]) or _yuan_follows(masked, m)]
    return [_money(m, plain) for m in moneyed or runs]


def _yuan_follows(text: str, run: re.Match[str]) -> bool:
    before, after = text[: run.start()], text[run.end() :]
    return bool(re.match(r"\s*(?:元|块|人民币|rmb)", after) or re.search(r"[¥￥]\s*$|rmb\s*$", before))


def _money(run: re.Match[str], plain: str) -> Money:
    if run["sign"]:
        raise UnreadableAmount("金额不能是负数")
    written = run["number"].strip(",.点")
    if re.search(r"几|数|好", written):
        raise UnreadableAmount(f"“{written}”说不准是多少，请说一个大概的数")
    rough = bool(_ROUGH.search(written)) or bool(_ABOUT.search(plain))
    yuan = read_number(re.sub(r"多|来|余|个(?=[多来余]*[亿万])", "", written))
    if yuan is None:
        raise UnreadableAmount(f"“{written}”没看明白是多少")
    if yuan > _ABSURD:
        raise UnreadableAmount("这个数太大了，不像是真的")
    if yuan != yuan.quantize(Decimal("0.01")):
        raise UnreadableAmount("金额最多精确到分")
    return Money(yuan, f"按{format_yuan(yuan)}算" if rough else "")


def _value(tokens: list[str]) -> Decimal:
    """Value of the tokens of one numeral; the units must fall, save 万亿."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    last: int | None = None
    small, big = 10**5, 10**17
    after_zero = False
    for position, token in enumerate(tokens):
        if token in _SMALL:
            unit = _SMALL[token]
            if unit >= small or (digit is None and (unit != 10 or (section and not after_zero))):
                raise _Malformed
            section += (Decimal(1) if digit is None else digit) * unit
            small = last = unit
            digit = None
        elif token in _BIG:
            unit = _BIG[token]
            section += _tail(digit, last, small, after_zero)
            if unit == 10**8 and not section and total and position and tokens[position - 1] in "万w":
                total *= unit
            elif section and unit < big:
                total += section * unit
            else:
                raise _Malformed
            big = last = unit
            section, digit, small = Decimal(0), None, 10**5
        elif token == "零" or token == "〇":
            if digit is not None:
                raise _Malformed
            after_zero = True
            digit = Decimal(0) if len(tokens) == 1 else None
            continue
        else:
            if digit is not None:
                raise _Malformed
            digit = _digit(token)
            continue
        after_zero = False
    return total + section + _tail(digit, last, min(small, big), after_zero)


def _tail(digit: Decimal | None, last: int | None, below: int, after_zero: bool) -> Decimal:
    """A last digit without unit: 两百五 is 250, 一百零五 is 105, 3万5000 is 35000."""
    if digit is None:
        return Decimal(0)
    if last is None or after_zero:
        return digit
    if digit < 10 and digit == int(digit) and last > 10:
        return digit * last / 10
    if digit >= below:
        raise _Malformed
    return digit


def _digit(token: str) -> Decimal:
    if token == "半":
        return Decimal("0.5")
    if token in _DIGITS:
        return Decimal(_DIGITS[token])
    if "点" in token:
        whole, _, fraction = token.partition("点")
        return Decimal(f"{_spelt(whole)}.{_spelt(fraction)}")
    return Decimal(token)


def _spelt(digits: str) -> str:
    return "".join(str(_DIGITS[c]) for c in digits)


def _trimmed(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
