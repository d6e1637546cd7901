"""Reads a file in a process of its own, so that a bomb in it bursts there.

`python -m bot.policy.importer.reading NAME CHARSET` takes the bytes on standard input and writes
the extract, or what is wrong, as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from bot.errors import UserError
from bot.policy.importer.extract import Extract
from bot.policy.importer.source import Original

_MEMORY = 1024**3
_SECONDS = 60
_BLOATED = "文件读不完（解开后太大，或内部绕圈），不像是公文；请核对文件，或另存为文本再导入"


def read_apart(original: Original) -> Extract:
    """The extract of a file, read within bounded memory and time; raises UserError."""
    command = [
        sys.executable,
        "-m",
        "bot.policy.importer.reading",
        original.name,
        original.charset,
    ]
    try:
        done = subprocess.run(
            command,
            input=original.content,
            capture_output=True,
            timeout=_SECONDS * 2,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise UserError(_BLOATED) from None
    if "error" in answer:
        raise UserError(f"{original.name}：{answer['error']}")
    return Extract(**{**answer, "notes": tuple(answer["notes"])})


def _answer(name: str, charset: str) -> dict[str, Any]:
    from bot.policy.importer.formats import read

    try:
        return asdict(read(Original(name, sys.stdin.buffer.read(), charset)))
    except UserError as error:
        return {"error": str(error)}
    except (MemoryError, RecursionError):
        return {"error": _BLOATED}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    sys.stdout.write(json.dumps(_answer(*sys.argv[1:3])))
