"""A message → its clauses, each with what it is: a statement, a question, a supposition, a correction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.nlu.dialect import in_standard
from bot.nlu.facts.fact import ME
from bot.nlu.facts.lists import spread
from bot.nlu.facts.persons import last_named, subject
from bot.policy.negation import A_OR_NOT_A

_BORDER = re.compile(
    r"[，,。.！!？?；;、：:\n…~～（）()]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|\s{2,}"
    r"|(?<=[\u4e00-\u9fff]{4})(?<![不没也就])(?=(?:想|打算|准备)(?:开|办|创|做|搞|注册|自己|回))|(?=但是|不过(?=[我他她现还去前])|可是|而且|然后|另外(?![一二两三四五六七八九十\d]+[个位家名户])|还有就是|就是说)"
)
_NUMBER_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
_CORRECTS = re.compile(
    r"(?:哦|啊|诶|哎|欸|等等|等下|等一下|嗯|抱歉|不好意思|对不起){0,3}[，,]?"
    r"(?:(?:刚才|刚刚?|前面|上面|我)?(?:说|讲|打|写|记|看|算|搞|弄|输|报|数)(?:错|漏|反|岔|少|多)(?:了|啦|咯)?|不对(?:不对)?|错了|更正(?:一下)?|纠正(?:一下)?|手滑了?|口误|哦不(?!是)|不是不是|应该说)"
)
_SUPPOSES = re.compile(
    r"^(?:那|但|可|哦|回到.{0,4})?(?:我|我们|他|她)?(?:要是|如果|假如|假设|假使|倘若|若是|若|万一|要不|等(?:到|我|明年|以后)|比如|譬如|就算|哪怕)|^(?!你|您).*的话$|^(?:那)?再过|^那(?!换?(?:成|做)?(?:我|俺|他|她)(?:自己|本人)?呢).{0,12}呢$"
)
_SUPPOSING_WORDS = re.compile(
    r"^(?:那|但|可|哦)?(?:么)?(?:要是|如果|假如|假设|假使|倘若|若是|万一|就算|哪怕)?(?:说)?(?=.{2})|(?:的话)?(?:呢|咯|嘞)?[?？]?$"
)
_PLANS = re.compile(
    r"(?<!不)(?:打算|准备|计划|想要?|马上|现在就?|立马|这就|明天|下周|下个月|明年|以后|将来|先把)(?:就|要|去|再|来){0,3}(?:去|交|还|转|注销|办|补|结|清|卖|解|撤|退|做到)"
)
_NOW = re.compile(r"^(?:但|可|不过)?(?:现在|目前|眼下|实际上?|说回|回到|先不|接着说)")
_ASKS = re.compile(
    # «想问高新企业认定» names what is asked about.
    r"^(?:你好|您好|哎|那|我|就|还)*(?:想|要)(?:请)?(?:问|咨询|打听|了解)(?:一?下|问|哈)?(?![过了])|"
    rf"[?？]|{A_OR_NOT_A}|(?:吗|么|嘛|不|没|没有|没得|噶|呗)[?？]?$(?<!什么)(?<!怎么)(?<!要么)|什么|哪样|怎么|咋|为啥|为哪|哪[些个里家种点]|多少|几多|[能要该得掏出付还贴交补拿领给贷算是差收退][得到着]?好多(?![人家年天次个])|如何|多久|多长|是否|能否|给能|给可以|给行|给得|给有|还能|有没|可以(?=申请|办|贷|领|拿)|能(?=申请|办|贷|领|拿|享受|贴|补)|(?<!我们)(?<!咱们)(?:(?<=提前)|(?<![前这那好头近]))几(?!个?[年月天]以?前(?![能要申办交报]))[次回号点个天年月家成](?!个?[一二两三四五六七八九十万])"
)
# «没有», «不» at the end of a clause that answer rather than ask.
_NO_QUESTION = re.compile(
    r"^(?!.*有.{1,6}(?:没有?|没得)$)(?:都|也|还|从来|一[个次样]都?|什么都|.{0,8})(?:没有?|没得|莫得)$|(?:都|也)(?:没有?|没得|莫得)$|^(?!.*[?？吗])[^，]{0,6}没(?:有|得)?(?:[^，]{0,3}(?:哪[个样些家]|什么|啥|多少)(?!时候)|(?:在|去|到|克)哪[点里儿块边])|(?:哪[样个家些点里]|什么|啥子?)[^，]{0,6}(?:都|也)[没不未莫]|^(?!.*(?:哪|多少|好多|几多|咋|怎么|什么|啥|为何|如何)).*嘛$|可不是|说不(?:上来|准|清|好)"
)
_IGNORANT = re.compile(
    r"(?<![装当])(?:不|没|晓不|认不)(?:太|大|很|怎么|咋|是很)?(?:知道|清楚|晓得|了解|确定|懂|敢保证)|(?<=[也就真])说不(?:上来|准|清|好|来)|说不(?:上来|准|清|好|来)|还没(?:定|想好|决定)|没把握"
    r"|[拿吃]不准|没底|记不(?:得|清|住)|忘了|忘记|不好说|难说|没数|晓不得|认不得|搞不(?:清|懂|明白)|弄不清|没问过|没查过|保密|不(?:想|方便|便)(?:说|讲|透露)|跳过|略过|下一[题个]|看情况|不一定|说不定|未必|^(?:可能|也许)(?:是|有|会)?吧?$"
)
_KNOWS = re.compile(
    r"不(?:知道|晓得|清楚|懂).{0,3}(?:怎么|咋|如何|去|找|问|要|能|给|给能|有(?:什么|哪|啥|没))|忘(?:了|记)(?:去|来)?(?:说|讲|提|报|年报|公示|办|交|缴|申|续|还|填|签|注|登|开|带|做)"
)
_HEDGED = re.compile(
    r"算是|应该|好像|差不多|大概|可能|估计|勉强|基本|马马虎虎|大体|按理|似乎|也许|吧$|还算|凑合"
)
# Messages whose clauses are at hand.
_REMEMBERED = 64


@dataclass(frozen=True)
class Clause:
    """A part of a message, [start, end) of what was written."""

    text: str
    start: int
    end: int
    who: str = ME
    asks: bool = False
    supposes: bool = False
    corrects: bool = False
    ignorant: bool = False
    hedged: bool = False

    @property
    def plain(self) -> str:
        """What is said, without the words that make it a supposition."""
        return _SUPPOSING_WORDS.sub("", self.text)

    def joined(self, other: Clause) -> Clause:
        """Both together, with what the second is."""
        return replace(other, text=f"{self.text}，{other.text}", start=self.start,
                       corrects=self.corrects or other.corrects,
                       supposes=self.supposes or other.supposes,
                       hedged=self.hedged or other.hedged)  # fmt: skip


def clauses(text: str, last_person: str | None = None) -> list[Clause]:
    """The clauses of a message in order; `last_person` is whom he or she means at first."""
    return list(_cut(text, last_person))


# Every reader of a message asks for them: they are cut once.
@lru_cache(maxsize=_REMEMBERED)
def _cut(text: str, last_person: str | None) -> tuple[Clause, ...]:
    found: list[Clause] = []
    who, corrects, supposes = ME, False, False
    for piece, (start, end, sentence_ends) in spread(text, _told_and_asked(text, _pieces(text))):
        rest = _CORRECTS.match(piece)
        if rest:
            corrects, supposes = True, False
            piece = piece[rest.end() :].lstrip("，,：: ")
            start = end - len(text[start + rest.end() : end].lstrip("，,：: "))
        if not piece.strip():
            continue
        who = subject(piece, who, last_person)
        # «房子是我妈的，她不住» goes on about her.
        last_person = who if who != ME else last_named(piece) or last_person
        supposes = (supposes and not _NOW.search(piece)) or _supposes(piece, who)
        found.append(_clause(piece, start, end, who, supposes, corrects))
        if sentence_ends:
            supposes = False
    return tuple(found)


# «那创业担保贷款呢» turns to another matter.
_TURNS_TO = re.compile(r"^那(?:么|个|这个)?[^，]{0,10}(?:贷款?|补贴|补助|津贴|奖励|减免|政策|优惠|抵税)呢$")


def _supposes(piece: str, who: str) -> bool:
    """«那我儿子呢» turns to somebody else and supposes nothing."""
    said = piece.strip(" ?？")
    turns = bool(_TURNS_TO.match(said)) or (who != ME and said.endswith(f"{who}呢"))
    return bool(_SUPPOSES.search(piece)) and not turns


def _clause(piece: str, start: int, end: int, who: str, supposes: bool, corrects: bool) -> Clause:
    said = in_standard(piece)
    ignorant = bool(_IGNORANT.search(said)) and not _KNOWS.search(said)
    asks = bool(_ASKS.search(said)) and not _NO_QUESTION.search(said) and not ignorant
    return Clause(
        piece, start, end, who, asks, supposes or bool(_PLANS.search(piece)), corrects, ignorant,
        bool(_HEDGED.search(piece)),
    )  # fmt: skip


# «贴过三回了还能办吗», «我是退役军人能贷多少»: what is told, then the question.
# «退役军人能贷多少» tells nothing.
_TELLS_THEN_ASKS = re.compile(
    r"((?:我|俺|咱|本人)(?:们|家)?(?:是|有|在|就|都|刚|已经)?.{2,80}?|.{1,80}?[了过].{0,4}?)"
    r"(?<![得道楚定准])(?:我|想问)?(?:还能|能不能|能否|可不可以|给能|给可以|有没有|有什么|有啥|能拿|能贷|能领|能办|该怎么|算不算|行不行|再来|有没得|给有|给要|给是|给算|给会|给用|要不要|用不用|得不得|还给(?=[贷申领办报补]))"
)


def _told_and_asked(text: str, pieces: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    found = []
    for start, end, sentence_ends in pieces:
        told = _TELLS_THEN_ASKS.match(text[start:end])
        if told and _in_form_of_a_question(text[start + told.end(1) : end]) and not _ASKS.search(told[1]):
            found += [(start, start + told.end(1), False), (start + told.end(1), end, sentence_ends)]
        else:
            found.append((start, end, sentence_ends))
    return found


def _in_form_of_a_question(text: str) -> bool:
    return bool(_ASKS.search(in_standard(text)))


def _pieces(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, whether a sentence ends there)."""
    quiet = _NUMBER_POINT.sub("0", text)
    found, start = [], 0
    for border in _BORDER.finditer(quiet):
        end = border.end() if re.search(r"[?？]", border[0]) else border.start()
        if border.end() == border.start() == start:
            continue
        found.append((start, end, bool(re.search(r"[。.！!？?；;\n]", border[0]))))
        start = border.end()
    found.append((start, len(text), True))
    whole = [(a, b, ends) for a, b, ends in found if text[a:b].strip()]
    return [part for piece in whole for half in _instead(text, piece) for part in _denied_apart(text, half)]


# «不是三个是四个»: what is denied, and what it is.
_NOT_BUT = re.compile(
    r"(?<!是)不是[^，是]{0,4}[\d一二两三四五六七八九十百千万]+[^，是]{0,3}(?=是[^不，]{0,3}[\d一二两三四五六七八九十])"
)


def _instead(text: str, piece: tuple[int, int, bool]) -> list[tuple[int, int, bool]]:
    start, end, ends = piece
    match = _NOT_BUT.search(text, start, end)
    return [(start, match.end(), False), (match.end(), end, ends)] if match else [piece]


# «没官司也不是被执行人»: two denials, each with a scope of its own.
_DENIED = re.compile("[没不无未]")
_DENIED_TOO = re.compile(
    "也[没不无未]|(?<=[没未][债税贷证照钱员])[没未](?=[债税贷证照钱员官人罚事冻押失])|(?<=[^没不无未有也还都从并][^没不无未有也还都从并])[没未](?=[有被进出欠受拿领贷犯坐人债税官冻罚失异押抵质投吊判诉违])"
)


def _denied_apart(text: str, piece: tuple[int, int, bool]) -> list[tuple[int, int, bool]]:
    start, end, ends = piece
    first = _DENIED.search(text, start, end)
    second = _DENIED_TOO.search(text, first.end() + 1, end) if first else None
    if not second:
        return [piece]
    # «没事故没失信没异常»
    return [(start, second.start(), False), *_denied_apart(text, (second.start(), end, ends))]


def without_ignorance(text: str) -> str:
    """What is left of a clause without its «我真说不上来»."""
    return re.sub(r"[我这个那就真也还都的了是，。]", "", _IGNORANT.sub("", text))
