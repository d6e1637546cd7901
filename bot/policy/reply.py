"""One message to the visitor: its text, citations and buttons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote as url_quote

from bot.policy.commands import Command
from bot.policy.selection import Source
from bot.policy.topics import Topic


@dataclass(frozen=True)
class Citation:
    """`clause` is the clause's own number; `quote` is verbatim and empty where no text is held.

    `title` is the clause's, else the document's. `date` is the document's (ISO), `state` one of
    in force, unconfirmed, ended; `official_url` the issuer's own address, empty where none is known.
    """

    document: str
    clause: str
    title: str
    quote: str
    url: str
    level: str = ""
    region: str = ""
    date: str = ""
    state: str = ""
    official_url: str = ""


@dataclass(frozen=True)
class Button:
    """`payload` is plain text, shown as the visitor's words; `command` what is done, see bot.policy.commands.

    Without a command the payload is read like any sentence.
    """

    title: str
    payload: str
    command: Command | None = field(default=None, hash=False)

    def as_json(self) -> dict[str, Any]:
        """Its form in a message."""
        said = {"title": self.title, "payload": self.payload}
        return said if self.command is None else {**said, "command": self.command}


@dataclass(frozen=True)
class Reply:
    """One message to the visitor; `kind` as the contract lists them."""

    kind: str
    text: str
    citations: tuple[Citation, ...] = ()
    departments: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def as_message(self) -> dict[str, Any]:
        """The JSON form of the contract."""
        message = asdict(self)
        message["buttons"] = [button.as_json() for button in self.buttons]
        message.update(message.pop("extra"))
        return message


def policy_url(document: str, clause: str = "") -> str:
    """Address of a clause on the website."""
    return f"/policy/{url_quote(document)}" + (f"#{clause}" if clause else "")


def citation(source: Source) -> Citation:
    """A source as a message carries it."""
    return Citation(
        source.document,
        source.clause,
        source.title or source.document_title,
        source.quote,
        policy_url(source.document, source.clause),
        source.level,
        source.region,
        source.date,
        source.state,
        source.official_url,
    )


def citations_of(*topics: Topic) -> tuple[Citation, ...]:
    """The sources of matters, each once."""
    return tuple(dict.fromkeys(citation(source) for topic in topics for source in topic.sources))
