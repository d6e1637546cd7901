"""What a draft changes, for whoever approves it: the document, its clauses, its provisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.helpdesk.knowledge.candidate import present, units_of
from bot.helpdesk.knowledge.document_form import CERTAINTIES, IN_FORCE, KINDS, shown
from bot.helpdesk.knowledge.drafts import Draft
from bot.helpdesk.knowledge.files import DOCUMENT, document_of, folder_of, load, written_provisions
from bot.helpdesk.knowledge.rule_form import described
from bot.policy.published import contents
from bot.settings import Settings

_NAMES = {
    "number": "文号", "title": "标题", "kind": "种类", "region": "地方", "issuer": "发文机关",
    "issued": "印发日期", "signed": "成文日期", "published": "公布日期", "valid_from": "施行日期",
    "valid_to": "失效日期", "validity_note": "日期的说明", "official_url": "网址", "text_is": "手里有什么",
    "in_force": "是否核实", "by": "谁报道的", "on": "报道日期",
}  # fmt: skip
Files = dict[str, str | None]


@dataclass(frozen=True)
class Change:
    """One place that differs; `before` is empty where it is new, `after` where it is taken away."""

    what: str
    before: str
    after: str


def changes_of(settings: Settings, draft: Draft) -> list[Change]:
    """Everything that differs between what holds, or held when it was published, and the draft."""
    before, after = _before(settings, draft), dict(draft.files)
    if not folder_of({path: text for path, text in after.items() if text is not None}):
        after = _below_data(settings, draft.files)  # what the data holds shows through again
    found = [*_fields(before, after), *_clauses(before, after), *_provisions(before, after)]
    added = (p for p in draft.texts if p.startswith("matters/") and before.get(p) is None)
    return [*found, *(Change("新的事", "", str(load(draft.texts[path]).get("name", ""))) for path in added)]


def _before(settings: Settings, draft: Draft) -> Files:
    there = draft.undone if draft.undone is not None else present(settings, draft.files)
    held: Files = {path: text for path, text in there.items() if text is not None}
    below = _below_data(settings, draft.files)
    published = {"/".join(path.split("/")[:3]) for path in held}
    return {**{path: text for path, text in below.items() if _unit(path) not in published}, **held}


def data_files(settings: Settings, unit: str) -> dict[str, str]:
    """The files of a unit as the data folder itself holds them."""
    root = settings.document_dir if unit.startswith("documents/") else settings.data_dir / "matters"
    place = root / unit.partition("/")[2]
    held = contents(place) if place.exists() else {}
    return {f"{unit}/{name}" if name else unit: text.decode() for name, text in held.items()}


def held_files(settings: Settings, unit: str) -> Files:
    """The files of a unit as they hold now: published, else of the data."""
    place = settings.published_dir / unit
    if not place.exists():
        return dict(data_files(settings, unit))
    return {f"{unit}/{name}" if name else unit: text.decode() for name, text in contents(place).items()}


def _below_data(settings: Settings, files: dict[str, str | None]) -> Files:
    return {path: text for unit in units_of(files) for path, text in data_files(settings, unit).items()}


def _unit(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _fields(before: Files, after: Files) -> Iterator[Change]:
    old, new = (_document(files) for files in (before, after))
    for name in dict.fromkeys([*old, *new]):
        if old.get(name, "") != new.get(name, "") and (name in _NAMES or name.startswith("other_")):
            yield Change(_NAMES.get(name, "和别的文件的关系"), old.get(name, ""), new.get(name, ""))


def _document(files: Files) -> dict[str, str]:
    folder = folder_of(files)
    fields = shown(load(files[f"{folder}/{DOCUMENT}"])) if folder else {}
    said = {"kind": KINDS, "text_is": CERTAINTIES, "in_force": IN_FORCE}
    return {name: said.get(name, {}).get(value, value) for name, value in fields.items()}


def _clauses(before: Files, after: Files) -> Iterator[Change]:
    old, new = (
        {c.number: f"{c.title}\n{c.text}".strip() for c in document_of(files).structure.clauses}
        if folder_of(files)
        else {}
        for files in (before, after)
    )
    for number in dict.fromkeys([*old, *new]):
        if old.get(number) != new.get(number):
            yield Change(f"条款 {number}", old.get(number, ""), new.get(number, ""))


def _provisions(before: Files, after: Files) -> Iterator[Change]:
    old, new = (
        {entry["slug"]: entry for _, entry in written_provisions(files)} if folder_of(files) else {}
        for files in (before, after)
    )
    for slug in dict.fromkeys([*old, *new]):
        if old.get(slug) != new.get(slug):
            entry = new.get(slug) or old[slug]
            where = entry["clause"] or "整份文件"
            yield Change(f"规定（{where}）", _said(old.get(slug)), _said(new.get(slug)))


def _said(entry: dict[str, object] | None) -> str:
    if entry is None:
        return ""
    aspects = entry.get("aspects")
    lines = [str(entry["answer"]), *(map(str, aspects.values()) if isinstance(aspects, dict) else ())]
    days = [
        f"从 {entry['valid_from']} 起" if entry.get("valid_from") else "",
        f"到 {entry['valid_to']} 止" if entry.get("valid_to") else "",
    ]
    rule = entry.get("rule")
    ruled = described(rule) if isinstance(rule, dict) else []
    return "\n".join([*lines, "，".join(filter(None, days)), *ruled]).strip()
