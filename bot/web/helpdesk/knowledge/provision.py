"""Writing a provision: a sentence of the paper becomes what a matter is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.helpdesk.casework import Conflict
from bot.helpdesk.knowledge import provision_form
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import dump, load, with_provision, written_provisions
from bot.policy.documents import Document
from bot.policy.entrances import areas
from bot.policy.proofs import library, unproved
from bot.policy.store import Store, open_store
from bot.web.helpdesk.access import Editor, Fields, Refused, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import (
    DraftId,
    document_in,
    get_draft,
    settled,
    to_draft,
    version_of,
)
from bot.web.helpdesk.render import render

router = APIRouter(prefix=f"{PATH}/drafts/{{draft_id}}/provisions/{{slug}}")
# No provision bears this name.
NEW = "-"
_SUGGESTED = 6


@dataclass(frozen=True)
class Matter:
    """A matter that a provision can answer; `file`: its text, where the draft itself adds it."""

    slug: str
    name: str
    file: str = ""


@router.get("")
def provision_page(
    draft_id: DraftId, slug: str, request: Request, session: Editor, clause: str = "", sentence: int = -1
) -> Response:
    """The form: empty, or as the provision stands."""
    draft = get_draft(request, draft_id)
    entry = _entry(draft, slug)
    document = document_in(draft.files)
    fields = provision_form.shown(entry, _name_of(request, draft, entry.get("matter", "")))
    fields["clause"] = clause or fields["clause"]
    offered = provision_form.offered_quotes(document, fields["clause"], entry)
    if not entry and 0 <= sentence < len(offered):
        fields["quote_0"] = offered[sentence]
    return _page(request, draft, document, slug, fields, {})


@router.post("")
def save_provision(
    draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields
) -> Response:
    """Keep it once every figure and quote is proved; else the form comes back with what is wrong."""
    draft = get_draft(request, draft_id)
    before, document = _entry(draft, slug), document_in(draft.files)
    files: dict[str, str | None] = dict(draft.files)
    errors: dict[str, str] = {}
    matter = _matter(request, draft, fields, files, errors)
    taken = {entry["slug"] for _, entry in written_provisions(draft.files)}
    own_slug = slug if slug != NEW else provision_form.new_slug(matter.slug, taken)
    store = open_store(desk(request).settings.policy_db)
    topic = store.topic(matter.slug)
    typed = provision_form.read(
        fields,
        document,
        matter.slug,
        own_slug,
        before,
        topic.asks if topic else {},
        desk(request).settings.proof_dirs,
    )
    errors |= typed.errors
    if errors:
        said = "有几处要改，见下面红字；您填的都还在。"
        return _page(request, draft, document, slug, fields, errors, said, 400)
    if matter.file:
        files[matter.file] = files.get(matter.file) or ""
    try:
        changed = _without_unused(settled(with_provision(files, own_slug, typed.entry)))
        desk(request).drafts.change(draft_id, version_of(fields), session.staff, changed)
    except Conflict as error:
        return _page(request, draft, document, slug, fields, {}, str(error), 409)
    except DraftError as error:
        return _page(request, draft, document, slug, fields, {}, str(error), 400)
    return to_draft(draft_id, "#provisions")


@router.post("/proof")
def prove_provision(
    draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields
) -> dict[str, Any]:
    """While somebody types: {"wrong": complaints by field, "proved": fields}; nothing is kept."""
    draft = get_draft(request, draft_id)
    own = desk(request).settings
    names = {topic.name: topic.asks for topic in open_store(own.policy_db).topics()}
    asks = names.get(fields.get("matter", "") or fields.get("pick", ""), {})
    proof = provision_form.prove(fields, document_in(draft.files), _entry(draft, slug), asks, own.proof_dirs)
    return {"wrong": proof.wrong, "proved": proof.proved}


@router.post("/remove")
def remove_provision(
    draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields
) -> Response:
    """Take a provision out of the draft."""
    draft = get_draft(request, draft_id)
    if not _entry(draft, slug):
        raise Refused("没有这条规定。", 404)
    changed = _without_unused(settled(with_provision(draft.files, slug, None)))
    desk(request).drafts.change(draft_id, version_of(fields), session.staff, changed)
    return to_draft(draft_id, "#provisions")


def new_matters(draft: Draft) -> dict[str, Matter]:
    """The matters that a draft adds, by slug."""
    found = {}
    for path, text in draft.texts.items():
        if path.startswith("matters/"):
            slug = path.rpartition("/")[2].removesuffix(".yml")
            found[slug] = Matter(slug, str(load(text).get("name", "")), path)
    return found


def _entry(draft: Draft, slug: str) -> dict[str, Any]:
    """The provision of that name; empty for a new one; 404 where there is none."""
    if slug == NEW:
        return {}
    found = next((entry for _, entry in written_provisions(draft.files) if entry["slug"] == slug), None)
    if found is None:
        raise Refused("没有这条规定。", 404)
    return found


def _name_of(request: Request, draft: Draft, slug: str) -> str:
    topic = open_store(desk(request).settings.policy_db).topic(slug)
    added = new_matters(draft).get(slug)
    return topic.name if topic else added.name if added else slug


def _matter(
    request: Request,
    draft: Draft,
    fields: dict[str, str],
    files: dict[str, str | None],
    errors: dict[str, str],
) -> Matter:
    """The matter that was found or is new; a new one's file is put among `files`."""
    store = open_store(desk(request).settings.policy_db)
    known = {topic.name: Matter(topic.slug, topic.name) for topic in store.topics() if not topic.tells}
    known |= {matter.name: matter for matter in new_matters(draft).values()}
    name, added = (
        fields.get("matter", "").strip() or fields.get("pick", "").strip(),
        fields.get("new_name", "").strip(),
    )
    if not added:
        if name not in known:
            errors["matter"] = (
                "请选一件事，或在下面写一件新的事。"
                if not name
                else f"没有“{name}”这件事；请从列表里选，或在下面写一件新的事。"
            )
        return known.get(name, Matter("unknown", name))
    if added in known:
        return known[added]
    area = fields.get("area", "")
    if area not in _areas():
        errors["area"] = "请选这件事属于哪一类。"
    if not 2 <= len(added) <= 40:
        errors["new_name"] = "名称要 2 到 40 个字，像人们平常说的那样。"
    slug = provision_form.slug_of(added, {topic.slug for topic in store.topics()} | set(new_matters(draft)))
    path = f"matters/{area}/{slug}.yml"
    files[path] = dump(_new_matter(added, fields))
    return Matter(slug, added, path)


def _new_matter(name: str, fields: dict[str, str]) -> dict[str, Any]:
    others = [part.strip() for part in fields.get("other_names", "").replace("，", "、").split("、")]
    content: dict[str, Any] = {"name": name}
    if any(others):
        content["other_names"] = [part for part in others if part]
    if office := fields.get("office", "").strip():
        content["door"] = {"office": office}
    return content


def _without_unused(files: dict[str, str | None]) -> dict[str, str | None]:
    """Without new matters that no provision of the draft answers any more."""
    answered = {entry["matter"] for _, entry in written_provisions(files)}
    return {
        path: text
        for path, text in files.items()
        if not path.startswith("matters/") or path.rpartition("/")[2].removesuffix(".yml") in answered
    }


def _page(
    request: Request,
    draft: Draft,
    document: Document,
    slug: str,
    fields: dict[str, str],
    errors: dict[str, str],
    error: str = "",
    status: int = 200,
) -> Response:
    own = desk(request).settings
    store = open_store(own.policy_db)
    entry = _entry(draft, slug)
    clause = provision_form.clause_of(document, fields.get("clause", ""))
    names = {topic.name: topic for topic in store.topics() if not topic.tells}
    chosen = names.get(fields.get("matter", "") or fields.get("pick", ""))
    context = {
        "draft": draft,
        "slug": slug,
        "document": document,
        "clause": clause,
        "fields": fields,
        "errors": errors,
        "offered": provision_form.offered_quotes(document, fields.get("clause", ""), entry),
        "ticked": {value for name, value in fields.items() if name.startswith("quote_")},
        "names": [*names, *(matter.name for matter in new_matters(draft).values())],
        "suggested": list(_suggested(store, f"{clause.title} {clause.text}")) if clause and not entry else [],
        "aspects": {**(chosen.asks if chosen else {}), **provision_form.ASPECTS, **_others(entry)},
        "areas": _areas(),
        "has_rule": bool(entry.get("rule")),
        "unproved": unproved(document, library([document], own.proof_dirs)),
        "error": error,
    }
    return render(request, "knowledge/provision.html", context, status)


def _areas() -> dict[str, str]:
    """Where a new matter may belong; of the papers themselves people ask otherwise."""
    return {area: name for area, name in areas().items() if area != "papers"}


def _others(entry: dict[str, Any]) -> dict[str, str]:
    """Aspects that the entry has and the form does not name."""
    known = provision_form.ASPECTS
    return {name: name for name in entry.get("aspects") or {} if name not in known}


def _suggested(store: Store, text: str) -> Iterator[str]:
    """The names of matters that a clause may be about, the likeliest first."""
    topics = (store.topic(hit.key) for hit in store.search_own(text, 40) if hit.kind == "topic")
    yield from list(dict.fromkeys(topic.name for topic in topics if topic and not topic.tells))[:_SUGGESTED]
