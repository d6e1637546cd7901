"""What visitors say about the ticket itself: few words, with a meaning of their own while there is a ticket.

Whole messages only: words about a matter never count as words about a ticket.
"""

from __future__ import annotations

import re

_MARKS = "。！!，,？? 　~～.…"
_END = r"[吗呢啊呀吧嘛啦了的哈哦]*"
_TICKET = r"(?:我的|那个|这个|那张|这张|刚才的)?(?:工单|人工|转人工)"
_STATE = (
    r"(?:到|在|是|走到)?"
    r"(?:哪(?:儿|里)?(?:一?步)?|什么(?:进度|情况|状态|时候)|进度|进展|状态|情况|怎么样|多久)"
)
_SAYINGS = {
    "withdraw": r"(?:不用|不需要|取消)(?:转)?人工(?:了|吧)?|(?:取消|撤销)工单",
    "return": r"(?:回到|还是)?机器人(?:来)?(?:回答|吧)?|回到机器人.{0,4}",
    "unsolved": r"(?:问题|还是?|仍然|事情|根本)*(?:没|没有|未)解决[，, ]*(?:继续|接着|怎么办)?",
    "solved": r"(?:问题|事情|都|已经|这次)*解决了[，, ]*(?:谢谢|感谢|多谢)?(?:您|你)?",
    "remind": r"(?:请|帮我|麻烦|再|能不能|可以)*催(?:一|办)?(?:下|催)?(?:工作人员|他们|工单)?"
    r"|(?:我)?(?:实在)?等不及"
    r"|(?:请|能不能|可以|麻烦)*(?:快|尽快|早)(?:一)?(?:点|些)(?:回复|回|处理|答复)?(?:我|一下)?",
    "progress": rf"{_TICKET}(?:现在|目前|处理|办|办理)?{_STATE}"
    r"|(?:我)?(?:还|大概|大约|一般)?(?:要|得|需要)?等(?:多久|多长时间|到什么时候)"
    r"|(?:什么时候|几时|多久)(?:能|会|才|可以)*(?:有人)?(?:来)?(?:回复|答复|回|理)(?:我)?"
    r"|(?:那|这)?(?:怎么|为什么|咋|为啥)(?:还|一直|都|总)*(?:没有?|不见|不)(?:有)?(?:人|工作人员)?"
    r"(?:来)?(?:回复|答复|回|理|管)(?:我)?"
    r"|(?:还)?(?:有|有没有)(?:人|工作人员)(?:在)?(?:处理|看|管|理|回)?",
}
_PATTERNS = {name: re.compile(rf"(?:{saying}){_END}") for name, saying in _SAYINGS.items()}
_COURTESY = re.compile(
    r"(?=.*(?:谢|辛苦|知道了|明白了|收到|清楚了))"
    r"(?:(?:好|行|嗯|哦|可以|没问题|那|就|非常|太|真|收到|知道|明白|清楚|谢谢|多谢|感谢|麻烦|辛苦|您|你|老师)"
    r"[的了啦哈啊呀，, 。！!]*)+"
)
_LONGEST = 24
_ASKS_FOR_PERSON = re.compile(r"转人工|人工客服|人工服务|真人|找(?:个)?人工|工作人员")
_BARE_REQUEST = re.compile(
    r"(?:我要|我想|请|帮我|麻烦|可以|能不能|给我|你好|您好|[，, ])*(?:转|找|接|要|叫)?(?:一?个|一下)?"
    r"(?:转人工|人工(?:客服|服务|坐席)?|真人|客服|工作人员)" + _END
)


def about_ticket(text: str) -> str:
    """What whole words say of a ticket: withdraw, return, remind, progress, solved, unsolved or nothing."""
    words = text.strip(_MARKS)
    if len(words) > _LONGEST:
        return ""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(words)), "")


def is_courtesy(text: str) -> bool:
    """Thanks and «知道了» alone, which wait for no answer; a bare «好的» may be one and doesn't count."""
    words = text.strip(_MARKS)
    return len(words) <= _LONGEST and bool(_COURTESY.fullmatch(words))


def asks_for_person(text: str) -> bool:
    """Whether words ask for a person, for when nothing that understands can be asked."""
    return bool(_ASKS_FOR_PERSON.search(text)) and about_ticket(text) != "withdraw"


def says_no_matter(text: str) -> bool:
    """Whether words only ask for a person: what it is about is yet to be said."""
    words = text.strip(_MARKS)
    return not words or (len(words) <= _LONGEST and bool(_BARE_REQUEST.fullmatch(words)))
