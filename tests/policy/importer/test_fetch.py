"""Fetching from the web: a server of our own tells which requests reach it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import UserError
from bot.policy.importer import fetch as fetching
from bot.policy.importer.fetch import fetch, is_public
from bot.policy.importer.importing import import_document
from bot.policy.importer.source import MAX_BYTES
from bot.settings import Settings
from tests.policy.importer.conftest import PAPER


class _Handler(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        getattr(self, f"_{self.path.strip('/').partition('.')[0]}")()

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _paper(self) -> None:
        self._answer(200, PAPER.encode("gb18030"), Content_Type="text/plain; charset=gb18030")

    def _moved(self) -> None:
        self._answer(302, Location="/paper.txt")

    def _circle(self) -> None:
        self._answer(302, Location="/circle")

    def _local(self) -> None:
        self._answer(302, Location="file:///etc/passwd")

    def _missing(self) -> None:
        self._answer(404)

    def _nothing(self) -> None:
        self._answer(200)

    def _large(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(MAX_BYTES // 2**20 + 2):
                self.wfile.write(b"x" * 2**20)
        except ConnectionError:
            return

    def _drip(self) -> None:
        """A byte now and then, of the body or already of the head, and no end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if self.path.endswith(".body"):
            self.wfile.write(b"Content-Length: 100000\r\n\r\n")
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_document_is_imported_from_an_address(server: str, place: Settings) -> None:
    imported = import_document(f"{server}/moved", replace(place, import_private=1))
    assert imported.document.info.number == "某政发〔2021〕9号"
    assert _Handler.asked == ["/moved", "/paper.txt"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/circle", "转了"),
        ("/local", "http 或 https"),
        ("/missing", "404"),
        ("/nothing", "空的"),
        ("/large", "MB"),
    ],
)
def test_a_useless_answer_is_a_clear_error(path: str, said: str, server: str) -> None:
    with pytest.raises(UserError, match=said):
        fetch(server + path, private=True)


@pytest.mark.parametrize("path", ["/drip", "/drip.body"])
def test_the_whole_of_it_takes_no_longer_than_it_may(
    path: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_TOTAL_SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(UserError, match="太慢"):
        fetch(server + path, private=True)
    # It would go on for ever.
    assert time.monotonic() - begun < 30


def test_the_local_network_is_never_asked(server: str) -> None:
    port = server.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"):
        with pytest.raises(UserError, match=r"内部网络|打不开"):
            fetch(f"http://{host}:{port}/paper.txt")
    assert _Handler.asked == []


def test_a_name_that_turns_private_after_the_check_is_never_asked(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address connected to is the one that was checked, however often the name is looked up."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    connected = []

    def resolve(host: str, port: int, *args: object, **kwargs: object) -> list:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *args: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching, "create_connection", connect)
    with pytest.raises(UserError, match="打不开"):
        fetch("http://rebinding.example/")
    assert connected == ["93.184.215.14"]


def test_a_name_with_a_private_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(UserError, match="内部网络"):
        fetch("http://mixed.example/")


@pytest.mark.parametrize(
    "url", ["ftp://example.com/a", "file:///etc/passwd", "http://", "https://a:b@example.com/", "http://[::1"]
)
def test_only_plain_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(UserError):
        fetch(url)


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "::1 fe80::1 fc00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: "
    # Special-purpose rows of IANA's registries, and what is deprecated or not given out.
    "192.0.0.192 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1 240.0.0.1 fec0::1 "
    "64:ff9b:1::1 100::1 2001:2::1 2001:db8::1 3fff::1 5f00::1 ::1.2.3.4 4000::1 ff0e::1".split(),
)
def test_addresses_of_the_local_network_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public("64:ff9b::8.8.8.8") and is_public("::ffff:93.184.215.14")
    assert is_public("2606:4700::1111")
