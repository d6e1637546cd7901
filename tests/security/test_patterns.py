"""No regular expression of ours can be made to run for long by what somebody writes."""

from __future__ import annotations

import ast
import importlib
import multiprocessing
import pkgutil
import re
from collections.abc import Iterator

import actions
import bot

# Seconds of CPU that all attacks on one pattern may take; one that backtracks takes minutes.
_SECONDS = 20
_LENGTH = 5_000
_PIECES = [
    " ",
    "0",
    "a",
    "一",
    "元",
    ".",
    "-",
    "，",
    "(",
    "《",
    "\n",
    "0 ",
    "a.",
    "a-",
    "万0",
    "第一",
    "年1月",
    "\t ",
    "  \n",
]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of ours has at hand."""
    for package in (bot, actions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__") or "without_tensorflow" in module.name:
                continue
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                yield from ((f"{module.name}.{name}", p) for p in _inside(value))
            yield from ((module.name, re.compile(text)) for text in _literals(str(loaded.__file__)))


def _literals(path: str) -> Iterator[str]:
    """Patterns written where they are used: `re.sub(r"…", …)`."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.") and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        text = value.pattern
        yield value if isinstance(text, str) else re.compile(text.decode("latin-1"), value.flags)
    elif isinstance(value, dict):
        yield from (p for item in value.values() for p in _inside(item))
    elif isinstance(value, (list, tuple)):
        yield from (p for item in value for p in _inside(item))


def attacks(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long runs of what the pattern itself speaks of, with an end that fits nothing."""
    own = set(re.findall(r"[0-9A-Za-z\u4e00-\u9fff]+", pattern.pattern)) | set("".join(_PIECES))
    for piece in [*_PIECES, *sorted(own)[:40]]:
        yield piece * (_LENGTH // len(piece)) + "\x00"


def _attack(source: str, flags: int, done: multiprocessing.Queue) -> None:
    pattern = re.compile(source, flags)
    for text in attacks(pattern):
        pattern.search(text)
        pattern.fullmatch(text[:-1])
    done.put(True)


def test_no_pattern_can_be_made_to_hang() -> None:
    context = multiprocessing.get_context("fork")
    hanging = []
    unique = {(p.pattern, p.flags): name for name, p in patterns()}
    assert len(unique) > 60
    for (source, flags), name in unique.items():
        done: multiprocessing.Queue = context.Queue()
        process = context.Process(target=_attack, args=(source, flags, done), daemon=True)
        process.start()
        process.join(_SECONDS * 3)
        if process.is_alive():
            process.kill()
            hanging.append(name)
    assert hanging == []
