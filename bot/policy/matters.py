"""Matters: what people have on their mind. Each is one question, answered by provisions of documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.errors import PolicyDataError
from bot.policy.published import layered
from bot.policy.yaml_files import Strict, read_yaml

AREAS = (
    "loans", "grants", "tax", "registration", "supervision", "incubators", "campus", "innovation",
    "finance", "employment", "papers",
)  # fmt: skip
# What may be asked of any matter, found by cue words in the question.
STANDARD_ASPECTS = (
    "overview", "conditions", "amount", "how_to_apply", "materials", "time", "department", "contact",
    "audience", "validity", "original", "eligibility",
)  # fmt: skip


class Door(Strict):
    """Where this person goes first; only what a source says. `hotline` as it is dialled."""

    office: str = ""
    bring: list[str] = []
    hotline: str = ""


class Matter(Strict):
    """A matter file. `asks`: aspects of its own → how a button says them.

    `verdicts`: how a yes and a no are said where «符合» before the name would read wrongly.
    `group`: the heading it stands under, its area's where none is given. `tells`: what it tells of the
    main document as a whole instead of a provision. `silent`: what is said where no document answers it,
    so that nobody is sent away with a guess.
    """

    name: str = Field(min_length=2)
    other_names: list[str] = []
    serves: list[str] = []
    door: Door = Field(default_factory=lambda: Door.parse_obj({}))
    asks: dict[str, str] = {}
    verdicts: dict[Literal["yes", "no"], str] = {}
    see_also: list[str] = []
    group: str = ""
    tells: Literal["", "overview", "dates_and_validity", "basis", "departments"] = ""
    silent: str = ""


@dataclass(frozen=True)
class FiledMatter:
    """A matter with its slug (the file's stem), its area (the folder) and its file."""

    slug: str
    area: str
    matter: Matter
    file: Path


def read_matters(folder: Path, published: Path | None = None) -> dict[str, FiledMatter]:
    """All matters by slug; raises PolicyDataError listing every file that can't be used.

    A file below `published` stands for the one of the same name below `folder`.
    """
    found: dict[str, FiledMatter] = {}
    problems: list[str] = []
    for path in layered("*/*.yml", folder, published):
        try:
            filed = FiledMatter(path.stem, path.parent.name, read_yaml(path, Matter), path)
        except PolicyDataError as error:
            problems += error.problems
            continue
        problems += _misplaced(filed, found)
        found[filed.slug] = filed
    if problems:
        raise PolicyDataError(problems)
    return found


def _misplaced(filed: FiledMatter, found: dict[str, FiledMatter]) -> Iterator[str]:
    if filed.area not in AREAS:
        yield f"{filed.file}:1 没有“{filed.area}”这个领域；文件夹要是 {'、'.join(AREAS)} 之一"
    if filed.slug in found:
        yield f"{filed.file}:1 事项标识 {filed.slug} 已经有了（{found[filed.slug].file}）；请改一个文件名"
