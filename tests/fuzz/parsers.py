"""Everything that takes what people write or upload apart, fed with nonsense."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from bot.cleaning import clean
from bot.errors import UserError
from bot.helpdesk.masking import mask
from bot.nlu.normalize import normalize
from bot.policy.amounts import UnreadableAmount, format_yuan, read_amount, read_number
from bot.policy.importer.encoding import decode
from bot.policy.importer.formats import read
from bot.policy.importer.metadata import find_metadata
from bot.policy.importer.recognise import recognise
from bot.policy.importer.source import Original
from bot.policy.importer.tidy import tidy
from tests.fuzz.corpus import variations

_HANG_SECONDS = 5
_BEGINNINGS = (
    b"",
    b"<html>",
    b"<!DOCTYPE html><body>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<?xml version='1.0'?>",
)


def _amount(text: str) -> None:
    with suppress(UnreadableAmount):
        format_yuan(read_amount(text).yuan)


def _normalize(text: str) -> None:
    found = normalize(text)
    assert len(found.text) == len(found.origin)
    assert all(0 <= index < len(text) for index in found.origin)


def _import(text: str) -> None:
    content = random.Random(len(text)).choice(_BEGINNINGS) + text.encode("utf-8", "surrogatepass")
    with suppress(UserError):
        tidied, _ = tidy(read(Original("x.md" if len(text) % 2 else "x.txt", content)))
        find_metadata(recognise(tidied), "x", [])


def _decode(text: str) -> None:
    with suppress(UserError):
        decode(text.encode("utf-16" if len(text) % 3 else "utf-8", "surrogatepass")[len(text) % 2 :])


# Each with its share of the inputs.
PARSERS: dict[Callable[[str], Any], int] = {
    _amount: 25,
    read_number: 15,
    _normalize: 25,
    mask: 10,
    clean: 10,
    _decode: 5,
    _import: 10,
}


class Hang(Exception):
    """One input took longer than anybody would wait."""


def run(total: int, seed: int) -> dict[str, int]:
    """Feed `total` inputs; how many each parser took. Raises what a parser raises, with the input."""
    counts = {}
    for number, (parser, share) in enumerate(PARSERS.items()):
        inputs = variations(seed * 100 + number)
        counts[parser.__name__.strip("_")] = _feed(parser, inputs, total * share // 100)
    return counts


def _feed(parser: Callable[[str], Any], inputs: Iterator[str], count: int) -> int:
    for _ in range(count):
        text = next(inputs)
        try:
            with _bounded():
                parser(text)
        except Exception as error:
            raise AssertionError(f"{parser.__name__}({text!r}): {type(error).__name__} {error}") from error
    return count


@contextmanager
def _bounded() -> Iterator[None]:
    def hang(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, hang)
    signal.setitimer(signal.ITIMER_REAL, _HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def main(total: int, seed: int) -> dict[str, object]:
    """Print and return what was fed and how long it took."""
    begun = time.monotonic()
    for name, count in run(total, seed).items():
        print(f"{name}: {count}")
    seconds = time.monotonic() - begun
    print(f"解析器：{total} 个输入，没有异常，没有卡住，{seconds:.0f} 秒")
    return {"parser inputs without exception or hang": f"{total:,} in {seconds:.0f} s"}
