"""Whose case a clause speaks of: the visitor's own, or somebody else's (我老公, 我表弟, 同案那个)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.facts.fact import ME

# Whom «他们» means where nobody was named.
THEY = "他"
KIN = (
    "(?:孩子|娃娃?|小孩|儿子)(?:他|的)?(?:爸|爹|妈|娘)(?![爸妈])|(?:表|堂)?(?:姐夫|妹夫|弟媳妇?|嫂嫂)|侄女婿?|[姑姨舅][爹父丈]|姑妈|姨妈|舅妈|婶婶?|儿媳妇?儿?|女婿|孙子|孙女|侄儿|小舅子|小姨子|大舅子|妯娌|连襟|老丈人|丈母娘|(?:大|二|三|小)(?:哥|姐|弟|妹|嫂|爹|伯|舅|姨|姑|叔)|老倌|老公公|崽|合伙人|房东|徒弟|老东家"
    "|老公|老婆|婆娘|堂客|配偶|男朋友|女朋友|老表|媳妇儿?|爱人|对象|丈夫|妻子|儿子|女儿|姑娘|娃娃?|孩子|爸爸?|妈妈?|父亲|母亲|爹|娘|爷爷|奶奶|外公|外婆"
    "|(?:表|堂)?(?:哥哥?|姐姐?|弟弟?|妹妹?|嫂子?|姐夫|妹夫|弟媳)|舅舅?|叔叔?|伯伯?|姑姑?|姑妈|姨妈?|姨|婆婆|公公|岳父|岳母|侄子?|侄女|外甥女?"
    "|闺女|幺儿|幺妹|老爹|老妈|老爸|老娘|老父亲|老母亲|老伴|爸妈|爹妈|父母|公婆|姑爷|干爹|干妈|发小|伙伴|搭档"
    "|朋友|同学|同事|邻居|室友|舍友|亲戚|闺蜜|战友|老乡|同案(?:那个|的)?|兄弟|哥们|老板|主任|领导|客户|师傅"
)
_LEAD = (
    r"(?:我?(?:是)?(?:想|要)?(?:替|帮|问)(?:一?下|哈|问)?(?=我)|那|就是|还有|要是|如果|假如|替|帮|换成?|问下?|想问"
    r"|但|不过|另外|再问|其实|对了|哦|可)*"
)
_OTHER = re.compile(
    rf"^{_LEAD}(?P<label>(?:我们?|俺|咱|[他她](?!们))?(?:一?[个位]|有个|那个|的|家|家里的?|单位|公司|办公室)*(?:{KIN})(?:们|那个|他们|家)?)"
)
# «那过给我弟，他三十», and not «转给我弟经营了», which is still one's own case.
_PASSED_TO = re.compile(
    r"^(?:那|还是|就|再|先|直接|干脆|要不)*(?:过户?给|转给|换成?|改成?|改由|让|喊|叫)"
    rf"(?P<label>(?:我们?|俺|咱)(?:家里?)?的?(?:{KIN}|男人|女人))(?=$|来?(?:申|贷|办)|来$|去(?:申|贷|办))"
)
# «我家那个是退伍军人» means one's spouse, «我家那个店» a shop.
_AT_HOME = re.compile(
    rf"^{_LEAD}(?P<label>(?:我|俺|咱)们?(?:家|屋里(?:头)?)?的?(?:那(?:个|位|口子)|男人|女人))(?=[是也在有当的他她没想要转退开做名还]|$)"
)
# After a kin word these go on about that person; 一起, 合伙 and the like are the visitor's own case.
_OWN_AFTER_ALL = re.compile(
    r"^(?:和|跟|与|同)(?:我|俺)|(?:和|跟|同|与)(?:我|俺)(?:老公|老婆)?(?:一起|合伙|两个)|我们(?:一起|合伙|俩)"
)
_ME = re.compile(
    r"^(?:那|但|不过|可|现在|先不管.{0,4}|回到|说回|接着说|所以|其实|就是|而)*"
    rf"(?:我(?!(?:们?的?|家的?|有个|一个)(?:{KIN}))|俺|咱|本人|自己|先不管|莫管)"
)
_THEY = re.compile(rf"^{_LEAD}(?:他|她|人家)(?:们|家|自己)?")
# What is told of one person, not of a group or a firm.
OF_ONE_PERSON = frozenset({
    "bad_credit", "veteran", "loan_group", "study", "woman", "age", "work_status", "dishonest_debtor",
    "conviction", "origin", "other_loans",
})  # fmt: skip
_NO_MORE_THAN_COUNTED, _SPEAKERS = (
    re.compile(
        r"(?:的|户|人|生|军人|兵|员)(?:有|就|才|是)?[一两二三四五六七八九十百\d]+[个名位](?:人)?(?:了|咯)?$"
        r"|^(?:有|招了?|来了|其中|里[头面]|另外|还有|就|才)*[一两二三四五六七八九十百\d]+[个名位](?!月|点)"
    ),
    re.compile("我|咱|俺|都|俩"),
)
ALL_OF_THEM = re.compile(
    "(?:我们|咱们)?(?:两个人?|俩|两口子|夫妻俩?|[三四五]个人?)?(?:也|现在|从来)?(?:都|全都|一样)(?!是因为|怪)"
)
# Who works for somebody is nobody whose case it is.
EMPLOYED = frozenset({"员工", "职工", "工人", "伙计", "手下"})
# «员工里有退役军人» says nothing of the employer.
_STAFF = re.compile(
    r"^(?:我们?|公司|厂里?|店里?)?的?(员工|职工|工人|伙计|手下)(?:里|中|里头|里面|当中)(?:面)?有"
)
_PIECES = re.compile(r"([，,。.！!？?；;、\s]+)")
_DOES = re.compile(
    "(?:他|她)?(?:今年|现在|这两年|一直|就|也|还|刚|最近|自己|正){0,3}"
    "(?:[想要]|打算|准备|计划|能|可以|开|办|搞|做|弄|卖|种|养|贷|申请|符合|够|算|呢|[是有在]|得不得|行不行|去)"
)
# Who only says where they are wishes nothing.
_WISHES = re.compile("想|要|打算|准备|计划|能|可以|得不得|申请|贷|[开办](?!始)")
_WE = re.compile("^(?:我们|咱们?|俺们)")
_MINE = re.compile(rf"(?P<label>(?:我|俺|咱)们?(?:家里?的?|的)?(?:{KIN}))(?!人|家里?有|们)")
# What stands around the word for a relative or friend.
_KINSHIP = re.compile("^(?:我们?|俺|咱|他|她)?(?:家里?|屋里)?的?(?:那?[个位])?|们$|那个$")
_NEEDS_WORD = re.compile(
    r"[是有的也那他她没在刚已呢想要做开当去前今还不原以早干年从贷借又，能可个让叫托喊打准计毕得卖种养办被失残退符]|$|[\d二三四五六七八九](?!个|家|位|户|人)"
)


def everybody_named(said: Sequence[tuple[str, str]]) -> list[str]:
    """Of whom «都没在单位上班» is told: of all whom the clauses before it named, in order.

    `said`: the text of each clause up to it, with whose case it is. Empty where it isn't told of several.
    """
    if not said or not ALL_OF_THEM.match(said[-1][0].strip()):
        return []
    named = [who for text, who in said[:-1] if who != ME or _ME.match(text.strip())]
    return found if len(found := list(dict.fromkeys(named))) > 1 else []


def people_counted(said: str) -> bool:
    """«退伍的四个，脱贫户五个» tells of those who are counted, and not of who counts them."""
    return bool(_NO_MORE_THAN_COUNTED.search(said)) and not _SPEAKERS.search(said)


def subject(clause: str, before: str, last_person: str | None) -> str:
    """Who the clause is about: "me", or the other person's label; `before` where it doesn't say."""
    text = clause.strip()
    staff = _STAFF.match(text)
    if staff:
        return staff[1]
    if _OWN_AFTER_ALL.search(text):
        return ME
    if other := _named(text):
        return _label(other["label"])
    if other := _AT_HOME.match(text) or _PASSED_TO.match(text):
        return _label(other["label"])
    if _ME.match(text):
        return ME
    if _THEY.match(text):
        return last_person or THEY
    return before


def last_named(text: str) -> str | None:
    """Whom a message speaks of last, by name; None where it names nobody else."""
    named = [found for piece in _PIECES.split(text) if (found := _named(piece.strip()))]
    if not named:
        # «房子是我妈的»
        named = list(_MINE.finditer(text))
    return _label(named[-1]["label"]) if named else None


def plans_for(text: str) -> str | None:
    """Who else wants, runs or may get something in a message; None where nobody but its writer does."""
    pieces = [piece.strip() for piece in _PIECES.split(text)]
    named = [found for piece in pieces if (found := _named(piece))]
    others = [found for found in named if _DOES.match(found.string[found.end("label") :])]
    own = any(_ME.match(piece) and not _WE.match(piece) and _WISHES.search(piece) for piece in pieces)
    return _label(others[-1]["label"]) if others and not own else None


def as_ones_own(text: str) -> str:
    """A message about somebody else in the words in which they would ask: «我爹想养牛» as «我想养牛»."""
    pieces = _PIECES.split(text)
    for i, piece in enumerate(pieces):
        if found := _named(piece):
            pieces[i] = f"{piece[: found.start('label')]}我{piece[found.end('label') :]}"
    return "".join(pieces)


def same_person(one: str, other: str) -> bool:
    """Whether two labels mean one person: «我表弟» and «表弟», «侄儿» and «我家侄儿»."""
    return _KINSHIP.sub("", one) == _KINSHIP.sub("", other)


def _named(piece: str) -> re.Match[str] | None:
    found = _OTHER.match(piece)
    clear = found and (_possessed(found["label"]) or _NEEDS_WORD.match(piece, found.end("label")))
    return found if clear else None


def _possessed(label: str) -> bool:
    return label.startswith(("我", "俺", "咱", "他", "她"))


def _label(written: str) -> str:
    mine = re.sub("^(?:我|俺|咱)们?(?:有个|一个)?", "我", written)
    return re.sub("^(?:有|一)?[个位]|^那个", "", mine)
