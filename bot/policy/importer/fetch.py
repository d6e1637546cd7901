"""Fetches an official text from the web, from public addresses only.

The address that was checked is the one connected to, so neither a redirect nor a name that
changes its address between two look-ups can reach into the local network.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util.connection import create_connection

from bot.errors import UserError
from bot.policy.importer.source import MAX_BYTES, TOO_LARGE, Original, name_of

MAX_REDIRECTS = 5
_CONNECT_SECONDS = 10
_READ_SECONDS = 20
_TOTAL_SECONDS = 60
_CHUNK = 64 * 1024
# Translation of IPv4 into IPv6 (RFC 6052): the IPv4 address is in the last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All of IPv6 that IANA has given out for the public internet; the rest is for something else.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
# Rows of IANA's special-purpose registries that not every Python 3.11 knows; the first has clouds' metadata.
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


def fetch(url: str, private: bool = False) -> Original:
    """The document at an http(s) address, at most MAX_BYTES; raises UserError saying what to do.

    `private` also admits addresses that are not public, as tests with a local server need.
    """
    with _within(_TOTAL_SECONDS, url), _session(private) as session:
        for _ in range(MAX_REDIRECTS + 1):
            _check_form(url)
            with _get(session, url) as response:
                if not response.is_redirect:
                    return _read(url, response)
                url = urljoin(url, response.headers["location"])
    raise UserError(f"网址转了 {MAX_REDIRECTS} 次以上还没有到；请直接给出最后的网址")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip not in _GIVEN_OUT:
            return False
    special = any(ip.version == network.version and ip in network for network in _SPECIAL)
    return ip.is_global and not (special or ip.is_multicast or ip.is_reserved or ip.is_private)


class _PrivateAddress(OSError):
    pass


class _Watch:
    """Ends connections once the time is over, whatever they wait for: a byte now and then is no answer."""

    def __init__(self) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []

    def add(self, made: socket.socket) -> None:
        # A second name for the connection: TLS takes the first one over.
        self._sockets.append(socket.socket(fileno=os.dup(made.fileno())))
        if self.over:
            self.end()

    def end(self) -> None:
        self.over = True
        for made in self._sockets:
            with suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for made in self._sockets:
            made.close()


_watch: ContextVar[_Watch | None] = ContextVar("watch", default=None)


@contextmanager
def _within(seconds: float, url: str) -> Iterator[None]:
    """Everything inside is done within that time, or a UserError says that it was too slow."""
    watch = _Watch()
    timer = threading.Timer(seconds, watch.end)
    token = _watch.set(watch)
    timer.start()
    try:
        yield
    except UserError:
        if not watch.over:
            raise
    finally:
        timer.cancel()
        _watch.reset(token)
        watch.close()
    if watch.over:
        raise UserError(f"{url} 太慢；请下载后导入文件")


def _resolve(host: str, port: int) -> str:
    """The public address of a host; one that is not public among several is refused as well."""
    addresses = [str(i[4][0]) for i in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not addresses or not all(is_public(address) for address in addresses):
        raise _PrivateAddress(host)
    return addresses[0]


def _connect_public(connection: Any) -> socket.socket:
    return _connect(connection, _resolve(connection._dns_host, connection.port))


def _connect(connection: Any, host: str) -> socket.socket:
    options = connection.socket_options
    made = create_connection((host, connection.port), connection.timeout, None, options)
    watch = _watch.get()
    if watch is not None:
        watch.add(made)
    return made


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect_public(self)


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect_public(self)


class _AnyHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, self._dns_host)


class _AnyHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, self._dns_host)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _AnyHTTPPool(HTTPConnectionPool):
    ConnectionCls = _AnyHTTP


class _AnyHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _AnyHTTPS


class _PublicAdapter(HTTPAdapter):
    pools: ClassVar[dict[str, type]] = {"http": _HTTPPool, "https": _HTTPSPool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools


class _AnyAdapter(_PublicAdapter):
    pools: ClassVar[dict[str, type]] = {"http": _AnyHTTPPool, "https": _AnyHTTPSPool}


def _session(private: bool) -> requests.Session:
    session = requests.Session()
    # A proxy would look names up itself, and .netrc would send passwords along.
    session.trust_env = False
    session.headers["Accept-Encoding"] = "identity"
    session.headers["User-Agent"] = "dianchuang-importer"
    for scheme in ("http://", "https://"):
        session.mount(scheme, _AnyAdapter() if private else _PublicAdapter())
    return session


def _check_form(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UserError(f"只能从 http 或 https 网址导入：{url}；请检查网址")
    if parts.username or parts.password:
        raise UserError("网址里不能带用户名和密码；请去掉后重试")


@contextmanager
def _get(session: requests.Session, url: str) -> Iterator[requests.Response]:
    try:
        with session.get(
            url,
            stream=True,
            allow_redirects=False,
            timeout=(_CONNECT_SECONDS, _READ_SECONDS),
        ) as response:
            yield response
    except _PrivateAddress:
        raise UserError(_refusal(url)) from None
    except requests.Timeout:
        raise UserError(f"{url} 没有及时应答；请稍后再试，或下载后导入文件") from None
    except (requests.RequestException, HTTPError, OSError) as error:
        if _caused_by_private(error):
            raise UserError(_refusal(url)) from None
        raise UserError(f"{url} 打不开；请检查网址，或下载后导入文件") from None


def _caused_by_private(error: BaseException | None) -> bool:
    while error is not None:
        reason = getattr(error, "reason", None)
        found = [e for e in (error, reason, *error.args) if isinstance(e, BaseException)]
        if any(isinstance(e, _PrivateAddress) for e in found):
            return True
        error = error.__cause__ or error.__context__
    return False


def _refusal(url: str) -> str:
    return f"{url} 指向内部网络的地址，不能导入；请用公开的网址，或下载后导入文件"


def _read(url: str, response: requests.Response) -> Original:
    if response.status_code != 200:
        raise UserError(f"{url} 应答 {response.status_code}；请检查网址，或下载后导入文件")
    content = bytearray()
    for chunk in response.iter_content(_CHUNK):
        content += chunk
        if len(content) > MAX_BYTES:
            raise UserError(f"{url} {TOO_LARGE}")
    if not content.strip():
        raise UserError(f"{url} 是空的；请检查网址")
    declared = requests.utils.get_encoding_from_headers(response.headers) or ""
    # requests assumes ISO-8859-1 where a text type names no charset.
    return Original(name_of(url), bytes(content), "" if declared == "ISO-8859-1" else declared)
