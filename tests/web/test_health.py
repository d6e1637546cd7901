"""Health tells the truth about the process, readiness about the bot behind it."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.web.conftest import FakeRasa


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"ready": True}


def test_not_ready_says_why(client: TestClient, rasa: FakeRasa) -> None:
    rasa.away = "Rasa 还没有载入模型"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "reason": "Rasa 还没有载入模型"}
    assert client.get("/healthz").status_code == 200


def test_metrics_count_messages_by_kind(client: TestClient) -> None:
    client.post("/api/chat", json={"message": "一"})
    assert 'bot_messages_total{kind="answer"}' in client.get("/metrics").text


def test_security_headers_on_every_answer(client: TestClient) -> None:
    for path in ("/healthz", "/nowhere", "/api/chat/x"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
