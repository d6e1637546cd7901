"""The rule of a provision by form: conditions and benefit chosen from lists, proved before they are kept."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from bot.helpdesk.casework import Conflict
from bot.helpdesk.knowledge import benefit_form, facts, provision_form, rule_form
from bot.helpdesk.knowledge.drafts import Draft, DraftError
from bot.helpdesk.knowledge.files import dump, with_provision, written_provisions
from bot.policy.documents import Document
from bot.policy.proofs import library, proof_faults, unproved
from bot.policy.provisions import WrittenProvision
from bot.policy.rule_check import rule_faults
from bot.policy.rules import BENEFIT_KINDS
from bot.web.helpdesk.access import Editor, Fields, desk
from bot.web.helpdesk.knowledge import PATH
from bot.web.helpdesk.knowledge.common import DraftId, document_in, get_draft, plain, to_draft, version_of
from bot.web.helpdesk.knowledge.held import entry_of
from bot.web.helpdesk.render import render

router = APIRouter(prefix=f"{PATH}/drafts/{{draft_id}}/provisions/{{slug}}/rule")


@router.get("")
def rule_page(draft_id: DraftId, slug: str, request: Request, session: Editor) -> Response:
    """The form: empty, or as the rule stands."""
    draft = get_draft(request, draft_id)
    rule = entry_of(draft, slug).get("rule") or {}
    fields = {} if rule_form.beyond(rule) else rule_form.shown(rule)
    return _page(request, draft, slug, fields, {})


@router.post("")
def save_rule(draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields) -> Response:
    """Keep it once it is checked and each figure proved; else the form comes back with what is wrong."""
    draft = get_draft(request, draft_id)
    entry, document = entry_of(draft, slug), document_in(draft.files)
    before = entry.get("rule") or {}
    if rule_form.beyond(before):
        raise DraftError("这条规则表单写不全，请在 YAML 里改。")
    typed = rule_form.read(fields, before, _names_sentences(document, entry))
    if typed.errors:
        said = "有几处要选或要改，见下面红字；您填的都还在。"
        return _page(request, draft, slug, fields, typed.errors, said, 400)
    changed = {**entry, "rule": typed.rule}
    problems = _problems(request, document, changed)
    try:
        if problems:
            raise DraftError("；".join(problems))
        _keep(request, session.staff, draft, slug, fields, changed)
    except Conflict as error:
        return _page(request, draft, slug, fields, {}, str(error), 409)
    except DraftError as error:
        return _page(request, draft, slug, fields, {}, str(error), 400)
    return to_draft(draft_id, "#provisions")


@router.post("/remove")
def remove_rule(draft_id: DraftId, slug: str, request: Request, session: Editor, fields: Fields) -> Response:
    """Leave the provision without a rule: it is told, and nobody is judged by it."""
    draft = get_draft(request, draft_id)
    kept = {name: value for name, value in entry_of(draft, slug).items() if name != "rule"}
    _keep(request, session.staff, draft, slug, fields, kept)
    return to_draft(draft_id, "#provisions")


def _keep(
    request: Request, actor: str, draft: Draft, slug: str, fields: dict[str, str], entry: dict[str, Any]
) -> None:
    files = with_provision(draft.files, slug, entry)
    desk(request).drafts.change(draft.id, version_of(fields), actor, files)


def _problems(request: Request, document: Document, entry: dict[str, Any]) -> list[str]:
    """What the checks of the knowledge say of the rule: its values and quotes, its figures."""
    try:
        provision = WrittenProvision.parse_obj(entry)
    except ValidationError as error:
        told = [fault["msg"] for fault in error.errors() if re.search("[一-鿿]", fault["msg"])]
        return told or ["规则写得不对，请核对。"]
    texts = library([document], desk(request).settings.proof_dirs)
    figures = [text for line, _, text in proof_faults(document, provision, texts)]
    return list(dict.fromkeys(_said(p) for p in [*rule_faults(document, provision), *figures]))


def _said(problem: str) -> str:
    """A complaint without the names that only the files have."""
    problem = re.sub(r"^[a-z0-9_]+: ", "", plain(problem))
    return re.sub(r"\b[a-z_]+ 的数", "数", problem).replace("；请核对后改正", "")


def _names_sentences(document: Document, entry: dict[str, Any]) -> bool:
    """Whether each part of the rule has to name the sentence it rests on."""
    return bool(document.text and entry.get("quotes"))


def _page(
    request: Request,
    draft: Draft,
    slug: str,
    fields: dict[str, str],
    errors: dict[str, str],
    error: str = "",
    status: int = 200,
) -> Response:
    entry, document = entry_of(draft, slug), document_in(draft.files)
    rule = entry.get("rule") or {}
    path = next(path for path, held in written_provisions(draft.files) if held["slug"] == slug)
    context = {
        "draft": draft,
        "slug": slug,
        "entry": entry,
        "beyond": rule_form.beyond(rule),
        "yaml": dump({"rule": rule}) if rule else "",
        "path": path,
        "fields": fields,
        "errors": errors,
        "rows": rule_form.rows(fields),
        "form": rule_form,
        "benefit": benefit_form,
        "facts": facts,
        "kinds": BENEFIT_KINDS,
        "sentences": _sentences(document, entry),
        "unproved": unproved(document, library([document], desk(request).settings.proof_dirs)),
        "error": error,
    }
    return render(request, "knowledge/rule.html", context, status)


def _sentences(document: Document, entry: dict[str, Any]) -> list[str]:
    """What a part of the rule may rest on; nothing where no sentence has to be named."""
    if not _names_sentences(document, entry):
        return []
    offered = provision_form.offered_quotes(document, str(entry["clause"]), entry)
    return list(dict.fromkeys([*offered, *rule_form.quotes_of(entry.get("rule") or {})]))
