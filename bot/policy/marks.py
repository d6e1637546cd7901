"""The numbers that chapters, clauses and articles of official texts begin with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from bot.policy.numerals import NUMERAL, chinese_number, chinese_numeral

# White space inside a line, hard and wide blanks of web pages and layouts included.
GAP = r"[^\S\n]*"
# 笫 is a common slip of the pen, and of text recognition, for 第.
ORDINAL = "[第笫]"
# «（三）项» and «（三）款» are spoken of, not begun; «（三）项目» begins.
ANY_MARK = re.compile(
    rf"^{GAP}(?:(?P<chapter>{NUMERAL}){GAP}(?:、|[．.](?!\d))"
    rf"|[（(]{GAP}(?P<clause>{NUMERAL}){GAP}[)）](?!项[^目]|款[^项]|目规))"
    rf"{GAP}(?P<head>\S.*)$",
    re.M,
)
_PLAIN_MARK = re.compile(rf"^{GAP}(?P<clause>\d{{1,2}}){GAP}(?:、|[．.](?!\d)){GAP}(?P<head>\S.*)$", re.M)
_LAW_ARTICLE = re.compile(
    rf"^{GAP}{ORDINAL}{GAP}({NUMERAL}|\d{{1,4}}){GAP}条(之{NUMERAL})?(?P<gap>{GAP})(?=\S)", re.M
)
_DIGIT = r"[\d〇零一二三四五六七八九十]"
DATE_LINE = re.compile(
    rf"^{GAP}{_DIGIT}{{4}}{GAP}年{GAP}{_DIGIT}{{1,3}}{GAP}月{GAP}{_DIGIT}{{1,3}}{GAP}日{GAP}$", re.M
)
_CONTENTS = re.compile(rf"^{GAP}目{GAP}录{GAP}$", re.M)
# So many marks back a number may go on from.
_FARTHEST = 80


def paper_marks(text: str) -> list[re.Match[str]]:
    """The numbers of a paper's chapters and clauses, in their order, gaps and repetitions included."""
    found = _before_annex(text, _after_contents(text, list(ANY_MARK.finditer(text))))
    chapters = _chain([(mark, chinese_number(mark["chapter"]), 0) for mark in found if mark["chapter"]])
    starts = [mark.start() for mark in chapters]
    clauses = _chain(
        [
            (mark, chinese_number(mark["clause"]), bisect_right(starts, mark.start()))
            for mark in found
            if mark["clause"]
        ]
    )
    marks = sorted([*chapters, *clauses], key=lambda mark: mark.start())
    if marks:
        return marks
    plain = _before_annex(text, list(_PLAIN_MARK.finditer(text)))
    counted = _chain([(mark, int(mark["clause"]), 0) for mark in plain])
    return counted if len(counted) > 1 else []


def law_articles(text: str) -> Iterator[re.Match[str]]:
    """Article marks in rising order; one without a gap behind it must be the next or begin a paragraph."""
    last = 0
    for match in _LAW_ARTICLE.finditer(text):
        number = int(match[1]) if match[1].isdecimal() else chinese_number(match[1])
        following = number == last + 1 or (match[2] is not None and number == last)
        if following or (match["gap"] and number >= last) or (number > last and _begins(text, match)):
            last = number
            yield match


def _begins(text: str, match: re.Match[str]) -> bool:
    """Whether an article begins: a sentence or heading ends before it, and it isn't spoken of."""
    before = text[: match.start()].rstrip().rpartition("\n")[2].strip()
    ended = not before or before[-1] in "。；：”）" or re.match(rf"{ORDINAL}\S+[编章节]", before)
    return bool(ended) and not re.match("[的规定、和至款项及与或所中]", text[match.end() :])


def cited(typed: str, kind: str) -> tuple[str, ...]:
    """The numbers that a clause may bear which somebody asks for as （四）, 第四条, 4 or 十九条之一."""
    bare = re.sub(r"\s+", "", typed)
    bare = re.sub(r"\d+", lambda m: chinese_numeral(int(m[0])), bare) if kind == "law" else bare
    if kind == "law":
        found = re.fullmatch(rf"第?({NUMERAL})条?(之{NUMERAL})?", bare)
        return (f"第{found[1]}条{found[2] or ''}",) if found else (bare,)
    plain = re.sub(r"^[（(第]|[)）条]$", "", bare)
    counted = (chinese_numeral(int(plain)),) if plain.isdecimal() and int(plain) < 100_000 else ()
    return (plain, *counted, bare)


def _chain(counted: Sequence[tuple[re.Match[str], int, int]]) -> list[re.Match[str]]:
    """Of (mark, number, chapter) those that count on best; the others are body text.

    A number that is skipped or repeated costs less than losing the marks behind it; in a new chapter
    counting may begin anew. Of equally good ways the one that counts earliest is taken.
    """
    best: list[tuple[float, int]] = []
    for place, (_, number, chapter) in enumerate(counted):
        score, before = 1 - _cost(0, number, fresh=True), -1
        for earlier in range(max(0, place - _FARTHEST), place):
            _, last, its_chapter = counted[earlier]
            whole = best[earlier][0] + 1 - _cost(last, number, fresh=chapter > its_chapter)
            if whole > score:
                score, before = whole, earlier
        best.append((score, before))
    chain = []
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        chain.append(counted[at][0])
        at = best[at][1]
    return chain[::-1]


def _cost(last: int, number: int, fresh: bool) -> float:
    """What it costs that a number follows another: nothing for the next one, most for going back."""
    if number == last + 1 or (fresh and number == 1):
        return 0.0
    if number == last:
        return 0.7
    return 0.6 + 0.02 * (number - last) if number > last else 100.0


def _after_contents(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Marks without those of a table of contents: what it lists comes again."""
    contents = _CONTENTS.search(text)
    listed = [mark for mark in marks if contents and mark.start() > contents.end()]
    if not listed:
        return marks
    first = listed[0].group().strip()[:12]
    again = next((mark for mark in listed[1:] if mark.group().strip().startswith(first)), None)
    return [mark for mark in marks if not again or mark.start() >= again.start()]


def _before_annex(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Marks up to the date that signs the paper; an annex counts by itself."""
    signed = DATE_LINE.search(text, marks[0].end()) if marks else None
    return [mark for mark in marks if signed is None or mark.start() < signed.start()]
