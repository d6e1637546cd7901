"""What is counted, for Prometheus; nothing here can be traced to a person."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.helpdesk.database import engine, now, reading
from bot.helpdesk.ticket_tables import tickets
from bot.helpdesk.tickets import ACTIVE
from bot.helpdesk.upkeep_tables import outbox

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

QUESTIONS = Counter("bot_questions_total", "Messages that visitors sent and that were answered")
MESSAGES = Counter("bot_messages_total", "Messages sent to visitors, by kind", ["kind"])
CONFIDENCE = Histogram(
    "bot_confidence",
    "The classifier's probability of what it understood",
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0),
)
WITHOUT_RASA = Counter(
    "bot_answered_without_rasa_total", "Messages answered from the store's search, by reason", ["reason"]
)
REFUSED = Counter("bot_refused_total", "Messages turned away, by reason: too_fast or busy", ["reason"])
REPEATED = Counter("bot_repeated_total", "Messages sent again by a client and answered from what was kept")
RASA_SECONDS = Histogram("bot_rasa_seconds", "Time until Rasa answered", buckets=_SECONDS)
REQUESTS = Histogram(
    "bot_request_seconds",
    "Time to serve a request, by route and status",
    ["route", "status"],
    buckets=_SECONDS,
)
IN_FLIGHT = Gauge("bot_requests_in_flight", "Requests being served")
READY = Gauge("bot_ready", "1 while a question would be answered by the trained bot")


class QueueCollector(Collector):
    """The helpdesk's queue as it stands when Prometheus asks."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Tickets by status, age of the oldest unanswered one, notices not delivered yet."""
        up = GaugeMetricFamily("bot_database_up", "1 while the helpdesk's database answers")
        found: list[GaugeMetricFamily] = []
        try:
            found = list(self._read())
        except SQLAlchemyError:
            up.add_metric([], 0)
        else:
            up.add_metric([], 1)
        return [up, *found]

    def _read(self) -> Iterable[GaugeMetricFamily]:
        with reading(engine(self._url)) as connection:
            by_status = select(tickets.c.status, func.count()).group_by(tickets.c.status)
            counts = GaugeMetricFamily("bot_tickets", "Tickets by status", labels=["status"])
            for status, number in connection.execute(by_status):
                counts.add_metric([status], number)
            oldest = connection.execute(
                select(func.min(tickets.c.created)).where(tickets.c.status == "new")
            ).scalar()
            age = (now() - oldest).total_seconds() if oldest else 0.0
            late = select(func.count()).where(tickets.c.status.in_(ACTIVE), tickets.c.due < now())
            waiting = select(func.count()).where(
                outbox.c.delivered.is_(None), outbox.c.next_attempt.isnot(None)
            )
            yield counts
            for name, meaning, value in (
                ("bot_oldest_ticket_seconds", "Age of the oldest ticket nobody has taken up", age),
                ("bot_tickets_late", "Unsettled tickets past their due time", connection.scalar(late)),
                ("bot_notices_waiting", "Notices not delivered yet", connection.scalar(waiting)),
            ):
                yield GaugeMetricFamily(name, meaning, value=value)


def watch_queue(url: str) -> None:
    """Report on the queue in the database at `url` from now on; that of an earlier call is forgotten."""
    global _watched
    if _watched is not None:
        REGISTRY.unregister(_watched)
    _watched = QueueCollector(url)
    REGISTRY.register(_watched)


_watched: QueueCollector | None = None
