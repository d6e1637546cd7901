"""What keeps a fact of each kind from being heard: the words without which it isn't told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.nlu.facts.applicants import no_firm_of_ones_own
from bot.nlu.facts.clauses import Clause
from bot.nlu.facts.fact import ME, Fact
from bot.nlu.facts.household import SPOUSE
from bot.nlu.facts.members import MEMBERS, PARTNERS
from bot.nlu.facts.persons import last_named

_REGISTERED = ("registered_in_yunnan", "registered_locally")


@dataclass(frozen=True)
class Heard:
    """A fact in its clause: what the clause and the whole message say, and whether it was asked for."""

    fact: Fact
    clause: Clause
    text: str
    asked: bool

    @property
    def said(self) -> str:
        return self.clause.text.strip()

    def says(self, pattern: str) -> bool:
        return bool(re.search(pattern, self.said))

    def tells(self, pattern: str) -> bool:
        """The same of the whole message."""
        return bool(re.search(pattern, self.text))


def _of_a_spouses_loan(heard: Heard) -> bool:
    """«没还完，她借来进货的»: of the loan that somebody else took."""
    theirs = heard.tells(rf"[她他](?!们)|{SPOUSE.pattern}")
    return theirs and not heard.tells("我(?:的|自己|那|这|以前|也)?.{0,4}[贷借]|担保|贴息")


def _never_repaid(heard: Heard) -> bool:
    """«不欠银行的» is said by whoever never borrowed, too."""
    repays = heard.says("还|清|结|付完|偿|销|补|打过去|转过去|[不没]欠.{0,6}了$")
    return not repays or _of_a_spouses_loan(heard)


def _works_for_a_firm(heard: Heard) -> bool:
    return not heard.asked and no_firm_of_ones_own(heard.clause, heard.text)


def _is_within(heard: Heard) -> bool:
    """«在园区里头» is where a firm is; a park says what it is."""
    return not heard.tells("(?:替|帮|代)[^，]{0,8}问") and heard.says(
        "(?:在|住|搬|进|入驻|租)[^，]{0,10}(?:园|区|基地|孵化)|(?:园|区|基地)[^，]{0,2}(?:里|内)"
    )


def _of_no_woman(heard: Heard) -> bool:
    """«房子是我妈的» tells nothing of who writes, nor does «我在家带孩子»."""
    if heard.clause.who != ME:
        return not heard.tells("[女妈姐妹嫂婶姨奶婆媳娘姑]|老婆|堂客|妇|妻")
    own = heard.says("我(?:们|自己|也|就)?(?:都)?是(?:个|一个)?(?:女|妇)|妇女|女的|女性|女人|女生|姐妹|宝妈")
    named = last_named(heard.said) or heard.says("夫妻|两口子|两夫妇")
    return not own and (bool(named) or not heard.says("[女妈妇嫂]|怀孕|产假|坐月子|老公|丈夫"))


def _of_another_firm(heard: Heard) -> bool:
    """«客户都是公司», «跟公司签了合同», «合作社收我的菜»: whom one deals with."""
    dealt_with = heard.says(
        "(?:跟|和|给|与|为|替|帮)(?!我)[^，]{0,8}(?:公司|企业|厂|合作社|学校|大学|学院|园区)|客户|供应商|买家|对方"
        "|甲方|(?:公司|企业|厂|合作社)[^，]{0,3}(?:收|买|要)(?:我|咱)|卖给"
    )
    ones_own = heard.says("合(?:开|办|伙|股)|一起|一块|[开办]的|注册")
    # «替园区问» asks as one.
    asks_for_it = heard.tells("(?:替|帮|代)[^，]{0,8}问")
    return not heard.asked and dealt_with and not ones_own and not asks_for_it


def _of_customers(heard: Heard) -> bool:
    """«给饭店供菜的» tells the trade of those who buy."""
    return not heard.asked and heard.says("给[^，我]{1,8}(?:供|送|卖|配送|拉|做配套)|客户|卖给|供货")


def _loans_had(heard: Heard) -> bool:
    """«贷过两次» counts loans, and not how often their interest was paid."""
    return not heard.asked and heard.says("[贷借]") and not heard.tells("贴|息|享受|补")


def _left_the_army(heard: Heard) -> bool:
    return heard.says("退伍|退役|部队|当兵|转业|复员") and not heard.says("退休|离休|养老金|内退|退养")


def _once_worked(heard: Heard) -> bool:
    """«在外省厂里干，今年回老家» is no job that somebody has now."""
    back = heard.tells("以前|原来|回(?:来|乡|老家|村)|返乡|(?<![没不])辞|不干了|下岗|失业|裁")
    return not heard.asked and back and not heard.tells("现在还|目前还?在|还在[^，]{0,6}上班")


def _names_no_shop(heard: Heard) -> bool:
    """«我们在嵩明» is where somebody is; «学校在外省» registers nothing."""
    shop = heard.says("照|登记|注册|店|铺|公司|馆|厂|办的|经营|开[的了着业]|摊|场|社")
    other = heard.says("(?:学校|大学|学院|读书|念书|上学|户口|户籍|老家|娘家|婆家|家).{0,2}(?:在|是)")
    return not shop and (other or not heard.asked)


def _without(pattern: str) -> Callable[[Heard], bool]:
    """That a message which wasn't asked for it doesn't say what the attribute is about."""
    return lambda heard: not heard.asked and not heard.tells(pattern)


# (attribute, value or None for any, what keeps it from being heard).
CANNOT: tuple[tuple[str, Any, Callable[[Heard], bool]], ...] = (
    ("applicant", "individual", lambda heard: heard.says("租给(?:我|咱)")),
    ("applicant", "enterprise", _works_for_a_firm),
    ("applicant", "park", _is_within),
    ("applicant", "platform", _is_within),
    ("guarantee_loan", "repaid", _never_repaid),
    ("guarantee_loan", "outstanding", _of_a_spouses_loan),
    (
        # Who only wants to sell on the net doesn't do so yet.
        "loan_group",
        "online_seller",
        lambda heard: (
            not heard.asked
            and heard.says("(?:想|打算|准备|计划|要|以后|将来)[^，]{0,6}(?:开|做|搞|弄|办|卖)")
        ),
    ),
    (
        # No university's.
        "years_since_graduation",
        None,
        lambda heard: heard.says("(?:小学|初中|高中|中学|中专|技校|职高|初三|高三)[^，]{0,4}毕"),
    ),
    (
        # What an employer pays.
        "pays_own_insurance",
        None,
        lambda heard: heard.tells("工资|员工|职工|工人|伙计|[给帮替](?:他|她|大家|人家)们?[交缴买]"),
    ),
    ("wages_or_insurance_owed", True, lambda heard: heard.says("自己|灵活就业|个人[交缴]")),
    (
        # «铺子租好了» praises nothing.
        "good_project",
        None,
        lambda heard: heard.says("[租办装弄搞签谈找选盘看修定整买准备]好[了啦咯]"),
    ),
    ("woman", True, _of_no_woman),
    ("interest_subsidies", None, _loans_had),
    (
        # «厂里六十二个人，今年招了六个»: how many work there in all.
        "new_hires",
        None,
        lambda heard: (
            heard.says("厂|公司|店|单位|在职|职工|员工|总共|一共|现在|原来|原先")
            and not heard.says("招|新|进|来|请|聘|雇|签|添|增")
            and heard.tells("招|新进|新来|新签|新添|聘")
        ),
    ),
    ("applicant", None, _of_another_firm),
    *((name, None, _of_customers) for name in ("industry", "sme_trade")),
    ("identity_misused", True, _without("冒|盗用|被人|拿我|拿着我|用我|有人|人家")),
    ("work_status", "retired", _left_the_army),
    ("work_status", "other_company", _once_worked),
    *((name, None, _names_no_shop) for name in _REGISTERED),
    # Who got a suspended sentence was sentenced.
    (
        "conviction",
        "none",
        lambda heard: heard.tells(
            r"(?<![没未无不])(?<!没有)(?<!没被)(?<!未被)(?:被判|(?<!被)判[了过的\d一二三四五六七八九十])|缓[刑期的]|服刑|刑期"
        ),
    ),
    (
        # Who graduated is in no year of study.
        "final_year",
        True,
        lambda heard: heard.says(
            "(?:去年|前年|已经|早就?|刚刚?|出来)[^，没未]{0,5}毕业|毕业(?:了|[^，]{1,4}年|证)"
        ),
    ),
    (
        # A certificate that has ended confirms nothing.
        "direct_recognition",
        "high_tech_certificate",
        lambda heard: heard.says("[到过]了?期(?:了|没|咯|，|$)|失效|作废|没续|没有续|撤销"),
    ),
    (
        # Who has no shop front may still have a place to do business from.
        "fixed_premises",
        False,
        lambda heard: (
            not heard.asked and heard.says("门面|铺面|店面|门店|实体店") and not heard.says("场所|地方|地点")
        ),
    ),
    *(
        # «八个月了一直没停» counts no time without business.
        (
            name,
            None,
            lambda heard: (
                not heard.asked
                and heard.tells("[没未](?:有)?[停歇断关](?:过|业|$|[，。了])|一直(?:开|营业|在[做干开])")
            ),
        )
        for name in ("idle_months", "idle_kind")
    ),
    (
        # How long somebody was out of work is not how long they have worked since.
        "months_employed",
        None,
        lambda heard: not heard.asked and heard.tells("失业") and not heard.says("干|做|上班|工作|来了|进来"),
    ),
    *(
        # «十二个工人» are no partners.
        (
            name,
            None,
            lambda heard: (
                heard.says("工人|员工|职工|帮工|小工|短工|伙计|师傅|徒弟|店员|打工的")
                and not heard.says("合伙|股东|社员|成员|入股|入伙")
            ),
        )
        for name in (*PARTNERS, MEMBERS)
    ),
    (
        "business_kind",
        None,
        lambda heard: (
            not heard.asked and not heard.says("公司|个体|合作社|独资|合伙|企业|[店铺厂户社馆摊照坊场]")
        ),
    ),
    # «其中有一个是派遣公司的» is told of one.
    ("dispatched", True, lambda heard: heard.says("[一两二三四五六七八九十几\\d]+[个名位]")),
    # «我没坐过牢» is no suspended sentence, «研发的人占8%» no share of money.
    ("sentence_suspended", True, lambda heard: not heard.says("缓")),
    ("rd_percent", None, lambda heard: heard.says("的人|人员|人数|员工|团队|队伍|岗位")),
    (
        # «过了名额就没得了» tells of no grant.
        "free_grant_received",
        None,
        lambda heard: (
            not heard.asked and not heard.says("[拿领补]|享受|资助|扶持|得过|给过|用过|申请过|报过|没有?过")
        ),
    ),
    ("all_investors_promise", True, _without("[签写]|承诺|同意|愿意|答应|保证|意见|点头")),
    ("bankrupt_responsible", True, _without("破产|清算|倒闭|资不抵债")),
    ("licence_revoked_personally", True, _without("吊销|责令关闭|执照|关闭")),
    (
        # A general partner is a person; a partnership of general partners only is a kind.
        "partnership_kind",
        None,
        lambda heard: heard.says("(?:普通|有限)合伙人") and not heard.says("(?:普通|有限)合伙(?!人)"),
    ),
    (
        # «我就一个小店» is said of who is owed, not of who owes.
        "payer_kind",
        None,
        lambda heard: (
            not heard.asked
            and heard.says("^(?:我|咱|俺)")
            and not heard.says("对方|他们|甲方|买方|客户|欠我|采购")
        ),
    ),
    ("identity_misused", False, lambda heard: heard.says("(?<![没不])(?:被)?冒(?:名|用)的")),
    (
        "loan_date",
        None,
        lambda heard: not heard.asked and heard.says("[老旧](?:的)?贷款|上一笔|前一笔|以前那"),
    ),
)
