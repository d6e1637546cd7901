"""An official paper and a law of our own making, and an empty place to import them into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings

PAPER = """某省人民政府文件

某政发〔2021〕9号

某省人民政府关于支持小店发展的意见

各市人民政府：

为贯彻落实《国务院关于小店的意见》（国发〔2020〕8号）精神，现提出以下意见：

一、减轻负担

（一）减免租金。承租国有房屋的小店，可以减免 3 个月租金，最高 2 万元。

（二）降低费用。小店用电按居民价格计费。

二、方便融资

（三）发放贷款。小店可以申请贷款，由财政贴息 50%，期限不超过 2 年。

某省人民政府

2021年3月5日

（此件公开发布）

附件

任务分工表

序号\t工作任务\t责任部门（单位）
1\t减免租金\t各州、市人民政府，省国资委
2\t降低费用\t省能源局、省发展改革委等
3\t发放贷款\t省财政厅

某省人民政府办公厅

2021年3月9日印发
"""

LAW = """# 中华人民共和国小店法

2020年5月1日 某某会议通过

## 目录

第一章 总则

第二章 附则

## 第一章 总则

第一条 为了保护小店，制定本法。

第二条 小店应当在三十日内登记：

（一）有名称；

（二）有住所。

## 第二章 附则

第三条 本法自2020年7月1日起施行。
"""

LAW_HELD = """number: 小店法
title: 中华人民共和国小店法（2020年修订）
kind: law
level: state
region: "000000"
issuer: 某某会议
valid_from: 2020-07-01
"""

MATTER = "name: 小店登记的期限\n"

PROVISION = """provisions:
  - slug: shop_registration
    matter: shop_registration
    clause: 第二条
    answer: 小店要在30日内登记。
"""


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Settings whose documents and store lie in a folder of their own, with one provision of one law."""
    data = tmp_path / "data"
    for path, text in (
        ("matters/registration/shop_registration.yml", MATTER),
        ("documents/000000/小店法/document.yml", LAW_HELD),
        ("documents/000000/小店法/provisions/shops.yml", PROVISION),
    ):
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).write_text(text, encoding="utf-8")
    return replace(read_settings({}), data_dir=data, policy_db=tmp_path / "store.db")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.txt"
    path.write_text(PAPER, encoding="utf-8")
    return path


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.md"
    path.write_text(LAW, encoding="utf-8")
    return path
