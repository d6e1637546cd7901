"""What is said of several things at once: «国家奖、省级研发机构哪样都没有» denies each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# (start, end, whether a sentence ends there), as clauses are cut.
Piece = tuple[int, int, bool]
# What all the things of a list have in common stands behind the last of them.
_OF_ALL = re.compile(
    r"(?P<each>(?:这些|这[几两三]样|[哪一]样|什么|全部|统统|通通|两样|[三四五几]样|一个)*)(?:都|全|也|(?<=统)|(?<=通))"
    r"(?P<said>(?:没(?:有|得)?|莫得|不|未|有|在|是|办|交|缴|签|清|还清|结清|齐|弄|开|拿|写|做|合格|够|符合)[^，。]{0,5})$"
)
_THING = re.compile(r"(?:有效|有限|所有|国有|在册|[^没不未无莫是有了过在\d？?吗呢]){2,9}")
_LISTED, _SIDE_BY_SIDE = re.compile(r"\s*、\s*"), re.compile(r"[，,\s]+")


def spread(text: str, pieces: Sequence[Piece]) -> Iterator[tuple[str, Piece]]:
    """Each piece with what it says: a thing of a list with what is said of all of them."""
    said = [text[start:end] for start, end, _ in pieces]
    for i, piece in enumerate(pieces):
        shared = _shared(text, pieces, said, i)
        yield (f"{said[i]}都{shared}" if shared else said[i]), piece


def _shared(text: str, pieces: Sequence[Piece], said: Sequence[str], i: int) -> str:
    """What is said of the thing in piece `i` behind it; empty where it is no thing of such a list."""
    listed = True
    for j in range(i + 1, len(pieces)):
        gap = text[pieces[j - 1][1] : pieces[j][0]]
        if not _THING.fullmatch(said[j - 1].strip()) or not (
            _LISTED.fullmatch(gap) or _SIDE_BY_SIDE.fullmatch(gap)
        ):
            return ""
        listed = listed and bool(_LISTED.fullmatch(gap))
        if of_all := _OF_ALL.search(said[j]):
            # The last thing stands before it, or nothing does («…，哪样都没有»).
            alone = said[j][: of_all.start()].strip()
            meant = _THING.fullmatch(alone) if listed else not alone and of_all["each"]
            return of_all["said"] if meant else ""
    return ""
