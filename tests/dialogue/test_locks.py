"""One message of a conversation after the other; different conversations at the same time."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockError

from bot.dialogue.locks import ConversationLocks


def test_messages_of_a_conversation_wait_for_each_other_and_no_second_longer() -> None:
    locks, log = ConversationLocks(), []

    async def message(number: int) -> None:
        async with locks.lock("她"):
            log.append(("in", number))
            await asyncio.sleep(0)
            log.append(("out", number))

    async def both() -> None:
        await asyncio.wait_for(asyncio.gather(message(1), message(2)), 0.9)

    asyncio.run(both())
    assert log == [("in", 1), ("out", 1), ("in", 2), ("out", 2)]
    assert not locks._locks


def test_another_conversation_does_not_wait() -> None:
    locks = ConversationLocks()

    async def nested() -> bool:
        async with locks.lock("她"), locks.lock("他"):
            return True

    assert asyncio.run(nested())


def test_who_waits_too_long_is_told() -> None:
    locks = ConversationLocks()

    async def nested() -> None:
        async with locks.lock("她"), locks.lock("她", lock_lifetime=0.01):
            pass

    with pytest.raises(LockError):
        asyncio.run(nested())
    assert not locks._locks
