"""A draft reply: every matter answered from the policy store, nothing promised that no document says."""

from __future__ import annotations

from bot.helpdesk.triage.matters import Found, Matter
from bot.policy.answers import PAPER, answer_topic, department_list
from bot.policy.scope import answer_document, what_is_ours
from bot.policy.store import Store

_CLOSING = "以上供您参考，还有疑问欢迎继续联系我们。"
_NUMERALS = "一二三四五"


def draft(store: Store, found: Found, complaint: bool) -> str:
    """A courteous reply for staff to edit."""
    if complaint:
        return _to_complaint(store, found)
    if found.matters:
        return _to_questions(store, found.matters)
    return _to_others(store, found)


def _to_questions(store: Store, matters: tuple[Matter, ...]) -> str:
    if len(matters) == 1:
        return (
            f"您好，您的来信收悉。关于“{matters[0].topic.name}”：\n{_answer(store, matters[0])}\n{_CLOSING}"
        )
    parts = [
        f"{_NUMERALS[i]}、关于“{matter.topic.name}”\n{_answer(store, matter)}"
        for i, matter in enumerate(matters)
    ]
    return "您好，您的来信收悉，您问的几件事分别答复如下：\n" + "\n".join(parts) + f"\n{_CLOSING}"


def _answer(store: Store, matter: Matter) -> str:
    text = answer_topic(store, matter.topic, matter.aspect).text
    return f"{text}\n依据：{_basis(matter)}。{_whom_to_ask(matter)}"


def _basis(matter: Matter) -> str:
    sources = {
        (s.document, s.clause): f"{s.document}第{s.clause}条"
        if s.document == PAPER
        else f"《{s.document}》{s.clause}"
        for s in matter.topic.sources
    }
    return "、".join(sources.values())


def _whom_to_ask(matter: Matter) -> str:
    names = matter.place.departments
    if not names:
        return ""
    return f"具体办理请咨询：{department_list(names, matter.topic.and_others)}。"


def _to_complaint(store: Store, found: Found) -> str:
    """Apology, what happens next, the department and what the documents say; no promise of an outcome."""
    lines = ["您好，您反映的情况我们已经收到，给您带来的不便和不好的感受，我们向您致歉。"]
    if not found.matters:
        lines.append("我们已将您的意见登记，转请被反映的单位核实；核实情况由工作人员答复您。")
        lines.append("方便的话，请补充办理的事项、单位、时间和经办窗口，便于核实。")
        return "\n".join(lines)
    matter = found.matters[0]
    whom = department_list(matter.place.departments, matter.topic.and_others)
    lines.append(
        f"您反映的事项涉及“{matter.topic.name}”，我们已登记，转请{whom}等有关单位核实。".replace("等等", "等")
    )
    lines.append(f"文件规定：{answer_topic(store, matter.topic).text}\n依据：{_basis(matter)}。")
    lines.append("核实情况由工作人员答复您；方便的话，请补充办理的单位、时间和经办窗口，便于核实。")
    return "\n".join(lines)


def _to_others(store: Store, found: Found) -> str:
    if found.document:
        return f"您好，您的来信收悉。{answer_document(store, found.document).text}\n{_CLOSING}"
    reason = f"您问的是{found.region}的政策，" if found.region else "您反映的事项"
    whom = f"请向{found.region}当地的主管部门咨询。" if found.region else "请向办理这件事的主管部门咨询。"
    ours = what_is_ours(store).replace("我能回答", "本窗口能答复").rstrip("。")
    return f"您好，您的来信收悉。{reason}不在本窗口掌握的文件范围内，我们无法据以答复，{whom}" + (
        f"\n{ours}；如果您问的是这些，请再说具体一点。" if ours else ""
    )
