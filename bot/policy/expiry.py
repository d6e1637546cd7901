"""What ends soon, so that somebody writes what comes after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.policy.knowledge import Knowledge

_SOON = dt.timedelta(days=90)


def ending_soon(knowledge: Knowledge, on: dt.date) -> Iterator[str]:
    """A line for each document and provision that ends within 90 days from a day on, the first first."""
    found = []
    for document in knowledge.documents:
        end = document.info.valid_to
        if end and on <= end <= on + _SOON:
            found.append((end, f"{end} 文件到期：{document.info.number}（{document.folder}）"))
        for filed in document.provisions:
            own = filed.provision.valid_to
            if own and own != end and on <= own <= on + _SOON:
                found.append((own, f"{own} 规定到期：{filed.provision.matter}（{filed.place}）"))
    yield from (line for _, line in sorted(found))
