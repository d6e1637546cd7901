"""The Rasa graph component: `Understanding` trained, kept and run as Rasa's intent classifier."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import loaded
from bot.nlu.decision import Decision
from bot.nlu.facts.hearing import Ear
from bot.nlu.facts.model import FactModel
from bot.nlu.facts.train import learn_facts_into
from bot.nlu.fitting import fit_understanding
from bot.nlu.inputs import understanding_files
from bot.nlu.progress import report
from bot.nlu.sentences import sentence_vector
from bot.nlu.topic_model import STEPS
from bot.nlu.topics import read_topics
from bot.nlu.understanding import Understanding
from bot.nlu.understood import OUTSIDE, TOPIC_FAMILIES, Guess, Understood
from bot.policy.store import open_store
from bot.settings import settings

# Acts less likely than this change nothing, and every message is kept.
_ACT_WORTH_TELLING = 0.1
# Messages whose understanding is at hand, some 2 KB each.
_REMEMBERED = 4096
# Where the reader of facts lies in the model's folder.
_FACTS = "facts"
# Rasa's own name for "I did not understand", which rules refer to.
FALLBACK = "nlu_fallback"


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class ChineseUnderstanding(GraphComponent):
    """Sets intent, ranking and entities as Rasa expects them, and `understood` for the actions.

    `understood` is {"topic": full intent, "confidence", "ranking", "aspect", "likely", "others"}.
    Where it is not sure enough to answer, the intent is `nlu_fallback`; `likely` are the topics to offer.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """What the training depends on beside data and config, so that Rasa's cache is never stale."""
        return training_inputs()

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        understanding: Understanding | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        # What many ask in the same words, and a visitor once more, is worked out once.
        self._understand = lru_cache(maxsize=_REMEMBERED)(understanding.understand) if understanding else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseUnderstanding:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ChineseUnderstanding:
        with model_storage.read_from(resource) as folder:
            understanding = Understanding.load(folder)
            loaded.serve(understanding, Ear(FactModel.load(folder / _FACTS), sentence_vector))
        return cls(config, model_storage, resource, understanding)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the utterances of `data/nlu/` and the names that the policy store gives its topics."""
        examples = [(m.get(TEXT), m.get_full_intent()) for m in training_data.intent_examples]
        with self._storage.write_to(self._resource) as folder:
            # Facts take one core while the rest, of which much takes one core only, goes on beside it.
            beside = joblib.Parallel(joblib.cpu_count(), return_as="generator")
            facts = beside([joblib.delayed(learn_facts_into)(folder / _FACTS)])
            understanding = train_understanding(examples)
            report(STEPS - 1, STEPS, "学听事实")
            list(facts)
            report(STEPS - 1, STEPS, "打包模型")
            understanding.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: the policies learn from intents only."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if self._understand is None:
            raise RuntimeError("ChineseUnderstanding was not loaded")
        for message in messages:
            self._annotate(message, self._understand(message.get(TEXT) or ""))
        return messages

    def _annotate(self, message: Message, understood: Understood) -> None:
        best = understood.best
        name = _intent(understood)
        message.set(INTENT, {"name": name, "confidence": best.confidence}, add_to_output=True)
        ranking = [{"name": g.intent, "confidence": g.confidence} for g in understood.ranking]
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        entities = [
            {"entity": e.name, "value": e.value, "start": e.start, "end": e.end, "extractor": "cues"}
            for e in understood.entities
        ]
        message.set(ENTITIES, entities, add_to_output=True)
        message.set(
            "understood",
            {
                "topic": best.intent,
                "confidence": best.confidence,
                "decision": understood.decision.value,
                "acts": {act: round(p, 3) for act, p in understood.acts.items() if p >= _ACT_WORTH_TELLING},
                "ranking": [_told(guess) for guess in understood.ranking],
                "aspect": understood.aspect,
                "likely": list(understood.likely),
                "others": [[_told(guess), aspect] for guess, aspect in understood.others],
            },
            add_to_output=True,
        )


def _told(guess: Guess) -> dict[str, Any]:
    return {"intent": guess.intent, "confidence": guess.confidence}


def _intent(understood: Understood) -> str:
    """The intent that Rasa's rules see."""
    family = understood.best.intent.partition("/")[0]
    if understood.decision is not Decision.ANSWER and family != OUTSIDE:
        return FALLBACK
    return family


def train_understanding(examples: list[tuple[str, str]]) -> Understanding:
    """Train on (utterance, full intent) and on the store's topics."""
    topics = read_topics(open_store(settings().policy_db))
    known = {intent for _, intent in examples}
    # A name is the tersest way to ask, so it is an utterance too, where the topic has others.
    extra = [(name, intent) for name, intent in topics.names.items() if intent in known]
    return fit_understanding([*examples, *extra], topics)


def training_inputs() -> str:
    """Digest of this package's code, its lookups and what the store says of its topics."""
    digest = hashlib.sha256(read_topics(open_store(settings().policy_db)).digest().encode())
    for file in understanding_files():
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


__all__ = ["FALLBACK", "TOPIC_FAMILIES", "ChineseUnderstanding", "train_understanding"]
