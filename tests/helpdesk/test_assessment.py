"""Triage reads new tickets after they were kept; whatever happens to it, they are shown."""

from bot.helpdesk import assessment
from bot.helpdesk.assessment import assess_new
from bot.helpdesk.tickets import NewTicket

SEEN = {
    "category": "loan",
    "clauses": ["二十"],
    "references": [{"document": "云政发〔2020〕6号", "clause": "二十"}],
    "departments": ["省财政厅"],
    "urgent": True,
    "confidence": 0.9,
    "suggested_reply": "可以贴息。",
    "parts": [{"asked": "能贴息吗", "about": "关于“贷款”", "text": "可以贴息。"}],
    "similar": [],
}


def test_a_new_ticket_gets_triage_s_verdict_once(tickets, ticket, monkeypatch):
    monkeypatch.setattr(assessment, "assess", lambda text, settings: SEEN)
    due = tickets.get(ticket)["due"]
    assert (assess_new(tickets), assess_new(tickets)) == (1, 0)
    kept = tickets.get(ticket)
    left_out = {"similar", "clauses", "references"}
    assert {name: kept[name] for name in SEEN if name not in left_out} == {
        k: v for k, v in SEEN.items() if k not in left_out
    }
    assert kept["clauses"] == ["云政发〔2020〕6号 二十"]
    assert kept["due"] < due  # urgent: answered sooner


def test_a_ticket_stays_what_it_was_where_triage_fails(tickets):
    number = tickets.open(NewTicket("c1", "一", departments=["省科技厅"])).number  # no policy store here
    assert assess_new(tickets) == 1
    kept = tickets.get(int(number[1:]))
    assert kept["assessed"] and kept["category"] == "other" and kept["departments"] == ["省科技厅"]


def test_what_staff_classified_first_stays(tickets, casework, ticket, monkeypatch):
    monkeypatch.setattr(assessment, "assess", lambda text, settings: SEEN)
    casework.classify(ticket, "小李", "talent", ["省科技厅"], urgent=False)
    assess_new(tickets)
    kept = tickets.get(ticket)
    assert (kept["category"], kept["urgent"], kept["departments"]) == ("talent", False, ["省科技厅"])
    assert kept["suggested_reply"] == "可以贴息。"
