"""The knowledge is refused, with file and remedy, where it says what its sources don't."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import PolicyDataError
from bot.policy.check import check_knowledge, numbers_in
from bot.policy.knowledge import read_knowledge
from bot.policy.structure import chinese_number
from bot.settings import read_settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/ that a test may spoil."""
    return Path(shutil.copytree(read_settings({}).data_dir, tmp_path / "data"))


def problems(data: Path) -> str:
    with pytest.raises(PolicyDataError) as caught:
        check_knowledge(read_knowledge(data))
    return "\n".join(caught.value.problems)


def spoil(data: Path, file: str, old: str, new: str) -> None:
    path = next(data.glob(file if "/" in file else f"documents/*/*/provisions/{file}"))
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_repository_passes() -> None:
    settings = read_settings({})
    check_knowledge(read_knowledge(settings.data_dir), settings.proof_dirs)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("04.yml", "最高可补助 500 万元", "最高可补助 600 万元", "引文不在条款原文里"),
        ("04.yml", "最高500万元。", "最高800万元。", "数字 800 不在引文里"),
        ("20.yml", "slug: patent_pledge_loan", "slug: startup_guarantee_loan", "用了两次"),
        ("matters/loans/startup_guarantee_loan.yml", "name: 创业担保贷款", "name: 守信企业信贷", "用了两次"),
        (
            "matters/loans/veteran_startup_loan.yml",
            "group: 残疾人",
            "see_also: [nothing]\ngroup: 残疾人",
            "没有 nothing 这个事项",
        ),
        ("04.yml", "clause: 四", "clause: 四十", "没有“四十”"),
        ("04.yml", "matter: first_purchase_subsidy", "matter: nothing", "没有“nothing”这个事项"),
        ("documents/000000/公司法/document.yml", "level: state", "level: city", "level 写的是 city"),
        ("documents/000000/公司法/document.yml", "region: '000000'", 'region: "530100"', "区划代码 530100"),
        ("04.yml", "quotes:", "qoutes:", "qoutes"),
        ("04.yml", "    answer:", "   answer:", "YAML 写法有误"),
        (
            "documents/530000/*/text.txt",
            "实施民族文化“百名人才”工程",
            "实施民族文化“千名人才”工程",
            "引文不在条款原文里",
        ),
        (
            "registration.yml",
            "document: 市场主体登记管理条例,",
            "document: 市场登记条例,",
            "没有“市场登记条例”这份文件",
        ),
    ],
)
def test_what_is_wrong_is_named(data: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(data, file, old, new)
    assert said in problems(data)


def test_a_sentence_without_a_provision_is_named(data: Path) -> None:
    spoil(
        data,
        "08.yml",
        "    - 推行终身职业技能培训制度。",
        "    - 将适合就业的退役军人纳入全省职业技能培训政策和组织实施体系。",
    )
    assert "没有哪一项引用这一句：“推行终身职业技能培训制度。”" in problems(data)


def test_missing_folder_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(PolicyDataError, match="BOT_POLICY_DIR"):
        read_knowledge(tmp_path / "none")


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("十九", 19), ("二十四", 24), ("一百零九", 109), ("二百六十六", 266), ("三万五千", 35_000)],
)
def test_chinese_numerals(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


def test_numbers_in_a_text() -> None:
    assert numbers_in("按 10% 补，最高 1,500 万元，0.5 倍") == {10.0, 1500.0, 0.5}
