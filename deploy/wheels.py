"""Checks that what uv.lock holds installs everywhere it says: `make lint`.

Exit 1 for a package of the product or its tools that has no wheel for one of PLATFORMS and is not in
FROM_SOURCE, or that is in FROM_SOURCE without need. The extra `stock` (TensorFlow) is for x86-64 only.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.utils import parse_wheel_filename

_LOCK = Path(__file__).resolve().parent.parent / "uv.lock"
_PROJECT = "dianchuang"
_PYTHON = (3, 11)
# The newest glibc that a wheel may ask for: that of `manylinux_2_28`.
_GLIBC = (2, 28)
# Name → (sys_platform, platform_machine, pattern of a wheel's platform).
PLATFORMS = {
    "linux x86_64": ("linux", "x86_64", r"(?:manylinux.*|linux)_x86_64"),
    "linux aarch64": ("linux", "aarch64", r"(?:manylinux.*|linux)_aarch64"),
    "macOS arm64": ("darwin", "arm64", r"macosx_\d+_\d+_(?:arm64|universal2)"),
}
_EVERYWHERE = frozenset(PLATFORMS)
# Published as source only: (where, what building takes).
FROM_SOURCE = {
    "docopt": (_EVERYWHERE, "Python alone"),
    "jieba": (_EVERYWHERE, "Python alone"),
    "mattermostwrapper": (_EVERYWHERE, "Python alone"),
    "randomname": (_EVERYWHERE, "Python alone"),
}
Packages = dict[str, list[dict[str, Any]]]


def main() -> int:
    """Print what is missing; the exit code."""
    found = {name: without_wheel(_locked(), name) for name in PLATFORMS}
    said = {name: {p for p, (where, _) in FROM_SOURCE.items() if name in where} for name in PLATFORMS}
    for name in PLATFORMS:
        for package in sorted(found[name] - said[name]):
            print(f"{package} 在 {name} 上没有 wheel：换一个版本，或者写进 deploy/wheels.py 的 FROM_SOURCE")
        for package in sorted(said[name] - found[name]):
            print(f"{package} 在 {name} 上已经有 wheel：从 deploy/wheels.py 的 FROM_SOURCE 里去掉")
    return 0 if found == said else 1


def without_wheel(packages: Packages, platform: str) -> set[str]:
    """Names of the packages that `platform` needs and that have no wheel for it."""
    return {
        package["name"]
        for package in _needed(packages, platform)
        if "registry" in package["source"]
        and not any(_fits(wheel["url"].rpartition("/")[2], platform) for wheel in package.get("wheels", ()))
    }


def _locked() -> Packages:
    packages: Packages = {}
    for package in tomllib.loads(_LOCK.read_text(encoding="utf-8"))["package"]:
        packages.setdefault(package["name"], []).append(package)
    return packages


def _needed(packages: Packages, platform: str) -> list[dict[str, Any]]:
    system, machine, _ = PLATFORMS[platform]
    environment = {"sys_platform": system, "platform_machine": machine, "python_full_version": "3.11.9"}
    environment["platform_system"] = {"linux": "Linux", "darwin": "Darwin"}[system]
    open_ones, seen = list(packages[_PROJECT]), list[dict[str, Any]]()
    while open_ones:
        package = open_ones.pop()
        if package not in seen:
            seen.append(package)
            open_ones += [
                wanted
                for edge in _edges(package)
                if "marker" not in edge or Marker(edge["marker"]).evaluate(environment)
                for wanted in packages[edge["name"]]
                if edge.get("version", wanted.get("version")) == wanted.get("version")
            ]
    return seen


def _edges(package: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All that a package brings, its extras with it; of the project itself, tools instead of extras."""
    groups = "dev-dependencies" if package["name"] == _PROJECT else "optional-dependencies"
    yield from package.get("dependencies", ())
    for edges in package.get(groups, {}).values():
        yield from edges


def _fits(file: str, platform: str) -> bool:
    """Whether a wheel installs there; `file` as in PEP 427."""
    tags = parse_wheel_filename(file)[3]
    return any(_runs(tag.interpreter, tag.abi) and _loads(tag.platform, platform) for tag in tags)


def _runs(interpreter: str, abi: str) -> bool:
    if abi == "none":
        return interpreter in ("py3", "py311", "cp311")
    if abi == "abi3":
        return int(interpreter.removeprefix("cp3") or 0) <= _PYTHON[1]
    return abi == "cp311"


def _loads(wheel: str, platform: str) -> bool:
    newer = re.match(r"manylinux_(\d+)_(\d+)_", wheel)
    if newer and (int(newer[1]), int(newer[2])) > _GLIBC:
        return False
    return wheel == "any" or re.fullmatch(PLATFORMS[platform][2], wheel) is not None


if __name__ == "__main__":
    sys.exit(main())
