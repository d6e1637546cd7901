"""What lies in deploy/ fits the product: settings, metrics and paths exist, each container is bounded."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from bot.settings import ROOT, Settings
from bot.web.metrics import watch_queue

_DEPLOY = ROOT / "deploy"
_KUBERNETES = sorted(path for path in (_DEPLOY / "kubernetes").glob("*.yaml"))
_KNOWN = {item.metadata["env"] for item in fields(Settings)} | {"BOT_TRACKER_DB"}


def documents() -> Iterator[dict[str, Any]]:
    for path in _KUBERNETES:
        yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


def pods() -> list[Any]:
    found = [d for d in documents() if d["kind"] in {"Deployment", "StatefulSet"}]
    return [pytest.param(d["spec"]["template"]["spec"], id=d["metadata"]["name"]) for d in found]


def test_kustomization_names_every_file() -> None:
    listed = yaml.safe_load((_DEPLOY / "kubernetes/kustomization.yaml").read_text())["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == [path.name for path in _KUBERNETES]


@pytest.mark.parametrize("pod", pods())
def test_every_container_is_bounded_and_locked_down(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] and not pod["automountServiceAccountToken"]
    for container in pod["containers"] + pod["initContainers"]:
        assert set(container["resources"]) == {"requests", "limits"}
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    for container in pod["containers"]:
        assert "livenessProbe" in container and "preStop" in container["lifecycle"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted <= {volume["name"] for volume in pod["volumes"]}


def test_what_scales_has_a_budget_and_a_policy() -> None:
    kinds = {(d["kind"], d.get("metadata", {}).get("name")) for d in documents()}
    for name in ("website", "rasa"):
        for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Service"):
            assert (kind, name) in kinds


def test_settings_that_are_set_exist() -> None:
    texts = [path.read_text(encoding="utf-8") for path in [*_KUBERNETES, _DEPLOY / "compose.yml"]]
    used = set(re.findall(r"^\s+(BOT_[A-Z_]+):", "\n".join(texts), re.M))
    assert used and used <= _KNOWN


def test_compose_names_what_exists_and_keeps_secrets_out() -> None:
    compose = yaml.safe_load((_DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        assert set(service.get("networks", [])) <= set(compose["networks"])
        assert set(service.get("depends_on", [])) <= set(compose["services"])
    for value in re.findall(r"(?:PASSWORD|SECRET|TOKEN): (\S+)", (_DEPLOY / "compose.yml").read_text()):
        assert value.strip('"}').startswith("${")


def test_alerts_and_panels_read_metrics_that_exist(built_settings: Settings) -> None:
    watch_queue(built_settings.database_url)
    exposed = set(re.findall(r"^# TYPE (\S+)", generate_latest().decode(), re.M))
    exposed = {name.removesuffix("_total") for name in exposed} | {"up"}
    rules = yaml.safe_load((_DEPLOY / "monitoring/alerts.yml").read_text(encoding="utf-8"))
    expressions = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    board = json.loads((_DEPLOY / "monitoring/dashboard.json").read_text(encoding="utf-8"))
    expressions += [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    for name in re.findall(r"\b(?:bot|process)_[a-z_]+", " ".join(expressions)):
        assert re.sub(r"_(?:total|bucket|count|sum)$", "", name) in exposed, name


def test_operations_say_what_to_do_for_each_alarm() -> None:
    rules = yaml.safe_load((_DEPLOY / "monitoring/alerts.yml").read_text(encoding="utf-8"))
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [r["alert"] for g in rules["groups"] for r in g["rules"] if r["alert"] not in page] == []


def test_haproxy_takes_its_configuration() -> None:
    program = shutil.which("haproxy", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("没有安装 haproxy")
    run = subprocess.run([program, "-c", "-f", str(_DEPLOY / "haproxy.cfg")], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_what_the_image_copies_exists() -> None:
    for line in (_DEPLOY / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line
