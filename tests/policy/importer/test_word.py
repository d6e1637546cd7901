"""Word files as offices make them: everything that Word shows is read, in its order."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot.policy.importer.extract import Extract
from bot.policy.importer.word import read_word

W = nsdecls("w")
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'


def made(*blocks: str, numbering: str = "", **parts: str) -> bytes:
    """A .docx whose body is `blocks`, with numbering and other parts (footnotes, header, comments)."""
    document = docx.Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(block.replace(">", f" {W}>", 1)))
    if numbering:
        held = document.part.numbering_part.element
        for element in parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"):
            held.append(element)
    kept = io.BytesIO()
    document.save(kept)
    return with_parts(kept.getvalue(), parts)


def with_parts(content: bytes, parts: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                links = "".join(
                    f'<Relationship Id="x{kind}" Target="{kind}.xml" Type="http://x/relationships/{kind}"/>'
                    for kind in parts
                )
                text = text.replace(b"</Relationships>", links.encode() + b"</Relationships>")
            new.writestr(name, text)
        for kind, xml in parts.items():
            new.writestr(f"word/{kind}.xml", f"<w:{kind} {W}>{xml}</w:{kind}>")
    return kept.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p>{properties}{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def lines_of(content: bytes) -> list[str]:
    return [line for line in read_word(content).text.split("\n") if line]


SHOWN = {
    "insertion": "<w:ins>{}</w:ins>",
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "smart tag": '<w:smartTag w:element="d">{}</w:smartTag>',
    "custom": '<w:customXml w:element="d">{}</w:customXml>',
    "simple field": '<w:fldSimple w:instr="DATE">{}</w:fldSimple>',
    "moved here": "<w:moveTo>{}</w:moveTo>",
    "link": '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
    "nested": "<w:ins><w:sdt><w:sdtContent><w:smartTag>{}</w:smartTag></w:sdtContent></w:sdt></w:ins>",
}


@pytest.mark.parametrize("wrapper", SHOWN.values(), ids=SHOWN)
def test_what_word_shows_is_read_where_it_stands(wrapper: str) -> None:
    paragraph = p(r("（一）贷款最高") + wrapper.format(r("20万元")) + r("。"))
    assert lines_of(made(paragraph)) == ["（一）贷款最高20万元。"]


@pytest.mark.parametrize("wrapper", ["<w:del>{}</w:del>", "<w:moveFrom>{}</w:moveFrom>"])
def test_what_was_deleted_is_left_out(wrapper: str) -> None:
    gone = r("10万元").replace("w:t", "w:delText") if "del" in wrapper else r("10万元")
    extract = read_word(made(p(r("最高") + wrapper.format(gone) + "<w:ins>" + r("20万元") + "</w:ins>")))
    assert extract.text.strip() == "最高20万元"
    assert any("修订" in note for note in extract.notes)


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DOCPROPERTY x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("三年")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert lines_of(made(p(r("期限") + field + r("。")))) == ["期限三年。"]


def test_blocks_in_controls_and_moved_blocks_are_read() -> None:
    control = "<w:sdt><w:sdtContent>" + p(r("（二）反担保。")) + "</w:sdtContent></w:sdt>"
    assert lines_of(made(p(r("（一）贷款。")), control, p(r("（三）贴息。")))) == [
        "（一）贷款。",
        "（二）反担保。",
        "（三）贴息。",
    ]


def test_a_deleted_paragraph_end_joins_the_next_paragraph() -> None:
    first = p(r("最高"), "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>")
    assert lines_of(made(first, p(r("20万元。")))) == ["最高20万元。"]


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = "<w:txbxContent>" + p(r("某政发〔2026〕9号")) + "</w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines_of(made(p(r("标题") + both), p(r("正文")))) == ["标题", "某政发〔2026〕9号", "正文"]


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_below_the_page_follows_its_paragraph_and_is_named(kind: str) -> None:
    paragraph = p(r("（一）补贴5000元") + f'<w:r><w:{kind}Reference w:id="2"/></w:r>' + r("。"))
    notes = f'<w:{kind} w:id="2">' + p(r("仅限首次创业者。")) + f"</w:{kind}>"
    extract = read_word(made(paragraph, p(r("（二）贷款。")), **{f"{kind}s": notes}))
    assert [line for line in extract.text.split("\n") if line] == [
        "（一）补贴5000元。",
        "（注：仅限首次创业者。）",
        "（二）贷款。",
    ]
    assert any("仅限首次创业者" in note for note in extract.notes)


def test_hidden_text_and_page_heads_and_comments_are_named() -> None:
    hidden = r("内部掌握", "<w:rPr><w:vanish/></w:rPr>")
    content = made(
        p(r("公开") + hidden), header=p(r("某市政府文件")), footer=p(r("— 3 —")), comments="<w:comment/>"
    )
    extract = read_word(content)
    assert extract.text.strip() == "公开"
    assert [note[:5].strip() for note in extract.notes] == ["隐藏的文字", "页眉没有收", "有 1 条"]


def test_a_picture_is_named_with_its_place() -> None:
    picture = '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r>'
    assert any("“附件如图”那一段里有图片" in n for n in read_word(made(p(r("附件如图") + picture))).notes)


def listing(*levels: tuple[str, str], number: int = 77, extra: str = "") -> str:
    """One list: (format, text) of each level."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/>{extra}</w:num>'
    )


def numbered(text: str, depth: int = 0, number: int = 77) -> str:
    return p(r(text), NUMBERED.format(depth, number))


FORMS = {
    "chineseCountingThousand": ["一、", "二、", "十一、"],
    "chineseCounting": ["一、", "二、", "十一、"],
    "japaneseCounting": ["一、", "二、", "十一、"],
    "ideographDigital": ["一、", "二、", "一一、"],
    "chineseLegalSimplified": ["壹、", "贰、", "拾壹、"],
    "ideographTraditional": ["甲、", "乙、", "11、"],
    "decimal": ["1、", "2、", "11、"],
    "decimalFullWidth": ["１、", "２、", "１１、"],
    "decimalEnclosedCircle": ["①、", "②、", "⑪、"],
    "upperRoman": ["I、", "II、", "XI、"],
    "lowerLetter": ["a、", "b、", "k、"],
}


@pytest.mark.parametrize("form", FORMS)
def test_automatic_numbers_are_written_as_word_writes_them(form: str) -> None:
    content = made(*[numbered("好") for _ in range(11)], numbering=listing((form, "%1、")))
    lines = lines_of(content)
    assert [lines[0], lines[1], lines[10]] == [f"{number}好" for number in FORMS[form]]


def test_levels_count_within_their_parent() -> None:
    levels = listing(("chineseCounting", "第%1章"), ("chineseCounting", "（%2）"), ("decimal", "%1.%2.%3"))
    plain = levels.replace('<w:lvlText w:val="%1.%2.%3"/>', '<w:isLgl/><w:lvlText w:val="%1.%2.%3"/>')
    blocks = [numbered("甲"), numbered("子", 1), numbered("丑", 1), numbered("乙"), numbered("寅", 1)]
    assert lines_of(made(*blocks, numbered("卯", 2), numbering=plain)) == [
        "第一章 甲", "（一）子", "（二）丑", "第二章 乙", "（一）寅", "2.1.1 卯"
    ]  # fmt: skip


def test_a_second_list_counts_on_unless_it_starts_anew() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    more = (
        '<w:num w:numId="78"><w:abstractNumId w:val="77"/></w:num>'
        f'<w:num w:numId="79"><w:abstractNumId w:val="77"/>{again}</w:num>'
    )
    blocks = [numbered("甲"), numbered("乙", number=78), numbered("丙", number=79), numbered("丁", number=79)]
    content = made(*blocks, numbering=listing(("chineseCounting", "%1、")) + more)
    assert lines_of(content) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_number_that_comes_with_the_style_is_written() -> None:
    document = docx.Document()
    base = document.styles.add_style("条", 1)
    heir = document.styles.add_style("条二", 1)
    heir.base_style = base
    base.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {W}><w:numId w:val="77"/></w:numPr>'))
    held = document.part.numbering_part.element
    for element in parse_xml(f"<w:numbering {W}>{listing(('chineseCounting', '第%1条'))}</w:numbering>"):
        held.append(element)
    document.add_paragraph("甲", style="条")
    document.add_paragraph("不编号", style="条")._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>')
    )
    document.add_paragraph("乙", style="条二")
    kept = io.BytesIO()
    document.save(kept)
    assert lines_of(kept.getvalue()) == ["第一条 甲", "不编号", "第二条 乙"]


def test_a_paragraph_without_a_list_has_no_number_and_no_note() -> None:
    extract: Extract = read_word(made(p(r("第一条 甲"), NUMBERED.format(0, 0))))
    assert (extract.text.strip(), extract.notes) == ("第一条 甲", ())


def table(*rows: list[list[str]]) -> str:
    cells = ["".join(f"<w:tc>{''.join(p(r(t)) for t in cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_rows_of_a_table_are_lines_and_a_page_in_a_frame_is_a_page() -> None:
    rows = table([["1"], ["减租"], ["省财政厅", "省税务局"]])
    frame = table([["一、甲。", "二、乙。"]])
    assert lines_of(made(rows, frame)) == ["1\t减租\t省财政厅 省税务局", "一、甲。", "二、乙。"]


def test_a_strict_file_is_read_too() -> None:
    content = made(p(r("（一）贷款。")))
    old = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            strict = source.read(name).replace(
                old.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
            target.writestr(name, strict)
    assert lines_of(kept.getvalue()) == ["（一）贷款。"]
