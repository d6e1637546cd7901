"""Whether a message tells of a loan that was had before: «想再贷一笔», «第二回申请», «去年贷过»."""

from __future__ import annotations

import re

GUARANTEE_LOAN = "guarantee_loan"
# What is known of it then: anything but that there was none.
HAD_ONE = {"not": ["never"]}
_AGAIN = r"(?:再|又|续|重新)(?:去|来个?|申请|办理?)?(?:[一两二三]?[次回笔轮])?[^，。不没]{0,2}(?:贷|借)"
_BEFORE = (
    rf"{_AGAIN}|续贷|第[二三四2-4](?:次|回|笔|轮)|(?:上|前)(?:一)?(?:次|回|笔)(?:的)?(?:创业|担保)*贷"
    r"|(?:以前|之前|去年|前年|早先|[一二两三四五六七八九\d]+年前)[^，。没不]{0,8}(?:贷|借)(?:过|了)"
    "|[老旧]贷款"
)
_EARLIER = re.compile(_BEFORE)
_DENIED = re.compile(r"(?:没|未|不)(?:有|曾|得)?[^，。]{0,4}(?:贷|借)过|头一[次回]|第一[次回]|首次")
_OTHER_LOAN = re.compile("房贷|车贷|网贷|信用卡|花呗|借呗|助学|消费贷|经营贷|微粒贷|[朋亲]")


def had_one_before(said: str) -> bool:
    """Whether a clause tells of an earlier loan of the same kind, without saying what became of it."""
    return bool(_EARLIER.search(said)) and not (_DENIED.search(said) or _OTHER_LOAN.search(said))
