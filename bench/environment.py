"""How large the environment is that `make run` installs: the packages of the product and what they need."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import ROOT


def size_gb() -> float:
    """GB of the files of every package that the product needs without its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sum(_bytes(package) for package in needed(project["dependencies"])) / 1e9


def needed(requirements: Iterable[str]) -> Iterator[Distribution]:
    """The installed packages that these and their own requirements name, each once."""
    seen: set[tuple[str, str]] = set()
    given: set[str] = set()
    left = [Requirement(line) for line in requirements]
    while left:
        wanted = left.pop()
        for extra in ("", *wanted.extras):
            name = canonicalize_name(wanted.name)
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                package = distribution(name)
            except PackageNotFoundError:
                continue  # of another platform, or left out on purpose
            if name not in given:
                given.add(name)
                yield package
            own = map(Requirement, package.requires or ())
            left += [r for r in own if r.marker is None or r.marker.evaluate({"extra": extra})]


def _bytes(package: Distribution) -> int:
    paths = (Path(str(package.locate_file(file))) for file in package.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
