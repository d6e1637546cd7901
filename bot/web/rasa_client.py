"""The website's way to Rasa and back."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog
import ujson

from bot.logs import REQUEST_ID, request_id
from bot.peers import ForeignListener, OwnConnector
from bot.settings import Settings
from bot.web.metrics import RASA_SECONDS, READY
from bot.web.replicas import Replicas

_READY_FOR_SECONDS = 1.0
# A Rasa process thinks about one message at a time and waits for the action server with a few others:
# more of them at once would only make all of them late.
_AT_ONCE = 16
TOKEN = "X-Internal-Token"

logger = structlog.get_logger()


class RasaUnavailable(Exception):
    """Rasa or the action server gave no answer."""


class Crowded(RasaUnavailable):
    """So many messages are before this one that Rasa would answer it too late; it was not asked."""


class RasaClient:
    """Sends messages to Rasa's website channel over kept-open connections."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._replicas = Replicas(settings.rasa_urls.split() or [settings.rasa_url])
        self._session: aiohttp.ClientSession | None = None
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))
        self._checked = float("-inf")
        self._problem: str | None = "正在启动"

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=OwnConnector(limit=0, keepalive_timeout=15),
            headers={TOKEN: self._settings.internal_token},
        )

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def say(
        self,
        conversation: str,
        text: str,
        message_id: str | None = None,
        command: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """{"messages", "understanding", "ticket"}. A `command` is done and the text not read.

        Raises RasaUnavailable after BOT_RASA_TIMEOUT seconds, Crowded after half of them where it was not
        this message's turn by then.
        """
        try:
            async with asyncio.timeout(self._settings.rasa_timeout):
                answer = await self._ask_replicas(conversation, text, message_id, command)
        except TimeoutError as error:
            raise RasaUnavailable("timeout") from error
        if not answer.get("messages"):
            # The model file was unusable or an action failed: nothing was said.
            raise RasaUnavailable("nothing_said")
        return answer

    async def _ask_replicas(
        self, conversation: str, text: str, message_id: str | None, command: dict[str, Any] | None
    ) -> dict[str, Any]:
        """The conversation's own process, else the next: the message's id keeps it from being taken twice."""
        body: dict[str, Any] = {"sender": conversation, "message": text, "message_id": message_id}
        if command:
            body["metadata"] = {"command": command}
        problem: Exception | None = None
        for url in await self._replicas.order(conversation):
            try:
                return await self._ask(url, body)
            except (aiohttp.ClientError, ConnectionError, ValueError) as error:
                self._replicas.failed(url)
                problem = error
                body["again"] = not isinstance(error, aiohttp.ClientConnectorError) or body.get(
                    "again", False
                )
                logger.warning("rasa.replica_failed", reason=type(error).__name__)
        raise RasaUnavailable(type(problem).__name__) from problem

    async def _ask(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {REQUEST_ID: request_id() or ""}
        async with self._turn(url):
            with RASA_SECONDS.time():
                async with self._opened().post(
                    f"{url}/webhooks/website/message", json=body, headers=headers
                ) as response:
                    if response.status != 200:
                        raise ValueError(f"Rasa answered {response.status}")
                    answer: dict[str, Any] = await response.json(loads=ujson.loads)
        self._replicas.answered(url)
        return answer

    @asynccontextmanager
    async def _turn(self, url: str) -> AsyncIterator[None]:
        """One of the few places at a Rasa process, in the order of coming."""
        try:
            async with asyncio.timeout(self._settings.rasa_timeout / 2):
                await self._turns[url].acquire()
        except TimeoutError:
            raise Crowded("crowded") from None
        try:
            yield
        finally:
            self._turns[url].release()

    async def facts(self, conversation: str) -> dict[str, Any]:
        """What the visitor surely told of themselves, attribute → value; raises RasaUnavailable."""
        timeout = aiohttp.ClientTimeout(total=self._settings.rasa_timeout / 2)
        problem: Exception = ConnectionError("no replica")
        for url in await self._replicas.order(conversation):
            asking = self._opened().post(
                f"{url}/webhooks/website/facts", json={"sender": conversation}, timeout=timeout
            )
            try:
                async with asking as response:
                    response.raise_for_status()
                    return dict((await response.json(loads=ujson.loads))["facts"])
            except (TimeoutError, aiohttp.ClientError, ConnectionError, ValueError, KeyError) as error:
                problem = error
                logger.warning("rasa.facts_not_told", reason=type(error).__name__)
        raise RasaUnavailable(type(problem).__name__) from problem

    async def forget(self, conversation: str) -> bool:
        """Make every Rasa process forget a conversation; False (and a line in the log) where one can't."""
        done = True
        timeout = aiohttp.ClientTimeout(total=self._settings.rasa_timeout)
        for url in await self._replicas.order(conversation):
            forgetting = self._opened().post(
                f"{url}/webhooks/website/forget", json={"sender": conversation}, timeout=timeout
            )
            try:
                async with forgetting as response:
                    response.raise_for_status()
            except (TimeoutError, aiohttp.ClientError) as error:
                logger.warning("rasa.not_forgotten", reason=type(error).__name__)
                done = False
        return done

    async def problem(self) -> str | None:
        """Why a question would not be answered by the trained bot now; None if it would."""
        if time.monotonic() - self._checked > _READY_FOR_SECONDS:
            self._problem = await self._find_problem()
            self._checked = time.monotonic()
            READY.set(self._problem is None)
        return self._problem

    async def _find_problem(self) -> str | None:
        """One Rasa process with its action server is enough."""
        seen = await asyncio.gather(*(self._problem_of(url) for url in await self._replicas.all()))
        return None if None in seen else next(iter(seen), "没有 Rasa 进程")

    async def _problem_of(self, url: str) -> str | None:
        try:
            timeout = aiohttp.ClientTimeout(total=2)
            async with self._opened().get(f"{url}/webhooks/website/ready", timeout=timeout) as response:
                return None if response.status == 200 else str((await response.json())["reason"])
        except ForeignListener:
            return "Rasa 的端口被这台机器上的别的用户占了；没有把任何话发给它"
        except (TimeoutError, aiohttp.ClientError, ValueError, KeyError):
            return "Rasa 还没有载入模型"

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RasaUnavailable("client is not open")
        return self._session
