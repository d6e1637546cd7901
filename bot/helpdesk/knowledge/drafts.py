"""Drafts: changes of the knowledge that one person writes and another publishes.

A draft holds files just as the data folder does: path below it → text, or None where it takes a file away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from bot.helpdesk import audit
from bot.helpdesk.casework import Conflict
from bot.helpdesk.database import lock, now, reading, writing
from bot.helpdesk.knowledge_tables import drafts
from bot.helpdesk.tickets import TicketError

KINDS = {"paper": "新文件", "change": "修改", "undo": "撤销"}
STAGES = {
    "draft": "起草中",
    "proposed": "等另一位同事审核",
    "published": "已发布",
    "withdrawn": "已发布，后来撤销",
    "dropped": "已放弃",
}
Files = Mapping[str, str | None]
_TITLE, _ORIGIN = 200, 300


class DraftError(TicketError):
    """What can't be done with a draft as it stands; says what to do."""


@dataclass(frozen=True)
class Draft:
    """A row of the table; `version` rises with each change of what it holds."""

    id: int
    kind: str
    status: str
    title: str
    version: int
    files: dict[str, str | None]
    undone: dict[str, str | None] | None
    doubts: list[str]
    origin: str
    checked: dict[str, Any] | None
    preview: dict[str, Any] | None
    reason: str
    remark: str
    author: str
    writers: list[str]
    created: Any
    changed_by: str
    changed: Any
    decided_by: str | None
    decided: Any

    @property
    def open(self) -> bool:
        """Whether it may still be changed."""
        return self.status == "draft"

    @property
    def texts(self) -> dict[str, str]:
        """The files that it holds, without those that it takes away."""
        return {path: text for path, text in self.files.items() if text is not None}


class Drafts:
    """The drafts in the database of an engine."""

    def __init__(self, made: Engine) -> None:
        self._engine = made

    def begin(
        self,
        kind: str,
        title: str,
        files: Files,
        actor: str,
        *,
        doubts: tuple[str, ...] = (),
        origin: str = "",
    ) -> int:
        """A new draft; its id."""
        moment = now()
        with writing(self._engine) as connection:
            inserted = connection.execute(
                drafts.insert().values(
                    kind=kind,
                    status="draft",
                    title=title[:_TITLE],
                    version=1,
                    files=dict(files),
                    doubts=list(doubts),
                    origin=origin[:_ORIGIN],
                    reason="",
                    remark="",
                    author=actor,
                    writers=[actor],
                    created=moment,
                    changed_by=actor,
                    changed=moment,
                )
            )
            draft_id = int(inserted.inserted_primary_key[0])
            audit.record(
                connection, actor, "draft_begun", detail={"draft": draft_id, "title": title[:_TITLE]}
            )
        return draft_id

    def get(self, draft_id: int) -> Draft | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).mappings().first()
        return Draft(**row) if row else None

    def all(self, *statuses: str, limit: int = 100) -> list[Draft]:
        """Drafts of these statuses, those changed last first."""
        query = (
            select(drafts).where(drafts.c.status.in_(statuses)).order_by(drafts.c.changed.desc(), drafts.c.id)
        )
        with reading(self._engine) as connection:
            return [Draft(**row) for row in connection.execute(query.limit(limit)).mappings()]

    def change(self, draft_id: int, version: int, actor: str, files: Files, title: str = "") -> None:
        """Put other files in; Conflict where somebody else has changed it since `version`."""
        with writing(self._engine) as connection:
            draft = _locked(connection, draft_id)
            if not draft.open:
                raise DraftError(f"这份稿子{STAGES[draft.status]}，不能再改；要改请先请审核的同事退回。")
            _insist(draft, version)
            values: dict[str, Any] = {"files": dict(files), "version": version + 1, "checked": None}
            values["title"] = (title or draft.title)[:_TITLE]
            values["writers"] = sorted({*draft.writers, actor})
            _set(connection, draft_id, actor, **values)
            audit.record(
                connection, actor, "draft_changed", detail={"draft": draft_id, "version": version + 1}
            )

    def propose(self, draft_id: int, version: int, actor: str) -> None:
        """Send it to a second person."""
        self._move(draft_id, version, actor, "draft", "proposed", "draft_proposed")

    def send_back(self, draft_id: int, version: int, actor: str, remark: str) -> None:
        """Give it back to be changed, with what is to be changed."""
        if not remark.strip():
            raise DraftError("请写明要改什么，再退回。")
        self._move(
            draft_id, version, actor, "proposed", "draft", "draft_returned", remark=remark.strip()[:1000]
        )

    def drop(self, draft_id: int, version: int, actor: str) -> None:
        """Give it up; it stays in the record."""
        self._move(draft_id, version, actor, "draft", "dropped", "draft_dropped")

    def keep_report(self, draft_id: int, version: int, report: dict[str, Any]) -> None:
        """Note what a check found, unless the draft was changed meanwhile."""
        with writing(self._engine) as connection:
            fits = (drafts.c.id == draft_id) & (drafts.c.version == version)
            connection.execute(update(drafts).where(fits).values(checked=report))

    def keep_preview(self, draft_id: int, version: int, preview: dict[str, Any]) -> None:
        """Note what an editor's questions were answered, unless the draft was changed meanwhile."""
        with writing(self._engine) as connection:
            fits = (drafts.c.id == draft_id) & (drafts.c.version == version)
            connection.execute(update(drafts).where(fits).values(preview=preview))

    def publish(self, connection: Connection, draft: Draft, actor: str, undone: Files, reason: str) -> None:
        """Mark it as published, within the transaction in which the store is swapped."""
        values = {"status": "published", "undone": dict(undone), "reason": reason, "remark": ""}
        _set(connection, draft.id, actor, decided_by=actor, decided=now(), **values)
        detail: dict[str, Any] = {"draft": draft.id, "title": draft.title, "version": draft.version}
        if reason:
            detail["reason"] = reason
        audit.record(connection, actor, "published", detail=detail)

    def locked(self, connection: Connection, draft_id: int, version: int) -> Draft:
        """The draft as nobody else can change it until the transaction ends; Conflict for another version."""
        draft = _locked(connection, draft_id)
        _insist(draft, version)
        return draft

    def withdraw(self, connection: Connection, draft_id: int, actor: str) -> None:
        """Mark a published one as undone, within the transaction of what undoes it."""
        _set(connection, draft_id, actor, status="withdrawn")
        audit.record(connection, actor, "withdrawn", detail={"draft": draft_id})

    def _move(
        self, draft_id: int, version: int, actor: str, before: str, after: str, action: str, **values: Any
    ) -> None:
        with writing(self._engine) as connection:
            draft = self.locked(connection, draft_id, version)
            if draft.status != before:
                raise DraftError(f"这份稿子现在是“{STAGES[draft.status]}”，请刷新页面。")
            _set(connection, draft_id, actor, status=after, **values)
            audit.record(connection, actor, action, detail={"draft": draft_id})


def insist_second_person(draft: Draft, actor: str) -> None:
    """DraftError where somebody would approve what they wrote; what only restores was approved before."""
    if draft.kind != "undo" and actor in draft.writers:
        raise DraftError("自己写的稿子要由另一位编辑或管理员审核发布。")


def _locked(connection: Connection, draft_id: int) -> Draft:
    lock(connection)
    row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).mappings().first()
    if row is None:
        raise DraftError("没有这份稿子。")
    return Draft(**row)


def _insist(draft: Draft, version: int) -> None:
    if draft.version != version:
        raise Conflict(f"{draft.changed_by}刚改过这份稿子；您写的都还在下面，请对照新的内容再提交。")


def _set(connection: Connection, draft_id: int, actor: str, **values: Any) -> None:
    if "files" in values:
        values["changed_by"] = actor
    connection.execute(update(drafts).where(drafts.c.id == draft_id).values(changed=now(), **values))
