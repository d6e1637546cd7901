"""The knowledge desk at HTTP level: what is read, what is refused and kept, what nobody may do."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.helpdesk.conversation_tables import questions
from bot.helpdesk.database import now, writing
from bot.policy.store import open_store
from tests.web.knowledge import ANSWER, NUMBER, PAPER, QUOTE, TITLE
from tests.web.test_helpdesk import Console, inline_code

FIRST = "/helpdesk/knowledge/drafts/1"
WRITE = f"{FIRST}/provisions/-"


@pytest.fixture
def editor(client: TestClient) -> Console:
    return Console(client, "小编", "editor")


def upload(console: Console, name: str, content: bytes) -> Any:
    return console.browser.post(
        "/helpdesk/knowledge/add", data={"csrf": console.csrf}, files={"file": (name, content)}
    )


def zipped(files: dict[str, bytes], **options: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content, **options)
    return made.getvalue()


@pytest.fixture
def draft(editor: Console) -> str:
    """The address of a draft with the invented paper."""
    answer = upload(editor, "通知.txt", PAPER.encode())
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def fields_of(page: str) -> dict[str, str]:
    """What a form of the page would send, of inputs and selects."""
    import html

    found = {
        m[1]: html.unescape(m[2])
        for m in re.finditer(r'<input name="(\w+)" type="\w+" value="([^"]*)"', page)
    }
    for select in re.finditer(r'<select name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', select[2])
        found[select[1]] = chosen[1] if chosen else ""
    return found


def provision(**changed: str) -> dict[str, str]:
    return {
        "version": "1", "clause": "一", "quote_0": QUOTE, "new_name": "云上小店开办补助", "area": "grants",
        "answer": ANSWER, "aspect_amount": "一次性补助1.2万元。", **changed,
    }  # fmt: skip


def test_a_paper_is_shown_as_it_was_read(editor: Console, draft: str) -> None:
    page = editor.get(draft).text
    for said in (TITLE, NUMBER, "2026-02-01", "2030-01-31", "云南省", QUOTE, "县级商务主管部门"):
        assert said in page, said
    assert not inline_code(page)
    # Nothing of it is in the store.
    assert editor.browser.get(f"/policy/{NUMBER}").status_code == 404
    assert TITLE in editor.get("/helpdesk/knowledge").text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"  \n", "是空的"),
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为 .docx"),
        ("包.zip", b"PK\x03\x04" + b"\0" * 40, "打不开"),
        ("版式.ofd", zipped({"OFD.xml": b"x"}), "ofd 版式"),
        ("断了.docx", b"PK\x03\x04" + b"\0" * 40, "docx"),
        ("图.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "pdf"),
    ],
)
def test_what_can_t_be_read_is_refused_with_the_remedy(
    editor: Console, name: str, content: bytes, said: str
) -> None:
    answer = upload(editor, name, content)
    assert answer.status_code == 400 and said in answer.text.lower()
    assert editor.browser.get(FIRST).status_code == 404


def test_a_file_larger_than_any_form_comes_in_from_an_editor_alone(
    client: TestClient, editor: Console
) -> None:
    large = PAPER.encode() + "\n".join(f"附注{n}：略。" for n in range(9000)).encode()
    assert len(large) > 100_000
    assert upload(editor, "大.txt", large).status_code == 303
    agent = Console(client, "小李", "agent")
    assert upload(agent, "大.txt", large).status_code == 413
    assert client.post("/helpdesk/knowledge/add", files={"file": ("a.txt", large)}).status_code == 413


def test_corrections_are_kept_or_come_back(editor: Console, draft: str) -> None:
    fields = fields_of(editor.get(draft).text) | {"version": "1"}
    wrong = editor.post(draft, **fields | {"valid_from": "昨天", "title": "改过的标题", "region": "火星"})
    assert wrong.status_code == 400
    assert "改过的标题" in wrong.text and "2026-02-01 这样" in wrong.text and "选一个地方" in wrong.text
    right = editor.post(draft, **fields | {"title": "改过的标题", "region": "昆明市", "text": PAPER})
    assert right.status_code == 303
    page = editor.get(draft).text
    assert "改过的标题" in page and 'value="昆明市"' in page
    late = editor.post(draft, **fields | {"title": "晚了一步"})
    assert late.status_code == 409 and "晚了一步" in late.text and "刚改过" in late.text


def test_a_figure_is_proved_in_the_sentence_it_rests_on(editor: Console, draft: str) -> None:
    wrong = editor.post(WRITE, **provision(answer="一次性补助1.5万元。"))
    assert wrong.status_code == 400
    assert re.search(r'id="wrong-answer">[^<]*1\.5 不在勾选的句子里', wrong.text)
    assert "一次性补助1.5万元。" in wrong.text and 'value="云上小店开办补助"' in wrong.text
    # 800 stands in the clause, but not in the sentence that is ticked.
    other = editor.post(WRITE, **provision(aspect_amount="每招1人补800元。"))
    assert re.search(r'id="wrong-aspect_amount">[^<]*800', other.text)
    assert editor.post(WRITE, **provision()).status_code == 303
    page = editor.get(FIRST).text
    assert "云上小店开办补助" in page and "新的事" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quote_0": ""}, "quotes"),
        ({"new_name": "", "matter": "没有这件事"}, "matter"),
        ({"new_name": ""}, "matter"),
        ({"area": ""}, "area"),
        ({"answer": ""}, "answer"),
        ({"aspect_amount": ""}, "aspect_amount"),
        ({"valid_from": "2025-01-01"}, "valid_from"),
        ({"valid_to": "2031-01-01"}, "valid_to"),
        ({"valid_to": "明年"}, "valid_to"),
        ({"clause": "九"}, "clause"),
        ({"quote_0": "不在原文里的话。"}, "quotes"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    editor: Console, draft: str, changed: dict[str, str], field: str
) -> None:
    answer = editor.post(WRITE, **provision(**changed))
    assert answer.status_code == 400 and f'id="wrong-{field}"' in answer.text
    assert not editor.browser.app.state.desk.drafts.get(1).version > 1


def test_a_provision_of_a_matter_that_is_there_is_changed_and_taken_out(editor: Console, draft: str) -> None:
    known = provision(new_name="", area="", pick="创业担保贷款")
    assert editor.post(WRITE, **known).status_code == 303
    own = f"{FIRST}/provisions/startup_guarantee_loan"
    assert ANSWER in editor.get(own).text
    assert editor.post(own, **known | {"version": "1"}).status_code == 409
    assert editor.post(own, **known | {"version": "2", "answer": "补助1.2万元。"}).status_code == 303
    assert "补助1.2万元。" in editor.get(FIRST).text
    assert editor.post(f"{own}/remove", version="3").status_code == 303
    assert editor.browser.get(own).status_code == 404


def test_what_waits_for_approval_is_not_changed(editor: Console, draft: str) -> None:
    editor.post(WRITE, **provision())
    assert editor.post(f"{FIRST}/propose", version="2").status_code == 303
    assert editor.post(WRITE, **provision(version="2")).status_code == 400
    assert "等另一位同事审核" in editor.get(FIRST).text


def test_markup_of_a_paper_is_text(editor: Console) -> None:
    nasty = PAPER.replace("补助标准", "<script>alert(1)</script>标准")
    where = upload(editor, "a.txt", nasty.encode()).headers["location"]
    assert "<script>alert" not in editor.get(where).text


def test_what_is_missing_leads_to_the_form(editor: Console) -> None:
    asked = [
        ("创业担保贷款的贴息咋个算", "search", "declined"),
        ("创业担保贷款给不给退休教师", "search", "declined"),
        ("zzz", "search", "declined"),
        ("创业担保贷款", "loans/startup_guarantee_loan", "answered"),
    ]
    with writing(editor.browser.app.state.desk.engine) as connection:
        for n, (text, intent, outcome) in enumerate(asked):
            row = {"conversation": f"c{n}", "text": text, "intent": intent, "outcome": outcome}
            connection.execute(questions.insert().values(created=now(), confidence=0.1, **row))
    page = editor.get("/helpdesk/knowledge/missing").text
    gaps = re.findall(r"<summary><b>(.*?)</b>　(\d+) 人</summary>\n<ul>(.*?)</ul>", page, re.S)
    loan = [gap for gap in gaps if "创业担保贷款" in gap[0]]
    assert sum(int(people) for _, people, _ in loan) == 2
    assert "贴息咋个算" in "".join(said for *_, said in loan)
    assert ("没有相近的事", "1") in [gap[:2] for gap in gaps]
    assert "创业担保贷款（1 次）" in page
    # What answers the matter is found by its name; every paper of the list has no address of its own.
    assert "云政发〔2020〕6号" in editor.get("/helpdesk/knowledge/documents?q=创业担保贷款").text
    papers = page.rpartition("没有发文机关网址的文件")[2]
    store = open_store(editor.browser.app.state.settings.policy_db)
    with_address = [d["name"] for d in store.documents() if d["named"] and d["official_url"]]
    assert "补网址" in papers and not any(f"<td>{name}</td>" in papers for name in with_address)


def test_each_paper_of_a_zip_becomes_a_draft_and_what_can_t_be_read_is_named(editor: Console) -> None:
    other = PAPER.replace("7号", "8号").replace("小店", "书店")
    files = {
        "文件/通知.txt": PAPER.encode(),
        "../../../tmp/escaped.txt": other.encode(),
        "文件/空.txt": b"",
        "文件/图.pdf": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        "里面/又一个.zip": zipped({"a.txt": PAPER.encode()}),
        "__MACOSX/._通知.txt": b"x",
        "文件/.DS_Store": b"x",
    }
    page = upload(editor, "一批.zip", zipped(files))
    assert page.status_code == 200 and "读进来 2 份，3 份没有读成" in page.text
    assert "空.txt：空.txt 是空的" in page.text and "又是一个压缩包" in page.text
    held = {d.title: d for d in editor.browser.app.state.desk.drafts.all("draft")}
    assert set(held) == {TITLE, TITLE.replace("小店", "书店")}
    assert held[TITLE.replace("小店", "书店")].origin == "一批.zip：escaped.txt"
    assert not any(".." in path for draft in held.values() for path in draft.files)


def test_names_that_chinese_windows_wrote_are_read(editor: Console) -> None:
    named = "通知.txt".encode("gb18030")
    content = zipped({"12345678": PAPER.encode()}).replace(b"12345678", named)
    page = upload(editor, "一批.zip", content)
    assert page.status_code == 200 and ">通知.txt</a>" in page.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{n}.txt": b"x" for n in range(21)}, "一次最多 20 个"),
        ({"__MACOSX/._a": b"x"}, "没有文件"),
        # A small file that unpacks to more than anybody reads.
        ({f"{n}.txt": b" " * 19_000_000 for n in range(4)}, "解开以后超过 60 MB"),
    ],
)
def test_a_zip_that_is_too_much_is_refused_whole(editor: Console, files: dict[str, bytes], said: str) -> None:
    answer = upload(editor, "一批.zip", zipped(files))
    assert answer.status_code == 400 and said in answer.text
    assert editor.browser.app.state.desk.drafts.all("draft") == []


def test_a_zip_with_a_password_is_refused(editor: Console) -> None:
    plain = bytearray(zipped({"a.txt": PAPER.encode()}))
    # The flag that says so, in both headers.
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    answer = upload(editor, "一批.zip", bytes(plain))
    assert answer.status_code == 400 and "加了密码" in answer.text


@pytest.mark.parametrize(
    ("changed", "wrong", "proved"),
    [
        ({"answer": "", "aspect_amount": ""}, set(), []),
        ({"answer": "一次性补助1.", "aspect_amount": ""}, {"answer"}, []),
        ({"answer": "开业就补。", "aspect_amount": "一次性补助1.2万元。"}, set(), ["aspect_amount"]),
        ({}, set(), ["answer", "aspect_amount"]),
        ({"aspect_amount": "一次性补助1.5万元。"}, {"aspect_amount"}, ["answer"]),
        ({"quote_0": "首次开办云上小店的，一次性补助1.5万元。"}, {"quotes", "answer", "aspect_amount"}, []),
        ({"valid_from": "2025-01-01"}, {"valid_from"}, ["answer", "aspect_amount"]),
    ],
)
def test_figures_are_proved_while_they_are_typed(
    editor: Console, draft: str, changed: dict[str, str], wrong: set[str], proved: list[str]
) -> None:
    answer = editor.post(f"{WRITE}/proof", **provision() | changed)
    said = answer.json()
    assert answer.status_code == 200 and set(said["wrong"]) == wrong and said["proved"] == proved
    # Nothing of it is kept.
    assert "云上小店开办补助" not in editor.get(draft).text.partition("从哪一句写")[0].partition("规定：")[2]
