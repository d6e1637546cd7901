"""Makes `data/lookups/look_alikes.yml` from the shapes of a font: `python -m bench.look_alikes FONT`."""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bot.nlu.examples import read_examples
from bot.nlu.lexicon import CHINESE, LOOK_ALIKES
from bot.nlu.normalize import normalize

# A character of so few utterances is meant by nobody who writes another one.
_OFTEN = 3
_LIKE, _MOST = 0.72, 8
_SIZE, _BLUR, _PIXELS = 48, 1.6, 28
_HEAD = """\
# A character as somebody may have written it → characters that look like it, likest first.
# Made by `python -m bench.look_alikes` from the shapes of Noto Sans CJK SC;
# only characters of our utterances stand on the right.
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("font", help="a file of Noto Sans CJK")
    options.add_argument("--index", type=int, default=2, help="the font's place in the file; 2 is Simplified")
    chosen = options.parse_args()
    font = ImageFont.truetype(chosen.font, _SIZE, index=chosen.index)
    used = Counter(char for e in read_examples() for char in normalize(e.text).text if CHINESE.match(char))
    ours = {char for char, count in used.items() if count >= _OFTEN}
    chars = sorted(ours | _common())
    shapes = np.stack([_shape(char, font) for char in chars])
    likeness = shapes @ shapes.T
    np.fill_diagonal(likeness, 0)
    likeness[:, [char not in ours for char in chars]] = 0
    lines = []
    for char, row in zip(chars, likeness, strict=True):
        alike = "".join(chars[i] for i in row.argsort()[::-1][:_MOST] if row[i] >= _LIKE)
        if alike:
            lines.append(f"{char}: {alike}\n")
    LOOK_ALIKES.write_text(_HEAD + "".join(lines), encoding="utf-8")


def _common() -> set[str]:
    """The characters of GB 2312."""
    pairs = (bytes([row, column]) for row in range(0xB0, 0xF8) for column in range(0xA1, 0xFF))
    return set("".join(pair.decode("gb2312", errors="ignore") for pair in pairs))


def _shape(char: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """The blurred picture of a character as a vector of length one around zero."""
    picture = Image.new("L", (_SIZE + 8, _SIZE + 8), 0)
    ImageDraw.Draw(picture).text((4, -8), char, fill=255, font=font)
    blurred = picture.filter(ImageFilter.GaussianBlur(_BLUR)).resize((_PIXELS, _PIXELS))
    values = np.asarray(blurred, np.float32).ravel()
    values = values - values.mean()
    shape: np.ndarray = values / np.linalg.norm(values)
    return shape


if __name__ == "__main__":
    main()
