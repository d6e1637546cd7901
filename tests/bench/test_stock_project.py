"""Stock Rasa's project is made of our utterances alone, whatever else lies beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench import stock_rasa
from bot.nlu.examples import read_examples


def test_every_intent_is_learnt_from_so_many_utterances(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_rasa, "HOME", tmp_path)
    stock_rasa._write_project(2)
    blocks = yaml.safe_load((tmp_path / "data/nlu.yml").read_text(encoding="utf-8"))["nlu"]
    assert {block["intent"] for block in blocks} == {example.intent for example in read_examples()}
    assert all(0 < len(block["examples"].splitlines()) <= 2 for block in blocks)
    responses = yaml.safe_load((tmp_path / "domain.yml").read_text(encoding="utf-8"))["responses"]
    assert {f"utter_{block['intent']}" for block in blocks if "/" in block["intent"]} <= set(responses)


@pytest.mark.parametrize("name", ["rules.yml", "stories.yml"])
def test_its_rules_and_stories_name_what_the_domain_knows(name: str) -> None:
    domain = yaml.safe_load((stock_rasa.ROOT / "domain.yml").read_text(encoding="utf-8"))
    written = yaml.safe_load((stock_rasa.HERE / name).read_text(encoding="utf-8"))
    steps = [step for told in written[name.removesuffix(".yml")] for step in told["steps"]]
    assert steps
    assert {step["intent"] for step in steps if "intent" in step} <= set(domain["intents"])
    assert {step["action"] for step in steps if "action" in step} <= set(domain["actions"])
