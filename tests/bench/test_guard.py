"""The cost of a message beside the bare cost of its work: CPU time in one run, never wall time."""

from __future__ import annotations

import statistics
import uuid
from itertools import islice

import requests

from bench import floor
from bench.messages import load
from bench.processes import cpu_seconds

# CPU of Rasa with the actions in its process, as visitors get it, for a message, as a multiple of the floor;
# measured on 2026-11-24, when an action server was beside it.
RECORDED = 3.1
_MESSAGES = 150
_ROUNDS = 3


def test_a_message_costs_less_than_twice_what_it_did(start) -> None:
    pair = start("bot.dialogue.server", embedded=True)
    connection = requests.Session()
    _send(pair, connection, seed=0)  # what is loaded at the first messages
    ratios = []
    for seed in range(1, _ROUNDS + 1):
        before = sum(map(cpu_seconds, pair.pids))
        _send(pair, connection, seed)
        spent = (sum(map(cpu_seconds, pair.pids)) - before) * 1000 / _MESSAGES
        ratios.append(spent / floor.measure(_MESSAGES, seed))
    assert statistics.median(ratios) < 2 * RECORDED, ratios


def _send(pair, connection: requests.Session, seed: int) -> None:
    sender = ""
    for fresh, text in islice(load(seed), _MESSAGES):
        sender = uuid.uuid4().hex if fresh else sender
        url = f"{pair.address}/webhooks/website/message"
        connection.post(url, json={"sender": sender, "message": text}, timeout=30).raise_for_status()
