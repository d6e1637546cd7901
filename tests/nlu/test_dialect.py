"""Yunnan's speech is read as standard Chinese, and standard Chinese stays as it is."""

import pytest

from bot.nlu.dialect import in_standard
from bot.nlu.facts.clauses import clauses
from bot.nlu.normalize import normalize


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("彝族刺绣有没得扶持", "彝族刺绣有没有扶持"),
        ("合作社给有税收照顾", "合作社有没有税收照顾"),
        ("我这个样子给得行", "我这个样子行不行"),
        ("先开张后办证得不得", "先开张后办证行不行"),
        ("残疾人给能申请", "残疾人能不能申请"),
        ("摆摊给要执照", "摆摊要不要执照"),
        ("她给是也算毕业生", "她是不是也算毕业生"),
        ("外省户口还给报", "外省户口还能不能报"),
        ("没得营业额", "没有营业额"),
        ("要带哪样去", "要带什么去"),
        ("执照丢了咋整", "执照丢了怎么办"),
        ("迟一天罚好多", "迟一天罚多少"),
        ("能拿好多钱", "能拿多少钱"),
        ("手机上给办得成", "手机上能不能办得成"),
        ("所里喊我补材料", "所里叫我补材料"),
        ("拢共开了三家", "一共开了三家"),
        ("我想整个洗车行", "我想开个洗车行"),
        ("前年整了家米粉店", "前年开了家米粉店"),
        ("想整个执照", "想办个执照"),
        ("去哪点交", "去哪里交"),
    ],
)
def test_dialect(said: str, standard: str) -> None:
    assert in_standard(said) == standard
    assert normalize(said).text == standard


@pytest.mark.parametrize(
    "text",
    [
        "钱发给有困难的企业",
        "交给能干的人",
        "政府不给用地",
        "退给用户",
        "卖给是亲戚的人",
        "有好多人来办",
        "开了好多年",
        "店里整改了半年",
        "一年整了",
        "整个流程走完",
        "没得奖",
        "难得不得了",
        "你怎么得出来的",
        "还给报酬",
        "给个准信",
    ],
)
def test_standard_chinese_stays(text: str) -> None:
    assert in_standard(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "有没得残疾人的优惠可以享受",
        "给有退役军人的通道",
        "女的给能多贷点",
        "给是小规模才免",
        "合伙给要登记",
        "用不用验资",
    ],
)
def test_a_question_tells_nothing(text: str) -> None:
    (clause,) = clauses(text)
    assert clause.asks


@pytest.mark.parametrize("text", ["我是低保户有没得补助", "我残疾了给有照顾", "我退伍了还给领"])
def test_what_is_told_before_the_question_is_told(text: str) -> None:
    told, asked = clauses(text)
    assert not told.asks and asked.asks


def test_its_words_point_back_into_what_was_written() -> None:
    written = "补贴有没得呢"
    message = normalize(written)
    left, right = message.span(2, 5)
    assert message.text == "补贴有没有呢" and written[left:right] == "有没得"
