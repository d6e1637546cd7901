"""The website's way to Rasa and back."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import ujson

from bot.settings import Settings

_READY_FOR_SECONDS = 1.0


class RasaUnavailable(Exception):
    """Rasa or the action server gave no answer."""


class RasaClient:
    """Sends messages to Rasa's website channel over kept-open loopback connections."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._checked = 0.0
        self._problem: str | None = "正在启动"

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30))

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def say(self, conversation: str, text: str) -> dict[str, Any]:
        """{"messages", "understanding", "ticket"}; raises RasaUnavailable after BOT_RASA_TIMEOUT seconds."""
        url = f"{self._settings.rasa_url}/webhooks/website/message"
        body = {"sender": conversation, "message": text}
        timeout = aiohttp.ClientTimeout(total=self._settings.rasa_timeout)
        try:
            async with self._opened().post(url, json=body, timeout=timeout) as response:
                if response.status != 200:
                    raise RasaUnavailable(f"Rasa answered {response.status}")
                answer: dict[str, Any] = await response.json(loads=ujson.loads)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise RasaUnavailable(type(error).__name__) from error
        if not answer.get("messages"):
            # The model file was unusable or an action failed: nothing was said.
            raise RasaUnavailable("Rasa said nothing")
        return answer

    async def problem(self) -> str | None:
        """Why a question would not be answered by the trained bot now; None if it would."""
        if time.monotonic() - self._checked > _READY_FOR_SECONDS:
            self._problem = await self._find_problem()
            self._checked = time.monotonic()
        return self._problem

    async def _find_problem(self) -> str | None:
        for url, name in (
            (f"{self._settings.rasa_url}/webhooks/website/ready", "Rasa 还没有载入模型"),
            (f"{self._settings.action_url}/health", "动作服务还没有起来"),
        ):
            try:
                timeout = aiohttp.ClientTimeout(total=2)
                async with self._opened().get(url, timeout=timeout) as response:
                    if response.status != 200:
                        return name
            except (TimeoutError, aiohttp.ClientError):
                return name
        return None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RasaUnavailable("client is not open")
        return self._session
