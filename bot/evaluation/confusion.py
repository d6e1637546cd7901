"""The confusion picture: headings of the matters, talk and what is out of scope."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.evaluation.validation import HeldOut
from bot.policy.matters import AREAS

_FONTS = ["Noto Sans CJK SC", "WenQuanYi Zen Hei", "SimHei", "DejaVu Sans"]


def draw_confusions(found: HeldOut, path: Path) -> None:
    """Rows: what it is; columns: what it was taken for; in per cent of the row."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    names, column = _coarse(found)
    counts = np.zeros((len(names), len(names)))
    guess = found.probabilities.argmax(axis=1)
    np.add.at(counts, (column[found.target], column[guess]), 1)
    share = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    plt.rcParams["font.sans-serif"] = _FONTS
    figure, axes = plt.subplots(figsize=(16, 14))
    axes.imshow(np.sqrt(share), cmap="Blues")
    for row, col in zip(*np.nonzero(share >= 0.5), strict=False):
        axes.text(col, row, f"{share[row, col]:.0f}", ha="center", va="center", fontsize=8)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("判成")
    axes.set_ylabel("应是")
    figure.tight_layout()
    figure.savefig(path, dpi=100)
    plt.close(figure)


def _coarse(found: HeldOut) -> tuple[list[str], np.ndarray]:
    """(names, position of each label): matters by their heading, everything else by its family."""
    names_of_family = {
        "out_of_scope": "范围外",
        "smalltalk": "闲聊",
    }
    coarse = []
    for label in found.labels:
        family = label.partition("/")[0]
        coarse.append(found.themes[label] if family in AREAS else names_of_family.get(family, "对话"))
    names = sorted(set(coarse))
    return names, np.array([names.index(name) for name in coarse])
