"""Processes that die, hang or talk nonsense: the visitor gets an answer, and the bot comes back by itself."""

from __future__ import annotations

import http.server
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import pytest

from tests.faults.conftest import LONGEST_SECONDS, QUESTION, Answered, Product, message_id, wait_until

Measure = Callable[..., None]


def bounded(answers: list[Answered]) -> float:
    """The longest wait; every answer is one, and none took longer than a visitor is let wait."""
    assert {a.status for a in answers} == {200}
    assert max(a.own_seconds for a in answers) < LONGEST_SECONDS
    return max(a.seconds for a in answers)


def kept_once(product: Product, session: str, count: int) -> str:
    """Every acknowledged message stands in the conversation, each once and with an answer."""
    said = product.history(session)
    asked = [m["text"] for m in said if m["author"] == "visitor"]
    assert len(asked) == len(set(asked)) == count
    authors = [m["author"] for m in said]
    assert all(authors[i + 1] == "bot" for i, author in enumerate(authors) if author == "visitor")
    return f"0 of {count}"


def test_rasa_killed_in_mid_answer(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    with ThreadPoolExecutor(8) as pool:
        # One after the other in this conversation, others beside it, so that some are under way.
        asked = [pool.submit(product.say, f"{QUESTION}（{i}）", session) for i in range(60)]
        time.sleep(0.1)
        product.kill("bot.dialogue.server")
        answers = [task.result() for task in asked]
    longest = bounded(answers)
    assert any(not a.by_bot for a in answers)
    lost = kept_once(product, session, 61)
    measure(
        fault="Rasa killed (-9) in mid-answer",
        visitor="answers from the store's search, with citations",
        longest=longest,
        back=product.wait_bot(),
        lost=lost,
    )
    assert product.say(QUESTION, session).by_bot


def test_action_server_killed(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    product.kill("actions")
    answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(3)]
    longest = bounded(answers)
    lost = kept_once(product, session, 4)
    back = product.wait_bot()
    measure(
        fault="Action server killed (-9)",
        visitor="answers from the store's search, with citations",
        longest=longest,
        back=back,
        lost=lost,
    )
    assert product.say(QUESTION, session).by_bot


def test_website_killed_while_answering(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    own = message_id()
    product.kill("bot.web")
    begun = time.monotonic()

    def answered() -> bool:
        try:
            product.say(QUESTION, session, message_id=own)
        except OSError:  # requests' errors are
            return False
        return True

    back = wait_until(answered, 300)
    product.say(QUESTION, session, message_id=own)  # the page's own retry
    said = [m for m in product.history(session) if m["author"] == "visitor"]
    assert len(said) == 2
    measure(
        fault="Website killed (-9)",
        visitor="“发送失败，重试” on the page, the text kept; a retry is answered once",
        longest=time.monotonic() - begun,
        back=back,
        lost="0 of 2",
    )


@contextmanager
def stopped(process: psutil.Process) -> Iterator[None]:
    """A process that hangs: it holds its port and says nothing."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def test_action_server_hangs(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    with stopped(product.part("actions")):
        answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(2)]
    longest = bounded(answers)
    back = product.wait_bot()
    again = product.say(f"{QUESTION}（后来）", session)
    assert again.by_bot
    measure(
        fault="Action server hangs",
        visitor="answers from the store's search after the waiting time",
        longest=longest,
        back=back,
        lost=kept_once(product, session, 4),
    )


def test_rasa_hangs(product: Product, measure: Measure) -> None:
    session = product.say("你好").body["session"]
    with stopped(product.part("bot.dialogue.server")):
        answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(2)]
    longest = bounded(answers)
    measure(
        fault="Rasa hangs",
        visitor="answers from the store's search after the waiting time",
        longest=longest,
        back=product.wait_bot(),
        lost=kept_once(product, session, 3),
    )


class _Garbage(http.server.BaseHTTPRequestHandler):
    answers: list[bytes] = []
    count = 0

    def do_POST(self) -> None:
        body = self.answers[type(self).count % len(self.answers)]
        type(self).count += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_: object) -> None: ...


def test_action_server_answers_garbage(product: Product, measure: Measure) -> None:
    _Garbage.answers = [b"\x00\xff", b"[]", b"{}", b'{"events": "x", "responses": 5}', b"null", b"<html>"]
    session = product.say("你好").body["session"]
    port = int(product.environment["BOT_ACTION_PORT"])
    real = product.part("actions")
    server = _take_port(real, port)
    answers = [product.say(f"{QUESTION}（{i}）", session) for i in range(6)]
    server.shutdown()
    server.server_close()
    longest = bounded(answers)
    measure(
        fault="Action server answers garbage (six kinds)",
        visitor="answers from the store's search, with citations",
        longest=longest,
        back=product.wait_bot(),
        lost=kept_once(product, session, 7),
    )


def _take_port(real: psutil.Process, port: int) -> http.server.ThreadingHTTPServer:
    """Kill the action server and sit on its port before the supervisor brings it back."""
    http.server.ThreadingHTTPServer.allow_reuse_address = True
    real.kill()
    for _ in range(200):
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _Garbage)
            break
        except OSError:
            time.sleep(0.01)
    else:
        pytest.fail("the port did not become free")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
