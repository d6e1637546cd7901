"""What is counted, for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

MESSAGES = Counter("bot_messages_total", "Messages sent to visitors, by kind", ["kind"])
REQUESTS = Histogram(
    "bot_request_seconds",
    "Time to serve a request, by route and status",
    ["route", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
