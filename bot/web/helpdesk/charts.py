"""Bar charts, made here: no script, no style attribute. The numbers are a list that the drawing goes with."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

# Units are nearly pixels of the page, so that the letters stay as large as the words around them.
_HEIGHT, _WIDTH, _LINE = 110, 360, 100


@dataclass(frozen=True)
class Bar:
    """One bar; `link` leads to what it counts, empty for none."""

    name: str
    count: int
    link: str = ""


def columns(bars: list[Bar]) -> Markup:
    """Upright bars, one a day, with the days that have any as a folded list."""
    most = max((bar.count for bar in bars), default=0) or 1
    step = _WIDTH / max(len(bars), 1)
    shapes = Markup("").join(
        Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            position * step + 1, _HEIGHT - height, max(step - 2, 1), height
        )
        for position, bar in enumerate(bars)
        for height in [bar.count / most * (_HEIGHT - 20)]
    )
    ends = [bars[0], bars[-1]] if bars else []
    labels = Markup("").join(
        Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            x, _HEIGHT + 16, anchor, bar.name[5:] if len(bar.name) == 10 else bar.name
        )
        for bar, x, anchor in zip(ends, (0, _WIDTH), ("start", "end"), strict=False)
    )
    top = Markup('<text x="0" y="12">最多 {}</text>').format(most)
    drawn = _svg("chart", _WIDTH, _HEIGHT + 20, shapes + labels + top)
    listed = rows([bar for bar in reversed(bars) if bar.count])
    return drawn + Markup("<details><summary>逐日</summary>{}</details>").format(listed)


def rows(bars: list[Bar]) -> Markup:
    """A list of names with their counts, each with a lying bar."""
    most = max((bar.count for bar in bars), default=0) or 1
    items = Markup("").join(
        Markup("<li>{}{}<b>{}</b></li>").format(_name(bar), _line(bar.count / most), bar.count)
        for bar in bars
    )
    return Markup('<ol class="bars">{}</ol>').format(items or Markup("<li>还没有</li>"))


def _name(bar: Bar) -> Markup:
    if not bar.link or not bar.count:
        return Markup("<span>{}</span>").format(bar.name)
    return Markup('<a href="{}">{}</a>').format(bar.link, bar.name)


def _line(share: float) -> Markup:
    shape = Markup('<rect class="bar" width="{:.1f}" height="10"/>').format(share * _LINE)
    return _svg("line", _LINE, 10, shape)


def _svg(kind: str, width: float, height: float, content: Markup) -> Markup:
    start = '<svg class="{}" aria-hidden="true" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
    return Markup(start).format(kind, width, height, content)
