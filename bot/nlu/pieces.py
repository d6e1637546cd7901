"""What a message is made of where it is read part by part: its questions, and what it turns down."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    # «十几年», «接了几单» count and don't ask; «哪怕» asks nothing.
    "[？吗呢么啥谁咋]|哪(?!怕)|(?<![十好这那前近了过])几|怎[么样]|多[少久长大高]|有没|(.)[不没]\\1|能否|是否|如何"
    "|最[多少早晚迟长高低]|(?:没有|[^也都还从]没|[^也都还从]不|[噶嘎])$"
    # Yunnan's 给 asks whether: «给够得着», «给得».
    "|给(?:得(?![起了出])|行|够得|能|可以|要得|有得|会|算|允许|准)"
)
# «是真的嘎», «国家咋个讲» ask of what stands before them.
_TAG = re.compile(
    "(?:那?[这它]?)?(?:有|是|真有|可有)?(?:真的?|真假|对的?|合法|合规|这回事|这么回事|这种说法|道理)(?:的?假的?|不是|[不没吗嘛么呢噶嘎啊吧？])*"
    "|(?:国家|政策|文件|法律|上面|规定|政府)(?:上|里头?|这边)?(?:是|到底)?(?:怎么|怎样|如何)(?:讲|说|规定|算|定|看)的?[呢啊呀？]*"
)
# Where one question may end and the next begin.
_BORDERS = re.compile("[，。？！；]|(?=(?:另外|还有|顺便|再问|还想问|以及想问|同时想问))")
_SHORTEST_PIECE = 4
# «我不是问设备那种，是给专利上保险»: what is turned down tells nothing of what is meant.
_REJECTED = re.compile(
    r"(?:不对|不是|搞错了?|错了)?[，。！ ]*我?(?:不是|没有?|不)(?:要|想)?(?:问|说|指|查|讲)"
    r"[^，。！]*[，。！](?=.{4})"
)


def in_pieces(text: str) -> list[str]:
    """Where one question may end and the next begin; a list is parted only where it lists questions."""
    pieces: list[str] = []
    for part in _BORDERS.split(text):
        listed = part.split("、")
        asked = sum(asks(p) for p in listed if len(p) >= _SHORTEST_PIECE)
        pieces += listed if asked > 1 else [part]
    found: list[str] = []
    for piece in pieces:
        if found and _TAG.fullmatch(piece):
            found[-1] += f"，{piece}"
        elif len(piece) >= _SHORTEST_PIECE:
            found.append(piece)
    return found


def asks(piece: str) -> bool:
    """Whether a piece has the form of a question."""
    return bool(_QUESTION.search(piece))


def without_rejected(text: str) -> str:
    """A text without what it says it doesn't ask; as it is where too little is left."""
    meant = _REJECTED.sub("", text)
    return meant if len(meant) >= _SHORTEST_PIECE else text
