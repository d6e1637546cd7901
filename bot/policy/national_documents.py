"""National laws as documents of the store: words for those that are held by name, and all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.policy.documents import STATE, Document, DocumentInfo
from bot.policy.national_law import LawSource, LeftOut, NationalLaw, installed_laws
from bot.policy.structure import Chapter, Clause, Structure
from bot.policy.yaml_files import Strict, read_yaml

SOURCE_FILE = "national_law.yml"
# So many titles are named for one reason; of more only their number.
_FEW = 12


class _SourceFile(Strict):
    """data/national_law.yml: the package that holds the laws, and the laws that aren't to be used."""

    package: str
    left_out: dict[str, str] = {}


@dataclass(frozen=True)
class _Chosen:
    """A source without the laws that the data folder leaves out."""

    source: LawSource
    without: dict[str, str]

    @property
    def label(self) -> str:
        return self.source.label

    def fingerprint(self) -> str:
        return self.source.fingerprint()

    def read(self) -> tuple[list[NationalLaw], list[LeftOut]]:
        laws, left_out = self.source.read()
        left_out += [LeftOut(law.title, self.without[law.name]) for law in laws if law.name in self.without]
        return [law for law in laws if law.name not in self.without], left_out


def law_source(data: Path) -> LawSource | None:
    """Where the words of laws come from, as the data folder says; None where it names none or none is here.

    Raises StoreError where the source is unusable, PolicyDataError where the file is malformed.
    """
    path = data / SOURCE_FILE
    if not path.exists():
        return None
    content = read_yaml(path, _SourceFile)
    source = installed_laws(content.package)
    return _Chosen(source, content.left_out) if source else None


@dataclass(frozen=True)
class WithLaws:
    """Documents with the words of laws.

    `worded`: folders of those of the data folder that got their words; `added`: folders of those that
    only the source knows; `left_out`: what isn't used, and why. `label`: the source, empty where none is.
    """

    documents: list[Document]
    label: str = ""
    worded: frozenset[Path] = field(default=frozenset())
    added: frozenset[Path] = field(default=frozenset())
    left_out: tuple[LeftOut, ...] = ()

    def lent(self, document: Document) -> bool:
        """Whether a document's words come from the source."""
        return document.folder in self.added or document.folder in self.worded

    def report(self) -> str:
        """What was taken and what left out, as lines for whoever builds the store."""
        if not self.label:
            return ""
        many = Counter(item.why for item in self.left_out)
        lines = [
            f"法律原文取自 {self.label}：{len(self.worded)} 部 data/documents 里已有，"
            f"另有 {len(self.added)} 部（含将要施行的版本）；没有用的 {len(self.left_out)} 部："
        ]
        for why, count in many.most_common():
            titles = [item.title for item in self.left_out if item.why == why]
            lines.append(f"  {why}：{'、'.join(titles) if count <= _FEW else f'{count} 部'}")
        return "\n".join(lines)


def with_national_law(documents: Sequence[Document], source: LawSource | None) -> WithLaws:
    """What the data folder says of a law leads: its words are used only where both mean the same version."""
    if source is None:
        return WithLaws(list(documents))
    laws, left_out = source.read()
    worded = {id(d): law for d in documents if (law := _version_of(d, laws))}
    known = {document.info.number for document in documents}
    for law in laws:
        if law.name in known and law not in worded.values():
            left_out.append(LeftOut(law.title, _differs(law, documents)))
    added = [document_of(law, source.label) for law in laws if law.name not in known]
    first = [_worded(d, worded[id(d)]) if id(d) in worded else d for d in documents]
    return WithLaws(
        [*first, *added],
        source.label,
        frozenset(d.folder for d in documents if id(d) in worded),
        frozenset(document.folder for document in added),
        tuple(left_out),
    )


def _version_of(document: Document, laws: Iterable[NationalLaw]) -> NationalLaw | None:
    info = document.info
    if document.text or info.kind != "law" or info.region != STATE:
        return None
    return next((law for law in laws if law.name == info.number and law.begins == info.valid_from), None)


def _differs(law: NationalLaw, documents: Iterable[Document]) -> str:
    own = [d.info for d in documents if d.info.number == law.name]
    if any(info.valid_from == law.begins for info in own):
        return "data/documents 里已经有原文，或不是法律"
    days = "、".join(str(info.valid_from) for info in own)
    age = "旧" if all(law.begins < info.valid_from for info in own) else "新"
    return f"包里是 {law.begins} 起的一版，比 data/documents 写的（{days}）{age}；请核对 valid_from"


def _worded(document: Document, law: NationalLaw) -> Document:
    text, structure = laid_out(law)
    return replace(document, text=text, structure=structure)


def document_of(law: NationalLaw, label: str) -> Document:
    """A law that only the source knows; nobody of ours has checked that it still applies."""
    text, structure = laid_out(law)
    info = DocumentInfo.parse_obj(
        {
            "number": law.name,
            "title": law.title,
            "kind": "law",
            "level": "state",
            "region": STATE,
            "issuer": law.issuer,
            "issued": law.issued,
            "valid_from": law.begins,
            "validity_note": f"条文取自数据包 {label}，没有逐条核对；以官方公布的文本为准。",
            "certainty": {"text": "held", "in_force": "unconfirmed"},
        }
    )
    return Document(Path(label) / f"{law.name}@{law.begins}", info, text, structure)


def laid_out(law: NationalLaw) -> tuple[str, Structure]:
    """The text of a law, headings between the articles, and where each article stands in it."""
    pieces, chapters, clauses = [law.title], [], []
    at, chapter, section = len(law.title), "", ""
    for article in law.articles:
        headings = _headings(article.chapter, article.section, chapter, section)
        for heading in headings:
            if heading == article.chapter:
                number, _, name = heading.partition(" ")
                chapters.append(Chapter(number, name.strip(), at + 2))
            pieces.append(heading)
            at += len(heading) + 2
        chapter, section = article.chapter, article.section
        start = at + 2 + len(article.number) + 1
        pieces.append(f"{article.number}　{article.text}")
        at = start + len(article.text)
        own = chapters[-1].number if chapters else ""
        clauses.append(Clause(article.number, "", article.text, start, at, own))
    return "\n\n".join(pieces), Structure(tuple(chapters), tuple(clauses))


def _headings(chapter: str, section: str, last_chapter: str, last_section: str) -> Iterator[str]:
    """The headings that begin before an article."""
    if chapter and chapter != last_chapter:
        yield chapter
    if section and (section, chapter) != (last_section, last_chapter):
        yield section
