"""Personal data are masked; figures that matter are left alone."""

import pytest

from bot.helpdesk.masking import mask, mask_deeply


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("我电话13800001111急", "我电话[手机号]急"),
        ("+86 138-0000-1111", "[手机号]"),
        ("１３８００００１１１１", "[手机号]"),
        ("座机0871-63113333转2", "座机[电话]转2"),
        ("身份证53010219900307751X。", "身份证[身份证号]。"),
        ("530102 19900307 7519", "[身份证号]"),
        ("老证530102900307751", "老证[身份证号]"),
        ("卡号6222 0210 0111 6245 702", "卡号[银行卡号]"),
        ("代码91530100MA6K5L2X3Q", "代码[信用代码]"),
        ("写信给 zhang.san@mail.example.cn 吧", "写信给 [邮箱] 吧"),
        ("微信：zhang_san88", "微信：[账号]"),
    ],
)
def test_personal_data_are_masked(written, shown):
    assert mask(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "最高20万元，2020年2月14日，15%，3次",
        "云政发〔2020〕6号第二十条",
        "注册资本1000000000元",
        "12345热线",
        "T000012",
    ],
)
def test_policy_figures_stay(text):
    assert mask(text) == text


def test_texts_inside_structures_are_masked():
    assert mask_deeply({"a": ["13800001111", 5]}) == {"a": ["[手机号]", 5]}
