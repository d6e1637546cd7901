"""Every setting of the product, read from the environment in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import UserError

ROOT = Path(__file__).resolve().parent.parent


def _setting(env: str, default: str, meaning: str) -> Any:
    return field(default=default, metadata={"env": env, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """Where things lie and how they behave; each default works on a fresh clone.

    Paths that are not absolute count from the repository root.
    """

    host: str = _setting("BOT_HOST", "127.0.0.1", "address the website listens on")
    port: int = _setting("BOT_PORT", "8000", "port of the website")
    rasa_port: int = _setting("BOT_RASA_PORT", "0", "loopback port of Rasa; 0 takes a free one")
    action_port: int = _setting(
        "BOT_ACTION_PORT",
        "0",
        "loopback port of an action server of its own; 0: actions run in Rasa's process",
    )
    data_dir: Path = _setting("BOT_DATA_DIR", "data", "folder of the knowledge: matters, documents, facts")
    policy_dir: str = _setting(
        "BOT_POLICY_DIR", "", "folder of the documents; empty: documents in BOT_DATA_DIR"
    )
    policy_db: Path = _setting("BOT_POLICY_DB", "var/policy.db", "the SQLite policy store")
    sources_dir: Path = _setting(
        "BOT_SOURCES_DIR",
        "../shared/sources",
        "texts that figures are proved against, where they are at hand",
    )
    laws_dir: Path = _setting("BOT_LAWS_DIR", "../shared/laws", "the same of laws")
    model_dir: Path = _setting("BOT_MODEL_DIR", "models", "folder of the trained models")
    var_dir: Path = _setting("BOT_VAR_DIR", "var", "folder for what is made at run time")
    published_in: str = _setting(
        "BOT_PUBLISHED_DIR",
        "",
        "folder of what the knowledge desk published, beside BOT_DATA_DIR; empty: published in BOT_VAR_DIR",
    )
    encoder_dir: str = _setting(
        "BOT_ENCODER_DIR",
        "",
        "folder of the converted encoder and of what triage learnt; empty: BOT_VAR_DIR, made when missing",
    )
    database_url: str = _setting(
        "DATABASE_URL", "sqlite:///var/helpdesk.db", "database of the tickets (SQLAlchemy URL)"
    )
    rate_limit: int = _setting(
        "BOT_RATE_LIMIT",
        "60",
        "messages a minute for one visitor, ten times that for one address; 0 switches it off",
    )
    widget_origins: str = _setting(
        "BOT_WIDGET_ORIGINS",
        "",
        "websites that may embed the chat, separated by spaces (https://a.cn https://b.cn); * for every one; "
        "empty: our own pages only",
    )
    rest_channel: int = _setting(
        "BOT_REST_CHANNEL",
        "0",
        "1: clients may also speak Rasa's REST form, POST /webhooks/rest/webhook; docs/widget.md",
    )
    secret: str = _setting(
        "BOT_SECRET", "", "key that signs sessions; empty: made once and kept in BOT_VAR_DIR"
    )
    session_days: int = _setting(
        "BOT_SESSION_DAYS", "30", "days after its last use until a visitor's token ends; 0 keeps it"
    )
    rasa_timeout: int = _setting(
        "BOT_RASA_TIMEOUT", "8", "seconds to wait for Rasa before answering from the store"
    )
    rasa_host: str = _setting(
        "BOT_RASA_HOST",
        "127.0.0.1",
        "address Rasa listens on; another than loopback needs BOT_INTERNAL_TOKEN",
    )
    rasa_urls: str = _setting(
        "BOT_RASA_URLS",
        "",
        "addresses of several Rasa processes, separated by spaces; a name may stand for several; "
        "empty: the one on BOT_RASA_PORT",
    )
    action_address: str = _setting(
        "BOT_ACTION_URL",
        "",
        "address of an action server elsewhere; empty: the one on BOT_ACTION_PORT, if any",
    )
    redis_url: str = _setting(
        "BOT_REDIS_URL", "", "Redis for locks and rate limits of several processes; empty: each has its own"
    )
    internal_token: str = _setting(
        "BOT_INTERNAL_TOKEN", "", "what the processes show one another; empty: made at each start"
    )
    chat_capacity: int = _setting(
        "BOT_CHAT_CAPACITY",
        "256",
        "messages under way at once in one website process; more are told to come back",
    )
    trusted_proxies: str = _setting(
        "BOT_TRUSTED_PROXIES",
        "127.0.0.1",
        "addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas",
    )
    import_private: int = _setting(
        "BOT_IMPORT_PRIVATE", "0", "1: `policy import` may fetch from addresses that are not public (tests)"
    )

    working_hours: str = _setting(
        "BOT_WORKING_HOURS", "09:00-12:00,13:00-17:00", "when staff are there, on working days in Kunming"
    )
    sla_hours: int = _setting("BOT_SLA_HOURS", "8", "working hours within which a ticket is answered")
    sla_urgent_hours: int = _setting("BOT_SLA_URGENT_HOURS", "2", "the same for an urgent ticket")
    escalate_hours: int = _setting(
        "BOT_ESCALATE_HOURS", "8", "working hours past due after which a forgotten ticket escalates"
    )
    ending_days: int = _setting(
        "BOT_ENDING_DAYS",
        "60",
        "days before the end of a document or provision that the channels are told of it, once; 0: never",
    )
    admin_second_factor: int = _setting(
        "BOT_ADMIN_SECOND_FACTOR", "0", "1: administrators must use a second factor (codes of an app)"
    )
    retention_days: int = _setting(
        "BOT_RETENTION_DAYS", "0", "days until settled tickets and conversations are deleted; 0 keeps them"
    )
    public_url: str = _setting(
        "BOT_PUBLIC_URL", "", "address of the website in notifications, such as https://ask.example.cn"
    )
    webhook_url: str = _setting("BOT_WEBHOOK_URL", "", "address told of ticket changes; empty: none")
    webhook_secret: str = _setting("BOT_WEBHOOK_SECRET", "", "key that signs what goes to the webhook")
    wecom_url: str = _setting("BOT_WECOM_URL", "", "address of a 企业微信 group robot; empty: none")
    smtp_url: str = _setting(
        "BOT_SMTP_URL", "", "mail server, smtp:// (STARTTLS where offered) or smtps://user:password@host:port"
    )
    mail_from: str = _setting("BOT_MAIL_FROM", "", "sender of the mails")
    mail_to: str = _setting("BOT_MAIL_TO", "", "receivers of the mails, separated by commas")

    @property
    def document_dir(self) -> Path:
        """Folder of the documents, one folder for each region in it."""
        return ROOT / self.policy_dir if self.policy_dir else self.data_dir / "documents"

    @property
    def published_dir(self) -> Path:
        """Folder of what the knowledge desk published: matters and documents, laid out as in the data."""
        return ROOT / self.published_in if self.published_in else self.var_dir / "published"

    @property
    def proof_dirs(self) -> tuple[Path, ...]:
        """Folders of the texts that figures are proved against."""
        return self.sources_dir, self.laws_dir

    @property
    def encoder_cache(self) -> Path:
        """Folder in which the encoder and what triage has learnt lie or are to lie."""
        return ROOT / self.encoder_dir if self.encoder_dir else self.var_dir

    @property
    def tracker_db(self) -> Path:
        """Rasa's conversations, where SQLite keeps them."""
        return self.var_dir / "tracker.db"

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def action_url(self) -> str:
        """Address of the action server; empty where actions run in Rasa's process."""
        own = f"http://127.0.0.1:{self.action_port}" if self.action_port else ""
        return self.action_address or own


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Read the environment; raises UserError that names the variable whose value is unusable."""
    env = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for item in fields(Settings):
        name = item.metadata["env"]
        raw = env.get(name) or str(item.default)
        if item.type == "int":
            if not raw.isdigit():
                raise UserError(f"环境变量 {name} 要是不小于 0 的整数，现在是“{raw}”")
            values[item.name] = int(raw)
        elif item.type == "Path":
            values[item.name] = ROOT / raw
        else:
            values[item.name] = raw
    if values["database_url"].startswith("sqlite:///") and "///" in values["database_url"]:
        path = values["database_url"].removeprefix("sqlite:///")
        values["database_url"] = f"sqlite:///{ROOT / path}"
    return Settings(**values)


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment from which another process reads these settings."""
    return {item.metadata["env"]: str(getattr(settings, item.name)) for item in fields(Settings)}


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()
