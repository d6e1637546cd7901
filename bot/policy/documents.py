"""What a document, a measure and a guide are; reads them from `data/` and refuses what is malformed.

An official corrects the YAML, so every complaint names file, line and remedy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from bot.errors import PolicyDataError
from bot.policy.rules import Eligibility
from bot.policy.structure import Structure, parse_law, parse_paper
from bot.policy.yaml_files import Strict, read_text, read_yaml

# What may be asked of a topic. A measure or guide states some of them in its own field;
# what it does not state, no document says.
STATED_ASPECTS = ("conditions", "amount", "how_to_apply", "materials", "time", "department")


class Basis(Strict):
    number: str
    title: str


class Department(Strict):
    """A department of the annex: `name` as it stands there, `said` as people call it."""

    name: str
    said: list[str]


class DocumentInfo(Strict):
    """document.yml: what is known of the document itself. `kind` tells how its text is numbered."""

    number: str
    title: str
    kind: str = Field(regex="^(official_paper|law)$")
    issuer: str = ""
    signed: dt.date | None = None
    published: dt.date | None = None
    basis: Basis | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None
    validity_note: str = ""
    departments: list[Department] = []
    no_measure: list[str] = []


class _Topic(Strict):
    """What measures and guides share: the answer unit."""

    slug: str = Field(regex="^[a-z][a-z0-9_]+$")
    name: str = Field(min_length=2)
    other_names: list[str] = []
    serves: list[str] = []
    answer: str = Field(min_length=4)
    conditions: str = ""
    amount: str = ""
    how_to_apply: str = ""
    materials: str = ""
    time: str = ""
    department: str = ""
    see_also: list[str] = []

    def stated(self) -> dict[str, str]:
        """aspect → what the sources say of it; only those they say anything of."""
        return {a: getattr(self, a) for a in STATED_ASPECTS if getattr(self, a)}


class Measure(_Topic):
    """One thing that a clause grants or does for somebody, resting on verbatim `quotes`."""

    quotes: list[str] = Field(min_items=1)
    # Validity where it differs from the document's; `replaces` names the measure that ended before.
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    replaces: str = ""
    eligibility: Eligibility | None = None


class MeasureFile(Strict):
    clause: str
    measures: list[Measure]


class GuideSource(Strict):
    law: str
    article: str


class Guide(_Topic):
    """A fact from national law in our own words. `measures`: the province speaks of it too."""

    sources: list[GuideSource] = Field(min_items=1)
    valid_from: dt.date
    valid_to: dt.date | None = None
    measures: list[str] = []


class GuideFile(Strict):
    theme: str
    guides: list[Guide]


class Law(Strict):
    """A law that guides cite. `name` is its short name, by which it is cited."""

    name: str
    title: str
    issuer: str
    valid_from: dt.date


class LawFile(Strict):
    laws: list[Law]


@dataclass(frozen=True)
class Document:
    """A document folder, read: metadata, verbatim text, its structure, its measures by clause.

    `files` tells the file of each measure.
    """

    folder: Path
    info: DocumentInfo
    text: str
    structure: Structure
    measures: dict[str, list[Measure]]
    files: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """Everything under `data/` that answers rest on."""

    documents: list[Document]
    laws: list[Law]
    guides: list[tuple[str, Guide]]


def read_knowledge(policy_dir: Path, guide_dir: Path) -> Knowledge:
    """Read all documents and guides; raises PolicyDataError listing every malformed file."""
    problems: list[str] = []
    documents: list[Document] = []
    try:
        documents = read_documents(policy_dir)
    except PolicyDataError as error:
        problems += error.problems
    laws: list[Law] = []
    guides: list[tuple[str, Guide]] = []
    for path in sorted(guide_dir.glob("*.yml")):
        try:
            if path.name == "laws.yml":
                laws = read_yaml(path, LawFile).laws
            else:
                content = read_yaml(path, GuideFile)
                guides += [(content.theme, guide) for guide in content.guides]
        except PolicyDataError as error:
            problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return Knowledge(documents, laws, guides)


def read_documents(policy_dir: Path) -> list[Document]:
    """Every document folder, all versions; hidden folders are unfinished imports."""
    documents, problems = [], []
    for folder in sorted(p for p in _listing(policy_dir) if p.is_dir() and p.name[0] != "."):
        try:
            documents.append(read_document(folder))
        except PolicyDataError as error:
            problems += error.problems
    if problems:
        raise PolicyDataError(problems)
    return documents


def read_laws(guide_dir: Path) -> list[Law]:
    """The laws that guides cite."""
    path = guide_dir / "laws.yml"
    return list(read_yaml(path, LawFile).laws) if path.exists() else []


def read_document(folder: Path) -> Document:
    """Read one document folder: document.yml, text.txt, measures/*.yml."""
    info = read_yaml(folder / "document.yml", DocumentInfo)
    text = read_text(folder / "text.txt")
    structure = (parse_paper if info.kind == "official_paper" else parse_law)(text)
    numbers = {clause.number for clause in structure.clauses}
    measures: dict[str, list[Measure]] = {}
    files: dict[str, Path] = {}
    problems = []
    for path in sorted((folder / "measures").glob("*.yml")):
        content = read_yaml(path, MeasureFile)
        if content.clause not in numbers:
            problems.append(f"{path}:1 没有条款“{content.clause}”；请改成文件里有的序号")
        measures.setdefault(content.clause, []).extend(content.measures)
        files |= {measure.slug: path for measure in content.measures}
    if problems:
        raise PolicyDataError(problems)
    return Document(folder, info, text, structure, measures, files)


def input_files(policy_dir: Path, guide_dir: Path) -> Iterable[Path]:
    """The files that the policy store is made from, in a fixed order."""
    for root in (policy_dir, guide_dir):
        yield from sorted(p for p in root.rglob("*") if p.suffix in {".yml", ".txt"})


def _listing(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise PolicyDataError([f"{folder}: 没有这个文件夹；请检查 BOT_POLICY_DIR"])
    return list(folder.iterdir())
