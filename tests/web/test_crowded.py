"""More messages than Rasa can answer in time: nobody waits in vain, and Rasa is not asked in vain."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from aiohttp import web
from fastapi.testclient import TestClient

from bot.settings import Settings
from bot.web import chat_message, rasa_client
from bot.web.app import create_app
from bot.web.limits import Places
from bot.web.rasa_client import Crowded, RasaClient, RasaUnavailable
from tests.web.conftest import ANSWER, FakeRasa


class SlowRasa:
    """Answers one message after the other, each after `seconds`; notes which ones it was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[str] = []
        self.address = ""
        self._one = asyncio.Lock()

    async def answer(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.asked.append(said["message"])
        async with self._one:
            await asyncio.sleep(self.seconds)
        return web.json_response({"messages": [ANSWER], "understanding": {}, "ticket": None})


@pytest.fixture
async def slow_rasa() -> AsyncIterator[SlowRasa]:
    rasa = SlowRasa(0.1)
    application = web.Application()
    application.router.add_post("/webhooks/website/message", rasa.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    rasa.address = f"http://{host}:{port}"
    yield rasa
    await runner.cleanup()


async def ask_at_once(client: RasaClient, count: int) -> list[tuple[Any, float]]:
    """What each of so many messages came to, and after how many seconds."""

    async def ask(number: int) -> tuple[Any, float]:
        begun = time.monotonic()
        try:
            return await client.say(f"c{number}", str(number)), time.monotonic() - begun
        except RasaUnavailable as error:
            return type(error), time.monotonic() - begun

    return await asyncio.gather(*(ask(number) for number in range(count)))


async def test_who_would_be_answered_too_late_is_told_early_and_rasa_is_not_asked(
    built_settings: Settings, slow_rasa: SlowRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_client, "_AT_ONCE", 2)
    slow_rasa.seconds = 0.5
    client = RasaClient(replace(built_settings, rasa_urls=slow_rasa.address, rasa_timeout=10))
    await client.open()
    came_to = await ask_at_once(client, 40)
    await client.close()
    crowded = [seconds for what, seconds in came_to if what is Crowded]
    answered = [number for number, (what, _) in enumerate(came_to) if isinstance(what, dict)]
    # Five seconds of waiting at two answers a second, and two more that had their turn.
    assert 5 <= len(answered) <= 13 and len(crowded) == 40 - len(answered)
    # After half of the time that they would have waited for an answer.
    assert max(crowded) < 8
    # Nothing was asked for which nobody waits any more.
    assert sorted(int(text) for text in slow_rasa.asked) == answered


def test_in_a_crowd_the_store_answers_and_says_why(client: TestClient, rasa: FakeRasa) -> None:
    async def crowded(*_: Any) -> Any:
        raise Crowded("crowded")

    rasa.say = crowded  # type: ignore[method-assign]
    answer = client.post("/api/chat", json={"message": "孵化机构提供检验检测和财税会计服务吗"})
    assert answer.status_code == 200
    message = answer.json()["messages"][0]
    assert message["citations"] and message["text"].startswith("现在问的人多")


async def test_a_full_house_says_when_to_come_back_and_asks_nothing(web_settings: Settings) -> None:
    rasa = WaitingRasa()
    app = create_app(replace(web_settings, chat_capacity=3), rasa)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as visitor:
        inside = [asyncio.create_task(visitor.post("/api/chat", json={"message": "一"})) for _ in range(3)]
        await asyncio.wait_for(rasa.full.wait(), 5)
        turned_away = await visitor.post("/api/chat", json={"message": "二"})
        rasa.go_on.set()
        answered = await asyncio.gather(*inside)
        after = await visitor.post("/api/chat", json={"message": "三"})
    assert turned_away.status_code == 503 and int(turned_away.headers["retry-after"]) > 0
    assert [answer.status_code for answer in answered] == [200] * 3 and after.status_code == 200
    assert [text for _, text in rasa.heard] == ["一"] * 3 + ["三"]


class WaitingRasa(FakeRasa):
    """Answers when told to; `full` is set when three messages wait."""

    def __init__(self) -> None:
        super().__init__()
        self.full, self.go_on, self._waiting = asyncio.Event(), asyncio.Event(), 0

    async def say(
        self, conversation: str, text: str, message_id: str | None = None, command: Any = None
    ) -> dict[str, Any]:
        self._waiting += 1
        if self._waiting == 3:
            self.full.set()
        await self.go_on.wait()
        return await super().say(conversation, text, message_id)


async def test_a_crowd_before_the_search_is_told_to_come_back_too(
    web_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CrowdedRasa(FakeRasa):
        async def say(
            self, conversation: str, text: str, message_id: str | None = None, command: Any = None
        ) -> dict[str, Any]:
            raise Crowded("crowded")

    searching, go_on = threading.Semaphore(0), threading.Event()
    answer_at_once = chat_message._without_rasa

    def answer(*asked: Any) -> Any:
        searching.release()
        go_on.wait(10)
        return answer_at_once(*asked)

    monkeypatch.setattr(chat_message, "_without_rasa", answer)
    app = create_app(web_settings, CrowdedRasa())
    app.state.searches = Places(2)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as visitor:
        inside = [asyncio.create_task(visitor.post("/api/chat", json={"message": "一"})) for _ in range(2)]
        for _ in inside:
            await asyncio.to_thread(searching.acquire, timeout=10)
        turned_away = await visitor.post("/api/chat", json={"message": "二"})
        go_on.set()
        answered = await asyncio.gather(*inside)
    assert turned_away.status_code == 503 and int(turned_away.headers["retry-after"]) > 0
    assert [answer.status_code for answer in answered] == [200] * 2
