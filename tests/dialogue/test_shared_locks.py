"""One message of a conversation at a time over several processes, and no stop when Redis is away."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from bot.dialogue import redis_locks
from bot.dialogue.redis_locks import SharedLocks
from bot.processes import free_port
from bot.settings import read_settings


@pytest.fixture
def redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    if shutil.which("redis-server") is None:
        pytest.skip("没有安装 redis-server")
    port = str(free_port())
    process = subprocess.Popen(
        ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    own = read_settings({"BOT_REDIS_URL": f"redis://127.0.0.1:{port}/0"})
    monkeypatch.setattr(redis_locks, "settings", lambda: own)
    yield process
    process.kill()
    process.wait()


async def _connected(locks: SharedLocks) -> SharedLocks:
    for _ in range(1200):
        try:
            await locks._redis.ping()
            return locks
        except RedisError:
            await asyncio.sleep(0.05)
    raise AssertionError("Redis did not start")


async def test_two_processes_take_turns(redis: subprocess.Popen[bytes]) -> None:
    # Two stores share nothing but Redis, as two processes do.
    stores = [await _connected(SharedLocks()) for _ in range(2)]
    inside = most = done = 0

    async def work(locks: SharedLocks) -> None:
        nonlocal inside, most, done
        async with locks.lock("c1", 30):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1
            done += 1

    await asyncio.gather(*(work(stores[i % 2]) for i in range(30)))
    assert (most, done) == (1, 30)


async def test_without_redis_the_process_own_lock_holds(redis: subprocess.Popen[bytes]) -> None:
    locks = await _connected(SharedLocks())
    redis.kill()
    redis.wait()
    begun = time.monotonic()
    async with locks.lock("c1", 5):
        pass
    assert time.monotonic() - begun < 4
