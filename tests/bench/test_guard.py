"""The cost of a message beside the bare cost of its work: CPU time in one run, never wall time."""

from __future__ import annotations

import statistics
import uuid
from itertools import islice

import requests

from bench.floor import Floor
from bench.messages import load
from bench.processes import cpu_seconds

# CPU of Rasa with the actions in its process, as visitors get it, for a message, as a multiple of the floor;
# measured on 2026-11-24, when an action server was beside it.
RECORDED = 3.1
_WARM_UP, _MESSAGES = 150, 60
_ROUNDS = 7


def test_a_message_costs_less_than_twice_what_it_did(start) -> None:
    """Both answer the same messages by turns, so that both meet the same sentences for the first time.

    A machine that slows down, or has others to serve, slows down both.
    """
    pair, floor = start("bot.dialogue.server", embedded=True), Floor()
    connection = requests.Session()
    ratios = []
    for seed in range(_ROUNDS + 1):
        said = list(islice(load(seed), _MESSAGES if seed else _WARM_UP))
        before = sum(map(cpu_seconds, pair.pids))
        _send(pair, connection, said)
        spent = (sum(map(cpu_seconds, pair.pids)) - before) * 1000 / len(said)
        ratios.append(spent / floor.cost([text for _, text in said]))
    # The first round only has everything loaded.
    assert statistics.median(ratios[1:]) < 2 * RECORDED, ratios


def _send(pair, connection: requests.Session, said: list[tuple[bool, str]]) -> None:
    sender = ""
    for fresh, text in said:
        sender = uuid.uuid4().hex if fresh else sender
        url = f"{pair.address}/webhooks/website/message"
        connection.post(url, json={"sender": sender, "message": text}, timeout=30).raise_for_status()
