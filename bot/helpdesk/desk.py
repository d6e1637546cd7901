"""The whole helpdesk of one installation, opened once by each process that needs it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Engine

from bot.helpdesk.canned import CannedReplies
from bot.helpdesk.casework import Casework
from bot.helpdesk.handover import Handover
from bot.helpdesk.knowledge.drafts import Drafts
from bot.helpdesk.learning import Learning
from bot.helpdesk.sessions import StaffSessions
from bot.helpdesk.staff import StaffRegister
from bot.helpdesk.tickets import TicketStore
from bot.helpdesk.worker import Worker
from bot.settings import Settings


@dataclass(frozen=True)
class Desk:
    """Its parts, all on one database."""

    settings: Settings
    engine: Engine
    tickets: TicketStore
    casework: Casework
    handover: Handover
    register: StaffRegister
    sessions: StaffSessions
    canned: CannedReplies
    learning: Learning
    drafts: Drafts
    worker: Worker


def open_desk(settings: Settings) -> Desk:
    """Open the helpdesk; its tables are current when this returns."""
    store = TicketStore(settings)
    desk = Desk(
        settings,
        store.engine,
        store,
        Casework(store),
        Handover(store),
        StaffRegister(settings.database_url),
        StaffSessions(settings.database_url),
        CannedReplies(store.engine),
        Learning(store.engine),
        Drafts(store.engine),
        Worker(store),
    )
    desk.canned.provide_first()
    return desk


def first_admin_link(settings: Settings) -> str | None:
    """Where the first admin picks name and password, once and within a day; None once anybody exists."""
    token = StaffRegister(settings.database_url).invite_first_admin()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{address}/helpdesk/welcome/{token}" if token else None
