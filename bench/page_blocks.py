"""What is measured stands in pages between marks: `<!-- name -->` on a line, and `<!-- /name -->`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path


def write_blocks(path: Path, blocks: Mapping[str, str]) -> None:
    """Replace what stands between the marks of each name; SystemExit before anything is written."""
    page = path.read_text(encoding="utf-8")
    for name, block in blocks.items():
        between = re.search(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", page, re.DOTALL)
        if between is None:
            raise SystemExit(f"{path.name} has no place for “{name}”")
        page = f"{page[: between.start()]}{block}\n{page[between.end() :]}"
    path.write_text(page, encoding="utf-8")
