"""How a decision is said: the question, the verdict with its reasons, the list of fitting measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.policy.amounts import format_yuan
from bot.policy.answers import HUMAN, Button, Citation, Reply, citation, ended_line, policy_url
from bot.policy.attributes import NEITHER, Attribute, attributes
from bot.policy.benefits import Amount
from bot.policy.commands import about, add_to_checklist, plain, tell
from bot.policy.commands import answer as to_answer
from bot.policy.commands import check as to_check
from bot.policy.conditions import DONT_KNOW, Profile
from bot.policy.eligibility import NO, UNKNOWN, YES, Assessment, ConditionResult
from bot.policy.matching import Matches
from bot.policy.store import Store, Topic
from bot.policy.wording import in_quotes, resting_on, whom_to_ask

_BACK = Button("上一步", "上一步", plain("back"))
_CHECKLIST = Button("我的清单", "我的清单", plain("checklist"))
_CANCEL = Button("算了", "算了", plain("stop"))
_PROFILE = Button("我的情况", "我的情况", plain("profile"))
_MARKS = {"met": "✓", "failed": "✗", "open": "?"}
_AMOUNT_WORDS = {YES: "金额", UNKNOWN: "如果符合", NO: "要交"}
# All of it is a button away («我的情况»).
_MOST_TOLD = 4
# More answers that come to the same are «其他情况».
_MOST_NAMED = 2
_CAUTION = "这是照文件条文对的，最后由主管部门认定。"


def question_reply(attribute: Attribute, lead: str = "", back: bool = False, **extra: Any) -> Reply:
    """Ask for one attribute; `lead` is said before it, `back`: whether a question came before it."""
    text = f"{lead}\n{attribute.question}" if lead else attribute.question
    if attribute.type not in {"bool", "choice"}:
        text += f"（例如：{attribute.example}）"
    why = Button("这是什么意思", "这是什么意思？", about("explain", attribute.name))
    ways_out = (why, _BACK, _CANCEL) if back else (why, _CANCEL)
    return Reply("question", text, buttons=(*_options(attribute), *ways_out), extra=extra)


def _options(attribute: Attribute) -> list[Button]:
    """Its answers; each takes down the fact itself."""
    return [Button(title, title, tell(attribute.name, value)) for title, value in attribute.options()]


def check_question(
    topic: Topic, assessment: Assessment, lead: str = "", who: str = "me", back: bool = False
) -> Reply:
    """The next question of a self-check, with what was heard, how far it is and what it rests on."""
    attribute = assessment.next_question
    assert attribute is not None
    progress = {
        "topic": topic.name,
        "conditions": [_condition(c) for c in assessment.conditions],
        **_how_far(assessment),
    }
    parts = [lead, *_so_far(topic, assessment, who), *_whatever_is_answered(topic, assessment)]
    reply = question_reply(attribute, "\n".join(part for part in parts if part), back, progress=progress)
    cited = _cited(topic, assessment.conditions)
    return Reply(reply.kind, reply.text, cited, topic.departments, reply.buttons, reply.extra)


def _whatever_is_answered(topic: Topic, assessment: Assessment) -> list[str]:
    """«答“小规模纳税人”就免；答“一般纳税人”就不免», where one question is left and it decides."""
    asked = assessment.next_question
    if asked is None or len(assessment.outcomes) < 2:
        return []
    told = [_outcome(topic, asked, values, verdict) for values, verdict in assessment.outcomes]
    return [f"只差下面这一条：{'；'.join(told)}。", *_premise_line(assessment)]


def _outcome(topic: Topic, asked: Attribute, values: Sequence[Any], verdict: str) -> str:
    others = len(values) > _MOST_NAMED
    named = "其他情况" if others else "、".join(asked.label(value) for value in values)
    return f"答{in_quotes(named)}就{_says(topic, verdict)}"


def _how_far(assessment: Assessment) -> dict[str, int]:
    """`asked`: which question this is; `most`: how many there can be at most."""
    answered = {c.attribute for c in assessment.conditions if c.given}
    left = {c.attribute for c in assessment.conditions if not c.given and not c.judged}
    if assessment.next_question:
        left.add(assessment.next_question.name)
    return {"asked": len(answered) + 1, "most": len(answered) + len(left - answered)}


def confirmation(attribute: Attribute, value: Any) -> Reply:
    """A fact that was heard with little certainty, said back before anything rests on it."""
    heard = f"{_as_label(attribute)}：{attribute.label(value)}"
    return Reply(
        "question",
        f"我先核对一下，怕听错：{heard}。对吗？",
        buttons=(
            Button("对", "对", tell(attribute.name, value)),
            Button("不对", "不对", about("ask", attribute.name)),
            _CANCEL,
        ),
    )


def if_heard_rightly(topic: Topic, assessment: Assessment, attribute: Attribute, value: Any) -> Reply:
    """What a refusal would rest on, as long as the fact it hangs on is only said back."""
    heard = f"{_as_label(attribute)}：{attribute.label(value)}"
    text = f"要是我没听错（{heard}），就{_refusal(topic, assessment)}：{_failed(assessment)}这一条没满足。"
    return Reply("answer", text, _cited(topic, assessment.conditions), topic.departments)


def if_it_were_so(topic: Topic, assessment: Assessment) -> Reply:
    """What a change would do that somebody supposes in words that were not heard."""
    text = f"您是问办到以后吗？{assessment.nearest_change}换成别的情况，直接告诉我。"
    return Reply("question", text, _cited(topic, assessment.conditions), topic.departments, (_CANCEL,))


def reasons_reply(topic: Topic, assessment: Assessment, refused_for: Sequence[str] = ()) -> Reply:
    """Why a verdict is as it is; `refused_for`: what spoke against it before it turned."""
    if assessment.verdict != NO and refused_for:
        before = "、".join(in_quotes(text) for text in refused_for)
        text = f"刚才说不行，是因为{before}这一条当时没满足；"
        now = "现在都对上了，所以可以。" if assessment.verdict == YES else "现在这一条还要再看。"
        return _reasoned(topic, assessment, [text + now, *_condition_lines(assessment)])
    if assessment.verdict == NO:
        against = [c for c in telling_results(assessment) if c.state == "failed"]
        lines = list(
            dict.fromkeys(
                f"差在{in_quotes(c.text)}这一条" + (f"（您说：{c.given}）" if c.given else "") + "。"
                for c in against
            )
        )
        change = [assessment.nearest_change] if assessment.nearest_change else []
        lines[:1] = [f"{_refusal(topic, assessment)}，{lines[0]}"] if lines else []
        return _reasoned(topic, assessment, [*lines, *change])
    amount = assessment.amount
    lines = [f"是这样算的：{amount.calculation}。"] if amount and amount.yuan is not None else []
    return _reasoned(
        topic, assessment, [*lines, _verdict_line(topic, assessment), *_condition_lines(assessment)]
    )


def _reasoned(topic: Topic, assessment: Assessment, lines: Sequence[str]) -> Reply:
    return Reply(
        "eligibility",
        "\n".join(lines),
        _cited(topic, assessment.conditions),
        topic.departments,
        (*_next_steps(topic, assessment), _PROFILE, HUMAN),
        {"assessment": _as_json(topic, assessment)},
    )


def _so_far(topic: Topic, assessment: Assessment, who: str) -> list[str]:
    """What is already decided of a case under way, in one line, and the sum that is at stake."""
    told = [
        f"{_MARKS[c.state]} {c.text}" for c in telling_results(assessment) if c.given and c.state != "open"
    ]
    person = "" if who == "me" else f"{_spoken_to(who)}的情况，"
    if not told:
        # Whose case it is must be said before a question that says «您».
        return [f"{person}{in_quotes(topic.name)}："] if person else []
    return [f"{person}{in_quotes(topic.name)}听到的：{'；'.join(told)}。"]


def verdict_reply(
    topic: Topic, assessment: Assessment, who: str = "me", supposed: bool = False, back: bool = False
) -> Reply:
    """The verdict with every condition met, failed or open, the amount, and whom to ask.

    `who`: whose case it is; `supposed`: some of it was only assumed; `back`: questions led to it.
    """
    if not assessment.valid:
        text = f"{in_quotes(topic.name)}在您问的这一天没有在施行，请问{whom_to_ask(topic)}。"
        text = ended_line(topic) if topic.chosen.ended else text
        return Reply("eligibility", text, _cited(topic, ()), topic.departments)
    lines = [_verdict_line(topic, assessment, who, supposed), *_premise_line(assessment)]
    lines += _condition_lines(assessment)
    if assessment.amount:
        lines.append(
            f"{_AMOUNT_WORDS[assessment.verdict]}：{assessment.amount.text}（{assessment.amount.calculation}）"
        )
    if assessment.nearest_change:
        lines.append(assessment.nearest_change)
    lines += [relation.text for relation in assessment.relations]
    lines += assessment.notes
    if assessment.not_regulated:
        lines.append(f"文件没有规定：{'、'.join(assessment.not_regulated)}；请问{whom_to_ask(topic)}。")
    if topic.lead and (basis := resting_on(topic, topic.lead)):
        lines.append(basis)
    return Reply(
        "eligibility",
        "\n".join([*lines, _CAUTION]),
        _cited(topic, assessment.conditions),
        topic.departments,
        (
            *_next_steps(topic, assessment),
            *_to_take_along(topic, assessment, who),
            *((_BACK,) if back else ()),
            _PROFILE,
            HUMAN,
        ),
        {"assessment": _as_json(topic, assessment)},
    )


def _next_steps(topic: Topic, assessment: Assessment) -> list[Button]:
    """The answers to what is still missing, else the document's own words."""
    missing = [attributes()[name] for name in assessment.missing if name in attributes()]
    asked = _options(missing[0])[:-1] if missing else []
    return asked or [Button("原文怎么说", f"{topic.name}：原文怎么说", to_answer(topic.slug, "original"))]


def _to_take_along(topic: Topic, assessment: Assessment, who: str) -> tuple[Button, ...]:
    """What the visitor may still get goes on the visitor's own checklist."""
    if assessment.verdict == NO or who != "me":
        return ()
    return (Button("加进清单", f"把{topic.name}加进清单", add_to_checklist(topic.slug)),)


def too_much_reply(topic: Topic, assessment: Assessment, claimed: Decimal) -> Reply | None:
    """«那不是能贷490万»: that more is hoped for than there is; None where it isn't."""
    amount = assessment.amount
    if amount is None or amount.yuan is None or not amount.reckoned or claimed <= amount.yuan:
        return None
    text = f"不能，没有{format_yuan(claimed)}，最多{format_yuan(amount.yuan)}。\n算法：{amount.calculation}。"
    return Reply("answer", text, _cited(topic, assessment.conditions), topic.departments)


def amount_reply(amount: Amount | None, topic: Topic, answer: Reply, first: bool = True) -> Reply:
    """An answer with the figure that the visitor's own numbers give; unchanged where they give none.

    `first`: it was asked for, so it leads; else it stands behind what was asked.
    """
    if amount is None or not amount.reckoned:
        return answer
    reckoned = f"按您说的数算：{amount.calculation}；前提是符合条件。"
    text = f"{reckoned}\n{answer.text}" if first else f"{answer.text}\n{reckoned}"
    check = Button("看看我符不符合", f"{topic.name}：我符合吗", to_check(topic.slug))
    buttons = (check, *(b for b in answer.buttons if b.command != check.command))
    return Reply("answer", text, answer.citations, answer.departments, buttons, {"own_amount": amount.text})


def sum_reply(topic: Topic, assessment: Assessment) -> Reply:
    """What it would come to if all conditions hold, while some are still open."""
    amount = assessment.amount
    assert amount is not None
    text = f"如果都符合，是{amount.text}：{amount.calculation}。"
    return Reply("answer", text, _cited(topic, ()), topic.departments, extra={"own_amount": amount.text})


def matches_reply(store: Store, found: Matches, profile: Profile) -> Reply:
    """The measures that fit or may fit, best first, and the question that would change the list."""
    if not found.matches and found.next_question:
        return question_reply(found.next_question, "我来帮您找合适的政策，先问一句。")
    topics = [topic for m in found.matches if (topic := store.topic(m.topic))]
    lines = [f"{n}. {m.line}" for n, m in enumerate(found.matches, 1)]
    text = "\n".join([f"按您说的情况（{_in_brief(profile)}），可能用得上 {len(lines)} 项：", *lines])
    if found.next_question:
        text += f"\n再问一句，能帮您缩小范围：{found.next_question.question}"
    buttons = [*(Button(t.name, f"{t.name}：我符合吗", to_check(t.slug)) for t in topics[:3]), _CHECKLIST]
    if found.next_question:
        buttons = [*_options(found.next_question), _CANCEL]
    return Reply(
        "match",
        text,
        tuple(dict.fromkeys(cited for topic in topics for cited in _cited(topic, ())[:1])),
        (),
        tuple(buttons),
        {"matches": [_match(m, t) for m, t in zip(found.matches, topics, strict=True)]},
    )


def no_match_reply(profile: Profile) -> Reply:
    """Nothing in the documents speaks to this person."""
    text = f"按您说的情况（{_in_brief(profile)}），我手里的文件没有直接对应的措施。可以换个说法，或者转人工。"
    return Reply("refusal", text, buttons=(_PROFILE, HUMAN))


def profile_reply(profile: Profile) -> Reply:
    """What the conversation has kept of the visitor; each fact can be corrected or all forgotten."""
    rows = described(profile)
    if not rows:
        return Reply("smalltalk", "我还没有记下您的任何情况。您可以说“我是退役军人，想开网店，有什么政策”。")
    lines = [f"· {label}：{value}" for _, label, value in rows]
    text = "这次对话里我记下的情况：\n" + "\n".join(lines) + "\n哪条不对，直接说，比如“不对，是两次”。"
    kept = [
        {
            "attribute": name,
            "label": label,
            "value": value,
            "edit": about("ask", name),
            "forget": about("forget", name),
        }
        for name, label, value in rows
    ]
    return Reply(
        "smalltalk",
        text,
        buttons=(_CHECKLIST, Button("全部忘掉", "忘掉我的情况", plain("forget_all"))),
        extra={"profile": kept},
    )


def described(profile: Profile) -> list[tuple[str, str, str]]:
    """(attribute, short label, value as people read it) of everything known."""
    catalogue = attributes()
    return [
        (name, _as_label(catalogue[name]), catalogue[name].label(value))
        for name, value in profile.items()
        if name in catalogue and value != DONT_KNOW
    ]


def _in_brief(profile: Profile) -> str:
    """What was told last, for a sentence: 退役军人；电子商务；青年：不是."""
    catalogue = attributes()
    said = []
    for name, label, value in described(profile):
        if profile[name] in NEITHER:
            continue
        if catalogue[name].type == "bool":
            said.append(label if profile[name] else f"{label}：{value}")
        else:
            said.append(value if catalogue[name].type == "choice" else f"{label}：{value}")
    more = f"等 {len(said)} 项" if len(said) > _MOST_TOLD else ""
    return "；".join(said[-_MOST_TOLD:]) + more


def _as_label(attribute: Attribute) -> str:
    """The question as a heading: 您是退役军人吗？ → 退役军人."""
    plain = re.sub(r"（.*?）|[？?]", "", attribute.question)
    return re.sub(r"^您(?:现在)?(?:是|有)?|吗$", "", plain)


def _spoken_to(who: str) -> str:
    """Somebody's own word for another person as it is said back: «我妹夫» as «您妹夫»."""
    return re.sub("^(?:我|俺|咱)", "您", who)


def _verdict_line(topic: Topic, assessment: Assessment, who: str = "me", supposed: bool = False) -> str:
    case = "假如是这样" if supposed else "按您说的情况" if who == "me" else f"按您说的，{_spoken_to(who)}"
    if assessment.verdict == YES:
        if not assessment.conditions:
            return _without_conditions(topic, assessment, case)
        return f"{case}，{_says(topic, YES)}。"
    if assessment.verdict == NO:
        failed = _failed(assessment)
        return f"{case}，{_refusal(topic, assessment)}" + (f"：{failed}这一条没满足。" if failed else "。")
    missing = "、".join(c.text for c in assessment.conditions if c.attribute in assessment.missing)
    return f"{in_quotes(topic.name)}现在还定不下来，还缺：{missing}。"


def _refusal(topic: Topic, assessment: Assessment) -> str:
    """A no in the matter's own words, unless what fails is no condition of its own."""
    failed = [c for c in telling_results(assessment) if c.state == "failed"]
    if failed and all(c.elsewhere for c in failed):
        return f"{in_quotes(topic.name)}以外的条件不符合"
    return _says(topic, NO)


def _says(topic: Topic, verdict: str) -> str:
    """A yes or a no in the matter's own words, else that it fits or doesn't."""
    word = {YES: "符合", NO: "不符合"}[verdict]
    return topic.verdicts.get(verdict) or f"{word}{in_quotes(topic.name)}"


def _premise_line(assessment: Assessment) -> list[str]:
    """What nobody spoke of and the yes rests on."""
    return (
        [f"前提是：{'；'.join(assessment.premises)}。有一条不是这样，就说一声。"]
        if assessment.premises
        else []
    )


def _without_conditions(topic: Topic, assessment: Assessment, case: str) -> str:
    """What only reckons a sum says the sum; what is open to all says so."""
    amount = assessment.amount
    if amount and amount.reckoned and amount.yuan is not None:
        return f"{case}算，是{amount.text}。"
    return f"{in_quotes(topic.name)}没有给个人或企业设条件。{topic.answer}"


def _condition_lines(assessment: Assessment) -> list[str]:
    return [
        f"{_MARKS[c.state]} {c.text}"
        + ("（由部门认定）" if c.judged else "")
        + (f"（您说：{c.given}）" if c.given else "")
        for c in telling_results(assessment)
        if c.text not in assessment.premises
    ]


def _failed(assessment: Assessment) -> str:
    """What speaks against it, each once: two alternatives may hold the same condition."""
    texts = dict.fromkeys(c.text for c in telling_results(assessment) if c.state == "failed")
    return "、".join(in_quotes(text) for text in texts)


def telling_results(assessment: Assessment) -> list[ConditionResult]:
    """The conditions without those of an alternative that another answer has ruled out."""
    # A number may be above one limit and below another: that rules nothing out.
    met = {c.attribute for c in assessment.conditions if c.state == "met" and not _is_number(c)}
    against = [c for c in assessment.conditions if c.state == "failed"]
    # What speaks against it by inference alone is left out beside what was told.
    told = any(c.given for c in against)
    out = {id(c) for c in against if c.attribute in met or (told and not c.given)}
    return [c for c in assessment.conditions if id(c) not in out]


def _is_number(result: ConditionResult) -> bool:
    attribute = attributes().get(result.attribute)
    return attribute is not None and attribute.type not in {"bool", "choice"}


def _cited(topic: Topic, conditions: Sequence[ConditionResult]) -> tuple[Citation, ...]:
    """The topic's own places, and those of the conditions that are not part of them."""
    cited = [citation(source) for source in topic.sources]
    for c in conditions:
        same = [own for own in cited if own.document == c.document and (c.quote or own.clause == c.clause)]
        if not any(c.quote in own.quote for own in same):
            url = policy_url(c.document, c.clause)
            title = cited[0].title if cited else ""
            cited.append(Citation(c.document, c.clause, title, c.quote, url))
    return tuple(dict.fromkeys(cited))


def _condition(result: ConditionResult) -> dict[str, Any]:
    return {
        "judged": result.judged,
        "text": result.text,
        "state": result.state,
        "given": result.given,
        "quote": result.quote,
        "clause": result.clause,
        "document": result.document,
    }


def _as_json(topic: Topic, assessment: Assessment) -> dict[str, Any]:
    amount = assessment.amount
    return {
        "topic": topic.name,
        "verdict": assessment.verdict,
        "conditions": [_condition(c) for c in telling_results(assessment)],
        "amount": {"text": amount.text, "calculation": amount.calculation} if amount else None,
        "missing": [_as_label(attributes()[name]) for name in assessment.missing],
        "nearest_change": assessment.nearest_change,
        "not_regulated": list(assessment.not_regulated),
    }


def _match(match: Any, topic: Topic) -> dict[str, Any]:
    return {
        "slug": match.topic,
        "name": match.name,
        "verdict": match.verdict,
        "line": match.line,
        "gives": topic.answer,
        "missing": [_as_label(attributes()[name]) for name in match.missing],
        "clause": topic.sources[0].clause,
        "document": topic.sources[0].document,
        "payload": f"{topic.name}：我符合吗",
        "command": to_check(topic.slug),
    }
