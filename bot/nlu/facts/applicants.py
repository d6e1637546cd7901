"""As what somebody asks, by the subject of the sentence: «我公司…», «我们小厂…», «个体户的照»."""

from __future__ import annotations

import re

from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME

_LEAD = (
    r"^(?:那|但是?|不过|就是|其实|因为|老师|领导|你好|您好|请问|请教|想问下?|问下|哦|嗯|哎|唉|另外|还有|现在|像"
    r"|要是|如果|假如|以前|今年|去年|，|,|\s)*"
)
_OWN = (
    r"(?:我们?|咱们?|俺们?|本|敝|我们?家|自家|我们?自己)(?:的|这个|这家|这种|这|那个|那家|那)?(?:家|个|种)?"
)
# What a firm may be called by in between; a verb or a place's word makes it somebody else's, or a plan.
_CALLED = (
    r"[^想要开注册买跟和给帮借投办做去在从能为入进搞成立是有个对找问让叫被把的县市村镇乡州省与或，。,？?！! ]"
    r"{0,6}?"
)
_FIRM = re.compile(
    rf"{_LEAD}(?:{_OWN}{_CALLED}(?:公司|企业(?!家)|集团|厂(?!商|家直)|有限责任)|我司|本司|(?:{_OWN})?总公司)"
)
# «公司元旦起招了两个»: who hires is the firm that is spoken for.
_HIRES = re.compile(
    rf"{_LEAD}(?:公司|厂里?)(?!的?(?:老板|领导|人事|同事))[^，。]{{0,8}}(?:招|聘|雇|请)了?[^，。假]{{0,4}}"
    "[0-9一二两三四五六七八九十百]+(?![一二两三四五六七八九十0-9]|个?半?[天月])"
)
# «公司元旦起招了两个», «厂里想申请…»: what only an employer does, of whom else nobody speaks.
_AS_EMPLOYER = re.compile(
    rf"{_LEAD}(?:我们?)?(?:公司|厂里?|企业)(?!的(?:人|老板|会计|员工)|里上班)"
    r"(?:从|自|在|元旦|今年|去年|前年|上个?月|这两年|现在|才|刚|就|也|还|又|新|[\d一二三四五六七八九十〇零]+(?:年|月份?)|起|开始)*"
    r"(?:(?:招|聘|雇)(?:了|到|过|进)|(?:想|要|准备|打算)(?:申请|申报|报(?![警案复])|贷|招|注销|减资|认定|入库)"
    r"|(?:注册|登记|成立)(?:了|在|满|的|于|才))"
)
# «他公司十二个人», of whom the message speaks; who works there is no firm.
_THEIR_FIRM = re.compile(
    "^(?:他|她)?(?:们|家|自己)?的?(?:那个|那家)?(?:小)?(?:公司|厂|企业)(?!里?(?:上班|打工|干活|的人|倒))"
)
_OWNS_FIRM = re.compile(
    r"(?:我|我们|俺|咱)(?:们|家|自己|名下|现在|手里|手上)*(?:有|开了?着?|开了|办了|注册了|经营着?)(?:一?[个家间])"
    r"(?!体)[^，。想要]{0,8}?(?:公司|厂|企业)(?:$|，|的?$|，)"
)
# «我们是一家…公司», «做…的小厂».
_IS_FIRM = re.compile(
    rf"{_LEAD}(?:(?:我们?|咱们?|俺们?)(?:这边|这|就|主要)*(?:是|做)|做|搞|生产|加工)[^，。]{{0,14}}?(?:公司|厂|企业|集团)(?:一家|一个|的)?$"
)
_PLANNED = re.compile("[想要]|打算|准备|计划|如果|要是|没有?|还没|不是|以后|将来|朋友|亲戚")
_WORKS_FOR = re.compile(
    r"员工|职工|工人|股东|客户|供应商|给.{0,8}(?:公司|厂)|[跟和与].{0,8}(?:公司|厂)|大公司|别人"
)
_NOT_OURS = re.compile(
    rf"{_LEAD}(?:(?:我们?|咱们?)(?:村|县|镇|乡|组|寨|小区|市|省|区|州|这边|这里|这儿|那边)|(?:我们?|咱们?)(?:[跟和与同给帮替找问向]|在)[^，。]{{0,8}}(?:公司|厂|企业))"
)
_SO_MANY = re.compile(
    r"(?:里|现在|目前|一共|总共|拢共|有|在职|总的|全部|统共)*[0-9一二两三四五六七八九十百千]+(?:多|来|几)?个?(?:人|员工|职工|工人)(?:左右|的样子|了)?"
)
_LETS = re.compile(
    r"(?:铺面|门面|商铺|铺子|房子|住房|写字楼|门市|店面|公寓|厂房|房产)[^，。]{0,6}(?:租出去|出租|租给(?!我|咱)|租着给|在?收租)"
)
_OF_ONES_OWN = re.compile(rf"{_LEAD}(?:我|我家|自己|自家|家里|手里|名下|我自己)")
_NO_PERSON = re.compile("公司|厂里|我厂|合作社|个体|执照|集体|村委|单位")
_FOUNDING = re.compile(
    r"(?:[想要]|打算|准备|计划)[^，。]{0,8}(?:开|办|注册|成立|搞|弄|整|做)[^，。]{0,8}(?:公司|厂|企业)"
)
# Who works there speaks of «我们公司», too.
_EMPLOYED = re.compile(
    r"(?<![人个员])上(?:着)?班|打(?:着)?工(?!回)|当(?:着)?(?:个)?(?:会计|出纳|保安|司机|文员|销售|工人|员工)|(?:我|我们)(?:的)?(?:同事|老板|领导|主管|人事)"
    r"|(?:我|俺)是?[^，。]{0,8}(?:公司|厂|企业)(?:里)?的?(?:员工|职工|工人|保安|司机)|离职|辞职|辞退|开除|被?裁(?:员|掉|了)|给我(?:们)?(?:交|缴|发|签|办|买|补|开)|不给(?!力)|欠(?:着)?(?:我|薪)(?!不)|(?:拖欠|欠|扣|克扣|少发)(?:着|了)?.{0,4}(?:工资|我)"
    r"|[让叫喊逼派](?:我|我们)|入职|实习|(?:我|我们)(?:是|从|被)?[^，公司厂店招]{0,4}(?:下岗|失业)|老板(?:不|说|叫|让|喊|跑|欠|给|扣|要)|那家公司|这家公司不"
)
_ON_BEHALF = re.compile(r"公司(?:和|跟|与|找|问)|(?:跟|和|给|为|替)(?:我们?)?.{0,4}公司")
_INDIVIDUAL = re.compile(
    r"(?:(?:^|我|俺|咱)(?:们|家|这|那|个|种|店|铺|的|是|就|办|开|注册|登记|属于|算|做|了|只|一|小|纯|也|还|现在|都|现)*"
    r"|(?:办|领|注册|登记|开|拿)(?:的|了)(?:是|个|一个|张|本)*|照(?:上)?(?:写)?的?是)"
    r"个体(?:户|工商户|经营户?)?(?:的)?(?:营业)?(?:执?照|牌照|身份|性质|一个|店|经营)?(?:嘛|呢|噶|哈|啊|而已|吧|呀|喽|咯|的)*$"
)
_OF_INDIVIDUALS = re.compile(
    rf"{_LEAD}(?:我们?|咱们?|俺们?)(?:这种|这些|这类|这|是)?(?:做)?(?:个|一个)?小?个体(?:户|工商户)(?!怎么|要是|转|想办)"
)
_REGISTERED_AS_ONE = re.compile(
    r"^(?:我的?|我们的?|我家的?)?个体(?:户|工商户)(?:登记|注册|办|开|做)(?:下来|起来|好|了|着|满)"
)
_BECOMING = re.compile(r"从个体(?:户|工商户)?(?:直接)?(?:转|变|升|改)")
_NOT_ONE = re.compile(
    r"(?:不是|没有?|不算|想|打算|准备|要办|要开|还是|或者?|和|跟|要么|别家|人家|对方|假如|如果).{0,6}个体"
)
_COOPERATIVE = re.compile(
    rf"{_LEAD}(?:{_OWN}{_CALLED}|我们?(?:村|寨子?|组|乡|社)(?:里|上)?的?)合作社(?!社员|的人|收|不)"
)
_INCUBATOR = re.compile(
    rf"{_LEAD}{_OWN}{_CALLED}(?:众创空间|孵化器|孵化园|孵化基地|孵化中心|孵化机构|创业园)(?!里(?!头?面?(?:有|一共|现在有))|租|住|的(?:老板|租金|房东))"
)
_GROUNDS = re.compile(rf"{_LEAD}{_OWN}园(?:子|区)")
_INCUBATES = re.compile("孵化|众创|入驻(?:的|率|企业|团队)|在孵")
_TENANT = re.compile(r"(?:住|租|搬|入驻|进)(?:在|进|到|了).{0,8}(?:孵化|众创|园|里)")


def applicant(clause: Clause, text: str) -> str | None:
    """As what the writer of the message `text` surely speaks in a clause; None where it leaves a doubt.

    Who the sentence is about tells it in a question, too («我们厂能领吗»).
    """
    said = clause.text.strip()
    if _EMPLOYED.search(text) or _OF_ANOTHER_KIND.search(said):
        return None
    if clause.who != ME and _THEIR_FIRM.match(said.removeprefix(clause.who)):
        return "enterprise"
    if _COOPERATIVE.match(said):
        return "cooperative"
    if _INCUBATOR.match(said) and not _TENANT.search(text):
        return "platform"
    if _GROUNDS.match(said) and _INCUBATES.search(text) and not _TENANT.search(text):
        return "platform"
    if (_FIRM.match(said) or _AS_EMPLOYER.match(said)) and not _ON_BEHALF.match(said):
        return "enterprise"
    if _HIRES.match(said):
        return "enterprise"
    if _IS_FIRM.match(said) and not (_PLANNED.search(said) or _WORKS_FOR.search(said)):
        return "enterprise"
    if _OWNS_FIRM.search(said) and not _PLANNED.search(said):
        return "enterprise"
    if _BECOMING.search(said):
        return "individual_business"
    if _rents_out(clause, text):
        return "individual"
    if _NOT_ONE.search(said) or (clause.asks and not _OF_INDIVIDUALS.match(said)):
        return None
    if _INDIVIDUAL.search(said) or _REGISTERED_AS_ONE.match(said) or _OF_INDIVIDUALS.match(said):
        return "individual_business"
    return None


_FOR_THE_FIRM = re.compile("(?:替|帮|代表?|给)(?:我们?)?(?:公司|单位|厂里?|老板)(?:来)?(?:问|打听|咨询)")
_FOUNDED = re.compile("(?:注册|开|办|成立)了|合(?:开|办)")
_OF_ANOTHER_KIND = re.compile("(?:保险|担保|小贷|检测|培训|证券|基金)公司")


def no_firm_of_ones_own(clause: Clause, text: str) -> bool:
    """Whether the writer of `text` works for a firm, or a clause only plans one."""
    said = clause.text.strip()
    if _FOR_THE_FIRM.search(text):
        return False
    anothers = bool(_NOT_OURS.match(said)) and not _FOUNDED.search(said)
    return bool(_EMPLOYED.search(text) or _FOUNDING.search(said)) or anothers


def how_many_work_for_us(clause: Clause) -> bool:
    """«我们鞋厂150个人»: that a clause says of a firm of one's own how many it has, and nothing else."""
    said = clause.plain.strip()
    firm = _FIRM.match(said)
    return bool(firm and not clause.asks and _SO_MANY.fullmatch(said[firm.end() :]))


def _rents_out(clause: Clause, text: str) -> bool:
    """Whether somebody lets what is their own, as people do, not firms."""
    said = clause.text.strip()
    own = clause.who != ME or _OF_ONES_OWN.match(said)
    return bool(own and _LETS.search(said)) and not _NO_PERSON.search(text)
