"""How well what people tell in a chat is heard: spoken_held_out.yml against the trained model."""

from __future__ import annotations

import datetime as dt
import tarfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.thread import WHO_ONE_IS
from bot.nlu.facts.fact import ME
from bot.nlu.facts.hearing import Context, Ear
from bot.nlu.facts.model import FactModel
from bot.nlu.sentences import sentence_vector
from bot.policy.attributes import attributes
from bot.policy.conditions import DONT_KNOW
from bot.policy.regions import find_place
from tests.nlu.facts.measuring import Score

HELD_OUT = Path(__file__).parent / "spoken_held_out.yml"
TODAY = dt.date(2026, 11, 27)


def ear_of(archive: Path, folder: Path) -> Ear:
    """The reader of facts inside a model archive, unpacked below `folder`."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and "/facts/" in member.name:
                stored = tar.extractfile(member)
                assert stored is not None
                (folder / Path(member.name).name).write_bytes(stored.read())
    return Ear(FactModel.load(folder), sentence_vector)


def measure_spoken(ear: Ear, path: Path = HELD_OUT) -> Score:
    """Hear every sentence, its group's facts being what matters, as `bot.dialogue.hearing` keeps them."""
    score = Score()
    for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
        for text, asked, facts, allowed in group["said"]:
            matter = {*group["about"], *WHO_ONE_IS, asked}
            said = ear.hear(text, asked, group["about"], Context(today=TODAY))
            heard = {
                fact.attribute: fact.value
                for fact in said
                if fact.attribute in matter
                and fact.who == ME
                and not fact.hypothetical
                and fact.value != DONT_KNOW
            }
            told = {name: value for name, value in facts.items() if name in matter}
            _count(score, text, told, allowed, heard)
    return score


def _count(
    score: Score, text: str, told: dict[str, Any], allowed: dict[str, Any], heard: dict[str, Any]
) -> None:
    right = {name for name, value in told.items() if name in heard and means(name, heard[name], value)}
    counted = {
        name: value
        for name, value in heard.items()
        if name in right or not (name in allowed and means(name, value, allowed[name]))
    }
    score.told.update(list(told))
    score.heard.update(list(counted))
    score.right.update(right)
    if right != set(told) or right != set(counted):
        score.wrong.append(f"{text}: {told} → {counted}")


def means(name: str, heard: Any, told: Any) -> bool:
    """Whether what was heard is what was told; a number in bounds may be a little narrower or wider."""
    attribute = attributes()[name]
    if name == "place":
        return bool(heard == find_place(str(told)))
    if attribute.type in {"bool", "choice", "date"}:
        return bool(heard == told) and isinstance(heard, bool) == isinstance(told, bool)
    low, high = _bounds(heard)
    return _within(low, high, str(told), heard if isinstance(heard, dict) else {}, attribute.unit)


def _bounds(heard: Any) -> tuple[Decimal | None, Decimal | None]:
    if not isinstance(heard, dict):
        return Decimal(str(heard)), Decimal(str(heard))
    low, high = heard.get("at_least"), heard.get("at_most")
    return (None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)))


def _within(low: Decimal | None, high: Decimal | None, told: str, bounds: dict[str, Any], unit: str) -> bool:
    number = Decimal(told.strip("<>=~").split("..")[0])
    if told[0] == "<":
        # Strictly below, by a little; «快满六十» has a lower bound too.
        if high is None or high > number or low == number:
            return False
        return high >= number * Decimal("0.97") - 1 if low is None else low >= number * Decimal("0.75")
    if told[0] == ">":
        return low is not None and number <= low <= number * Decimal("1.05") + 1 and high != low
    if low is None or high is None:
        return False
    if told[0] == "~":
        return number * Decimal("0.75") <= low <= number <= high <= number * Decimal("1.3") + 1
    if ".." in told:
        return number <= low and high <= Decimal(told.split("..")[1])
    if low == high:
        return low == number
    # «去年三月» tells a length of time to the month; «大概五万» was told as its figure.
    since = unit in {"年", "个月"} and high - low <= 1
    return low <= number <= high and (since or Decimal(str(bounds.get("about", -1))) == number)
