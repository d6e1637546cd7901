"""The ways a notice leaves: a signed webhook, a 企业微信 group robot, mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bot.settings import Settings

if TYPE_CHECKING:
    import requests

_TIMEOUT_SECONDS = 10
# A 企业微信 robot takes 2,048 bytes.
_MOST_LINES, _LONGEST_LINE = 8, 60
_EVENTS = {
    "ticket.created": "新工单",
    "ticket.changed": "工单有变化",
    "ticket.escalated": "工单超时没人处理",
}


class DeliveryFailed(Exception):
    """The receiver did not take the notice; it is tried again later."""


@dataclass(frozen=True)
class Notice:
    """`key` stays the same over all attempts of one notice to one receiver."""

    key: str
    payload: dict[str, Any]
    created: dt.datetime


def send_webhook(settings: Settings, notice: Notice) -> None:
    """POST the JSON; `X-Bot-Signature` is HMAC-SHA256 of «timestamp.body» with BOT_WEBHOOK_SECRET."""
    body = json.dumps({"id": notice.key, **notice.payload}, ensure_ascii=False).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": notice.key,
        "X-Bot-Timestamp": stamp,
        "X-Bot-Signature": signature(settings.webhook_secret, stamp, body),
    }
    _post(settings.webhook_url, data=body, headers=headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What a receiver compares: `sha256=<hex>`."""
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def send_wecom(settings: Settings, notice: Notice) -> None:
    """A text message of a 企业微信 group robot; it answers 200 with an errcode even when it refuses."""
    content = {"msgtype": "text", "text": {"content": _words(notice)}}
    answer = _post(settings.wecom_url, json=content)
    try:
        code = answer.json().get("errcode")
    except ValueError:
        code = "no JSON"
    if code != 0:
        raise DeliveryFailed(f"企业微信 errcode {code}")


def send_email(settings: Settings, notice: Notice) -> None:
    """One mail to BOT_MAIL_TO; its Message-ID is the notice's key."""
    server = urlsplit(settings.smtp_url)
    mail = EmailMessage()
    mail["Subject"] = _words(notice).splitlines()[0]
    mail["From"] = settings.mail_from or "helpdesk@localhost"
    mail["To"] = settings.mail_to
    mail["Message-ID"] = f"<{notice.key}@{server.hostname}>"
    mail.set_content(_words(notice))
    try:
        with _mail_server(server.scheme, server.hostname or "localhost", server.port) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryFailed(f"SMTP {type(error).__name__}") from error


def _mail_server(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_TIMEOUT_SECONDS, context=context)
    connection = smtplib.SMTP(host, port or 25, timeout=_TIMEOUT_SECONDS)
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
    return connection


def _post(url: str, **content: Any) -> requests.Response:
    # Imported when the first notice leaves: most installations send none.
    import requests

    # Redirects are not followed: a signed notice goes where it was addressed.
    try:
        answer = requests.post(url, timeout=_TIMEOUT_SECONDS, allow_redirects=False, **content)
    except requests.RequestException as error:
        raise DeliveryFailed(type(error).__name__) from error
    if not 200 <= answer.status_code < 300:
        raise DeliveryFailed(f"HTTP {answer.status_code}")
    return answer


def _words(notice: Notice) -> str:
    """What people read; the first line is the subject."""
    if "endings" in notice.payload:
        return _endings(notice.payload)
    ticket = notice.payload["ticket"]
    urgent = "【紧急】" if ticket["urgent"] else ""
    what = _EVENTS.get(notice.payload["event"], notice.payload["event"])
    return f"{urgent}{what} {ticket['number']}\n{ticket['question'][:200]}\n{ticket['url']}"


def _endings(payload: dict[str, Any]) -> str:
    endings = payload["endings"]
    told = (f"{one['day']} {one['document']}：{one['what']}" for one in endings[:_MOST_LINES])
    lines = [line[:_LONGEST_LINE] for line in told]
    more = [f"……另有 {len(endings) - _MOST_LINES} 项"] if len(endings) > _MOST_LINES else []
    return "\n".join([f"{len(endings)} 项政策快到期，请准备新的", *lines, *more, payload["url"]])


SENDERS: dict[str, Callable[[Settings, Notice], None]] = {
    "webhook": send_webhook,
    "wecom": send_wecom,
    "email": send_email,
}
