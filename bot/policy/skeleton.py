"""The skeleton of a new document's folder, for an official to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import UserError
from bot.policy.documents import level_of
from bot.policy.regions import regions

_DOCUMENT = """\
# 文件本身的信息。带“待填”的都要填；改好以后运行 bot policy check {folder}
number: {number}
title: 待填
kind: official_paper          # official_paper 公文 · law 法律法规 · notice 指南、公告、问答
level: {level}
region: "{region}"
issuer: 待填
issued: 2000-01-01            # 成文或印发的日期
valid_from: 2000-01-01        # 从哪天起施行；没写的用成文日期，并在 validity_note 说明
valid_to: null
validity_note: ""
# text: held 有全文 · part 有一部分原文 · reported 只有报道（再写 by、on）
# in_force: confirmed 核实过还在执行 · unconfirmed 没有核实
certainty: {{text: part, in_force: unconfirmed}}
official_url: ""              # 只写发文机关自己的网址
relations: []                 # 例如 {{kind: replaces, document: 旧文号, from: 2026-01-01}}
source: ""                    # BOT_SOURCES_DIR 或 BOT_LAWS_DIR 里的原文文件名，用来核对数字
"""
_PROVISIONS = """\
# 这份文件对各个事项是怎么规定的；一条规定一段，事项见 data/matters/。
provisions:
  - slug: new_provision       # 在这份文件里唯一
    matter: 待填              # data/matters/<领域>/<事项>.yml 的文件名
    clause: 一                # 原文里的序号，例如 第九条、一（二）
    answer: 待填，第一句直接回答问题。
    aspects:
      amount: 待填，没有就删去这一行。
"""


def new_document(documents: Path, number: str, region: str) -> Path:
    """Write the folder of a document below `documents`; raises UserError where it can't be."""
    if region not in regions():
        raise UserError(f"没有区划代码 {region}；全国是 000000，云南是 530000，其余见 data/regions.yml")
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f]+', "_", number).strip(". ")
    if not name:
        raise UserError(f"“{number}”不能用作文件夹的名字；请写文号或法律简称")
    folder = documents / region / name
    if folder.exists():
        raise UserError(f"{folder} 已经有了；请直接改里面的文件")
    (folder / "provisions").mkdir(parents=True)
    fields = {"folder": folder, "number": number, "level": level_of(region), "region": region}
    (folder / "document.yml").write_text(_DOCUMENT.format(**fields), encoding="utf-8")
    (folder / "provisions/new.yml").write_text(_PROVISIONS, encoding="utf-8")
    return folder
