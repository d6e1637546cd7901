"""Conversations stay whole while their messages jump between processes and these come and go."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.cluster.machines import Cluster, restart_postgres
from tests.cluster.visitors import Crowd

pytestmark = pytest.mark.cluster

_VISITORS = 20
_PAUSE = 1.5


@pytest.fixture
def crowd(cluster: Cluster) -> Iterator[Crowd]:
    made = Crowd(cluster.address, _VISITORS)
    made.begin(_PAUSE)
    yield made
    made.end()


def accounted_for(cluster: Cluster, crowd: Crowd) -> str:
    """Every acknowledged message is kept once, in order, and stands at most once in Rasa's conversation."""
    crowd.end()
    total = 0
    for visitor in crowd.visitors:
        assert visitor.history() == visitor.acknowledged
        total += len(visitor.acknowledged)
    made = create_engine(cluster.environment["DATABASE_URL"], poolclass=NullPool)
    with made.connect() as connection:
        rows = connection.execute(text("SELECT sender_id, data FROM events WHERE type_name = 'user'"))
        heard = Counter((sender, json.loads(data)["message_id"]) for sender, data in rows)
    assert max(heard.values()) == 1
    assert total >= _VISITORS
    return f"0 of {total}"


def answered(crowd: Crowd) -> str:
    """How many answers were the bot's."""
    total = sum(len(v.acknowledged) for v in crowd.visitors)
    return (
        f"{sum(v.by_bot for v in crowd.visitors)} of {total} answers are the bot's, the others the search's"
    )


def test_one_of_each_killed_under_load(cluster: Cluster, crowd: Crowd, measure: Callable[..., None]) -> None:
    back = 0.0
    crowd.go_on()
    for name in ("website-0", "rasa-0", "actions-1"):
        cluster.kill(name)
        crowd.go_on()
        cluster.start(name)
        back = max(back, cluster.wait_ready(name))
    lost = accounted_for(cluster, crowd)
    assert not [error for v in crowd.visitors for error in v.errors if error == 500]
    measure(
        fault="Cluster: a website, a Rasa and an action process killed, one after the other, 20 visitors",
        visitor="answers from the processes that are left; a page whose connection broke sends again",
        longest=max(v.longest for v in crowd.visitors),
        back=back,
        lost=lost,
    )


def test_rolling_update_of_the_model(cluster: Cluster, crowd: Crowd, measure: Callable[..., None]) -> None:
    crowd.go_on()
    for number in range(2):
        cluster.retire(f"rasa-{number}")
        cluster.start(f"rasa-{number}")
        cluster.wait_ready(f"rasa-{number}")
    lost = accounted_for(cluster, crowd)
    assert [error for v in crowd.visitors for error in v.errors] == []
    assert sum(v.by_bot for v in crowd.visitors) == sum(len(v.acknowledged) for v in crowd.visitors)
    measure(
        fault="Cluster: rolling model update, 20 visitors",
        visitor="nothing: every answer is the bot's, no error",
        longest=max(v.longest for v in crowd.visitors),
        lost=lost,
    )


def test_redis_restarted(cluster: Cluster, crowd: Crowd, measure: Callable[..., None]) -> None:
    crowd.go_on()
    cluster.kill("redis")
    begun = time.monotonic()
    time.sleep(5)
    crowd.go_on()
    away = time.monotonic() - begun
    cluster.start("redis")
    crowd.go_on()
    lost = accounted_for(cluster, crowd)
    assert [error for v in crowd.visitors for error in v.errors] == []
    measure(
        fault=f"Redis away for {away:.0f} s and restarted empty",
        visitor=answered(crowd),
        longest=max(v.longest for v in crowd.visitors),
        lost=lost,
    )


def test_postgresql_restarted(
    cluster: Cluster, crowd: Crowd, postgres: str, measure: Callable[..., None]
) -> None:
    crowd.go_on()
    begun = time.monotonic()
    restart_postgres(postgres)
    back = time.monotonic() - begun
    crowd.go_on()
    lost = accounted_for(cluster, crowd)
    # What could not be kept was not acknowledged, and was sent again.
    assert {error for v in crowd.visitors for error in v.errors} <= {503}
    measure(
        fault="PostgreSQL restarted under load, 20 visitors",
        visitor=f"“服务暂时有问题，请过一会儿再试” and a retry, or nothing; {answered(crowd)}",
        longest=max(v.longest for v in crowd.visitors),
        back=back,
        lost=lost,
    )
