"""A package that would not install on one of the platforms is found before somebody meets it."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.wheels import without_wheel

X86 = "linux x86_64"
ARM = "linux aarch64"
MAC = "macOS arm64"
NEWER_GLIBC = "a-1-cp311-cp311-manylinux_2_39_aarch64.whl"


@pytest.mark.parametrize(
    ("files", "platform", "fits"),
    [
        (["a-1-py3-none-any.whl"], ARM, True),
        (["a-1-py2.py3-none-any.whl"], MAC, True),
        (["a-1-cp311-cp311-manylinux2014_x86_64.whl"], X86, True),
        (["a-1-cp311-cp311-manylinux2014_x86_64.whl"], ARM, False),
        (["a-1-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"], ARM, True),
        (["a-1-cp311-cp311-musllinux_1_2_aarch64.whl"], ARM, False),
        ([NEWER_GLIBC], ARM, False),
        (["a-1-cp37-abi3-manylinux_2_28_aarch64.whl"], ARM, True),
        (["a-1-cp312-abi3-manylinux_2_28_aarch64.whl"], ARM, False),
        (["a-1-cp310-cp310-manylinux_2_28_aarch64.whl"], ARM, False),
        (["a-1-cp311-cp311-macosx_11_0_arm64.whl"], MAC, True),
        (["a-1-cp311-cp311-macosx_10_9_x86_64.whl"], MAC, False),
        (["a-1-cp311-cp311-macosx_10_9_universal2.whl"], MAC, True),
        ([], X86, False),
    ],
)
def test_a_wheel_counts_where_it_installs(files: list[str], platform: str, fits: bool) -> None:
    assert without_wheel(_lock(files), platform) == (set() if fits else {"a"})


def test_what_only_another_platform_needs_is_not_asked_for() -> None:
    lock = _lock([], marker="sys_platform == 'darwin'")
    assert without_wheel(lock, ARM) == set()
    assert without_wheel(lock, MAC) == {"a"}


def test_tools_are_asked_for_and_the_comparison_with_stock_is_not() -> None:
    lock = _lock([])
    project = lock["dianchuang"][0]
    edge = project.pop("dependencies")
    project["optional-dependencies"] = {"stock": edge}
    assert without_wheel(lock, ARM) == set()
    project["dev-dependencies"] = {"dev": edge}
    assert without_wheel(lock, ARM) == {"a"}


def _lock(files: list[str], marker: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """As uv.lock has it: the project, which needs `a`, whose wheels are `files`."""
    edge = {"name": "a"} | ({"marker": marker} if marker else {})
    project = {"name": "dianchuang", "source": {"editable": "."}, "dependencies": [edge]}
    wheels = [{"url": f"https://packages.example/{file}"} for file in files]
    package = {"name": "a", "version": "1", "source": {"registry": "https://example"}, "wheels": wheels}
    return {"dianchuang": [project], "a": [package]}
