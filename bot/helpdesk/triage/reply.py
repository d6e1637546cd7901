"""A draft reply: every matter answered from the policy store, nothing promised that no document says."""

from __future__ import annotations

from collections import defaultdict

from bot.helpdesk.draft_parts import CLOSING, IN_DANGER, RECEIVED, Part, put_together
from bot.helpdesk.triage.matters import Found, Matter
from bot.nlu.aspects import OVERVIEW
from bot.policy.answers import answer_topic
from bot.policy.aspect_text import silent_on
from bot.policy.reply import Reply
from bot.policy.scope import answer_document, what_is_ours
from bot.policy.store import Store
from bot.policy.wording import article, department_list

# What a reader misses in an answer; of other aspects the documents' silence needs no word.
_MISSED = frozenset({"amount", "materials", "time", "how_to_apply"})
# Where nobody knows which one it is.
_COMPLAINED_OF = "被反映的单位"
# A complaint's rule is cited where it is clear which one it is: a wrong one angers more than none.
_CLEAR_RULE = 0.4
# Whom the annex names where it names nobody in particular; the authority that a law names says more.
# A matter less certain than this is said to be a guess.
_GUESSED = 0.3
# Of the characters of a sentence, so many stand in the next one too where that says it all again.
_REPEATED = 0.85


def draft(store: Store, found: Found, complaint: bool, danger: bool = False) -> str:
    """A courteous reply for staff to edit; `danger`: somebody may be harmed or robbed."""
    if complaint:
        text = _to_complaint(store, found, danger)
    elif found.matters:
        text = put_together(parts_of(store, found))
    else:
        text = _to_others(store, found)
    return f"{IN_DANGER}\n{text}" if danger else text


def parts_of(store: Store, found: Found) -> tuple[Part, ...]:
    """A part for each matter, in order, then the questions that no document was found for."""
    answered = [Part(m.asked, _about(m), _answer(store, m)) for m in found.matters]
    left_open = [Part(asked, "", "") for asked in found.unanswered]
    return (*answered, *left_open)


def _answer(store: Store, matter: Matter) -> str:
    """What the documents say of what was asked, what of it they don't, and where they say it."""
    silence = silent_on(matter.topic, matter.aspect).replace("我手里的", "现有")
    reply = answer_topic(store, matter.topic, OVERVIEW if silence else matter.aspect)
    text = _said_once(reply.text)
    if silence and matter.aspect in _MISSED:
        text += f"\n{silence}，请以主管部门的答复为准。"
    return f"{text}\n{_resting_on(reply)}{_whom_to_ask(matter)}"


def _said_once(text: str) -> str:
    """Without a first line that the second says again in full."""
    first, _, rest = text.partition("\n")
    letters = set(first.rstrip("。"))
    second = rest.partition("\n")[0]
    return rest if second and len(letters & set(second)) >= _REPEATED * len(letters) else text


def _about(matter: Matter) -> str:
    guessed = "" if matter.confidence >= _GUESSED else "（如果您问的不是这件事，请再说具体一点）"
    return f"关于{_quoted(matter)}{guessed}"


def _quoted(matter: Matter) -> str:
    return f"“{matter.topic.name.replace('“', '‘').replace('”', '’')}”"


def _resting_on(reply: Reply) -> str:
    """What the reply cites, each document named once; empty where it says that nothing was found."""
    articles: dict[str, list[str]] = defaultdict(list)
    for cited in reply.citations:
        number = article(cited.clause)
        if number not in articles[cited.document]:
            articles[cited.document].append(number)
    named = "；".join(
        (document if "〔" in document else f"《{document}》") + "、".join(numbers)
        for document, numbers in articles.items()
    )
    return f"依据：{named}。" if named else ""


def _departments(matter: Matter) -> str:
    names = matter.place.local or matter.place.departments
    return department_list(names, matter.topic.and_others)


def _whom_to_ask(matter: Matter) -> str:
    names = _departments(matter)
    return f"具体事宜请咨询：{names}。" if names else ""


def _passed_on_to(matter: Matter) -> str:
    names = _departments(matter).removesuffix("等")
    return f"{names}等有关单位" if names else _COMPLAINED_OF


def _to_complaint(store: Store, found: Found, danger: bool) -> str:
    """Apology, what happens next, the department and what the documents say; no promise of an outcome.

    Who is in danger is not told of rules.
    """
    lines = ["您好，您反映的情况我们已经收到，给您带来的不便和不好的感受，我们向您致歉。"]
    clear = [m for m in found.matters if m.confidence >= _CLEAR_RULE]
    if danger or not clear:
        likely = [] if danger else [m for m in found.matters if m.confidence >= _GUESSED]
        whom = _passed_on_to(likely[0]) if likely else _COMPLAINED_OF
        lines.append(f"我们已将您的意见登记，将转请{whom}核实；核实情况由工作人员答复您。")
        lines.append("方便的话，请补充办理的事项、单位、时间和经办窗口，便于核实。")
        return "\n".join(lines)
    matter = clear[0]
    lines.append(f"您反映的事项涉及{_quoted(matter)}，我们已登记，将转请{_passed_on_to(matter)}核实。")
    rule = answer_topic(store, matter.topic)
    lines.append(f"文件规定：{rule.text}\n{_resting_on(rule)}".rstrip("\n"))
    lines.append("核实情况由工作人员答复您；方便的话，请补充办理的单位、时间和经办窗口，便于核实。")
    return "\n".join(lines)


def _to_others(store: Store, found: Found) -> str:
    if found.document:
        return f"{RECEIVED}{answer_document(store, found.document).text}\n{CLOSING}"
    reason = f"您问的是{found.region}的政策，" if found.region else "您说的事"
    whom = f"请向{found.region}当地的主管部门咨询。" if found.region else "请向办理这件事的主管部门咨询。"
    ours = what_is_ours(store).replace("我能回答", "本窗口能答复").rstrip("。")
    return f"{RECEIVED}{reason}不在本窗口掌握的文件范围内，我们无法据以答复，{whom}" + (
        f"\n{ours}；如果您问的是这些，请再说具体一点。" if ours else ""
    )
