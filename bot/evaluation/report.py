"""`bot evaluate`: measures the model and the choice of it, and writes docs/understanding.md."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import numpy as np

from bot.evaluation.confusion import draw_confusions
from bot.evaluation.groups import record, shares
from bot.evaluation.measures import auroc, calibration_error, calibration_table, false_accepts
from bot.evaluation.questions import TESTS, Outcome, Question, accepted, ask, judge, rows
from bot.evaluation.rasa_pipelines import TOPICS, UTTERANCES, Compared, compare
from bot.evaluation.validation import COMBINATIONS, FOLDS, HeldOut, best_limits, held_out
from bot.nlu.decision import ANSWER_FROM, CLARIFY_FROM, DECLINE_FROM, Decision
from bot.nlu.examples import read_examples
from bot.nlu.experts import EXPERTS
from bot.nlu.features import FAMILIES
from bot.nlu.fitting import fit_understanding, prepare
from bot.nlu.topics import read_topics
from bot.nlu.understanding import Understanding
from bot.policy.store import Store
from bot.settings import ROOT

REPORT = ROOT / "docs/understanding.md"
_BEGIN = "<!-- measured: begin -->"
_END = "<!-- measured: end -->"


def evaluate(understanding: Understanding, store: Store, keep: bool = False) -> str:
    """Measure, write the report and the picture; `keep` records the shares for the tests."""
    started = time.monotonic()
    outcomes = ask(understanding, store)
    each = (time.monotonic() - started) / len(outcomes) * 1000
    if keep:
        record(shares(outcomes))
    examples, topics = read_examples(), read_topics(store)
    utterances = [(e.text, e.intent) for e in examples]
    learnt = prepare(utterances, topics).learnt
    compared = {name: held_out(learnt, experts) for name, experts in COMBINATIONS.items()}
    chosen = held_out(learnt, tuple(EXPERTS), used=FOLDS)
    deaf = fit_understanding(utterances, topics, tuple(f for f in FAMILIES if f != "pinyin"))
    draw_confusions(chosen, ROOT / "docs/confusion.png")
    parts = [
        _shares(outcomes, each),
        _noise({"采用的": understanding, "不改错字": understanding.literal(), "不看拼音": deaf}, store),
        _rewordings(understanding, store),
        _two(understanding, store),
        _compared(compared),
        _folds(chosen),
        _pipelines(compare(examples, topics)),
        _limits(chosen),
        _calibration(outcomes),
        _confusions(chosen),
    ]
    text = "\n\n".join(parts)
    _write(text)
    return parts[0]


def _write(measured: str, path: Path = REPORT) -> None:
    """Replace what is measured; what is written by hand around it stays."""
    old = path.read_text(encoding="utf-8") if path.is_file() else f"# 听懂人话\n\n{_BEGIN}\n{_END}\n"
    before, _, rest = old.partition(_BEGIN)
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before}{_BEGIN}\n\n{measured}\n\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def _table(heads: list[str], lines: list[list[str]]) -> str:
    rule = "|".join("---" for _ in heads)
    return "\n".join(
        ["| " + " | ".join(heads) + " |", f"|{rule}|", *("| " + " | ".join(x) + " |" for x in lines)]
    )


def _shares(outcomes: list[Outcome], each: float) -> str:
    lines = [[name, str(n), f"{share:.1%}"] for name, (n, share) in shares(outcomes).items()]
    ours = [o for o in outcomes if o.question.scope in {"policy", "guides"}]
    refused = sum(o.understood.decision is Decision.DECLINE for o in ours) / len(ours)
    asked = sum(o.understood.decision is Decision.CLARIFY for o in ours) / len(ours)
    topical = [o for o in outcomes if o.question.scope != "smalltalk"]
    outside = np.array([o.question.scope == "out_of_scope" for o in topical])
    score = np.array([_outside(o) for o in topical])
    return "\n\n".join(
        [
            "## 测试题：每组答对多少",
            f"每条平均 {each:.1f} 毫秒。范围内误拒 {refused:.1%}，反问 {asked:.1%}。"
            f"范围外识别 AUROC {auroc(outside, score):.3f}，"
            f"放行 95% 范围内问题时误放范围外 {false_accepts(outside, score):.1%}。",
            _table(["组", "题数", "答对"], lines),
        ]
    )


def _outside(outcome: Outcome) -> float:
    elsewhere = any(entity.name == "region" for entity in outcome.understood.entities)
    return 1.0 if elsewhere else outcome.understood.outside


def _noise(models: dict[str, Understanding], store: Store) -> str:
    """The same questions with noise, for the model in use and for one that lacks a kind of feature."""
    shares = {name: _by_noise(model, store) for name, model in models.items()}
    used = next(iter(shares.values()))
    lines = []
    for kind, share in used.items():
        drop = f"{(used['clean'] - share) * 100:+.1f}"
        lines.append([kind, *(f"{found[kind]:.1%}" for found in shares.values()), drop])
    count = sum(1 for _ in rows(TESTS / "noise_pairs.yml"))
    return f"## 同一批问题加上各种噪声\n\n{count} 题，每题八种写法。\n\n" + _table(
        ["噪声", *shares, "比干净的低（点）"], lines
    )


def _by_noise(understanding: Understanding, store: Store) -> dict[str, float]:
    found: dict[str, list[bool]] = {}
    for row in rows(TESTS / "noise_pairs.yml"):
        for kind, text in row.items():
            if kind in {"clause", "law", "laws", "article", "articles"}:
                continue
            question = Question(text, "policy", "-", kind, accepted(row))
            found.setdefault(kind, []).append(judge(question, understanding, store).right)
    return {kind: sum(right) / len(right) for kind, right in found.items()}


def _rewordings(understanding: Understanding, store: Store) -> str:
    same, right, total = 0, 0, 0
    for row in rows(TESTS / "rewordings.yml"):
        outcomes = [
            judge(Question(text, "policy", "-", "clean", accepted(row)), understanding, store)
            for text in row["texts"]
        ]
        most = Counter(o.right for o in outcomes)[True]
        same += most == len(outcomes)
        right, total = right + most, total + len(outcomes)
    count = sum(1 for _ in rows(TESTS / "rewordings.yml"))
    return (
        f"## 换着说法问\n\n{count} 组、每组五种说法：{right / total:.1%} 答到同一条；"
        f"{same / count:.1%} 的组五种全对。"
    )


def _two(understanding: Understanding, store: Store) -> str:
    both = []
    for row in rows(TESTS / "two_questions.yml"):
        found = [
            judge(Question(row["text"], "policy", "-", "clean", accepted(part)), understanding, store).right
            for part in row["both"]
        ]
        both.append(all(found))
    return f"## 一句话问两件事\n\n{len(both)} 句，两件都答到的 {sum(both) / len(both):.1%}。"


def _compared(compared: dict[str, HeldOut]) -> str:
    lines = []
    for name, found in compared.items():
        f = found.figures()
        cells = [f"{f[key]:.1%}" for key in ("topic", "macro_f1", "clause", "ece")]
        lines.append([name, *cells, f"{f['auroc']:.3f}", f"{f['false_accepts']:.1%}", f"{f['seconds']:.0f}"])
    heads = ["做法", "主题", "宏 F1", "条", "校准误差", "范围外 AUROC", "误放", "训练秒数"]
    return "## 比较过的做法\n\n训练例句五折里的第一折作验证，同一划分，与测试题无关。\n\n" + _table(
        heads, lines
    )


def _folds(chosen: HeldOut) -> str:
    f = chosen.figures()
    return (
        f"采用的做法，{FOLDS} 折交叉验证的全部 {len(chosen.target)} 条："
        f"主题 {f['topic']:.1%}，条 {f['clause']:.1%}，校准误差 {f['ece']:.1%}，"
        f"范围外 AUROC {f['auroc']:.3f}。"
    )


def _pipelines(compared: list[Compared]) -> str:
    lines = []
    for row in compared:
        shares = (f"{share:.1%}" for share in (row.accuracy, row.macro_f1, row.error))
        lines.append([row.name, *shares, f"{row.seconds:.0f}", f"{row.each:.1f}"])
    heads = ["做法", "主题", "宏 F1", "校准误差", "训练秒数", "每条毫秒"]
    return (
        f"### 和 Rasa 自带的流水线\n\n措施和法律里例句最多的各 {TOPICS // 2} 个主题，"
        f"每个至多 {UTTERANCES} 条，五折中的一折作验证；DIET 在两核上学一千条就要一刻钟，学不了全部。\n\n"
        + _table(heads, lines)
        + (
            ""
            if len(compared) > 1
            else "\n\n这次没有装 TensorFlow，Rasa 自带的没有测；`make evaluate` 在 x86-64 上会装。"
        )
    )


def _limits(chosen: HeldOut) -> str:
    answer, clarify, decline = best_limits(chosen)
    return (
        "## 什么时候答、问、拒\n\n验证数据上收益最大的门槛："
        f"条的概率到 {answer} 就答，到 {clarify} 就反问，范围外的概率到 {decline} 就拒。"
        f"现用 {ANSWER_FROM}、{CLARIFY_FROM}、{DECLINE_FROM}（bot/nlu/decision.py）。"
    )


def _calibration(outcomes: list[Outcome]) -> str:
    answered = [o for o in outcomes if o.understood.decision is Decision.ANSWER]
    confidence = np.array([o.understood.best.confidence for o in answered])
    right = np.array([o.right for o in answered])
    lines = [[r, str(n), f"{c:.1%}", f"{a:.1%}"] for r, n, c, a in calibration_table(confidence, right)]
    error = calibration_error(confidence, right)
    return f"## 把握与实际\n\n测试题里作答的，期望校准误差 {error:.3f}。\n\n" + _table(
        ["把握", "题数", "平均把握", "答对"], lines
    )


def _confusions(chosen: HeldOut, count: int = 30) -> str:
    guess = chosen.probabilities.argmax(axis=1)
    pairs = Counter((t, g) for t, g in zip(chosen.target, guess, strict=False) if t != g)
    lines = [[chosen.labels[t], chosen.labels[g], str(n)] for (t, g), n in pairs.most_common(count)]
    return (
        f"## 最常混的 {count} 对（验证数据）\n\n"
        + _table(["应是", "判成", "次数"], lines)
        + "\n\n![条级混淆](confusion.png)"
    )
