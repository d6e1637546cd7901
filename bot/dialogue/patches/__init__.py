"""The few places where Rasa leaves no setting and no extension point: each module replaces one class.

Every patch lists in `REPLACES` the Rasa source it stands in for, by digest. A test compares them with
the Rasa that is installed, so an upgrade cannot slip under a patch unseen.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Mapping

RASA = "3.6.21"


def install() -> None:
    """Put all patches in place; once, before the model is loaded. RuntimeError on another Rasa."""
    import rasa

    if rasa.__version__ != RASA:
        raise RuntimeError(f"the patches were written for Rasa {RASA}, this is {rasa.__version__}")
    from bot.dialogue.patches import each_message, graph_runner, remote_action

    each_message.install()
    graph_runner.install()
    remote_action.install()


def changed(replaces: Mapping[str, str]) -> list[str]:
    """Which of the sources {"module:Class.function": digest} are not what the patch was written for."""
    return [f"{name} is now {digest(name)}" for name, known in replaces.items() if digest(name) != known]


def digest(name: str) -> str:
    """Digest of a function's or class's source in the installed Rasa, for "module:Class.function"."""
    module, _, path = name.partition(":")
    target = importlib.import_module(module)
    for part in path.split("."):
        target = getattr(target, part)
    return hashlib.sha256(inspect.getsource(target).encode()).hexdigest()[:12]
