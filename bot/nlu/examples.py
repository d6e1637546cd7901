"""The training utterances of `data/nlu/`, and whether they are sound: `bot data check`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import UserError
from bot.nlu.cues import find_clauses, find_regions
from bot.nlu.follow_ups import OUTSIDE, TALK, FollowUp, read_follow_ups
from bot.nlu.likeness import near_pairs, skeleton
from bot.nlu.normalize import normalize
from bot.policy.matters import AREAS
from bot.policy.store import Store, open_store
from bot.policy.words import Words
from bot.settings import ROOT, settings

UTTERANCES = ROOT / "data/nlu"
TESTS = ROOT / "data/cases/questions"
SEALED = ROOT / "data/cases/sealed"
DOMAIN = ROOT / "domain.yml"
# Folders of phrase banks, which are no utterances: how people state facts, what they do with words.
BANKS = frozenset({"facts", "acts", "follow_ups"})
# A topic with fewer sides than this is a topic that people will not be understood on.
MIN_UTTERANCES = 12
# Their subjects need no answer of their own.
_OPEN_FAMILIES = frozenset({"ask_aspect", "out_of_scope"})
# 你好, 拜拜, 孵化器: nobody says them otherwise, so they may stand on both sides.
_FIXED_EXPRESSION = 4
_SHOWN = 40
# What staff taught in a single wording stands on both sides on purpose.
_TAUGHT = "learnt.yml"


@dataclass(frozen=True)
class Example:
    """One utterance with its full intent and where it stands (path from the root)."""

    text: str
    intent: str
    file: str


@dataclass(frozen=True)
class Report:
    """What was checked."""

    utterances: int
    intents: int
    tests: int


def read_examples(folder: Path = UTTERANCES) -> list[Example]:
    """All utterances below `folder`, in the order of the files; phrase banks are none."""
    return [example for file in utterance_files(folder) for example in read_file(file)]


def utterance_files(folder: Path = UTTERANCES) -> list[Path]:
    """The files below `folder` that hold utterances, in order."""
    return [f for f in sorted(folder.rglob("*.yml")) if not BANKS & set(f.relative_to(folder).parts)]


def read_test_texts(folder: Path = TESTS) -> list[tuple[str, str]]:
    """(question, file) of every test question: rows with a `text`, and rows of rewordings, `texts`."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for row in _load(file) or []:
            if isinstance(row, dict):
                found += [(text, file.name) for text in (row.get("texts") or [row.get("text")]) if text]
    return found


def read_sealed_texts(folder: Path = SEALED) -> list[tuple[str, str]]:
    """(what is said, file) of every sealed question and of every turn of the sealed conversations."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            turns = case.get("turns") or [{"user": case["text"]}]
            found += [(turn["user"], file.name) for turn in turns]
    return found


def check_examples(folder: Path = UTTERANCES, tests: Path = TESTS, sealed: Path = SEALED) -> Report:
    """Raises UserError with a line for each finding; tells what was checked where there is none."""
    examples, questions = read_examples(folder), [*read_test_texts(tests), *read_sealed_texts(sealed)]
    store = open_store(settings().policy_db)
    problems = list(_problems(examples, questions, store))
    if problems:
        more = len(problems) - _SHOWN
        lines = problems[:_SHOWN] + ([f"……还有 {more} 处"] if more > 0 else [])
        raise UserError(f"训练数据有 {len(problems)} 处要改：\n" + "\n".join(lines))
    return Report(len(examples), len({e.intent for e in examples}), len(questions))


def _problems(examples: list[Example], questions: list[tuple[str, str]], store: Store) -> Iterator[str]:
    yield from repeated(examples)
    yield from alike_across_intents(examples)
    yield from leaks(examples, questions)
    yield from unknown_or_thin(examples, known_intents(store))
    yield from broken_spans(examples, store.words)
    yield from _of_follow_ups(read_follow_ups(), questions, store)


def _of_follow_ups(rows: list[FollowUp], questions: list[tuple[str, str]], store: Store) -> Iterator[str]:
    """Follow-ups about what isn't there, and those that tests ask."""
    yield from leaks([Example(row.text, row.matter, row.file) for row in rows], questions)
    known = {topic.slug for topic in store.topics()}
    for row in rows:
        for slug in {row.topic, row.matter} - known - {OUTSIDE, TALK}:
            yield f"data/nlu/follow_ups/{row.file}：“{row.text}”写的事项 {slug} 没有"


def repeated(examples: Iterable[Example]) -> Iterator[str]:
    """Utterances that are the same once normalised, in one intent or two."""
    seen: dict[str, Example] = {}
    for example in examples:
        first = seen.setdefault(skeleton(example.text) or example.text, example)
        if first is not example:
            where = "" if first.intent == example.intent else f"（在 {first.intent} 里）"
            yield f"{example.file}：{example.intent} 的“{example.text}”重复{where}，删掉一条"


def alike_across_intents(examples: list[Example]) -> Iterator[str]:
    """Nearly the same words for two intents teach neither."""
    for left, right in near_pairs([e.text for e in examples]):
        a, b = examples[left], examples[right]
        if a.intent != b.intent and skeleton(a.text) != skeleton(b.text):
            yield f"{a.file}：“{a.text}”（{a.intent}）和“{b.text}”（{b.intent}）太像，改写一条"


def leaks(examples: list[Example], questions: list[tuple[str, str]]) -> Iterator[str]:
    """Test questions that also stand in the training data, in the same or nearly the same words."""
    count = len(examples)
    texts = [e.text for e in examples] + [text for text, _ in questions]
    for left, right in near_pairs(texts, first=count):
        example, (question, file) = examples[left], questions[right - count]
        if file != _TAUGHT and len(skeleton(question)) > _FIXED_EXPRESSION:
            yield f"{example.file}：“{example.text}”泄漏自测试 {file} 的“{question}”，改写例句"


def unknown_or_thin(examples: Iterable[Example], known: set[str]) -> Iterator[str]:
    """Intents that nothing answers, and intents with too few utterances."""
    counts = Counter(example.intent for example in examples)
    for intent in sorted(counts.keys() - known):
        if intent.partition("/")[0] not in _OPEN_FAMILIES:
            yield f"意图 {intent} 在政策库和 domain.yml 里都没有"
    for intent in sorted(known | counts.keys()):
        if counts[intent] < MIN_UTTERANCES:
            yield f"意图 {intent} 只有 {counts[intent]} 条例句，至少要 {MIN_UTTERANCES} 条"


def known_intents(store: Store, domain: Path = DOMAIN) -> set[str]:
    """Full intents that an answer exists for: topics of the store, talk and dialogue of the domain."""
    content = _load(domain)
    topics = {topic.intent for topic in store.topics()}
    talk = {name.removeprefix("utter_") for name in content["responses"] if "/" in name}
    plain = set(content["intents"]) - {*AREAS, "smalltalk", "ask_aspect", "nlu_fallback"}
    return topics | talk | (plain - _OPEN_FAMILIES)


def broken_spans(examples: Iterable[Example], words: Words) -> Iterator[str]:
    """Entities that begin inside a word: the dictionary lacks a word, or the cue saw one too many."""
    for example in examples:
        message = normalize(example.text)
        entities = [*find_clauses(message), *find_regions(message, words)]
        if not entities:
            continue
        starts = {message.origin[start] for _, start in words.tokens(message.text)}
        starts |= {entity.end for entity in entities}
        for entity in entities:
            if entity.start not in starts:
                yield f"{example.file}：“{example.text}”里的“{entity.value}”不落在词的边界上"


def read_file(file: Path) -> Iterator[Example]:
    """The utterances of one file, in order."""
    name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
    for block in (_load(file) or {}).get("nlu", []):
        for line in block["examples"].splitlines():
            yield Example(line.removeprefix("- ").strip(), block["intent"], name)


def _load(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise UserError(f"{file} 不是合格的 YAML：{error}") from error
