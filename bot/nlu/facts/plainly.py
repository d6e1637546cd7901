"""What some words state beyond doubt, whatever else the clause is like: who asks, what group they are of.

Wording that leaves a doubt is left to the model; precision comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bot.nlu.facts.applicants import applicant
from bot.nlu.facts.clauses import Clause, clauses
from bot.nlu.facts.fact import ME
from bot.nlu.facts.persons import ALL_OF_THEM, OF_ONE_PERSON, people_counted
from bot.policy.amounts import read_number
from bot.policy.attributes import plain_number

# How surely what stands here is heard: a refusal may rest on it.
BEYOND_ALL_DOUBT = 0.98
_NOT = r"(?<![没未不无])(?<!没有)(?<!从来没)"
_STUDIES = "(?:^|今年|现在|还在?|在|正|读|上|念|是|才)"
_ON_LEAVE = (
    r"(?:我|已经|正在|刚|办(?:理)?了)(?:在|办)?休(?:了)?学(?!的话|要|怎么|能|可以|呢|期满|回来|过)"
    r"|^休学(?:了|在|[一两半]年)"
)
_AGED = re.compile(
    r"^(?:我|俺|本人)(?:今年|都|已经|就|也|刚)*(?P<n>[一二三四五六七八九十\d]{2,3})(?:周?岁)?(?:了|多|咯)*$"
)
_OF_AGE = range(16, 100)
# 民法典 第十七条.
_OF_FULL_AGE, _FULL_AGE, _ANY_AGE = "adult_capable", 18, range(8, 100)
_BARE_AGE = re.compile(
    r"(?:我|他|她|今年|都|已经|就|才|刚|满|有)*(?P<n>[一二三四五六七八九十\d]{1,3})(?:周?岁)?(?:了|多|咯|啊|呢)*"
)
_YEARS = r"[一二两三四五六七八九十半几\d]+个?多?(?:年|月)"
_SERVED = (
    r"^(?:我|俺|本人|就?是(?:一)?[个名位]?|老|[〇零一二三四五六七八九\d]{2,4}年|去年|前年|今年|刚|才|以前|之前|从|部队(?:上|里)?|那年|也|都)*"
    rf"(?:(?:退伍|退役|复员|转业)(?:兵|军人|士兵|军士)?(?:回来|回乡|回家|下来|出来|了|都|的|{_YEARS})+(?!能|有|可以|政策|学生|人|同学|士兵)"
    r"|当过[^，]{0,4}兵(?!的(?:学|人|想|也|能|可以|[^，]{0,2}同学))|当(?:了)?[^，]{0,4}兵(?:退|回|转|[^，]{0,3}年)(?!的?[学人])"
    r"|(?<=[我是个名])(?:退伍|退役|复员|转业)(?:老?兵|军人|士兵|军士))"
)
# What states one value, and nothing else, wherever it stands in a statement.
_STATES: tuple[tuple[str, Any, re.Pattern[str]], ...] = tuple(
    (name, value, re.compile(pattern))
    for name, value, pattern in (
        (
            "loan_group",
            "released",
            rf"{_NOT}(?:坐|蹲)过.{{0,4}}牢|{_NOT}蹲过.{{0,3}}(?:监狱|号子|班房|年)|刑满|{_NOT}服(?:完|过)刑|劳改(?:过|出来)"
            r"|(?:里面|里头|监狱|牢里|号子里?)(?:刚|才)?(?:放|熬)?出来|(?:^|我|以前|年轻时?)(?:被关|关|抓)?进去(?:过|了|蹲了?|坐了?|待了?|呆了?){1,2}[^，]{0,4}[年月]"
            r"|(?:刑期|判的?.{0,3}年).{0,4}(?:坐|服|蹲)(?:满|完)了?",
        ),
        ("loan_group", "veteran", _SERVED),
        ("veteran", True, _SERVED),
        (
            "loan_group",
            "migrant",
            r"(?<!国)(?<!境)(?:打工|务工)(?:几年|多年|.{1,3}年)?(?:刚|才|后|又)?(?:回来|回乡|回老家|返乡)|返乡(?:的)?农民工|(?:回乡|返乡|回村|回老家)(?:来)?创业的?$",
        ),
        (
            "loan_group",
            "overcapacity",
            r"(?:去|化解|压减)(?:过剩)?产能.{0,8}(?:下岗|下来|分流|失业|买断|职工|工人|的人|裁)"
            r"|产能过剩.{0,8}(?:下岗|下来|分流|失业|裁|关)",
        ),
        ("loan_group", "graduate", r"(?:^|是|当|做|任|在).{0,6}大学生村官|选聘.{0,6}村官"),
        (
            "loan_group",
            "student",
            rf"{_STUDIES}(?:大[一二三四]|研[一二三])(?!毕业|的时候|那年|时|的?(?:女|男|同学)|的?学生.)|(?:我|是)(?:个|一名|名)?在校(?:大)?学生|^(?:我|他|她)?还在(?:读|上|念)(?:大学|书|研)",
        ),
        (
            "loan_group",
            "graduate",
            r"^(?:我|他|她|今年|去年|也|都|就|是)*刚刚?(?:从)?[^，没快要]{0,8}毕业(?!证|的时候|那)|^(?:我|他|她)?(?:今年|去年)?(?:是|算)(?:个|一名|名)?(?:应届(?:毕业)?生|高校毕业生|大学毕业生)",
        ),
        (
            "loan_group",
            "graduate",
            r"^(?:我|他|她|俺|自己|本人|是|\d{2,4}年|[〇零一二三四五六七八九]{2,4}年|去年|前年|今年|也|都|就|刚|才|七月|六月|[\d]{1,2}月份?)*(?:大学|本科|专科|大专|高职|研究生|硕士|博士|师大|云大|农大|财大|民大|医大|学院)(?:刚|才|早就?|都|已经)*毕(?:了)?业(?:回|了|出来|后?(?:就|在)|[，。]|$|[一两三四五六七八\d]|那年)",
        ),
        ("senior_or_on_leave", True, rf"{_STUDIES}(?:大[三四])(?!毕业|的时候|那年|时)|{_ON_LEAVE}"),
        ("loan_group", "student", _ON_LEAVE),
        (
            "loan_group",
            "farmer",
            r"(?<!不)(?<!不想)(?<!没)(?<!以前)(?<!之前)(?:务农|种地|种田|盘田|盘地|种庄稼|盘庄稼|当农民)(?:的|呢|嘛|了|呀)*$",
        ),
        (
            "online_sales_kind",
            "other_goods",
            r"批发(?:来|进|市场)|进的?货|拿的?货(?:来)?卖|代销|代发|倒卖|转手卖|转卖|从厂家",
        ),
        ("work_status", "own", r"在家(?:里|头)?(?:务农|种地|种田|盘田|带娃|带孩子|待业|闲着)"),
        (
            "work_status",
            "own",
            r"没(?:有|得)?(?:在|去|到|克)(?:别处|哪[里点块边儿]?|别的?(?:地方|点|处)|单位|外头|外面|厂里)?(?:上班|打工|当差)|没(?:有)?(?:别的|其他|其它|正式)(?:的)?(?:工作|活路?|单位|差事)",
        ),
        (
            "woman",
            True,
            r"^(?:我们?|咱们)(?:都)?(?:是)?(?:[几两三四五六七八九十]个|一群|一帮|些)?(?:姐妹|妇女|姑娘家?|女人家?|女的|宝妈|妈妈)(?!想问|可以|能)",
        ),
        ("borrower", "person", r"我(?:自己|个人|本人)?(?:吃|享受|贷|借)(?:过|了)"),
        ("work_status", "village_official", r"(?:^|是|当|做|任|在).{0,6}大学生村官|选聘.{0,6}村官"),
        (
            "veteran_self_employed",
            False,
            r"转业士官|(?:政府|国家|组织上?|民政|部队|地方上?)(?:给|帮)?[^没未不]{0,2}(?:安排|安置|分配)(?:了|过|的)?.{0,4}(?:工作|岗位|单位)"
            rf"|{_NOT}(?:安置|分配)(?:到|在|进)了?.{{1,8}}(?:上班|工作|单位|局)|由政府安排工作",
        ),
        (
            "legal_business",
            True,
            r"(?:(?<![驾行]驶)执照|(?:^|的|家|牌)照)(?:我)?(?:也|都|早就?|倒|就|是|已经|上?个?月|前年|去年|今年)*(?:有(?!效|没)|办(?:了|好|下来|得|过|齐)|拿(?:到|了)|下来了?$|领(?:了|到)|齐)"
            r"|(?:^|[^没])有(?:营业)?执照(?!没|吗)|(?<![没不未])办(?:了|好了?)(?:营业)?执照|(?:执|^|牌)照(?:上)?(?:写)?的?(?:是|就是|用的是)我的?(?:名|的|自己)",
        ),
        (
            "runs_it_self",
            True,
            r"(?:店|铺子?|馆子?|摊子?|生意|门面)(?:也|都|就|一直|平时|是|全是|由)*(?:我)?(?:自己|本人|亲自|一个人)(?:在|来)?(?:守|看|管|打理|经营|张罗|照看|开|做)"
            r"|(?:我|俺)?(?:自己|本人|亲自|一个人)(?:在|来)?(?:守|看|管|打理|经营|张罗|照看)(?:着)?(?:这个?|我家|自家|家里)?(?:店|铺|馆|摊|生意|门面)",
        ),
        (
            "legal_business",
            False,
            r"(?:没有?|没得|莫得|无)(?:办|领|拿)?(?:过|得)?(?:营业)?(?:(?<![驾行]驶)执照|照(?=$|的))(?!.{0,4}名)|执照(?:都|也|还)*(?:没有?|没得|莫得|未)(?:去)?(?:办|下|拿|领|得|好|呢|的|啊|嘛|呀)*$"
            r"|执照(?:正|还)?在办|还没(?:去)?(?:办|领|拿)(?:营业)?执照",
        ),
    )
)
# Who is from there, not who was there or deals with it.
_ABROAD = (
    "(?:老挝|越南|缅甸|泰国|柬埔寨|孟加拉(?:国)?|印度(?:尼西亚)?|尼泊尔|巴基斯坦|斯里兰卡|马来西亚|印尼|菲律宾|新加坡|韩国|日本|蒙古(?:国)?"
    "|俄罗斯|乌克兰|哈萨克斯坦|美国|英国|法国|德国|意大利|加拿大|澳大利亚|非洲)"
)
_FROM_ABROAD = re.compile(
    r"^(?:(?:我们?|本人|俺)(?:是|来自|从)?|是|来自|从)(?:一个|一名|一位|[几两三]个|个)?(?:来自)?"
    rf"(?:(?:{_ABROAD}|外国)(?:籍|人(?!的|家|喜欢|爱|买|很多)|国?的?留?学生)|{_ABROAD}过?来的(?:人|学生|留学生|外国人)?(?:$|，))"
    rf"|^{_ABROAD}(?:籍|人|国籍|过?来的|留学生)的?$"
)
_AFTER_STUDIES = re.compile(
    r"毕(?:了|完)?业(?!前|以前|之前|证|设计|论文)|拿到?.{0,2}毕业证|毕业证.{0,2}(?:拿|到手)"
)
_BEFORE_THEM = re.compile(
    r"(?:没|未|没有|马上|快|要|将|准备|等|明年|后年|还有[^，]{0,4}|才能|年)毕业|毕业(?:以后|之后|后)?(?:想|要|打算|能)"
)
_AT_UNIVERSITY = re.compile(
    r"(?:大学|学院|师大|云大|民大|农大|昆工|财大|医大|林大|[一-鿿]大)(?:这边|里|那边)?(?:在)?(?:读|念|上|学)|毕业|留学生|读(?:书|研|本科|博)|念书|上(?:大)?学|学生"
)
# What answers one question and tells nothing without it.
_ANSWERS: dict[str, tuple[Any, re.Pattern[str]]] = {
    "drives_employment": (
        True,
        re.compile(
            r"(?<![没不])(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九]|\d{1,3})个(?:固定|长期)?(?:工人|员工|职工|帮工|小工|伙计|村民|老乡|农户|残疾人)"
        ),
    ),
    "veteran_self_employed": (
        True,
        re.compile(
            "(?:没有?|未)(?:给|帮|管)?[我他]?(?:安排|安置|分配)(?:过|了|的)?(?:工作|岗位|单位|$)|^(?:他|我)?(?:是|算)?自主就业"
        ),
    ),
    "guarantee_loan": (
        "repaid",
        re.compile(
            r"^(?:嗯|哦|都|全|早|就|已经|也|是|两笔|一笔|贷款|那笔|银行的?|钱|本金|利息|连本带利)*(?:还|结|付)(?:清|完|掉)(?:了|咯|啦|嘞|的|哩|喽|啊)*$"
        ),
    ),
    "loan_group": (
        "online_seller",
        re.compile(
            r"(?:在|开|做|靠|搞)(?:了|着)?(?:个|一个|家)?(?:淘宝|抖店|抖音|拼多多|天猫|京东|快手|小红书|微店|闲鱼|视频号|网店|网上|电商|直播)(?:小店|店|平台)?(?:上|里|那边)?(?:卖|开店|带货|接单|的|$)"
        ),
    ),
}
# Whom the state found no job after the army looked for one alone.
_BY_ONESELF, _SOLDIER = (
    "veteran_self_employed",
    re.compile("退伍|退役|复员|当(?:过|了)?[^，]{0,4}兵|士官|士兵"),
)
_LISTS = ("listed_abnormal", "abnormal_list")
_LISTED = re.compile(
    r"(?P<denied>[没未不](?:有|曾|被)?)?(?:被|给)?(?:列|进|上(?=了?(?:经营)?异常)|挂|拉|打|放|标|移)(?:入|进|了|到|成|上|为|着|过)*.{0,4}(?:经营)?异常(?:名录|名单|经营|了)?"
)
_STRUCK_OFF = re.compile(
    r"(?:移|撤|摘|解)(?:出|除|销|下|掉|帽)?[^，]{0,2}[了过来]|(?:移|撤)[出了]?[^，]{0,4}(?:名录|名单|异常)了|(?:早|已经?)[^，]{0,4}(?:移|撤|摘|解)|(?:没|未)有?(?:移|撤|摘|解)|出来了|拿掉"
)
_OF_LISTS = re.compile(r"移[出除]|撤[出销]|解除|后果|原因|会(?:不会)?(?:被)?[列进上]|多久|影响")
_STILL = re.compile(r"还没|没(?:有)?(?:移|撤|摘|解|出来)|未[移撤摘解]|移不|撤不")
_OFF_THE_LIST = re.compile(
    r"名录(?:上|里)?(?:也|都|从来|是|肯定)*(?:没(?:有|得|上|进|我们)?|不在)(?:过|的|我们)*$"
)
_ONCE = re.compile("以前|之前|曾经?|原来|原先|早先|前些年")
# «进去过几年» counts years and asks for none.
_SOME_YEARS = re.compile(r"[过了][^，?？]{0,2}几[年个][^?？吗呢]*$")
_EACH_TIME = re.compile(
    r"(?P<half>半年)一签|(?P<n>[0-9一二两三四五六七八九十]+)(?:个)?(?P<unit>月|年)(?:一|才一|就一)签"
)
# Somebody else's licence, list or sentence.
_FOREIGN = re.compile(
    "不是我|别的公司|听说|听讲|怕|货主|举报|制服|有人|租户|商户|隔壁|摊主|的人(?!家)|那种|来电|对方|人家|别人|那家|别家|他们|房东|客户|那些人|有的人|有些人"
)
_NOT_SMALL = re.compile("(?:不|没)(?:是|算|属).{0,2}小微|中型|大型|规上|上市")
_ELSEWHERE = re.compile("外地|外省|省外|老家|娘家|别的|别处|其他地方|那边办|异地|不在这")
_REGISTERED = ("registered_in_yunnan", "registered_locally")


def stated(clause: Clause, text: str, asked: str | None) -> Iterator[tuple[str, Any]]:
    """(attribute, value) of what a clause of the message `text` surely states, `asked` being open."""
    if (who := applicant(clause, text)) is not None:
        yield "applicant", who
        if who == "enterprise" and "小微" in text and not _NOT_SMALL.search(text):
            # Whoever asks for what small firms get speaks as one.
            yield "borrower", "small_micro"
    said = ALL_OF_THEM.sub("", _of_whom(clause.plain.strip(), clause))
    if not clause.asks and _FROM_ABROAD.match(said):
        yield "origin", "foreign"
    if not clause.asks and _AT_UNIVERSITY.search(said) and _from_abroad(clause.who, text):
        graduated = _AFTER_STUDIES.search(text) and not _BEFORE_THEM.search(text)
        yield "study", "foreign_graduate" if graduated else "international_student"
    if clause.ignorant or (clause.asks and not _SOME_YEARS.search(said)):
        return
    if asked and asked in _ANSWERS and _ANSWERS[asked][1].search(said):
        yield asked, _ANSWERS[asked][0]
    elif _SOLDIER.search(text) and _ANSWERS[_BY_ONESELF][1].search(said):
        yield _BY_ONESELF, True
    if not _FOREIGN.search(said):
        if asked in _REGISTERED and _licensed(said) and not _ELSEWHERE.search(text):
            yield asked, True
        yield from ((name, value) for name, value in _one_of_each(said))
        yield from _listed(said)
    if (aged := _AGED.match(said)) and (years := read_number(aged["n"])) and int(years) in _OF_AGE:
        yield "age", int(years)
    if asked == _OF_FULL_AGE and (alone := _age_alone(said)):
        yield asked, alone >= _FULL_AGE
    if match := _EACH_TIME.search(said):
        yield "contract_years", _years(match)


def _age_alone(said: str) -> int | None:
    """«二十二了» as an answer; None where there is more, or no age."""
    match = _BARE_AGE.fullmatch(said)
    years = read_number(match["n"]) if match else None
    return int(years) if years and int(years) in _ANY_AGE else None


def _from_abroad(who: str, text: str) -> bool:
    """Whether it is said of a person anywhere in the message."""
    told = (c for c in clauses(text) if c.who == who and not c.asks)
    return any(_FROM_ABROAD.match(_of_whom(c.plain.strip(), c)) for c in told)


def _of_whom(said: str, clause: Clause) -> str:
    """A clause without the person that it speaks of (我表妹是老挝人 → 是老挝人)."""
    return said if clause.who == ME else said.removeprefix(clause.who)


def _one_of_each(said: str) -> Iterator[tuple[str, Any]]:
    found: dict[str, set[Any]] = {}
    for name, value, pattern in _STATES:
        if pattern.search(said):
            found.setdefault(name, set()).add(value)
    if people_counted(said):
        found = {name: values for name, values in found.items() if name not in OF_ONE_PERSON}
    # A denial is found by the wider pattern, too («执照没有办»): the stated no is the narrower reading.
    yield from ((name, min(values, key=str)) for name, values in found.items())


def _licensed(said: str) -> bool:
    """«执照也有»: as an answer to whether it is registered here, where no other place is named."""
    return dict(_one_of_each(said)).get("legal_business") is True


def _listed(said: str) -> Iterator[tuple[str, bool]]:
    """«没报年报进了异常名录»: the denial belongs to the report, not to the list."""
    match = None if _OF_LISTS.search(said) else _LISTED.search(said)
    if "异常" in said and _STRUCK_OFF.search(said):
        yield from ((name, bool(_STILL.search(said))) for name in _LISTS)
    elif _OFF_THE_LIST.search(said):
        yield from ((name, False) for name in _LISTS)
    elif match and not _ONCE.search(said):
        yield from ((name, not match["denied"]) for name in _LISTS)


def _years(match: re.Match[str]) -> Any:
    if match["half"]:
        return plain_number(Decimal("0.5"))
    number = read_number(match["n"]) or Decimal(0)
    years = number if match["unit"] == "年" else number / 12
    return plain_number(years.quantize(Decimal("0.01"), ROUND_DOWN))
