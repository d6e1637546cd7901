"""The page is up first; the product's processes live and die together."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
import requests

from bot.launcher import _environment
from bot.processes import free_port
from bot.settings import ROOT, Settings, read_settings

# None of these tests is about speed: a busy machine may take its time.
_PATIENCE_SECONDS = 300


class Launched:
    """`bot serve` as its own process group; its output is kept."""

    def __init__(self, settings: Settings, folder: Path, **environment: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.output = folder / f"serve-{port}.out"
        environment = {
            **os.environ,
            "BOT_PORT": str(port),
            "BOT_VAR_DIR": str(settings.var_dir),
            "BOT_POLICY_DB": str(settings.policy_db),
            "DATABASE_URL": settings.database_url,
            **environment,
        }
        command = [sys.executable, "-c", "from bot.cli.main import main; main()", "serve"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                stdout=output,
                stderr=output,
                # Where the tests run in the background they ignore it, and so would what they start.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def runs(self, *parts: str) -> bool:
        """Whether each of the modules is run by a process of the family."""
        return all(self.part(name) for name in parts)

    def part(self, name: str) -> psutil.Process | None:
        """The process of the family that runs the module, if one does."""
        for process in self.family():
            with suppress(psutil.NoSuchProcess):  # it ended meanwhile
                if name in process.cmdline():
                    return process
        return None


@pytest.fixture
def launch(built_settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Launched]]:
    """launch(VARIABLE=…): the product, ended with the test."""
    started: list[Launched] = []

    def start(**environment: str) -> Launched:
        started.append(Launched(built_settings, tmp_path, **environment))
        return started[-1]

    yield start
    for product in started:
        if product.process.poll() is None:
            product.process.kill()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def insist_all_end(product: Launched, children: list[psutil.Process]) -> None:
    product.process.wait(_PATIENCE_SECONDS)
    _, alive = psutil.wait_procs(children, timeout=_PATIENCE_SECONDS)
    assert alive == []
    assert not answers(f"{product.address}/healthz")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_launcher(launch: Callable[..., Launched], how: int) -> None:
    product = launch()
    wait_until(lambda: product.runs("bot.web", "bot.dialogue.server"))
    children = product.family()
    product.process.send_signal(how)
    insist_all_end(product, children)


def test_the_page_answers_while_rasa_loads_and_a_dead_process_comes_back(
    launch: Callable[..., Launched],
) -> None:
    product = launch()
    wait_until(lambda: answers(f"{product.address}/healthz"))
    insist_cited(product)
    killed = product.part("bot.web")
    assert killed
    killed.kill()
    wait_until(lambda: product.part("bot.web") not in (None, killed))
    wait_until(lambda: answers(f"{product.address}/healthz"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_page_is_up_while_the_model_is_being_trained(
    launch: Callable[..., Launched], tmp_path: Path, how: int
) -> None:
    product = launch(BOT_MODEL_DIR=str(tmp_path / "models"))
    wait_until(lambda: answers(f"{product.address}/"))
    insist_cited(product)
    wait_until(lambda: "模型：正在准备" in product.output.read_text())
    assert requests.get(f"{product.address}/readyz", timeout=_PATIENCE_SECONDS).status_code == 503
    assert product.runs("bot.preparation") and not product.runs("bot.dialogue.server")
    children = product.family()
    product.process.send_signal(how)
    insist_all_end(product, children)


def test_a_product_that_cannot_be_prepared_stops_and_says_why(
    launch: Callable[..., Launched], built_settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(built_settings.data_dir, data)
    measures = next(data.glob("documents/530000/*/provisions/04.yml"))
    measures.write_text(measures.read_text("utf-8").replace("10% 给予补助", "20% 给予补助"), "utf-8")
    product = launch(BOT_DATA_DIR=str(data))
    assert product.process.wait(_PATIENCE_SECONDS) == 2
    said = product.output.read_text()
    assert "引文不在条款原文里" in said and "Traceback" not in said
    assert not answers(f"{product.address}/healthz")


def insist_cited(product: Launched) -> None:
    """A question is answered from the document, by whomever."""
    body = {"message": "孵化机构提供哪些检验检测服务"}
    reply = requests.post(f"{product.address}/api/chat", json=body, timeout=_PATIENCE_SECONDS).json()
    assert reply["messages"][0]["citations"]


def test_every_process_reads_the_settings_that_the_product_was_started_with(
    built_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_RASA_TIMEOUT", "5")
    given = replace(built_settings, rasa_timeout=77, widget_origins="*", rasa_port=free_port())
    read = read_settings(_environment(given))
    assert replace(read, internal_token="") == replace(given, internal_token="")
