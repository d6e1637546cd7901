"""Rasa policy that keeps a self-check going: answers go to it, interruptions pass, then it resumes.

A form would do the same with two calls of the action server for each message and one slot for each
attribute; here the attributes are the catalogue's.
"""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policy.attributes import Unclear, attributes
from bot.policy.facts import facts_in
from bot.policy.matters import AREAS
from bot.policy.reading import is_correction, is_question, read_answer

CHECK = "action_self_check"
LISTEN = "action_listen"
# What is about the check itself, whatever the words.
_ABOUT_THE_CHECK = frozenset({"cancel", "dont_know", "skip", "affirm", "deny"})
# What interrupts even where the words could be read as an answer.
_INTERRUPTS = frozenset(
    "ask_human show_profile forget_profile restart_conversation match_policies "
    "next_item previous_topic".split()
)
# After these the check is not asked again by itself.
_NOT_RESUMED = frozenset({"ask_human", "restart_conversation", "forget_profile"})
# After so many interruptions running the question is not put again; it stays open.
_MOST_RESUMED = 2
_UNPLACED = frozenset({"out_of_scope", "nlu_fallback"})
_TOPICS = frozenset({*AREAS, "ask_aspect", "out_of_scope", "smalltalk"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class SelfCheckPolicy(Policy):
    """Predicts `action_self_check` while one of its questions is open; else abstains."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # One above RulePolicy, whose rules know nothing of the open question.
        return {"priority": 7}

    def _create_featurizer(self) -> TrackerFeaturizer | None:
        return None

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing to learn."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SelfCheckPolicy:
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, **kwargs: Any
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        message = tracker.latest_message
        action = next_action(
            check=tracker.get_slot("self_check") or {},
            latest_action=tracker.latest_action_name,
            moved=_moved_this_turn(tracker),
            intent=message.intent.get("name") if message else None,
            text=(message.text if message else None) or "",
        )
        if action:
            probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities)


def next_action(
    check: dict[str, Any], latest_action: str | None, moved: bool, intent: str | None, text: str
) -> str | None:
    """The action that the self-check wants next; None where it has no say.

    `moved`: an action of this turn has already asked or ended it.
    """
    if latest_action == LISTEN:
        return CHECK if check and takes(check, intent, text) else None
    if latest_action == CHECK or moved:
        return LISTEN
    return CHECK if _to_be_resumed(check) and intent not in _NOT_RESUMED else None


def _to_be_resumed(check: dict[str, Any]) -> bool:
    """A question about one measure is put again; one that only narrows a list is not."""
    return bool(check.get("topic") and check.get("asked")) and check.get("resumed", 0) < _MOST_RESUMED


def _moved_this_turn(tracker: DialogueStateTracker) -> bool:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, SlotSet) and event.key == "self_check":
            return True
    return False


def takes(check: dict[str, Any], intent: str | None, text: str) -> bool:
    """Whether a message speaks to the self-check rather than interrupts it."""
    asked, previous = check.get("asked"), check.get("previous")
    if asked and text.strip() in {payload for _, payload in attributes()[asked].buttons()}:
        # The buttons of the question, whatever their words mean alone: «个人» is like «人工».
        return True
    if intent in _INTERRUPTS:
        return False
    if check.get("topic") is None and intent in _UNPLACED and not is_question(text) and facts_in(text):
        # «想开网店» after a list of measures tells more of the person.
        return True
    if asked is None:
        return bool(previous) and (intent == "correct" or is_correction(text)) and not is_question(text)
    if intent in _ABOUT_THE_CHECK:
        return True
    if is_question(text) and (intent in _TOPICS or intent == "nlu_fallback"):
        return False
    readable = not isinstance(read_answer(text, asked, previous), Unclear)
    return readable or intent not in _TOPICS
