"""Bar charts as SVG, made here: no script, no style attribute, readable without a mouse."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

# Units are nearly pixels of the page, so that the letters stay as large as the words around them.
_HEIGHT, _WIDTH, _ROW = 110, 360, 26
_LABEL, _COUNT = 168, 40


@dataclass(frozen=True)
class Bar:
    """One bar; `link` leads to what it counts, empty for none."""

    name: str
    count: int
    link: str = ""


def columns(bars: list[Bar]) -> Markup:
    """Upright bars, one a day."""
    most = max((bar.count for bar in bars), default=0) or 1
    step = _WIDTH / max(len(bars), 1)
    parts = []
    for position, bar in enumerate(bars):
        height = bar.count / most * (_HEIGHT - 20)
        x = position * step
        shape = Markup(
            '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
            "<title>{}：{}</title></rect>"
        ).format(x + 1, _HEIGHT - height, max(step - 2, 1), height, bar.name, bar.count)
        parts.append(_linked(shape, bar))
    ends = [bars[0], bars[-1]] if bars else []
    labels = Markup("").join(
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            x, _HEIGHT + 16, anchor, bar.name[5:] if len(bar.name) == 10 else bar.name
        )
        for bar, x, anchor in zip(ends, (0, _WIDTH), ("start", "end"), strict=False)
    )
    top = Markup('<text x="0" y="12">最多 {}</text>').format(most)
    return _svg(_HEIGHT + 20, Markup("").join(parts) + labels + top)


def rows(bars: list[Bar]) -> Markup:
    """Lying bars with their names."""
    most = max((bar.count for bar in bars), default=0) or 1
    parts = []
    for position, bar in enumerate(bars):
        y = position * _ROW
        width = bar.count / most * (_WIDTH - _LABEL - _COUNT)
        shape = Markup(
            '<text x="{}" y="{}" text-anchor="end">{}</text>'
            '<rect class="bar" x="{}" y="{}" width="{:.1f}" height="{}"/>'
            '<text x="{:.1f}" y="{}">{}</text>'
        ).format(
            _LABEL - 8, y + 17, _short(bar.name), _LABEL, y + 4, width, _ROW - 8,
            _LABEL + width + 6, y + 17, bar.count,
        )  # fmt: skip
        parts.append(_linked(shape, bar))
    return _svg(max(len(bars), 1) * _ROW, Markup("").join(parts) or Markup("<text y='17'>还没有</text>"))


def _linked(shape: Markup, bar: Bar) -> Markup:
    if not bar.link or not bar.count:
        return shape
    label = f"{bar.name}：{bar.count}"
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(bar.link, label, shape)


def _svg(height: float, content: Markup) -> Markup:
    return Markup('<svg class="chart" role="img" viewBox="0 0 {} {}">{}</svg>').format(
        _WIDTH, height, content
    )


def _short(name: str) -> str:
    return name[:11] + ("…" if len(name) > 11 else "")
