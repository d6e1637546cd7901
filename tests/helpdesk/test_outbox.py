"""Notices reach a real HTTP server and a real SMTP server once, signed, however long these are away."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller

from bot.helpdesk import outbox
from bot.helpdesk.assessment import assess_new
from bot.helpdesk.casework import Casework
from bot.helpdesk.notices import signature
from bot.helpdesk.outbox import deliver_due, pause, waiting
from bot.helpdesk.tickets import NewTicket, TicketStore
from bot.processes import free_port


class Receiver(HTTPServer):
    """Keeps what it is sent; answers `status` with `answer`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.answer, self.got = 200, b"{}", []
        self.url = f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_): ...


@pytest.fixture
def receiver():
    server = Receiver()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hooked(settings, receiver):
    return replace(settings, webhook_url=receiver.url, webhook_secret="s3cret")


def test_a_webhook_is_signed_and_sent_once(hooked, receiver):
    store = TicketStore(hooked)
    store.open(NewTicket("c1", "回电 13800001111"))
    assess_new(store)
    assert deliver_due(store.engine, hooked) == 1
    assert deliver_due(store.engine, hooked) == 0
    ((headers, body),) = receiver.got
    assert headers["X-Bot-Signature"] == signature("s3cret", headers["X-Bot-Timestamp"], body)
    told = json.loads(body)
    assert told["event"] == "ticket.created" and told["ticket"]["number"] == "T000001"
    assert told["ticket"]["question"] == "回电 [手机号]"


def test_a_receiver_that_was_down_for_an_hour_gets_everything_once(hooked, receiver, monkeypatch):
    store = TicketStore(hooked)
    clock = [outbox.now()]
    monkeypatch.setattr(outbox, "now", lambda: clock[0])
    receiver.status = 503
    store.open(NewTicket("c1", "一"))
    assess_new(store)
    Casework(store).close(1, "system")
    clock[0] = max(clock[0], outbox.now())
    start = clock[0]
    while (clock[0] - start).total_seconds() < 3600:
        deliver_due(store.engine, hooked)
        clock[0] += pause(1)
    assert len(waiting(store.engine)) == 2
    receiver.status, failed = 200, len(receiver.got)
    clock[0] += pause(99)
    assert deliver_due(store.engine, hooked) == 2 and deliver_due(store.engine, hooked) == 0
    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert sorted(keys[failed:]) == sorted(set(keys))  # each once, under the key of its failed attempts
    assert failed < 60 and waiting(store.engine) == []


def test_what_a_dead_process_had_claimed_is_sent_by_another(hooked, receiver, monkeypatch):
    store = TicketStore(hooked)
    store.open(NewTicket("c1", "一"))
    assess_new(store)
    outbox._claim(store.engine)  # and then it is killed
    assert deliver_due(store.engine, hooked) == 0
    later = outbox.now() + pause(10)
    monkeypatch.setattr(outbox, "now", lambda: later)
    assert deliver_due(store.engine, hooked) == 1 and len(receiver.got) == 1


def test_a_refusal_of_wecom_with_status_200_counts_as_one(settings, receiver):
    configured = replace(settings, wecom_url=receiver.url)
    store = TicketStore(configured)
    store.open(NewTicket("c1", "孵化器租金"))
    assess_new(store)
    receiver.answer = b'{"errcode": 45009}'
    assert deliver_due(store.engine, configured) == 0
    assert waiting(store.engine)[0]["problem"] == "企业微信 errcode 45009"
    assert "孵化器租金" in json.loads(receiver.got[0][1])["text"]["content"]


def test_a_mail_arrives_at_an_smtp_server(settings):
    class Inbox:
        def __init__(self):
            self.mails = []

        async def handle_DATA(self, server, session, envelope):
            self.mails.append(envelope)
            return "250 OK"

    port = free_port()
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        configured = replace(
            settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="bot@example.cn", mail_to="a@example.cn"
        )
        store = TicketStore(configured)
        store.open(NewTicket("c1", "孵化器租金"))
        assess_new(store)
        assert deliver_due(store.engine, configured) == 1
    finally:
        controller.stop()
    (envelope,) = inbox.mails
    assert envelope.rcpt_tos == ["a@example.cn"] and b"Message-ID" in envelope.content


def test_nothing_is_queued_where_nothing_is_set_up(settings):
    store = TicketStore(settings)
    store.open(NewTicket("c1", "一"))
    assess_new(store)
    assert waiting(store.engine) == []
