"""Numbers as people say them, with unit, bound and vagueness: 不到三次, 两三回, 5000多万, 九个多月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.policy.amounts import read_number
from bot.policy.idle_numerals import without_idle

CENT = Decimal("0.01")
_LEAST_SUM = Decimal(100)
_DAYS_OF = {"周": (7, 7), "月": (28, 31), "年": (365, 366)}  # fewest, most
_SAME = {"名": "人"}
# «三成» are 30 %; «成立», «成员» begin words.
_TENTHS = "成(?![立员果本交熟了功为年品绩型])"
# Units that are counted one by one; all others are measured.
COUNTED = frozenset({"次", "人", "个", "户", "家", "台", "笔", "项", "件", "所", "条"})
_UNITS = {
    "次": "次|回|趟|遍|轮", "年": "周?年", "月": "个?多?月", "天": "天|日", "岁": "周?岁",
    "人": "个?多?(?:人|员工|工人|职工|伙计|技师|师傅|徒弟|残疾人|大学生|毕业生|股东|合伙人"
          "|老乡|村民)|名|位|号人",
    "元": "元|块钱?|人民币", "%": f"[%％]|个点|个百分点|{_TENTHS}", "基点": "个?(?:基点|[bB][pP])",
    "户": "户", "家": "家", "台": "台套?", "笔": "笔", "项": "项", "件": "件", "所": "所", "条": "条",
    "平方米": "个?多?(?:平方米|平方|平米|㎡|平(?![台均时安常等衡]))", "周": "个?多?(?:星期|礼拜)", "个": "个",
}  # fmt: skip
_BELOW = "不到|不足|未满|不满|还没到|没到|没满|不够|少于|低于|小于"
_AT_MOST = "最多|顶多|至多|不超过|没有?超过|撑死"
_AT_LEAST = "至少|最少|起码|少说也?|怎么(?:也|都)(?=有)|不少于|不低于|上(?=[百千万亿]|十[万个])"
_ABOVE = "超过|[突冲]?破|多于|高于|大于|不止|超(?=[\\d一二两三四五六七八九])"
_NEARLY = (
    "将近|接近|快要?|差一?点儿?(?:到|有)?|近(?=[\\d一二两三四五六七八九])"
    "|(?<![大最])小(?=[\\d.一二两三四五六七八九]{0,4}[十百千万])"
)
_ABOUT = "差不多|大概|大约|约莫?|估计|可能"
_DIGIT = "零〇一二两俩三四五六七八九"
_NUMERAL = (
    rf"(?:\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_DIGIT}半几廿数十百千万亿]"
    rf"|(?<=[{_DIGIT}])点(?=[{_DIGIT}])|w(?![a-z])|kw?(?![a-z]))"
)
_RUN = rf"{_NUMERAL}(?:{_NUMERAL}|[多来余把](?={_NUMERAL}|个?[万亿])|好(?=几)|个(?=[多来]?[万亿]))*"
_QUANTITY = re.compile(
    rf"(?P<denied>不是|并非)?(?:(?P<before>{_BELOW}|{_AT_MOST}|{_AT_LEAST}|{_ABOVE}|{_NEARLY}|{_ABOUT})(?:有|是|了|过|(?:享受|贴|用|拿|领|办|贷|借|干|开|请|招|带)(?:过|了)?)?)?"
    r"(?P<percent>百分之)?(?P<ordinal>第)?"
    rf"(?P<run>{_RUN})(?P<more>[多来余几]|(?<=[十百千万])把(?=[块元个人家户天，。嘛吧呢了噶]|$))?"
    rf"\s*(?P<unit>{'|'.join(f'(?:{u})' for u in _UNITS.values())})?"
    r"(?P<tenths>(?<=成)[一二三四五六七八九](?![成十百千万]))?(?P<half>半)?(?P<later_more>多)?"
    r"(?P<after>不到(?!期)|不足|左右|上下|出头|的?样子|以上|开外|往上|以下|以内|之内|封顶)?"
)
# A sum right before something else that is counted.
_SUM_BEFORE = re.compile(rf"(.*[万亿])([{_DIGIT[2:]}十半]|\d{{1,2}})")
_NEGATIVE = re.compile(r"(?:^|[^\d一二两三四五六七八九十万次回年个])[-−－]\s*$|负$")
_REST = re.compile(r"(?:还|只|就)?剩(?:下|余)?$")


@dataclass(frozen=True)
class Quantity:
    """A number with its bounds, both inclusive; None where a side is open.

    `unit` is 元, %, 次, 人, 年, 月, 天, 岁 … or empty; `about`: the figure that was named where it was
    named roughly. `ordinal`: the one that is counted now (第三次); `rest`: what is left (还剩一次).
    """

    at_least: Decimal | None
    at_most: Decimal | None
    unit: str
    start: int
    end: int
    about: Decimal | None = None
    ordinal: bool = False
    rest: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The number, where both bounds are the same."""
        return self.at_least if self.at_least == self.at_most else None


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text in order, ranges (两到三次, 没有十个也有八个) as one each."""
    masked = without_idle(text)
    found = [q for match in _matches(masked) if (q := _quantity(match, masked))]
    return list(_joined(found, masked))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Every number with its unit; «8万两年» are two of them, «8万五» is one."""
    for match in _QUANTITY.finditer(text):
        sum_ = _SUM_BEFORE.fullmatch(match["run"]) if match["unit"] and _unit(match) != "元" else None
        cut = match.start("run") + len(sum_[1]) if sum_ else match.end()
        parts = [_QUANTITY.match(text, match.start(), cut), _QUANTITY.match(text, cut)] if sum_ else [match]
        yield from (part for part in parts if part)


def as_amount(quantity: Quantity) -> Quantity | None:
    """The quantity as a sum of money in 元; None where its unit says otherwise.

    A small bare number («8、9月要交») counts something else.
    """
    bare = not quantity.unit and (quantity.at_least or quantity.at_most or _LEAST_SUM) < _LEAST_SUM
    return quantity if quantity.unit in {"元", ""} and not (quantity.ordinal or bare) else None


def in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """The quantity in the unit of an attribute (年, 个月, 岁, 次, 人 …); None where it doesn't fit."""
    wanted = _SAME.get(unit, unit.removeprefix("个") or unit)
    one_by_one = (quantity.unit == "个" and wanted in COUNTED) or (
        wanted == "个" and quantity.unit in {"人", "户", "家"}
    )
    if quantity.unit in {wanted, ""} or one_by_one:
        return replace(quantity, unit=wanted)
    if wanted == "天" and (days := _DAYS_OF.get(quantity.unit)):
        return _in_days(quantity, *days)
    factors = {("年", "月"): Decimal(12), ("月", "年"): 1 / Decimal(12), ("年", "岁"): Decimal(1)}
    factor = factors.get((quantity.unit, wanted))
    if factor is None:
        return None

    def scaled(number: Decimal | None) -> Decimal | None:
        return None if number is None else (number * factor).quantize(CENT)

    return replace(
        quantity, at_least=scaled(quantity.at_least), at_most=scaled(quantity.at_most),
        about=scaled(quantity.about), unit=wanted,
    )  # fmt: skip


def _in_days(quantity: Quantity, fewest: int, most: int) -> Quantity:
    """Months, weeks or years in days: a month may be short or long, so what was exact has bounds."""
    low, high, about = quantity.at_least, quantity.at_most, quantity.about
    return replace(
        quantity, unit="天", about=None if about is None else about * (fewest + most) / 2,
        at_least=None if low is None else (low * fewest).quantize(Decimal(1), ROUND_FLOOR),
        at_most=None if high is None else (high * most).quantize(Decimal(1), ROUND_CEILING),
    )  # fmt: skip


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if match["denied"] or _NEGATIVE.search(text[: match.start("run")]):
        return None
    unit = _unit(match)
    counted = unit in COUNTED
    run = match["run"]
    if run in {"几", "数"} and not unit:
        return None
    half, later = match["half"], match["later_more"]
    inside = match["more"] or "多" in (match["unit"] or "")
    roughly = "来" if match["more"] in {"来", "把"} else ""
    bounds = _bounds(run + roughly, counted, bool((inside and not roughly) or (later and not half)))
    if bounds is None:
        return None
    low, high, about = bounds
    if match["unit"] == "成":
        low, high, about = _in_percent(low, high, about, match["tenths"] or "")
    if half:
        low, high = low + Decimal("0.5"), high + (Decimal("0.99") if later else Decimal("0.5"))
    low_, high_, about = _limited(low, high, about, match["before"] or "", match["after"] or "", counted)
    rest = bool(_REST.search(text[: match.start("run")]))
    return Quantity(low_, high_, unit, match.start(), match.end(), about, bool(match["ordinal"]), rest)


def _in_percent(
    low: Decimal, high: Decimal, about: Decimal | None, tenths: str
) -> tuple[Decimal, Decimal, Decimal | None]:
    """«三成», «一成五» in percent."""
    more = _digit(tenths) if tenths else 0
    # What «多» left open stays open by a whole tenth.
    top = high * 10 + (Decimal("0.09") if high % 1 else 0)
    return low * 10 + more, top + more, None if about is None else about * 10


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    written = match["unit"] or ""
    if written:
        return next(name for name, pattern in _UNITS.items() if re.fullmatch(pattern, written))
    return "元" if re.search(r"[万亿wk]", match["run"]) else ""


def _bounds(run: str, counted: bool, more: bool) -> tuple[Decimal, Decimal, Decimal | None] | None:
    """(lowest, highest, figure that was named roughly) of the numeral alone."""
    pair = re.fullmatch(rf"(.*?)([{_DIGIT[2:]}])([{_DIGIT[2:]}])((?:个?[十百千万亿])*)", run)
    # «二十八九万», «两万五六».
    if (
        pair
        and (pair[1] == "" or pair[1].endswith("十" if pair[4] else tuple("十百千万")))
        and _digit(pair[2]) < _digit(pair[3])
    ):
        first, second = (read_number((pair[1] + d + pair[4]).replace("个", "")) for d in (pair[2], pair[3]))
        if first is not None and second is not None:
            return first, second, None
    if "几" in run or run.startswith("数"):
        return _several(run.replace("好", ""))
    # «百十来万» is about a million.
    run = re.sub("^百十(?![一二三四五六七八九])", "百把", run)
    about = "来" in run or "把" in run
    more = more or "多" in run or "余" in run
    plain = re.sub(r"[多来余把个]", "", run)
    value = read_number(f"一{plain}" if plain[:1] in set("百千万亿") else plain)
    if value is None or value > Decimal(10) ** 13:
        return None
    if about:
        return _around(value, counted)
    if more:
        step = _step(value)
        return (
            (value + 1, value + step - 1, None)
            if counted and step > 1
            else (value, value + step - CENT, None)
        )
    return value, value, None


def _several(run: str) -> tuple[Decimal, Decimal, None] | None:
    """几个 2 to 9, 十几 11 to 19, 几十万 20 to 90 and more."""
    if run[0] in "几数":
        low, high = read_number("二" + run[1:]), read_number("九" + run[1:])
        unit = read_number("一" + run[1:]) if run[1:] else Decimal(1)
        return None if low is None or high is None or unit is None else (low, high + unit - 1, None)
    low, high = read_number(run.replace("几", "一")), read_number(run.replace("几", "九"))
    return None if low is None or high is None else (low, high, None)


def _step(value: Decimal) -> Decimal:
    """What «多» may add: one of the last place that was said (5000多万: less than 1000万)."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _around(value: Decimal, counted: bool) -> tuple[Decimal, Decimal, Decimal]:
    """A tenth either way, at most one of the last place that was said (估计三百二十万: 310–330)."""
    margin = min(value / 10, _step(value)) if value % 1 == 0 else value / 10
    if counted:
        margin = max(Decimal(1), margin.to_integral_value())
    return max(value - margin, Decimal(0)), value + margin, value


def _limited(
    low: Decimal, high: Decimal, about: Decimal | None, before: str, after: str, counted: bool
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The bounds after the words around the numeral."""
    smallest = Decimal(1) if counted else CENT
    if re.fullmatch(_BELOW, before) or after in {"不到", "不足"}:
        return None, high - smallest, None
    if re.fullmatch(_AT_MOST, before) or after in {"以下", "以内", "之内", "封顶"}:
        return None, high, None
    if re.match(r"至少|最少|起码|少说|怎么|不少于|不低于|上", before) or after in {"以上", "开外", "往上"}:
        return low, None, None
    if re.match(r"超|[突冲]?破|多于|高于|大于|不止", before):
        return low + smallest, None, None
    if re.match(r"将近|接近|快|近|小|差(?!不多)", before):
        nearly = high * Decimal("0.8")
        return (nearly.to_integral_value() if counted else nearly), high, high
    if after == "出头":
        return low, high + max(_step(high) / 2, Decimal(1)), None
    if (before or after) and low == high:
        return _around(low, counted)
    return low, high, about


def _joined(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Two numbers that make one range are joined."""
    pending: Quantity | None = None
    for quantity in found:
        if pending is None:
            pending = quantity
            continue
        range_ = _range(pending, quantity, text)
        if range_ is None:
            yield pending
        pending = range_ or quantity
    if pending is not None:
        yield pending


def _range(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    between = text[first.end : second.start]
    unit = second.unit or first.unit
    if first.unit == "年" and second.unit == "月" and re.fullmatch("零|又|加|多|", between):
        return _years_and_months(first, second)
    if (short := _short_of(first, second, text)) is not None:
        return short
    denied = re.search(r"(?:没有?|没得|莫得|不到)$", text[: first.start])
    if denied and re.fullmatch(r"[，,]?也(?:有|得有?)?", between):
        low, high = second.at_least, first.at_most
        fits = low is None or high is None or low <= high
        return Quantity(low, high, unit, denied.start(), second.end) if fits else None
    if re.fullmatch(r"到|至|-|~|—|或者?|还是", between) and first.unit in {"", unit} and not second.ordinal:
        low, high = first.at_least, second.at_most
        if low is not None and high is not None and first.unit == "" and unit == "元":
            # «3到5万»: the unit is said once.
            low *= _scale(text[second.start : second.end])
        return (
            Quantity(low, high, unit, first.start, second.end)
            if low is not None and high is not None and low < high
            else None
        )
    return None


def _years_and_months(years: Quantity, months: Quantity) -> Quantity | None:
    """«一年零两个月» as months; None where either is said in bounds or as an ordinal."""
    if years.exact is None or months.exact is None or years.ordinal or months.ordinal:
        return None
    total = years.exact * 12 + months.exact
    return Quantity(total, total, "月", years.start, months.end)


def _short_of(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """«差两岁六十», «六十差两岁»: the whole without what it is short of; None where nothing is."""
    between = text[first.end : second.start]
    if text[: first.start].endswith("差") and re.fullmatch("[就才]?[满够到]?|不到", between):
        whole, lacking, start = second, first, first.start - 1
    elif re.fullmatch("还?差着?", between):
        whole, lacking, start = first, second, first.start
    else:
        return None
    if whole.unit == "年" and lacking.unit == "月":
        whole = replace(in_unit(whole, "月") or whole, unit="月")
    alike = whole.unit in {"", lacking.unit}
    if not alike or whole.exact is None or lacking.exact is None or lacking.exact >= whole.exact:
        return None
    left = whole.exact - lacking.exact
    return Quantity(left, left, lacking.unit, start, second.end)


def _scale(written: str) -> Decimal:
    big = re.search(r"[十百千]?(?:万|w|亿)", written)
    return Decimal(1) if not big else (read_number("一" + big[0]) or Decimal(1))


def _digit(character: str) -> int:
    return "零一二三四五六七八九".find(character.replace("两", "二").replace("俩", "二"))
