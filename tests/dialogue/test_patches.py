"""What we put in Rasa's place does what Rasa's own does, and Rasa is still what it was written for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from tarsafe import TarSafe

from bot.dialogue import patches
from bot.dialogue.patches import each_message, graph_runner, packing, remote_action, without_tensorflow
from bot.dialogue.patches.graph_runner import SequentialGraphRunner
from bot.dialogue.patches.remote_action import LeanRemoteAction, events_for_action, is_valid
from bot.errors import UserError
from bot.settings import ROOT


@pytest.mark.parametrize("patch", [each_message, graph_runner, packing, remote_action])
def test_rasa_is_what_the_patch_was_written_for(patch) -> None:
    assert patches.changed(patch.REPLACES) == []


def test_a_change_in_rasa_is_noticed() -> None:
    name = next(iter(graph_runner.REPLACES))
    assert patches.changed({name: "000000000000"})


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "__version__", "3.6.99")
    with pytest.raises(RuntimeError, match=r"3\.6\.99"):
        patches.install()


class Add(GraphComponent):
    @classmethod
    def create(cls, config, model_storage, resource, execution_context) -> Add:
        return cls()

    def add(self, left: int, right: int) -> int:
        return left + right


@pytest.mark.parametrize("targets", [["sum"], ["twice"], ["sum", "twice"], None])
def test_the_graph_gives_what_dask_gives(targets: list[str] | None, tmp_path) -> None:
    schema = GraphSchema(
        {
            "twice": SchemaNode({"left": "sum", "right": "sum"}, Add, "create", "add", {}, is_target=True),
            "sum": SchemaNode({"left": "__a__", "right": "__b__"}, Add, "create", "add", {}),
        }
    )
    setting = (schema, LocalModelStorage(tmp_path), ExecutionContext(schema, "model"))
    inputs = {"__a__": 2, "__b__": 3}
    ours = SequentialGraphRunner.create(*setting).run(inputs, targets)
    assert ours == DaskGraphRunner.create(*setting).run(inputs, targets)
    assert ours.get("twice", 10) == 10


def test_what_rasa_asks_at_each_message_is_answered_as_before() -> None:
    resolve, is_empty = Event.resolve_by_type, Domain.is_empty
    ours = Domain.from_dict({"intents": ["ask"]})
    expected = [
        [resolve(name) for name in ("slot", "user", "topic")],
        is_empty(ours),
        is_empty(Domain.empty()),
    ]
    each_message.install()
    for _ in range(2):
        resolved = [Event.resolve_by_type(name) for name in ("slot", "user", "topic")]
        assert [resolved, ours.is_empty(), Domain.empty().is_empty()] == expected
    with pytest.raises(ValueError, match="no such event"):
        Event.resolve_by_type("no such event")


GOOD = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "topic", "value": ["a"], "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "followup", "name": "x"}, {"event": "restart"}]},
    {},
]
BAD = [
    [],
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{"name": "topic"}]},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": "slot", "name": 7}]},
    {"events": [{"event": "slot", "name": "topic", "timestamp": "today"}]},
    {"events": [], "responses": ["text"]},
]


@pytest.mark.parametrize("answer", GOOD)
def test_valid_answers_of_the_action_server_pass_as_they_do_in_rasa(answer) -> None:
    assert RemoteAction._validate_action_result(LeanRemoteAction("a", None), answer)
    assert is_valid(answer)


@pytest.mark.parametrize("answer", BAD)
def test_answers_that_rasa_refuses_are_refused(answer) -> None:
    with pytest.raises(ValidationError):
        RemoteAction._validate_action_result(LeanRemoteAction("a", None), answer)
    with pytest.raises(ValidationError):
        LeanRemoteAction("a", None)._validate_action_result(answer)


def test_an_action_gets_its_turn_in_full_and_of_earlier_ones_what_was_said() -> None:
    earlier: list[Event] = [
        UserUttered("贷款", {"name": "ask"}, parse_data={"understood": {"topic": "loan"}}),
        ActionExecuted("action_answer"),
        BotUttered(None, {"custom": {"kind": "answer", "text": "可以贷", "citations": [1]}}),
        SlotSet("topic", "loan"),
    ]
    now: list[Event] = [UserUttered("额度呢", {"name": "ask"}), ActionExecuted("action_follow_up")]
    sent = events_for_action([*earlier, *now])
    assert [event["event"] for event in sent] == ["user", "bot", "user", "action"]
    assert (sent[0]["text"], sent[1]["data"]) == (
        "贷款",
        {"custom": {"kind": "answer", "text": "可以贷"}},
    )
    assert sent[0]["parse_data"] == {
        "intent": {"name": "ask", "confidence": None},
        "understood": {"topic": "loan"},
    }
    assert sent[2:] == [event.as_dict() for event in now]


def _python(code: str) -> subprocess.CompletedProcess[str]:
    begin = "import sys; from bot.dialogue.patches import without_tensorflow as w; w.install();"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", begin + code], cwd=ROOT, capture_output=True, text=True
    )


def test_rasas_server_starts_without_tensorflow() -> None:
    code = "import rasa.core.run; print('tensorflow.python' in sys.modules)"
    assert _python(code).stdout.strip() == "False"


def test_a_component_that_needs_tensorflow_says_what_to_do() -> None:
    code = "from rasa.utils.tensorflow.models import RasaModel; RasaModel(name='x')"
    failed = _python(code)
    assert failed.returncode != 0
    assert "BOT_TENSORFLOW=1" in failed.stderr
    assert "--extra stock" in failed.stderr


def test_tensorflow_that_is_asked_for_and_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TENSORFLOW", "1")
    monkeypatch.setattr(without_tensorflow, "installed", lambda: False)
    with pytest.raises(UserError, match="--extra stock"):
        without_tensorflow.install()


def test_a_packed_model_is_read_as_before_and_not_squeezed_to_the_last(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"0.25 " * 10_000)
    with packing.QuicklyPacked.open(tmp_path / "model.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "weights", arcname="weights")
    # The ninth byte tells of the highest level with a 2.
    assert (tmp_path / "model.tar.gz").read_bytes()[8] == 0
    with TarSafe.open(tmp_path / "model.tar.gz", mode="r:gz") as tar:
        assert tar.extractfile("weights").read() == (tmp_path / "weights").read_bytes()
