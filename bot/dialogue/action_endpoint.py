"""The way from Rasa to the action server: connections that stay open."""

from __future__ import annotations

from typing import Any

import aiohttp
import ujson
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, concat_url

from bot.logs import REQUEST_ID, request_id
from bot.peers import OwnConnector
from bot.settings import settings

_TOKEN = "X-Internal-Token"
# Below BOT_RASA_TIMEOUT: the conversation is free again before the visitor is answered otherwise.
_LONGEST_SECONDS = 6


class KeptEndpoint(EndpointConfig):
    """An `EndpointConfig` with one session for all calls; stock Rasa opens and closes one for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._session: aiohttp.ClientSession | None = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> KeptEndpoint:
        """The same endpoint, kept open."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            **endpoint.kwargs,
        )

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The JSON answer; raises what Rasa's own endpoint raises."""
        seconds = min(kwargs.get("timeout", DEFAULT_REQUEST_TIMEOUT), _LONGEST_SECONDS)
        kwargs["timeout"] = aiohttp.ClientTimeout(total=seconds)
        kwargs["headers"] = {REQUEST_ID: request_id() or "", _TOKEN: settings().internal_token}
        kwargs["params"] = self.combine_parameters(kwargs) or None
        url = concat_url(self.url, subpath)
        async with self._opened().request(method, url, compress=compress, **kwargs) as response:
            if response.status >= 400:
                body = await response.content.read()
                raise ClientResponseError(response.status, response.reason, body)
            return await response.json(loads=ujson.loads)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # The action server closes a connection after 5 idle seconds; one closed earlier here is
            # never written to while it goes.
            connector = OwnConnector(limit=64, keepalive_timeout=3)
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers=self.headers,
                auth=aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None,
                json_serialize=ujson.dumps,
            )
        return self._session
