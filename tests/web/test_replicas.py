"""A conversation stays with one Rasa process, and only that one's conversations move when it goes."""

from __future__ import annotations

from bot.web.replicas import Replicas

URLS = [f"http://127.0.0.{i}:5005" for i in range(1, 5)]
CONVERSATIONS = [f"c{i}" for i in range(400)]


async def test_the_same_conversation_goes_to_the_same_process() -> None:
    first, second = Replicas(URLS), Replicas(URLS[::-1])
    for conversation in CONVERSATIONS:
        assert await first.order(conversation) == await second.order(conversation)


async def test_conversations_are_spread() -> None:
    replicas = Replicas(URLS)
    first = [(await replicas.order(c))[0] for c in CONVERSATIONS]
    assert all(60 < first.count(url) < 140 for url in URLS)


async def test_only_the_conversations_of_the_one_that_goes_move() -> None:
    before, after = Replicas(URLS), Replicas(URLS[1:])
    for conversation in CONVERSATIONS:
        home = (await before.order(conversation))[0]
        assert home == URLS[0] or (await after.order(conversation))[0] == home


async def test_one_that_failed_comes_last_until_it_answers() -> None:
    replicas = Replicas(URLS)
    home = (await replicas.order("c1"))[0]
    replicas.failed(home)
    assert (await replicas.order("c1"))[-1] == home
    replicas.answered(home)
    assert (await replicas.order("c1"))[0] == home


async def test_a_name_stands_for_its_addresses() -> None:
    assert await Replicas(["http://localhost:5005"]).all() == ["http://127.0.0.1:5005"]
