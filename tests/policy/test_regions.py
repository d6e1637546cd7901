"""Places, and offices that bear another name today."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.policy.attributes import attributes
from bot.policy.issuers import today_name
from bot.policy.regions import contains, find_place, region_name, regions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我在思茅开了个店", "530802"),
        ("昆明嵩明县的", "530127"),
        ("大理这边有没有", "532900"),
        ("大理市里", "532901"),
        ("西双版纳", "532800"),
        ("云南省的政策", "530000"),
        ("我想富民强县", None),
        ("没有说在哪里", None),
    ],
)
def test_the_narrowest_place_named_is_found(text: str, code: str | None) -> None:
    assert find_place(text) == code


@pytest.mark.parametrize(
    ("region", "place", "inside"),
    [
        ("000000", "530127", True),
        ("530000", "530127", True),
        ("530100", "530127", True),
        ("530127", "530127", True),
        ("530127", "530100", False),
        ("530100", "530000", False),
        ("530500", "530127", False),
        ("530000", "450000", False),
    ],
)
def test_which_place_lies_in_which(region: str, place: str, inside: bool) -> None:
    assert contains(region, place) is inside


def test_every_prefecture_and_county_of_the_province_is_known() -> None:
    codes = [code for code in regions() if code.startswith("53") and code != "530000"]
    prefectures = [code for code in codes if code.endswith("00")]
    assert (len(prefectures), len(codes) - len(prefectures)) == (16, 129)
    assert region_name("530802") == "思茅区" and region_name("999999") == "999999"


def test_where_somebody_is_can_be_answered() -> None:
    place = attributes()["place"]
    assert place.label("530802") == "思茅区"
    assert len(place.options()) == 17


def test_todays_name_of_an_office_is_said_with_the_papers() -> None:
    assert today_name("云南银保监局") == "国家金融监督管理总局云南监管局（文件写的是云南银保监局）"
    assert today_name("云南银保监局", dt.date(2022, 1, 1)) == "云南银保监局"
    assert today_name("省科技厅") == "省科技厅"
