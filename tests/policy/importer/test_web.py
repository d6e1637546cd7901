"""Web pages as governments publish them: the paper is read out of what surrounds it."""

from __future__ import annotations

import pytest

from bot.policy.importer.extract import Extract
from bot.policy.importer.web import read_html
from bot.policy.structure import parse_law

CLAUSES = ["一、减租。小店减租三成。", "二、贷款。最高二十万元。", "三、培训。每人八百元。"]
BODY = "".join(f"<p>{clause}</p>" for clause in CLAUSES)


def page(body: str, head: str = "<title>意见_某市人民政府网</title>") -> Extract:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>")


def lines_of(extract: Extract) -> list[str]:
    return [line for line in extract.text.split("\n") if line]


AROUND = {
    "layout table": "<table><tr><td>{}</td></tr></table>",
    "layout table with a side": "<table><tr><td><a>首页</a></td><td>{}</td></tr></table>",
    "nested tables": "<table><tr><td><table><tr><td>{}</td></tr></table></td></tr></table>",
    "a form around the whole page": "<form id=aspnet><input value=x>{}</form>",
    "an article": "<nav>导航</nav><article>{}</article><footer>主办单位</footer>",
    "header and footer": "<header>一个网站</header><div>{}</div><footer>版权所有</footer>",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_paper_is_read_out_of_its_page(around: str) -> None:
    assert lines_of(page(around.format(BODY)))[-3:] == CLAUSES


def test_a_table_of_data_keeps_its_rows_and_cells() -> None:
    rows = "<tr><td>序号</td><td>任务</td><td>责任单位</td></tr>" + (
        "<tr><td>1</td><td>减租</td><td><p>省财政厅</p><p>省税务局</p></td></tr>"
    )
    extract = page(f"<div>{BODY}<table>{rows}</table></div>")
    assert lines_of(extract)[3:] == ["序号\t任务\t责任单位", "1\t减租\t省财政厅 省税务局"]


def test_hard_blanks_after_the_number_of_an_article() -> None:
    body = "".join(f"<p>第{n}条&nbsp;&ensp;好的规定。</p>" for n in "一二三")
    assert [c.number for c in parse_law(page(body).text).clauses] == ["第一条", "第二条", "第三条"]


TITLES = {
    "<title>某市小店办法 - 某市人民政府网</title>": "某市小店办法",
    "<title>某市政府网</title><meta name=ArticleTitle content='某市小店办法'>": "某市小店办法",
    "<title></title></head><body><h1>您当前所在的位置：</h1><h2>某市小店办法</h2>": "某市小店办法",
    "<title></title></head><body><h1>首页 &gt; 政策</h1><h3>某市小店办法</h3>": "某市小店办法",
}


@pytest.mark.parametrize("head", TITLES)
def test_the_title_is_no_bread_crumb(head: str) -> None:
    assert page(BODY, head).title == TITLES[head]


def test_numbers_that_the_browser_writes_are_written() -> None:
    items = "<li>减租三成。</li><li>贷款。</li>"
    assert lines_of(page(f"<ol>{items}</ol>")) == ["1. 减租三成。", "2. 贷款。"]
    assert lines_of(page(f"<ol start=3 style='list-style-type: cjk-ideographic'>{items}</ol>")) == [
        "三、减租三成。",
        "四、贷款。",
    ]
    typed = "<ol style='list-style: none'><li>1. 减租三成。</li></ol>"
    assert lines_of(page(typed)) == ["1. 减租三成。"]


def test_pictures_and_attached_files_are_named() -> None:
    extra = '<p><img src=a.png><img width=20 src=icon.png></p><p><a href="/a/list.xls?x=1">附件：名单</a></p>'
    notes = page(f"<div>{BODY}{extra}</div>").notes
    assert any("1 张图片" in note for note in notes) and any("附件：名单" in note for note in notes)


def test_number_and_end_that_stand_beside_the_text_are_told() -> None:
    rows = [("发文字号：", "某政发〔2021〕9号"), ("有效性：", "失效")]
    table = f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in rows)}</table>"
    extract = page(f"{table}<div>{BODY}</div>")
    assert lines_of(extract)[0] == "某政发〔2021〕9号"
    assert any("失效" in note for note in extract.notes) and any("文号" in note for note in extract.notes)
    assert page(f"<div>{BODY}</div>").notes == ()


def test_a_notice_without_numbers_is_read_out_of_its_page_by_its_sentences() -> None:
    text = "".join(f"<p>{word}的政策继续执行。额度不变。期限不变。</p>" for word in ("贷款", "补贴", "培训"))
    around = "<div>当前位置 政务公开</div>{}<div>网站地图</div>"
    assert lines_of(page(around.format(f"<div>{text}</div>")))[0].startswith("贷款的政策")
