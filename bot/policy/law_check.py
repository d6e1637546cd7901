"""Proves guides against the laws' texts: each cited article exists and holds the guide's numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from bot.errors import PolicyDataError, UserError
from bot.policy.documents import Guide, Knowledge, Law
from bot.policy.importer.formats import read
from bot.policy.importer.metadata import short_name
from bot.policy.importer.source import read_file
from bot.policy.importer.tidy import tidy
from bot.policy.structure import chinese_number, parse_law

# article number → its text, by law name
Articles = Mapping[str, Mapping[str, str]]

_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SHARE = re.compile(rf"([{_NUMERAL}]+)分之([{_NUMERAL}]+)")
_CHINESE = re.compile(rf"[{_NUMERAL}]+")
# A numeral is a quantity where one of these follows; elsewhere it is part of a word (一般, 统一).
_UNIT = re.compile(
    r"个?(?:工作日|自然日)|[天日年月周元人名次倍家份户种类项成折岁票级度件]|个|万|亿|%|％|以上|以下|以内|分之"
)
_IDIOMS = re.compile(
    "一个人|一人|一样|一般|一定|一致|一律|一并|一起|一次|一旦|一种|一类|一项|一件|一份|一家|一名|一年到头|一方|一同|一网|一门"
    "|两种|两类|两个|两样|两头|两家|两次|三证|一半|一些|一面|一边|一分|一户|一天天|一个个|一个|一人有限|二维|十分|万一|千万别|第三人|第三方"
    "|第一次|百分之百|统一|唯一|单一|之一|星期[一二三四五六日]"
)


def check_guides(knowledge: Knowledge, folder: Path) -> int:
    """The number of articles cited; raises PolicyDataError naming every guide that a law doesn't bear out."""
    laws = read_laws_from(folder, knowledge.laws)
    problems = []
    cited = set()
    for _, guide in knowledge.guides:
        cited |= {(s.law, s.article) for s in guide.sources}
        problems += guide_problems(guide, laws, _own_words(guide, knowledge))
    if problems:
        raise PolicyDataError(problems)
    return len(cited)


def read_laws_from(folder: Path, laws: Iterable[Law]) -> Articles:
    """The articles of every law text in a folder, by the law's short name."""
    paths = sorted(p for p in folder.glob("*.md")) if folder.is_dir() else []
    if not paths:
        raise UserError(f"{folder} 里没有法律原文（.md）；请检查 --laws")
    laws = list(laws)
    articles = {}
    for path in paths:
        extract = read(read_file(path))
        text, _ = tidy(extract)
        name = short_name(extract.title or path.stem, laws)
        articles[name] = {c.number: c.text for c in parse_law(text).clauses}
    return articles


def guide_problems(guide: Guide, laws: Articles, beside: str = "") -> list[str]:
    """What no cited article bears out. `beside`: other words the guide may take numbers from."""
    problems = []
    texts = [beside]
    for source in guide.sources:
        text = laws.get(source.law, {}).get(source.article)
        if text is None:
            problems.append(f"{guide.slug}: 《{source.law}》没有{source.article}；请核对后改正")
        else:
            texts.append(text)
    held = quantities(_without_references("\n".join(texts)), strict=False)
    for field, said in {"answer": guide.answer, **guide.stated()}.items():
        missing = quantities(_without_references(said)) - held
        problems += [
            f"{guide.slug}: {field} 里的数字 {_shown(n)} 不在所引条文里；请核对后改正"
            for n in sorted(missing)
        ]
    return problems


def quantities(text: str, strict: bool = True) -> set[Fraction]:
    """The numbers of a text as values: 5万 and 五万 are 50000, 百分之二十 and 20% are 20.

    Strict: a Chinese numeral counts only before a unit; else every numeral counts.
    """
    found = set()
    for share in _SHARE.finditer(text):
        found.add(_share(share[1], share[2]))
    text = _SHARE.sub("", text)
    for match in _ARABIC.finditer(text):
        found.add(_scaled(Fraction(match[0].replace(",", "")), text[match.end() : match.end() + 1]))
    if strict:
        text = _IDIOMS.sub("—", text)
    for match in _CHINESE.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :]
        if before.isdigit() or (strict and (before == "第" or not _UNIT.match(after))):
            continue
        found.add(Fraction(chinese_number(match[0])))
    return found


def _own_words(guide: Guide, knowledge: Knowledge) -> str:
    """Quotes of the province's measures that a guide cites beside the law."""
    measures = (m for d in knowledge.documents for ms in d.measures.values() for m in ms)
    return "\n".join(q for m in measures if m.slug in guide.measures for q in m.quotes)


def _without_references(text: str) -> str:
    """Without 第二十条 and the marks of list items, which are no quantities."""
    return re.sub(
        rf"第[{_NUMERAL}\d]+[条款项章]|^\s*[（(][{_NUMERAL}]+[)）]",
        "",
        text,
        flags=re.M,
    )


def _share(whole: str, part: str) -> Fraction:
    """Percent for 百分之…, per mille likewise, else the fraction: 三分之二 is 2/3."""
    bottom, top = (
        chinese_number(whole if whole != "百" else "一百"),
        chinese_number(part),
    )
    return Fraction(top) if bottom == 100 else Fraction(top, bottom)


def _scaled(value: Fraction, unit: str) -> Fraction:
    return value * {"万": 10_000, "亿": 100_000_000}.get(unit, 1)


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.denominator}分之{value.numerator}"
