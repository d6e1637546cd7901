"""What a document is: a paper or law of some issuer and level, with its text where that may be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, root_validator

from bot.errors import PolicyDataError
from bot.policy.provisions import ProvisionFile, WrittenProvision
from bot.policy.published import layered
from bot.policy.structure import Structure, parse_law, parse_paper
from bot.policy.yaml_files import Strict, read_text, read_yaml

LEVELS = ("county", "city", "province", "state")
STATE = "000000"


class Basis(Strict):
    number: str
    title: str


class Department(Strict):
    """A department of the annex: `name` as it stands there, `said` as people call it."""

    name: str
    said: list[str]


class Certainty(Strict):
    """How sure we are of a document: its text `held` whole, in `part`, or only `reported` `by` somebody.

    `in_force` unconfirmed: nobody has checked that it still applies.
    """

    text: Literal["held", "part", "reported"] = "held"
    by: str = ""
    on: dt.date | str = ""
    in_force: Literal["confirmed", "unconfirmed"] = "unconfirmed"

    @root_validator(skip_on_failure=True)
    def _reported_by_somebody(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["text"] == "reported" and not values["by"]:
            raise ValueError("text 是 reported 的还要写 by（谁报道的）和 on（哪天）")
        return values


class DocumentRelation(Strict):
    """What the document does to another one, from a day on (its own first day where none is stated)."""

    kind: Literal["replaces", "amends", "repeals", "implements"]
    document: str
    start: dt.date | None = Field(None, alias="from")


class DocumentInfo(Strict):
    """document.yml: what is known of the document itself. `kind` tells how its text is numbered.

    `source`: the file that its figures are proved against. `no_measure`: sentences of its text that
    grant nothing and so belong to no provision; `unwritten`: those that nobody has written a provision
    of yet, which only the search finds.
    """

    number: str = Field(min_length=2)
    title: str
    kind: Literal["official_paper", "law", "notice"]
    level: Literal["state", "province", "city", "county"]
    region: str = Field(regex=r"^\d{6}$")
    issuer: str = ""
    issued: dt.date | None = None
    signed: dt.date | None = None
    published: dt.date | None = None
    basis: Basis | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None
    validity_note: str = ""
    certainty: Certainty = Field(default_factory=lambda: Certainty.parse_obj({}))
    official_url: str = ""
    relations: list[DocumentRelation] = []
    source: str = ""
    departments: list[Department] = []
    no_measure: list[str] = []
    unwritten: list[str] = []

    @root_validator(skip_on_failure=True)
    def _level_of_its_region(cls, values: dict[str, Any]) -> dict[str, Any]:
        level = level_of(values["region"])
        if values["level"] != level:
            raise ValueError(f"区划代码 {values['region']} 是 {level} 一级，level 写的是 {values['level']}")
        if values["valid_to"] and values["valid_to"] < values["valid_from"]:
            raise ValueError(f"失效日 {values['valid_to']} 早于生效日 {values['valid_from']}；请改正")
        return values


def level_of(region: str) -> str:
    """The level of a GB/T 2260 code: 000000 state, 530000 province, 530100 city, 530127 county."""
    if region == STATE:
        return "state"
    return "province" if region.endswith("0000") else "city" if region.endswith("00") else "county"


@dataclass(frozen=True)
class FiledProvision:
    """A provision with the file that it stands in."""

    provision: WrittenProvision
    file: Path

    @property
    def place(self) -> str:
        """File and line, for complaints."""
        return f"{self.file}:{self.provision.line}"


@dataclass(frozen=True)
class Document:
    """A document folder, read. `text` is empty and `structure` without clauses where none is kept."""

    folder: Path
    info: DocumentInfo
    text: str
    structure: Structure
    provisions: tuple[FiledProvision, ...] = field(default=())

    def span(self, provision: WrittenProvision) -> tuple[dt.date, dt.date | None]:
        """First and last day of a provision, the document's where it states none."""
        return provision.valid_from or self.info.valid_from, provision.valid_to or self.info.valid_to


def read_documents(folder: Path, published: Path | None = None) -> list[Document]:
    """Every document below region folders, all versions; hidden folders are unfinished imports.

    A folder below `published` stands for the one of the same region and name below `folder`.
    """
    documents, problems = [], []
    for place in document_folders(folder, published):
        try:
            documents.append(read_document(place))
        except PolicyDataError as error:
            problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return documents


def read_infos(folder: Path, published: Path | None = None) -> list[Document]:
    """Every document without its provisions; those that can't be read are left out."""
    found = []
    for place in document_folders(folder, published) if folder.is_dir() else ():
        with suppress(PolicyDataError):
            info = read_yaml(place / "document.yml", DocumentInfo)
            text = read_text(place / "text.txt") if (place / "text.txt").exists() else ""
            structure = (parse_law if info.kind == "law" else parse_paper)(text)
            found.append(Document(place, info, text, structure))
    return found


def document_folders(folder: Path, published: Path | None = None) -> Iterator[Path]:
    """The folders of the documents, <region>/<name>, in a fixed order; raises PolicyDataError."""
    if not folder.is_dir():
        raise PolicyDataError([f"{folder}: 没有这个文件夹；请检查 BOT_DATA_DIR、BOT_POLICY_DIR"])
    for place in layered("*/*", folder, published):
        if place.is_dir() and place.name[0] != "." and place.parent.name[0] != ".":
            yield place


def read_document(folder: Path) -> Document:
    """Read one document folder: document.yml, text.txt where it is kept, provisions/*.yml."""
    info = read_yaml(folder / "document.yml", DocumentInfo)
    problems = []
    if folder.parent.name.isdigit() and folder.parent.name != info.region:
        problems.append(
            f"{folder}/document.yml:1 region 是 {info.region}，却在 {folder.parent.name} 里；请移过去或改正"
        )
    text = read_text(folder / "text.txt") if (folder / "text.txt").exists() else ""
    structure = (parse_law if info.kind == "law" else parse_paper)(text)
    provisions: list[FiledProvision] = []
    for path in sorted((folder / "provisions").glob("*.yml")):
        try:
            content = read_yaml(path, ProvisionFile)
            provisions += [FiledProvision(provision, path) for provision in content.provisions]
        except PolicyDataError as error:
            problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return Document(folder, info, text, structure, tuple(provisions))
