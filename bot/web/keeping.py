"""Whether what is said can be kept just now: found out by keeping something."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.helpdesk.database import now, writing
from bot.helpdesk.upkeep_tables import heartbeat

_GOOD_FOR_SECONDS = 5.0
_PATIENCE_SECONDS = 2.0


class Keeping:
    """`problem` says why no message can be kept; None while they can. Looks every five seconds at most."""

    def __init__(self, made: Engine) -> None:
        self._engine = made
        self._checked = float("-inf")
        self._problem: str | None = None
        self._looking: asyncio.Future[None] | None = None

    async def problem(self) -> str | None:
        if time.monotonic() - self._checked > _GOOD_FOR_SECONDS:
            self._problem = await self._find_problem()
            self._checked = time.monotonic()
        return self._problem

    async def _find_problem(self) -> str | None:
        # A look that still waits for the database is the answer: no second thread joins it.
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(run_in_threadpool(self._beat))
        try:
            await asyncio.wait_for(asyncio.shield(self._looking), _PATIENCE_SECONDS)
        except TimeoutError:
            return "消息存不进数据库：数据库被占住了"
        except SQLAlchemyError as error:
            return f"消息存不进数据库（{type(error).__name__}）：请看磁盘和数据库"
        return None

    def _beat(self) -> None:
        with writing(self._engine) as connection:
            if not connection.execute(update(heartbeat).values(at=now())).rowcount:
                connection.execute(heartbeat.insert().values(id=1, at=now()))
