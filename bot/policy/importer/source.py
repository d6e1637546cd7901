"""Where an official text comes from: a file or an address, as bytes with a name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.errors import UserError

MAX_BYTES = 20 * 1024 * 1024
TOO_LARGE = f"超过 {MAX_BYTES // 1024 // 1024} MB；请确认是不是公文本身，或另存为文字版再导入"


@dataclass(frozen=True)
class Original:
    """The bytes as received. `charset` is what the web server said of them, if anything."""

    name: str
    content: bytes
    charset: str = ""


def read_file(path: Path) -> Original:
    """The file's bytes; raises UserError where it is missing, no ordinary file, empty or too large."""
    try:
        if not path.is_file():
            raise UserError(f"{path} 不是文件或不存在；请检查路径")
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path} {TOO_LARGE}")
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} 读不了（{error.strerror}）；请检查路径和权限") from None
    if not content.strip():
        raise UserError(f"{path} 是空的；请检查文件")
    return Original(path.name, content)


def is_address(source: str) -> bool:
    """Whether a source is an address and not a path."""
    return "://" in source


def name_of(url: str) -> str:
    """The file name that an address ends with, else its host."""
    parts = urlsplit(url)
    return unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or url
