"""Actions inside Rasa's process: the SDK's protocol without its server."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from bot.dialogue.embedded_actions import EmbeddedEndpoint


class _Echo(Action):
    def name(self) -> str:
        return "action_echo"

    def run(self, dispatcher: Any, tracker: Any, domain: dict[str, Any]) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=tracker.latest_message["text"])
        return [SlotSet("topic", tracker.get_slot("topic") + "!")]


def _call(name: str) -> dict[str, Any]:
    tracker = {"sender_id": "v", "slots": {"topic": "loan"}, "latest_message": {"text": "你好"}, "events": []}
    return {"next_action": name, "sender_id": "v", "tracker": tracker}


async def test_an_action_answers_as_over_http() -> None:
    endpoint = EmbeddedEndpoint()
    endpoint._executor.register_action(_Echo)
    answer = await endpoint.request(json=_call("action_echo"))
    assert answer["responses"][0]["text"] == "你好"
    assert answer["events"] == [{"event": "slot", "timestamp": None, "name": "topic", "value": "loan!"}]


async def test_every_action_of_the_domain_is_there() -> None:
    import yaml

    from bot.settings import ROOT

    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    assert set(domain["actions"]) <= set(EmbeddedEndpoint()._executor.actions)
